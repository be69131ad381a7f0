"""The fields of a record, one question after the other."""

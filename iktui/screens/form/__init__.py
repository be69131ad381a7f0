"""The form of a record, and who set its fields."""

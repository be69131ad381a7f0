"""The reader of PDF: its text layer, and tables by their lines or by how their words are aligned."""

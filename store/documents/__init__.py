"""Overviews and plans of others, read into the register. Pure."""

__all__ = ["as_published", "facts", "importer", "looking", "merging", "picking", "result", "shown"]

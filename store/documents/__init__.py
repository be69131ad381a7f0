"""Overviews and plans of others, read into the register. Pure."""

__all__ = ["as_published", "importer", "looking", "picking", "result", "returned"]

"""The words of documents: headers, marks, lists, comments, plans; not yet of which records. Pure."""

__all__ = ["columns", "comments", "lists", "plan", "plan_items", "terms"]

"""Documents as prose, tables and words, before anybody knows which records they mean. Pure."""

__all__ = ["comments", "document", "plan", "plan_items", "terms"]

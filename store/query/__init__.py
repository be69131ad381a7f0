"""The rows of the list, and the filter that chooses among them and among revisions. Pure."""

__all__ = ["listing", "nothing", "query", "revision_query", "views"]

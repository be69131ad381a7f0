"""The Store: records in git, read, saved, looked back on. The only caller of both git and records below sync."""

__all__ = [
    "commit_dates",
    "commit_graph",
    "drafts",
    "facts",
    "hand_edits",
    "history",
    "kept",
    "publishing",
    "refusing",
    "revision_names",
    "store",
]

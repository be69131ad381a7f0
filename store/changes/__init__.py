"""What differs between states of records: changes, merging by field, undo, blame, and how they are told. Pure."""

__all__ = [
    "blame",
    "changes",
    "commented",
    "compare",
    "edits",
    "joining",
    "merge",
    "messages",
    "preview",
    "record_merge",
    "undo",
    "worddiff",
    "wording",
]

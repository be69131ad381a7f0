"""What a record is: models, their TOML text, the fields as people type them, a Snapshot of all of them. Pure."""

__all__ = [
    "codec",
    "decisions",
    "entries",
    "entry",
    "markers",
    "model",
    "overview",
    "paths",
    "references",
    "schema",
    "snapshot",
    "sources",
    "typed",
]

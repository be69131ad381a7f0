"""Going back and putting right: undo and restore of revisions, hand edits, files that hold no record, fsck."""

__all__ = ["by_hand", "clone_findings", "fsck", "mending", "restore", "revert"]

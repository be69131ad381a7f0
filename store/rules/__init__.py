"""What must hold of records as a whole: rules, ids, references, what is published. Pure."""

__all__ = ["following", "published", "rules", "taken", "upholding"]

"""Two clones made one: plan, join by field, push; the open conflicts, settled."""

__all__ = ["settling", "sync"]

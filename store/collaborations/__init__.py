"""What happens to collaborations besides edits: copies, withdrawals, areas, two made one, many at once. Pure."""

__all__ = ["bulk", "life", "merging"]

"""What is counted and laid out from a Snapshot: figures, the annual cycle, the councils' matters, overviews. Pure."""

__all__ = [
    "common", "councils", "cycle", "cycle_ics", "figures", "life", "pictures", "reports", "shown", "together",
    "waiting", "way", "work", "year",
]  # fmt: skip

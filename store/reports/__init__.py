"""What is counted and laid out from a Snapshot: figures, the annual cycle, the councils' matters, overviews. Pure."""

__all__ = ["common", "councils", "cycle", "cycle_ics", "figures", "reports", "shown", "waiting", "work"]

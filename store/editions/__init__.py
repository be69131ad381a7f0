"""The yearly edition: its checklist, opening, publishing, adoption. Pure."""

__all__ = ["checklist", "rollover"]

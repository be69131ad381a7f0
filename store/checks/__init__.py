"""Findings, and what settles them. Pure."""

__all__ = ["checks", "findings", "fixes", "reference_checks", "warnings"]

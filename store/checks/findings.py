"""What a finding is: one thing in the register that is broken, uncertain or worth a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.records.model import Record

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `field` is a dotted path or "", `suggestion` the value that would settle it, if any."""

    code: str
    severity: Severity
    kind: str
    id: str
    field: str
    message: str
    suggestion: str = ""


def record_finding(
    code: str, severity: Severity, record: Record, field: str, message: str, suggestion: str = ""
) -> Finding:
    """One thing about a record."""
    return Finding(code, severity, record.KIND, record.id, field, message, suggestion)

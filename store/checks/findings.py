"""What a finding is: one thing in the register that is broken, uncertain or worth a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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

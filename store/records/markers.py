"""The conflict markers that git leaves where two sides differ (git-merge(1), HOW CONFLICTS ARE PRESENTED)."""

from __future__ import annotations

from typing import Final

_BOTH, _OURS, _BASE, _THEIRS = range(4)
_TURNS: Final = (
    ("<<<<<<<", (_BOTH,), _OURS),
    ("|||||||", (_OURS,), _BASE),
    ("=======", (_OURS, _BASE), _THEIRS),
    (">>>>>>>", (_THEIRS,), _BOTH),
)
"""How a line begins, in which part it can stand, the part that follows; "|||||||" is of the style diff3."""


def marked_sides(text: str) -> tuple[str, str] | None:
    """The text as ours and as theirs, None where no markers stand in it; one pass, whatever the text."""
    part, found = _BOTH, False
    ours: list[str] = []
    theirs: list[str] = []
    for line in text.splitlines(keepends=True):
        turn = next((to for sign, where, to in _TURNS if part in where and line.startswith(sign)), None)
        if turn is not None:
            part, found = turn, True
            continue
        if part in (_BOTH, _OURS):
            ours.append(line)
        if part in (_BOTH, _THEIRS):
            theirs.append(line)
    return ("".join(ours), "".join(theirs)) if found and part == _BOTH else None

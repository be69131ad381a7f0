"""Every Action by its id. Pure."""

from __future__ import annotations

from typing import Final

from store.actions import collaborations, editions, plan, records, register, studies
from store.actions.action import Action

ACTIONS: Final[dict[str, Action]] = {
    action.id: action
    for family in (records, collaborations, register, plan, studies, editions)
    for action in vars(family).values()
    if isinstance(action, Action)
}
ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "areas": ("new-area", "rename-area", "move-area", "retire-area", "split-area", "remove-area"),
    "plan": ("move-item", "order-item", "tick-item", "carry-item"),
    "study": ("new-study", "advance", "decide-study", "draft", "establish", "stop"),
}
"""The words that stand in older commits, and the Actions that they are called now."""

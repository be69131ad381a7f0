"""A field for a file: its name is completed from the folder, a file dropped into the terminal is its path, a table that
is pasted is no path at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import events
from textual.message import Message

from iktui.widgets.field_input import FieldInput

_MOST: int = 500
"""Names of a folder that are offered at a time."""


class FileInput(FieldInput):
    """One path; tab completes it, up and down choose a name, enter goes on with what stands there."""

    @dataclass
    class Pasted(Message):
        """A text of several lines or columns was pasted in place of a path."""

        text: str

    def __init__(self, path: str, value: str, dropped: Callable[[str], str], **options: Any) -> None:
        """`dropped` gives the path that a terminal writes for a file that is dropped into it."""
        self._dropped = dropped
        super().__init__(path, value, lambda: completions(self.value), **options)
        self.select_on_focus = False

    def _on_paste(self, event: events.Paste) -> None:
        lines = event.text.strip("\n").splitlines()
        if len(lines) > 1 or "\t" in event.text:
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(event.text))
        else:
            event.text = self._dropped(" ".join(lines))

    def _fitting(self, token: str) -> list[str]:
        return completions(token)

    def settle(self) -> None:
        """What stands there is the path: nothing is put in its place."""
        self.drop_choices()

    async def complete(self) -> None:
        """The one path that can be meant, or as much as all that can be have in common."""
        await self._after_what_was_typed()
        common = os.path.commonprefix(completions(self.value))  # noqa: RUF071
        if len(common) > len(self.value):
            self.value = common
            self.cursor_position = len(common)

    async def action_take(self) -> None:
        """The name under the cursor, unless a whole path stands there: a folder is opened, a file is the answer."""
        await self._after_what_was_typed()
        if self._matches and not self.value.endswith("/") and self.value not in self._matches:
            choice = self._matches[self._at]
            self.value = choice
            self.cursor_position = len(choice)
            if choice.endswith("/"):
                return
        self.drop_choices()
        await self._leave(1)


def completions(typed: str) -> list[str]:
    """The paths that begin as typed, folders with a slash at their end; none where the folder cannot be read."""
    folder, name = os.path.split(typed)
    shown = f"{folder}/" if folder and not folder.endswith("/") else folder
    found = []
    try:
        with os.scandir(Path(folder).expanduser()) as entries:
            for entry in entries:
                if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith(".")):
                    found.append(f"{shown}{entry.name}{'/' if entry.is_dir() else ''}")
                    if len(found) == _MOST:
                        break
    except (OSError, ValueError, RuntimeError):
        return []
    return sorted(found)

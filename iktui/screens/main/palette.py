"""The palette finds a command by other words than its name too: by what people look for in other programs."""

from __future__ import annotations

from typing import Final

from textual.command import Hit, Hits
from textual.system_commands import SystemCommandsProvider

from store.base.i18n import _, mark

SYNONYMS: Final = {
    mark("Export"): mark("print paper document Word Excel PDF web page save as"),
    mark("Import"): mark("read in open file Word Excel paste"),
    mark("Share"): mark("sync send fetch push pull publish"),
    mark("Settings"): mark("preferences options language colours name"),
    mark("Theme"): mark("look appearance dark light contrast colours"),
    mark("As of then"): mark("date time past history back then edition"),
    mark("Compare"): mark("difference diff changes since"),
    mark("Findings"): mark("errors warnings check problems"),
    mark("Filter"): mark("search find"),
    mark("Undo"): mark("back regret revert"),
    mark("Who set what"): mark("blame author responsible"),
    mark("Parties, plans, documents …"): mark("municipality county agreement strategy member editor"),
    mark("Yearly rollover"): mark("edition overview confirm publish January"),
    mark("What waits"): mark("to do tasks inbox"),
    mark("Notice by one participant"): mark("withdraw leave terminate"),
    mark("Help"): mark("keys shortcuts manual"),
}
"""What a command is called, and what else it is looked for by; both in the reader's language."""


class Commands(SystemCommandsProvider):
    """The commands of the screen, by their names and by other words."""

    async def search(self, query: str) -> Hits:
        """Those that fit, a name before other words."""
        matcher = self.matcher(query)
        others = {_(title): _(words) for title, words in SYNONYMS.items()}
        for name, help, callback, *_more in self.app.get_system_commands(self.screen):
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), callback, help=help)
            elif any(word.startswith(query.casefold()) for word in others.get(name, "").casefold().split()):
                yield Hit(0.1, name, callback, help=help)

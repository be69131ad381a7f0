"""The keys of the main screen."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from iktui.remembered_views import KEYS
from store.base.i18n import _

# fmt: off
BINDINGS: Final[list[BindingType]] = [
    Binding("enter", "run('detail')", _("Open"), id="show", show=False),
    Binding("slash", "filter", _("Filter"), id="list", priority=True),
    Binding("e", "run('edit')", _("Edit"), id="edit"),
    Binding("n", "run('new')", _("New"), id="new"),
    Binding("x", "do('end')", _("End"), id="end"),
    Binding("d", "do('participant')", _("New participant"), id="participant", show=False),
    Binding("w", "do('withdraw')", _("Notice by one participant"), id="withdraw", show=False),
    Binding("C", "run('copy')", _("Copy"), id="copy", show=False),
    Binding("R", "do('replace')", _("Replaced by another"), id="replace", show=False),
    Binding("m", "run('merge')", _("Merge two"), id="merge", show=False),
    Binding("X,delete", "do('remove')", _("Remove"), key_display="X", id="remove", show=False),
    Binding("u", "run('undo')", _("Undo"), id="undo"),
    Binding("U", "run('redo')", _("Do again"), id="redo", show=False),
    Binding("h", "run('history')", _("History"), id="history"),
    Binding("b", "run('blame')", _("Who set what"), id="blame", show=False),
    Binding("T", "run('timeline')", _("Timeline"), id="timeline", show=False),
    Binding("at", "run('travel')", _("As of then"), id="as-of", show=False),
    Binding("left_square_bracket", "run('before')", _("Change before"), id="register.before", show=False),
    Binding("right_square_bracket", "run('after')", _("Change after"), id="register.after", show=False),
    Binding("left_curly_bracket", "run('edition_before')", _("Edition before"), id="edition.before", show=False),
    Binding("right_curly_bracket", "run('edition_after')", _("Edition after"), id="edition.after", show=False),
    Binding("c", "run('compare')", _("Compare"), id="compare", show=False),
    Binding("l", "run('activity')", _("Activity"), id="activity", show=False),
    Binding("r", "run('rollover')", _("Yearly rollover"), id="rollover", show=False),
    Binding("V", "run('councils')", _("To the councils"), id="councils", show=False),
    Binding("L", "run('legal_basis')", _("Under § 27"), id="legal-basis", show=False),
    Binding("W", "run('notices')", _("Under notice"), id="notices", show=False),
    Binding("s", "run('sync')", _("Share"), id="sync", show=False),
    Binding("S", "run('conflicts')", _("Open conflicts"), id="resolve", show=False),
    Binding("0", "run('waiting')", _("What waits"), id="waiting", show=False),
    Binding("M", "run('municipality')", _("Your municipality"), id="municipality", show=False),
    Binding("exclamation_mark", "run('findings')", _("Findings"), id="findings"),
    Binding("v", "run('views')", _("Views"), id="views"),
    Binding("a", "run('areas')", _("Areas"), id="register.areas", show=False),
    Binding("p", "run('plan')", _("Action plan"), id="plan", show=False),
    Binding("t", "run('others')", _("Parties, plans, documents …"), id="register.others", show=False),
    Binding("f", "run('studies')", _("Studies and agreements"), id="studies", show=False),
    *(
        Binding(key, f"saved_view('{key}')", _("Saved view {key}", key=key), id=f"view.{key}", show=False)
        for key in KEYS
    ),
    Binding("y", "run('cycle')", _("Annual cycle"), id="cycle", show=False),
    Binding("g", "run('figures')", _("Figures"), id="figures", show=False),
    Binding("i", "run('import')", _("Import"), id="import", show=False),
    Binding("o", "run('export')", _("Export"), id="export", show=False),
    Binding("tab", "app.focus_next", _("Other pane"), id="screen.pane", show=False),
    Binding("escape", "clear_filter", _("Show all"), id="record.clear-filter", show=False),
    Binding("question_mark,f1", "app.help", _("Help"), key_display="?", id="app.help"),
    Binding("ctrl+p", "app.command_palette", _("Commands"), id="actions", show=False),
    Binding("q", "app.quit", _("Quit"), id="app.quit"),
]
# fmt: on

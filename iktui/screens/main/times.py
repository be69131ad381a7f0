"""The register as of then: a date, an edition, a revision; steps from one to the next; two states side by side."""

from __future__ import annotations

from iktui.screens.ask.dialogs import Question, checked
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.compare import CompareScreen
from iktui.words.past import side_words
from store.base.i18n import _
from store.register.revision_names import edition_words


async def ask_when(desk: Desk) -> None:
    """Type a date, an edition or a revision."""
    store = desk.session.store
    names = [_("now"), *editions_offered(desk)]
    is_now = ("", names[0])
    check = checked(lambda words: words in is_now or store.resolve(words))
    label = _("A date (31.3.2021), an edition or a commit; nothing for now")
    answers = await desk.ask(_("The register as of"), Question("when", label, "", check, lambda: names))
    if answers is None:
        return
    words = answers["when"]
    if words in is_now:
        desk.travel(None)
    else:
        desk.travel(store.resolve(words, lambda note: desk.tell(note, "warning")), words)


def step(desk: Desk, by: int) -> None:
    """To the change before or after the one that is shown."""
    at = desk.session.snapshot.commit
    commit = desk.session.store.step(at, by) if at else None
    if commit is None:
        desk.tell(_("there is no change before this one") if by < 0 else _("this is now"), "information")
    else:
        desk.travel(commit)


def step_edition(desk: Desk, by: int) -> None:
    """To the edition before or after what is shown, in the order of their years."""
    store, commit = desk.session.store, desk.session.snapshot.commit
    editions = list(store.editions().values())
    if commit in editions:
        at = editions.index(commit) + by
    else:
        shown = store.revision(commit or "HEAD").date
        earlier = sum(store.revision(known).date <= shown for known in editions)
        at = earlier - 1 if by < 0 else earlier
    if 0 <= at < len(editions):
        desk.travel(editions[at])
    elif by > 0:
        desk.travel(None)
    else:
        desk.tell(_("there is no edition before this"), "information")


def editions_offered(desk: Desk) -> list[str]:
    """What the published editions are called, the newest first."""
    return [edition_words(tag) for tag in reversed(desk.session.store.editions())]


async def compare_two(desk: Desk) -> None:
    """Two states side by side: editions, dates, commits."""
    store, at = desk.session.store, desk.session.at
    editions = editions_offered(desk)
    check = checked(lambda words: store.resolve(words or "HEAD"))
    first = editions[0] if editions else ""
    before = Question("before", _("From: a date, an edition or a commit"), first, check, lambda: editions)
    after = Question("after", _("To (nothing for now)"), at[:12] if at else "", check, lambda: editions)
    answers = await desk.ask(_("Compare"), before, after)
    if answers is not None:
        sides = [answers["before"] or "HEAD", answers["after"] or "HEAD"]
        one, two = (store.snapshot(store.resolve(words)) for words in sides)
        told = [side_words(store, words, str(side.commit)) for words, side in zip(sides, (one, two), strict=True)]
        desk.app.push_screen(CompareScreen(one, two, told[0], told[1] if answers["after"] else _("now")))

"""Views: what only looks, each written once for every interface. Pure.

`show` makes lines of what was asked about, which an interface draws, says or prints; what only a clone can tell is
read before (`needs`) and stands among the answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar, cast

from store.actions.action import Asked, Question
from store.actions.questions import reference
from store.base.dates import check_year, last_day
from store.base.errors import BadInput
from store.base.i18n import _, mark
from store.planning.plan_edits import plan_year
from store.records.entry import parse_flag
from store.records.model import Collaboration, Record, Study
from store.records.paths import Key
from store.reports.common import (
    councils_shown,
    edition_shown,
    editors_shown,
    figures_shown,
    legal_basis_shown,
    notices_shown,
)
from store.reports.life import in_editions, life_shown
from store.reports.shown import Shown
from store.reports.together import together_shown
from store.reports.waiting import Asking, waiting_shown
from store.reports.way import way_shown
from store.reports.work import cycle_shown, plan_shown, studies_shown
from store.reports.year import year_shown

R = TypeVar("R", bound=Record)

EDITIONS: Final = "editions"
"""The register at each published edition, by year."""
LISTING: Final = "listing"
"""The rows of the collaborations."""
STATE: Final = "state"
"""The edition of the year that is asked for (`store.editions.rollover.EditionState`)."""


DOUBTS: Final = "doubts"
"""What is found that needs a person (`store.reports.waiting.Doubt`)."""
SINCE: Final = "revisions"
"""The revisions since what the doer has seen, or since a commit that is named."""


@dataclass(frozen=True)
class View:
    """One thing that a person can look at."""

    id: str
    """Its name in the keymap, on the command line, in the linear mode."""
    title: str
    """Marked for translation."""
    help: str
    """One line that says what it shows, marked for translation."""
    show: Callable[[Asked], Shown]
    """Raises BadInput for what there is not."""
    asks: tuple[Question, ...] = ()
    needs: tuple[str, ...] = ()
    """What is read of the clone before: EDITIONS, LISTING, STATE, DOUBTS, SINCE."""
    in_full: bool = False
    """Whether all that is known of each line is told with it."""
    is_headed: bool = False
    """Whether how many they are is the first that there is to know."""
    is_drawn: bool = False
    """Whether its lines are a picture, where people would rather look."""


def _today(asked: Asked) -> dt.date:
    return dt.date.fromisoformat(asked.today)


def _flag(id: str, label: str) -> Question:
    return Question(id, label, lambda words, _asked: parse_flag(words), is_flag=True, required=False)


def _studies(asked: Asked) -> Shown:
    """Every study, or those that it is about."""
    return studies_shown(asked.snapshot, cast("tuple[Study, ...]", asked.about) or asked.snapshot.studies.values())


def _life(asked: Asked) -> Shown:
    """One collaboration, and what each edition has of it."""
    record = _one(Collaboration, asked)
    documents = [one for one in asked.snapshot.documents.values() if record.id in one.collaborations]
    return life_shown(asked.snapshot, record, in_editions(record, asked.answers[EDITIONS]), _today(asked), documents)


def _one(model: type[R], asked: Asked) -> R:
    """The record that it is about, or that was answered; raises BadInput when it is gone."""
    found = asked.about[0] if asked.about else asked.snapshot.get(Key(model.KIND, asked.answers[model.KIND]))
    if not isinstance(found, model):
        raise BadInput(_("name one record"))
    return found


_DATE: Final = Question("on", mark("Date"), lambda words, _asked: last_day(words), required=False)
_YEAR: Final = Question("year", mark("Year"), lambda words, _asked: check_year(words))

PLAN: Final = View(
    "plan", mark("Action plan"), mark("the action plan, year by year"),
    lambda asked: plan_shown(asked.snapshot, asked.get("year", None), only_open=asked.get("open", False)),
    (
        Question("year", mark("Year"), lambda words, _asked: plan_year(words), required=False),
        _flag("open", mark("list only what is neither done nor dropped")),
    ),
)  # fmt: skip
STUDIES: Final = View(
    "studies", mark("Studies and agreements"), mark("where they stand, what is missing, the next step"), _studies
)
CYCLE: Final = View(
    "cycle", mark("Annual cycle"), mark("the annual cycle: what a year holds"),
    lambda asked: cycle_shown(
        asked.snapshot, int(asked.get("year", asked.today[:4])), _today(asked), asked.answers[LISTING]
    ),
    (Question("year", mark("Year"), lambda words, _asked: check_year(words), required=False),), (LISTING,),
)  # fmt: skip
NOTICES: Final = View(
    "notices", mark("Under notice"), mark("who has given notice or leaves, and from when"),
    lambda asked: notices_shown(asked.snapshot, _today(asked)),
)  # fmt: skip
EDITORS: Final = View(
    "editors", mark("Editors"), mark("who edits for each member"), lambda asked: editors_shown(asked.snapshot)
)
COUNCILS: Final = View(
    "councils", mark("To the councils"), mark("what the councils decide on, and what is missing"),
    lambda asked: councils_shown(asked.snapshot, asked.get("record"), only_missing=asked.get("missing", False)),
    (
        Question("record", mark("Id"), required=False),
        _flag("missing", mark("only what somebody has not decided on")),
    ), in_full=True,
)  # fmt: skip
LEGAL_BASIS: Final = View(
    "legal-basis", mark("Under § 27"), mark("what is still under § 27, and its conversion"),
    lambda asked: legal_basis_shown(asked.snapshot, asked.answers[EDITIONS]), needs=(EDITIONS,),
)  # fmt: skip
EDITION: Final = View(
    "checklist", mark("The checklist of an edition"), mark("how far the edition of a year is"),
    lambda asked: edition_shown(asked.answers[STATE]), (_YEAR,), (STATE,), is_headed=True,
)  # fmt: skip
FIGURES: Final = View(
    "figures", mark("Figures"), mark("how many, by municipality, area, form and host"),
    lambda asked: figures_shown(
        asked.snapshot, asked.answers[LISTING], asked.get("on", _today(asked)), asked.answers[EDITIONS],
        asked.doer.party,
    ),
    (_DATE,), (LISTING, EDITIONS), is_headed=True, is_drawn=True,
)  # fmt: skip
TIMELINE: Final = View(
    "timeline", mark("Timeline"), mark("the life of a collaboration: who took part when, what happened at a date"),
    _life, (reference(Collaboration.KIND, Collaboration.KIND, mark("Collaboration")),), (EDITIONS,), is_headed=True,
    is_drawn=True,
)  # fmt: skip
TOGETHER: Final = View(
    "together", mark("Who with whom"), mark("how many collaborations every two municipalities both take part in"),
    lambda asked: together_shown(asked.snapshot, asked.answers[LISTING], asked.get("on", _today(asked))),
    (_DATE,), (LISTING,), is_headed=True, is_drawn=True,
)  # fmt: skip
WAY: Final = View(
    "way", mark("The way of a study"), mark("the steps of a study: what is done, where it stands, what is missing"),
    lambda asked: way_shown(_one(Study, asked), asked.snapshot),
    (reference(Study.KIND, Study.KIND, mark("Study")),), is_headed=True, is_drawn=True,
)  # fmt: skip
YEAR: Final = View(
    "year", mark("The year month by month"), mark("in which months of a year things fall"),
    lambda asked: year_shown(
        asked.snapshot, int(asked.get("year", asked.today[:4])), _today(asked), asked.answers[LISTING]
    ),
    (Question("year", mark("Year"), lambda words, _asked: check_year(words), required=False),), (LISTING,),
    is_headed=True, is_drawn=True,
)  # fmt: skip

WAITING: Final = View(
    "waiting", mark("What waits"), mark("what waits for your municipality"),
    lambda asked: waiting_shown(
        asked.snapshot, Asking(asked.doer.party, asked.doer.mail, asked.get("since", asked.doer.seen)), _today(asked),
        asked.answers[LISTING], asked.answers[DOUBTS], asked.answers[SINCE],
    ),
    (Question("since", mark("Changes since: a date, an edition or a commit"), required=False),),
    (LISTING, DOUBTS, SINCE), is_headed=True,
)  # fmt: skip

VIEWS: Final[dict[str, View]] = {made.id: made for made in list(vars().values()) if isinstance(made, View)}
"""Every View by its id."""

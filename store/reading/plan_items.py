"""Items of the action plan, read from a cell or from prose: broken lists, nested, their items run together.

"•" and list items begin an item, "- " does at the beginning of a line, where it is glued to the word before it
("byggesak- planarbeid"), and between words only in a list of dashes or after words that announce one ("Følgende …",
"…:"). "salgs- og skjenkekontroll" and ", - inkludert vurdering" go on with their sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from store.base.dates import MONTHS, parse_partial_date
from store.base.text import letters_key, one_line
from store.reading.plan import is_lead, markup_tokens

MAX_DEPTH: Final = 6
"""Lists nested deeper than this are read as one list."""
MAX_SHORT: Final = 120
"""Characters of an item's name; what is longer has its whole text in `text`."""

_PIECE: Final = re.compile("[•▪◦‣●\n]")
_LINE_DASH: Final = re.compile(r"\s*[-–—*]\s+(?=\S)")
_ITEM: Final = re.compile(r"(?P<lead> *)- ")
_PUSHED_IN: Final = re.compile(r" {2,}- ")
_INNER_DASH: Final = re.compile(r"(?<=[^,\d-])-\s+(?!(?:og|eller|samt|and|or)\b|[/\d]|$)")
_FOLLOWING: Final = re.compile(r"følg(?:ende|jande)\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?<=[^\W\d])\.\s+(?=[A-ZÆØÅ«“\"])")
_ABBREVIATION: Final = re.compile(r"\b(?:osv|mv|mm|m\.m|o\.l|etc|bl\.a|ca)\.$", re.IGNORECASE)
_BY: Final = re.compile(r"\binnen (?:utgangen av )?(?P<day>\d{1,2})\. (?P<month>[a-zæøå]+) (?P<year>20\d{2})")
_KINDS: Final = (
    ("pre_study", re.compile(r"\bforstud", re.IGNORECASE)),
    ("conversion", re.compile(r"\b(?:tilpas|omdann|omgjør|omorganis)", re.IGNORECASE)),
    ("evaluation", re.compile(r"\bevaluer", re.IGNORECASE)),
    ("investigation", re.compile(r"\b(?:utredes|utgreies|utgreiast|skal (?:utrede|utgreie))\b", re.IGNORECASE)),
    ("action_plan", re.compile(r"\bhandlingsplan", re.IGNORECASE)),
)
"""Words that tell an item's kind, the most telling first."""


def kind_of(words: str) -> str | None:
    """The kind of an item by its words, None when they do not tell."""
    return next((kind for kind, telling in _KINDS if telling.search(words)), None)


@dataclass
class PlanEntry:
    """One item as a document has it: its words, those that stand between it and the list below it, that list."""

    head: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    children: list[PlanEntry] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All of its words, on one line."""
        return one_line(" ".join([*self.head, *self.more]))

    @property
    def key(self) -> str:
        """What makes it the same item in two documents: its letters and digits."""
        return letters_key(self.words)

    @property
    def name(self) -> str:
        """Its words, or their first sentence or clause where they are long; no sign at the end."""
        words = one_line(" ".join(self.head or self.more))
        if len(words) > MAX_SHORT:
            words = _SENTENCE_END.split(words, maxsplit=1)[0]
        if len(words) > MAX_SHORT:
            cut = words[:MAX_SHORT]
            clause = cut.rfind(", ")
            words = cut[:clause] if clause > MAX_SHORT // 3 else cut.rpartition(" ")[0] or cut
        words = words.rstrip(" :,;")
        return (words if _ABBREVIATION.search(words) else words.rstrip(" .")) or "–"

    @property
    def text(self) -> str:
        """What its name leaves out: all words where the name is cut, else those that stand before its list."""
        head, more = one_line(" ".join(self.head)), one_line(" ".join(self.more))
        is_cut = letters_key(self.name) != letters_key(head)
        return self.words if is_cut and self.head else more if self.head else ""

    @property
    def due(self) -> str | None:
        """The day by which it has to be done, when its words name one: "innen 1. januar 2020"."""
        by = _BY.search(self.words)
        if by is None or by["month"] not in MONTHS:
            return None
        try:
            return parse_partial_date(f"{by['year']}-{MONTHS[by['month']]:02}-{int(by['day']):02}")
        except ValueError:  # the 31st of June
            return None


@dataclass
class PlanRead:
    """What was read: the items, nested, and the words that lead in to them."""

    items: list[PlanEntry] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str | None:
        """The kind of all items, when the words that lead in to them tell one; “Følgende utredes:” stands above all."""
        kinds = [kind_of(lead) for lead in self.leads if not is_lead(lead)]
        return next((kind for kind in kinds if kind not in (None, "action_plan")), None)

    def entries(self) -> Iterator[tuple[PlanEntry, PlanEntry | None]]:
        """Every item with the one it is below, each before those below it."""
        waiting: list[tuple[PlanEntry, PlanEntry | None]] = [(entry, None) for entry in reversed(self.items)]
        while waiting:
            entry, above = waiting.pop()
            yield entry, above
            waiting += [(child, entry) for child in reversed(entry.children)]


def read_items(cell: str, *, is_prose: bool = False) -> PlanRead:
    """The items of a cell of the plan, or of a plan in prose, in whose lines " - " leads to what is below the line.

    Never raises: every word is in an item or in a lead.
    """
    reader = _Reader(is_prose=is_prose)
    for sign, word in [("", cell)] if is_prose else markup_tokens(_nested(cell)):
        if not sign:
            reader.take(word)
        elif word in ("ul", "ol"):
            reader.open() if sign == "<" else reader.close()
        elif word == "li" and sign == "<":
            reader.begin("li")
        elif word in ("p", "br", "li", "div"):
            reader.end_line()
    _drop_empty(reader.read.items)
    return reader.read


def _nested(cell: str) -> str:
    """Lists of Word, whose items are lines pushed in below one another, as the lists of HTML that others come as."""
    lines = cell.split("\n")
    if not any(_PUSHED_IN.match(line) for line in lines):
        return cell
    made, depth = [], 0
    for line in lines:
        item = _ITEM.match(line)
        deep = len(item["lead"]) // 2 + 1 if item else 0
        made.append(
            "<ul>" * (deep - depth) + "</ul>" * (depth - deep) + (f"<li>{line[item.end() :]}" if item else line)
        )
        depth = deep
    return "\n".join(made)


def _drop_empty(entries: list[PlanEntry]) -> None:
    """A bullet with no words is no item; what stands below it takes its place."""
    kept: list[PlanEntry] = []
    for entry in entries:
        _drop_empty(entry.children)
        kept += [entry] if letters_key(entry.words) else entry.children
    entries[:] = kept


@dataclass
class _List:
    """A list that is open: where its items go, below which, by which sign they begin ("" while nobody knows)."""

    items: list[PlanEntry]
    owner: PlanEntry | None
    sign: str = ""
    is_tag: bool = True


class _Reader:
    """The items so far: text comes in pieces, lists are opened, and hardly ever closed."""

    def __init__(self, *, is_prose: bool) -> None:
        self.read = PlanRead()
        self._is_prose = is_prose
        self._lists = [_List(self.read.items, None, is_tag=False)]
        self._entry: PlanEntry | None = None
        self._at_line = True

    def open(self) -> None:
        """A list begins, below the item before it."""
        top, owner = self._lists[-1], self._entry
        if owner is None or not owner.head or len(self._lists) > MAX_DEPTH:
            self._lists.append(_List(top.items, top.owner))
        else:
            self._lists.append(_List(owner.children, owner))
        self._at_line = True

    def close(self) -> None:
        """A list ends, with those in it that never did."""
        tags = [at for at, known in enumerate(self._lists) if known.is_tag]
        if tags:
            self._entry = self._lists[tags[-1]].owner
            del self._lists[tags[-1] :]
        self._at_line = True

    def begin(self, sign: str) -> None:
        """An item begins. A sign of an outer list ends the inner ones; another one opens a list below the item."""
        self._at_line = True
        if self._entry is not None and not self._entry.head and not self._entry.more:
            return  # "<li>• word" is one item
        top = self._lists[-1]
        if sign and top.sign and top.sign != sign:
            outer = [at for at, known in enumerate(self._lists) if known.sign == sign]
            if outer:
                del self._lists[outer[-1] + 1 :]
            elif top.items and len(self._lists) <= MAX_DEPTH:
                self._lists.append(_List(top.items[-1].children, top.items[-1], is_tag=False))
        top = self._lists[-1]
        top.sign = top.sign or sign
        self._entry = PlanEntry()
        top.items.append(self._entry)

    def end_line(self) -> None:
        """A line ends, and with it an item that no sign began."""
        self._at_line = True
        if not self._lists[-1].sign and self._lists[-1].owner is None:
            self._entry = None

    def take(self, text: str) -> None:
        """Text without tags: bullets and line breaks in it begin and end items."""
        at = 0
        for cut in _PIECE.finditer(text):
            self._words(text[at : cut.start()])
            at = cut.end()
            if cut[0] == "\n":
                self.end_line()
            else:
                self.begin("•")
        self._words(text[at:])

    def _words(self, words: str) -> None:
        if not words.strip():
            return
        dash = _LINE_DASH.match(words) if self._at_line else None
        self._at_line = False
        at = 0
        if dash is not None:
            self.begin("-")
            at = dash.end()
        for cut in _INNER_DASH.finditer(words, at):
            if self._is_item(words, at, cut):
                self._add(words[at : cut.start()])
                self.begin("below" if self._is_prose and self._lists[0].sign else "-")
                at = cut.end()
        self._add(words[at:])
        self._at_line = False

    def _is_item(self, words: str, start: int, cut: re.Match[str]) -> bool:
        """Whether an item begins at a dash inside a text, whose part from `start` belongs to the item before it."""
        before = words[start : cut.start()]
        last = before.rstrip()[-1:]
        if not last or last.isdigit():
            return False
        is_glued = not before[-1:].isspace()
        top, head = self._lists[-1], self._entry.head if self._entry is not None else []
        if last == ",":
            first = head[0] if head else before
            return words[cut.end()].isupper() and (top.sign == "-" or _FOLLOWING.match(first.lstrip()) is not None)
        in_dashes = top.sign in ("-", "below") or (top.is_tag and not top.sign and top.owner is not None)
        return is_glued or in_dashes or last == ":"

    def _add(self, words: str) -> None:
        if not words.strip():
            return
        if self._entry is None:
            is_leading = self._is_prose or is_lead(words) or words.rstrip().endswith(":")
            if is_leading:
                self.read.leads.append(one_line(words))
                return
            self.begin("")
        assert self._entry is not None, "one has begun"
        is_below = self._lists[-1].owner is self._entry and self._lists[-1].is_tag
        (self._entry.more if is_below and self._entry.head else self._entry.head).append(words)

"""What the raw cells of a row are read as. The same cells of the same register give the same values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from store.base.dates import said_date
from store.base.ids import make_id
from store.base.text import match_key, normalise, one_line
from store.documents.overview import area_name, display_name
from store.documents.parties import PartyBook
from store.reading.comments import CommentFacts, read_comment
from store.reading.lists import Listed, PartList, read_list
from store.reading.plan import strip_html
from store.reading.terms import form_of, is_uncertain, read_mark
from store.records.model import AsWritten, Fields, Register
from store.records.typed import parse_address, parse_orgnr, parse_share

_DATES: Final = ("agreement_date", "agreement_until", "from", "until")
Parts = dict[str, dict[str, str]]


class Reading:
    """A row read: its fields, and the words of it that were not understood."""

    def __init__(self, written: AsWritten, book: PartyBook, register: Register) -> None:
        self.unread: list[str] = []
        """Words that stand in `as_written` alone."""
        self._written, self._book, self._register = written, book, register
        self.fields = {key: value for key, value in self._fields().items() if value not in (None, "", [])}

    def _fields(self) -> Fields:
        """A "§ 27" body has no host in the sense of chapter 20: whom it calls host is its responsible party. Without a
        host, "Kommuneloven" names no form; with one it is host cooperation of a model that is not known.
        """
        written = self._written
        comment, _unclosed = strip_html(written.comment)
        facts = read_comment("\n".join([comment, *written.notes]))
        participants = self._marked()
        lists = [read_list(cell) for cell in (written.cells.get("participants", ""),) if cell]
        hosts = [listed for cell in (written.cells.get("host", ""),) for listed in read_list(cell).parts]
        form = form_of(written.type)
        if form == "municipal_act_unspecified" and (
            "host" in facts.roles.values() or hosts or any(part.get("role") == "host" for part in participants.values())
        ):
            form = "host_municipality"
        self._listed(participants, lists)
        self._take_facts(participants, facts)
        for listed in hosts:
            participants.setdefault(self._book.resolve(listed.name), {})["role"] = "host"
        if form is not None and form.startswith("legacy_"):
            for part in participants.values():
                if part.get("role") == "host":
                    part["role"] = "responsible_party"
        self._one_host(participants, hosts)
        self._shares(participants, lists)
        listed_parties = {*written.marks, *self._named(lists), *([written.owner] if written.owner else [])}
        unlisted_host = not hosts and any(
            part.get("role") == "host" for id, part in participants.items() if id not in listed_parties
        )
        others = ", ".join(dict.fromkeys(filter(None, [facts.others, *(word for one in lists for word in one.others)])))
        return {
            "name": display_name(written.name),
            "status": "notice_given" if facts.terminated or facts.leaves else "active",
            "comment": normalise("\n".join([comment, *written.notes])),
            "progress": normalise(strip_html(written.progress)[0]),
            "areas": [_area_id(written.section, self._register)] if area_name(written.section) else [],
            "legal_form": form,
            "uncertain": ["legal_form"] if form and is_uncertain(written.type) else [],
            "starred": "*" in written.name,
            "other_participants": one_line(others),
            "participants_complete": not (others or unlisted_host),
            "participants": participants,
            **self._facts(),
        }

    def _one_host(self, participants: Parts, told: list[Listed]) -> None:
        """A collaboration has one host: the first of the column of hosts, else the first that is marked so."""
        found = [id for id, part in participants.items() if part.get("role") == "host"]
        first = self._book.resolve(told[0].name) if told else ""
        kept = first if first in found else next(iter(found), "")
        for id in found:
            if id != kept:
                del participants[id]["role"]
                self.unread.append(self._written.cells.get("host", "") or self._written.marks.get(id, "") or id)

    def _marked(self) -> Parts:
        """Who takes part by marks below their names; one that the document asks about does (a finding says so)."""
        participants: Parts = {}
        for party, cell in self._written.marks.items():
            mark = read_mark(cell)
            if not mark.takes_part:
                continue
            part = participants.setdefault(party, {})
            if mark.is_host:
                part["role"] = "host"
            if mark.share:
                self._share(part, mark.share)
        return participants

    def _listed(self, participants: Parts, lists: list[PartList]) -> None:
        for one in lists:
            for listed in one.parts:
                part = participants.setdefault(self._book.resolve(listed.name), {})
                if listed.role:
                    part["role"] = listed.role
                if listed.share:
                    self._share(part, listed.share)
            if one.all_but is not None:
                without = {self._book.find(name) for name in one.all_but}
                for id in self._register.members:
                    if id not in without:
                        participants.setdefault(id, {})
            self.unread += one.unread
        if self._written.owner:
            participants.setdefault(self._written.owner, {})

    def _named(self, lists: list[PartList]) -> Iterator[str]:
        for one in lists:
            yield from (self._book.resolve(listed.name) for listed in one.parts)
            if one.all_but is not None:
                yield from self._register.members

    def _take_facts(self, participants: Parts, facts: CommentFacts) -> None:
        for name, role in facts.roles.items():
            part = participants.setdefault(self._book.resolve(name), {})
            if role != "participant":
                part["role"] = role
        for name, until in facts.leaves.items():
            part = participants.setdefault(self._book.resolve(name), {})
            if until is not None:
                part["until"] = until

    def _shares(self, participants: Parts, lists: list[PartList]) -> None:
        """A column of shares is of the document's owner, else line by line of those that are listed."""
        raw = self._written.cells.get("share", "")
        if not raw.strip():
            return
        if self._written.owner:
            self._share(participants.setdefault(self._written.owner, {}), raw)
            return
        listed: list[Listed] = [part for one in lists for part in one.parts]
        lines = raw.split("\n")
        if len(lines) != len(listed):
            self.unread.append(raw)
            return
        for part, line in zip(listed, lines, strict=True):
            if line.strip():
                self._share(participants.setdefault(self._book.resolve(part.name), {}), line)

    def _share(self, part: dict[str, str], words: str) -> None:
        """A number of at most one, without a sign of per cent, is a part of one: a spreadsheet has 33,5 % as 0,335."""
        try:
            number = Decimal(words.strip().replace(",", ".")) if not {"%", "/"} & set(words) else Decimal(2)
            part["share"] = parse_share(f"{round(number * 100, 6)} %" if number <= 1 else words)
        except (ValueError, ArithmeticError):
            self.unread.append(words)

    def _facts(self) -> dict[str, Any]:
        """Fields of one value: numbers, dates, addresses."""
        cells, facts = self._written.cells, {}
        for field in _DATES:
            if words := cells.get(field, "").strip():
                facts[field] = said_date(words)
        for field, parse in (("orgnr", parse_orgnr), ("address", parse_address)):
            if words := cells.get(field, "").strip():
                try:
                    facts[field] = parse(words)
                except ValueError:
                    facts[field] = None
        facts["case"] = one_line(cells.get("case", "")) or None
        self.unread += [cells[field] for field, value in facts.items() if value is None and field in cells]
        return facts


def _area_id(section: str, register: Register) -> str:
    wanted = match_key(area_name(section))
    found = (id for id, area in register.areas.items() if match_key(area.name) == wanted)
    return next(found, "") or make_id(area_name(section), fallback="omrade")

"""The commands that look."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import os
import sys
from collections.abc import Container
from pathlib import Path

import wcwidth

from iktui.cli.output import collaboration_json, pad, progress, put, put_json, put_labelled
from iktui.cli.writing import entered
from iktui.files import AS_WRITTEN, DIALECTS, SITE, TEXTS, as_written, paper_bytes, paper_of, read_file, write_file
from iktui.files.site import base_of, write_site
from iktui.remembered_views import saved_views
from store.base.dates import last_day
from store.base.errors import BadInput
from store.base.i18n import _, language, ngettext
from store.base.text import excerpt, safe
from store.changes import wording
from store.documents.as_published import as_published
from store.query.listing import make_listing
from store.query.query import parse
from store.query.views import View
from store.records.codec import to_fields
from store.records.model import Collaboration, Record
from store.records.paths import EDITION_TAG, Key
from store.records.snapshot import Snapshot
from store.register.facts import Facts
from store.register.store import Store
from store.repair.clone_findings import findings_of
from store.reports.reports import form_text

_WIDEST = 60
"""Columns that a name takes at most."""


def day_of(text: str | None) -> dt.date | None:
    """The day that --on names, the last of a month or year; raises BadInput."""
    return None if text is None else entered("--on", lambda: last_day(text))


def _selected(store: Store, arguments: argparse.Namespace) -> tuple[Snapshot, list[Collaboration]]:
    view, key = View(group="none"), getattr(arguments, "view", None)
    if key is not None:
        saved = saved_views(store.path)
        if key not in saved:
            known = ", ".join(saved) or "–"
            raise BadInput(_("--view: no view is saved under “{key}”; there are: {known}", key=key, known=known))
        view = saved[key]
    query = parse(" ".join([*([view.query] if view.query else ()), *getattr(arguments, "query", ())]))
    day = day_of(arguments.on)
    snapshot = store.snapshot(arguments.at)
    listing = make_listing(snapshot)
    found = query.select(listing, Facts(store, snapshot, day))
    rows = {row.id: row for _heading, inside in view.sections(listing, found) for row in inside}.values()
    records = snapshot.collaborations
    return snapshot, [records[row.id] for row in rows if day is None or records[row.id].in_force_on(day)]


def run_list(store: Store, arguments: argparse.Namespace) -> int:
    """List every collaboration, ended ones too, or those that a query finds."""
    snapshot, records = _selected(store, arguments)
    if arguments.json:
        put_json([collaboration_json(record) for record in records])
        return 0
    width = min(_WIDEST, max((wcwidth.width(safe(record.name)) for record in records), default=0))
    columns = os.get_terminal_size().columns if sys.stdout.isatty() else None
    for record in records:
        takes_part = ", ".join(snapshot.name(Key("party", id)) for id in record.participants)
        line = f"{pad(record.name, width)}  {pad(form_text(record), 28)}  {takes_part}"
        room = columns - len(record.id) - 2 if columns is not None else None
        put(f"{line if room is None else pad(line, max(20, room))}  {record.id}")
    sys.stderr.write(ngettext("{count} collaboration", "{count} collaborations", len(records)) + "\n")
    return 0


def run_show(store: Store, arguments: argparse.Namespace) -> int:
    """Show every field of one collaboration."""
    snapshot = store.snapshot(arguments.at)
    record = snapshot.collaboration(arguments.id)
    if year := year_of(arguments.at):
        record = as_published(snapshot, year).collaborations[record.id]
    if arguments.json:
        put_json(collaboration_json(record))
        return 0
    put_labelled(described(record, snapshot))
    return 0


def year_of(at: str | None) -> str:
    """The year of an edition that is asked for, "" for any other time."""
    return (at or "").removeprefix(EDITION_TAG) if (at or "").startswith(EDITION_TAG) else ""


def described(record: Collaboration, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Every field with its label, in words, in the order of the file."""
    lang = language()
    shown = []
    for field, value in {"id": record.id, **to_fields(record)}.items():
        if isinstance(value, dict) and field in ("participants", "as_written", "decisions"):
            shown.append((wording.field_label(field, snapshot.name, lang), ""))
            for key, item in value.items():
                label = wording.field_label(f"{field}.{key}", snapshot.name, lang).rpartition(", ")[2]
                shown.append((f"  {label}", wording.value_text(f"{field}.{key}", item, snapshot.name, lang)))
        else:
            label = wording.field_label(field, snapshot.name, lang)
            shown.append((label, wording.value_text(field, value, snapshot.name, lang)))
    return shown


def described_fields(record: Record, snapshot: Snapshot, without: Container[str] = ()) -> list[tuple[str, str]]:
    """The fields of a record of any kind with their labels, in words, but those `without`."""
    lang = language()
    return [
        (
            wording.field_label(field, snapshot.name, lang),
            wording.value_text(field, value, snapshot.name, lang, record.KIND),
        )
        for field, value in to_fields(record).items()
        if field not in without
    ]


def run_check(store: Store, arguments: argparse.Namespace) -> int:
    """Print the findings; status 1 when there is one that needs a person."""
    snapshot = store.snapshot(arguments.at)
    findings = findings_of(store, snapshot, day_of(arguments.on))
    if arguments.json:
        put_json([dataclasses.asdict(finding) for finding in findings])
    else:
        words = {"error": _("error"), "warning": _("warning"), "info": _("info")}
        for finding in findings:
            name = excerpt(snapshot.name(Key(finding.kind, finding.id)) if finding.kind else finding.id, 80)
            put(f"{words[finding.severity]}: {name}: {finding.message}  [{finding.code}:{excerpt(finding.id, 120)}]")
        sys.stderr.write(ngettext("{count} finding", "{count} findings", len(findings)) + "\n")
    return int(any(finding.severity != "info" for finding in findings))


def _export_paper(store: Store, arguments: argparse.Namespace, what: str, wanted: str, day: dt.date | None) -> int:
    at = arguments.at
    paper = paper_of(
        store, what, store.snapshot(at), wanted=wanted, year=year_of(at), day=day, since=arguments.since or ""
    )
    template = read_file(arguments.template) if arguments.template else None
    if template is not None and arguments.format != "docx":
        raise BadInput(_("--template goes with docx"))
    if arguments.dialect is not None and arguments.format != "csv":
        raise BadInput(_("--dialect goes with csv"))
    content = paper_bytes(paper, arguments.format, template=template, dialect=arguments.dialect or DIALECTS[0])
    _put_file(arguments, arguments.format, content)
    return 0


def _put_file(arguments: argparse.Namespace, format: str, content: bytes) -> None:
    if arguments.output is not None:
        write_file(arguments.output, content)
    elif format in (*TEXTS, AS_WRITTEN):
        sys.stdout.write(content.decode("utf-8"))
    elif sys.stdout.isatty():
        raise BadInput(_("{format} is no text: name a file with -o", format=format))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def _export_site(store: Store, arguments: argparse.Namespace, day: dt.date | None) -> int:
    if arguments.since or arguments.template or arguments.output or len(arguments.what) != 1:
        raise BadInput(_("a site wants its folder, and nothing but --at, --on and --url: iktui export site DIR"))
    snapshot, base = store.snapshot(arguments.at), base_of(arguments.url or "")
    (folder,) = arguments.what
    write_site(store, folder, snapshot, year=year_of(arguments.at), day=day, base=base, tell=progress().tell)
    put(_("written: {file}", file=Path(folder).expanduser() / "index.html"))
    return 0


def run_export(store: Store, arguments: argparse.Namespace) -> int:
    """Write a paper, the overview when none is named; or the public site."""
    day = day_of(arguments.on)
    if arguments.url and arguments.format != SITE:
        raise BadInput(_("--url goes with site"))
    if arguments.as_written and (arguments.format != "csv" or day is not None or arguments.what):
        raise BadInput(_("--as-written goes with csv, and not with --on"))
    if arguments.format == SITE:
        return _export_site(store, arguments, day)
    what, *wanted = arguments.what or ["overview"]
    if what == "overview" and arguments.json:
        put_json([collaboration_json(record) for record in _selected(store, arguments)[1]])
        return 0
    if not arguments.as_written:
        return _export_paper(store, arguments, what, " ".join(wanted), day)
    _put_file(arguments, AS_WRITTEN, as_written(store.snapshot(arguments.at), year_of(arguments.at)).encode("utf-8"))
    return 0

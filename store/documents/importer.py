"""Documents and a Snapshot in, one Changeset to review out. Nothing is written here.

What a row is read as is merged by field with what the same row was read as before, so that importing a file again
changes nothing, next year's overview changes just what differs, and what people corrected since stays corrected.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.base.i18n import in_language, mark
from store.changes.changes import Changeset
from store.changes.preview import Preview
from store.checks.checks import check
from store.documents.conflicts import put_open
from store.documents.facts import dated
from store.documents.result import NOTHING_TOLD, ImportResult, Progress, Told
from store.documents.taking import Taking
from store.formats.source import Source
from store.records.model import Edition
from store.records.paths import ORIGINALS, Key
from store.records.snapshot import Snapshot


def plan_import(
    snapshot: Snapshot,
    documents: Sequence[Source],
    edition: str | None = None,
    told: Told = NOTHING_TOLD,
    progress: Progress = lambda _done, _all: None,
) -> ImportResult:
    """Read the documents, in order, into one Changeset; with `edition`, also the record of that year's edition.

    Raises BadInput, naming file and place, when a document cannot be read as an overview or a plan.
    """
    result = ImportResult(None)
    desk = Preview(snapshot)
    ids, files = [], {}
    for document in documents:
        id = Taking(desk, document, result, told, progress).run()
        ids.append(id)
        if document.data:
            files[original_path(id, document.format)] = document.data
    if edition is not None:
        known = desk.get(Key("edition", edition))
        draft = known if isinstance(known, Edition) else Edition(id=edition)
        sources = tuple(dict.fromkeys([*draft.documents, *ids]))
        desk.put(draft.model_copy(update={"date": f"{edition}-01-01", "state": "published", "documents": sources}))
    put_open(desk, result.conflicts)
    changes = desk.changes
    if changes:
        names = ", ".join(dated(desk.documents[id].name, desk.documents[id].date) for id in ids)
        counts = {"added": len(result.added), "changed": len(result.changed)}
        text = mark("Imported {names}: {added} new, {changed} changed")
        subject = in_language(desk.register.language, text, names=names, **counts)
        result.changeset = Changeset(snapshot.commit, changes, "import", subject, files=tuple(files.items()))
    result.findings += check(desk)
    result.missing = [finding.id for finding in result.findings if finding.code == "not_in_overview"]
    return result


def original_path(id: str, format: str) -> str:
    """Where the file that was imported lies, as it was: by the id of its document, with the ending of its format."""
    return f"{ORIGINALS}/{id}.{format}"

"""How a study begins and ends in other records: made of a plan item, with drafts of agreements, become a collaboration.

Pure: each function gives the Changeset of one commit.
"""

from __future__ import annotations

from typing import Final

from store.base.errors import BadInput, refusing
from store.base.glossary import legal_forms, terms_of
from store.base.i18n import _, in_language, mark
from store.base.ids import make_id
from store.changes.changes import Change, Changeset, change
from store.planning.agreements import AGREEMENTS, draft_agreement, draft_service_agreement, of_study
from store.planning.studies import WAY, Lack, councils_of, done, refuse_lacking, status_of, step_name, steps_of
from store.records.entry import check_name
from store.records.model import Collaboration, Document, Participation, PlanItem, Step, Study
from store.records.snapshot import Snapshot
from store.rules.taken import Taken

_UNFINISHED: Final = (None, "planned", "in_progress", "postponed")


def from_plan_item(snapshot: Snapshot, item: PlanItem, day: str, name: str = "") -> Changeset:
    """A study of what a plan item asks for, proposed on `day`; the item names it and is in progress.

    Whose plan it is, takes part: the register's members, until somebody says otherwise. Raises BadInput.
    """
    study = new_study(snapshot, name or item.name, day).model_copy(
        update={
            "responsible": item.responsible,
            "collaborations": item.collaborations,
            "participants": snapshot.register.members,
            "text": item.text,
        }
    )
    update: dict[str, object] = {"studies": (*item.studies, study.id)}
    if item.status == "planned" or (item.status is None and not item.as_written):
        update["status"] = "in_progress"  # what a document wrote has no status until somebody gives it one
    changes = (change(None, study), change(item, item.model_copy(update=update)))
    subject = in_language(snapshot.language, mark("{name}: study, from the plan item “{item}”"), name=study.name,
                          item=item.name)  # fmt: skip
    return Changeset(snapshot.commit, changes, "study", subject)


def new_study(snapshot: Snapshot, name: str, day: str) -> Study:
    """A study that is proposed on `day`; raises BadInput for what cannot be a name."""
    with refusing(_("name: {reason}")):
        name = check_name(name)
    id = make_id(name, Taken(snapshot, Study.KIND), Study.KIND)
    return Study(id=id, name=name, status=WAY[0], steps={WAY[0]: Step(date=day)})


def draft(snapshot: Snapshot, about: Study | Collaboration, *, service: bool = False, form: str = "") -> Changeset:
    """A new document, drafted in the register's language: the agreement, or the service delivery agreement.

    Raises BadInput when no form of organisation is chosen.
    """
    taken = Taken(snapshot, Document.KIND)
    if service:
        made = draft_service_agreement(about, snapshot.language, snapshot.name, taken)
    elif form or about.legal_form:
        made = draft_agreement(about, form or about.legal_form or "", snapshot.language, snapshot.name, taken)
    else:
        raise BadInput(_("{name}: choose a form of organisation first", name=about.name))
    kind = terms_of("document_kind")[made.kind or ""].name(snapshot.language).lower()
    subject = in_language(snapshot.language, mark("{name}: draft of {document}"), name=about.name, document=kind)
    return Changeset(snapshot.commit, (change(None, made),), "study", subject)


def to_collaboration(snapshot: Snapshot, study: Study, day: str, *, reason: str = "", sure: bool = False) -> Changeset:
    """The study became a collaboration, active from its agreement's date, else from `day`.

    One commit: the collaboration, the study in operation with its result, its documents and its plan items.
    Raises BadInput when it has one already or was stopped, without a form, and while something is missing that nobody
    gives a reason for.
    """
    documents = list(snapshot.documents.values())
    if study.result is not None or status_of(study) not in WAY:  # walked to its end, it can still become one
        raise BadInput(_("{name}: “{step}” is the end of the way", name=study.name, step=step_name(status_of(study))))
    if study.legal_form is None:
        raise BadInput(_("{name}: choose a form of organisation first", name=study.name))
    refuse_lacking(study, lacks_to_establish(snapshot, study), reason, sure=sure)
    dates = [document.from_ for document in of_study(study, documents, AGREEMENTS) if document.from_]
    record = _collaboration(snapshot, study, dates[0] if dates else day)
    steps = done(study, "agreement", day)
    after = study.model_copy(update={"status": WAY[-1], "result": record.id, "steps": steps})
    after = after.model_copy(update={"steps": done(after, WAY[-1], dates[0] if dates else day)})
    others = [
        change(document, document.model_copy(update={"collaborations": (*document.collaborations, record.id)}))
        for document in documents
        if study.id in document.studies and record.id not in document.collaborations
    ]
    others += _planned(snapshot, study, record.id)
    subject = in_language(snapshot.language, mark("{name}: the study became a collaboration"), name=study.name)
    return Changeset(snapshot.commit, (change(None, record), change(study, after), *others), "study", subject, reason)


def lacks_to_establish(snapshot: Snapshot, study: Study) -> list[Lack]:
    """What stands in the way of a collaboration: all that its step wants but the result, which is made here."""
    if status_of(study) == WAY[-1]:
        study = study.model_copy(update={"status": "agreement"})
    if status_of(study) != "agreement":
        return [Lack("status", _("the steps up to “{step}”", step=step_name("agreement")))]
    standing = steps_of(study, snapshot.documents.values(), snapshot.name)
    return [lack for lack in standing.lacks if lack.field != "result"]


def _collaboration(snapshot: Snapshot, study: Study, start: str) -> Collaboration:
    form = legal_forms()[study.legal_form or ""]
    central = str(form.facts.get("central_role", "participant"))
    id = make_id(study.name, Taken(snapshot, Collaboration.KIND), Collaboration.KIND)
    parties = {party: Participation(role=central if party == study.host else "participant")
               for party in councils_of(study)}  # fmt: skip
    made = Collaboration(
        id=id, name=study.name, areas=study.areas, legal_form=study.legal_form, status="active",
        participants=parties, decisions=study.decisions,
    )  # fmt: skip
    return made.model_copy(update={"from_": start})


def _planned(snapshot: Snapshot, study: Study, id: str) -> list[Change]:
    changes = []
    for item in snapshot.plan_items.values():
        if study.id in item.studies:
            update: dict[str, object] = {"collaborations": (*item.collaborations, id)}
            if item.status in _UNFINISHED:
                update["status"] = "done"
            changes.append(change(item, item.model_copy(update=update)))
    return changes

"""What the groups of findings are called, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Final

from store.base.i18n import _, mark

if TYPE_CHECKING:
    from store.checks.checks import Finding

TITLES: Final = {
    "unreadable_file": mark("Files that cannot be read"),
    "open_conflict": mark("Open conflicts"),
    "unwritable_path": mark("Paths that cannot be written here"),
    "commit_in_future": mark("Commits dated in the future"),
    "unknown_reference": mark("References to nothing"),
    "several_hosts": mark("Several hosts"),
    "ring": mark("Records that lead back to themselves"),
    "reversed_dates": mark("Ends before the beginning"),
    "same_orgnr": mark("The same organisation number twice"),
    "bad_orgnr": mark("Wrong organisation numbers"),
    "shares_over_whole": mark("Shares of more than the whole"),
    "shared_id": mark("Ids of two records"),
    "import_conflict": mark("Document and register differ"),
    "probable_typo": mark("Probable slips of the pen"),
    "uncertain_form": mark("Uncertain form"),
    "uncertain_participation": mark("Uncertain participation"),
    "unknown_form": mark("No form given"),
    "form_past_deadline": mark("Form past its deadline"),
    "host_missing": mark("No host named"),
    "probable_duplicate": mark("Probably the same collaboration twice"),
    "suspect_participation": mark("Participation to check"),
    "unlisted_party": mark("Parties that are not members"),
    "participants_incomplete": mark("Not all participants named"),
    "withdrawal": mark("Notice and withdrawal"),
    "starred": mark("Marked with an asterisk"),
    "service_purchase": mark("Purchase of services"),
    "probable_successor": mark("Probable successors"),
    "not_in_overview": mark("Not in the newest overview"),
    "study_undecided": mark("Studies that went on without every decision"),
    "study_result": mark("Studies in operation without a collaboration"),
    "study_dates": mark("Studies with steps out of order"),
    "agreement_incomplete": mark("Agreements that lack something"),
    "truncated_cell": mark("Cells cut short"),
    "empty_plan_year": mark("Years without a plan"),
    "plan_ring": mark("Plan items below themselves"),
    "plan_parent_year": mark("Plan items below one of another year"),
    "plan_dates": mark("Deadlines before the start"),
    "plan_past": mark("Plan items without the years that they stood in"),
    "plan_duplicate": mark("Probably the same plan item twice"),
    "political_form": mark("Form of political cooperation"),
    "indirect_interest": mark("Indirect ownership"),
}


def title_of(code: str) -> str:
    """What a group of findings is called; its code, until somebody has found words for it."""
    return _(TITLES[code]) if code in TITLES else code


def in_groups(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings by code, in the order of `TITLES`, then those that are not there."""
    order = {code: at for at, code in enumerate(TITLES)}
    ordered = sorted(findings, key=lambda finding: (order.get(finding.code, len(order)), finding.code))
    return [(code, list(group)) for code, group in groupby(ordered, key=lambda finding: finding.code)]

"""A register with a bit of everything as a public site, and what every page of a site must have."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.etree

from iktui.files.site import write_site
from store.changes.changes import Changeset, change
from store.papers.writers.cells import LOCALES
from store.records.model import Collaboration, Document, Edition, Participation
from store.register import publishing
from store.register.store import Store
from tests.conftest import KARI, edit

HTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
TAGS = (
    "html head meta title link script body a header p nav ul li main h1 h2 h3 h4 h5 h6 div table caption thead tbody "
    "tr th td br form label input select option button footer figure figcaption svg desc text rect line"
)
OURS = frozenset(TAGS.split())
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
NAMED = {
    "navn": f"Samarbeid {HOSTILE}",
    "lenke": "Lenke javascript:alert(1)",
    "tegn": "Tegn \u202egnorw & <b>fet</b> {count} {{x}} 'sitat'",
}


def fill(store: Store) -> None:
    """The demo register with hostile words, a collaboration that ended, a third edition, a council's decision."""
    edit(store, "regionrad", comment=f"Ny tekst {HOSTILE}")
    edit(store, "felles-personvernombud", status="ended", until="2021-12-31", end_reason="Avtalen løp ut")
    made = [
        Collaboration(
            id=id, name=name, areas=("brannvesen",), comment=HOSTILE, legal_form="agreement_only",
            participants={"oyer": Participation(role="host", **{"from": "2021"}), "hamar": Participation(until="2021")},
            decisions={"oyer": {"case": HOSTILE, "date": "2021-03-01", "outcome": "Vedtatt"}},  # type: ignore[dict-item]
        )
        for id, name in NAMED.items()
    ]  # fmt: skip
    addresses = ("https://www.example.no/?a=1&b=2", "javascript:alert(1)", f"https://x.no/{HOSTILE}", "mailto:a@b.no")
    documents = [
        Document(
            id=f"avtale-{number}", name=f"Avtale {number}", kind="agreement", collaborations=("navn",), address=text
        )
        for number, text in enumerate(addresses)
    ]
    now = store.snapshot()
    changes = tuple(change(None, record) for record in (*made, *documents))
    store.commit(Changeset(now.commit, changes, "new", reason=HOSTILE, case="7/21"), KARI)
    now = store.snapshot()
    draft = Edition(id="2022", name="2022", opened="2021-11-01")
    store.commit(Changeset(now.commit, (change(None, draft),), "rollover"), KARI)
    now = store.snapshot()
    before = now.editions["2022"]
    after = before.model_copy(update={"state": "published", "date": "2022-01-01"})
    publishing.save(store, Changeset(now.commit, (change(before, after),), "publish"), KARI)


def make(store: Store, folder: Path, **options: Any) -> Path:
    """The site of a register as it is now."""
    return write_site(store, str(folder), store.snapshot(), **options).path


def read(path: Path) -> lxml.etree._Element:
    """A page or a feed, which is well-formed as XML."""
    return lxml.etree.fromstring(path.read_bytes(), lxml.etree.XMLParser(resolve_entities=False))


def said(node: lxml.etree._Element) -> str:
    return "".join(str(text) for text in node.itertext())


def all_of(page: lxml.etree._Element, *tags: str) -> list[lxml.etree._Element]:
    return list(page.iter(*(f"{HTML}{tag}" for tag in tags)))


def pages_of(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def check(site: Path, path: Path) -> set[Path]:
    """That a page is built as WCAG 2.1 AA and our own rules want; gives the files of the site that it leads to."""
    page, is_root = read(path), path.parent == site
    lang = LOCALES["nb" if is_root else path.parent.name]
    assert page.get("lang") == lang, path
    tags = {node.tag.rpartition("}")[2] for node in page.iter() if isinstance(node.tag, str)}
    assert tags <= OURS, path
    for node in page.iter():
        assert not {name for name in node.attrib if str(name).startswith("on") or name == "style"}, path
    (title,) = (node for node in all_of(page, "title") if node.getparent() in all_of(page, "head"))
    assert said(title).strip(), path
    policy = [meta.get("content") for meta in all_of(page, "meta") if meta.get("http-equiv")]
    assert [str(one).split(";")[0] for one in policy] == ["default-src 'none'"], path
    assert "unsafe" not in str(policy), path
    _check_order(page, path)
    if not is_root:
        _check_landmarks(page, path)
    _check_tables(page, path)
    _check_form(page, path)
    return _check_links(page, site, path)


def _check_order(page: lxml.etree._Element, path: Path) -> None:
    levels = [int(node.tag[-1]) for node in all_of(page, "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1, path
    assert levels[0] == 1, path
    assert all(after - before <= 1 for before, after in pairwise(levels)), f"{path}: a level is left out: {levels}"
    ids = [str(node.get("id")) for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), path
    for node in page.iter():
        for name in ("aria-labelledby", "for"):
            assert set(str(node.get(name) or "").split()) <= set(ids), path


def _check_landmarks(page: lxml.etree._Element, path: Path) -> None:
    first = all_of(page, "a")[0]
    assert (first.get("class"), first.get("href")) == ("skip", "#main"), path
    for tag in ("header", "main", "footer"):
        assert len(all_of(page, tag)) == 1, path
    assert all_of(page, "main")[0].get("id") == "main", path
    names = [node.get("aria-label") for node in all_of(page, "nav")]
    assert len(names) == len(set(names)) == 2, path
    assert all(names), path
    (here,) = (link for link in all_of(page, "nav")[0].iter(f"{HTML}a") if link.get("aria-current"))
    assert here.get("aria-current") == ("page" if here.get("href") == path.name else "true"), path


def _check_tables(page: lxml.etree._Element, path: Path) -> None:
    for table in all_of(page, "table"):
        region = table.getparent()
        assert region is not None
        assert (region.get("role"), region.get("tabindex")) == ("region", "0"), path
        assert region.get("aria-label") or region.get("aria-labelledby"), path
        heads = list(table.iter(f"{HTML}th"))
        assert {head.get("scope") for head in heads} <= {"col", "row", "rowgroup"}, path
        assert all(said(head).strip() for head in heads), f"{path}: an empty header"
    for drawn in page.iter("{http://www.w3.org/2000/svg}svg"):
        assert drawn.get("role") == "img", path
        assert drawn.get("aria-labelledby"), path


def _check_form(page: lxml.etree._Element, path: Path) -> None:
    labelled = {label.get("for") for label in all_of(page, "label")}
    for field in all_of(page, "input", "select"):
        assert field.get("id") in labelled, path
    for form in all_of(page, "form"):
        assert form.get("hidden"), f"{path}: it does nothing without the script, which shows it"
        assert [node.get("role") for node in form.iter() if node.get("id") == "found"] == ["status"], path


def _check_links(page: lxml.etree._Element, site: Path, path: Path) -> set[Path]:
    scripts = [node.get("src") for node in all_of(page, "script")]
    assert scripts == (["../site.js"] if path.name == "index.html" and path.parent != site else []), path
    assert not [node for node in all_of(page, "script") if said(node)], path
    found = {path.parent / str(src) for src in scripts}
    for node in all_of(page, "a", "link"):
        href = str(node.get("href"))
        parts = urlsplit(href)
        assert parts.scheme in ("", "http", "https", "mailto"), f"{path}: {href}"
        if parts.scheme:
            assert node.tag == f"{HTML}a", f"{path} fetches {href}"
        elif parts.path:
            found.add(path.parent / parts.path)
    for file in found:
        assert file.resolve().is_file(), f"{path} leads to {file}, which is not there"
    languages = {link.get("hreflang") for link in all_of(page, "link") if link.get("hreflang")}
    assert languages == {"nb", "nn", "en"}, path
    return {file.resolve() for file in found}


def mail_in(text: str) -> list[str]:
    """Addresses of mail."""
    return re.findall(r"[\w.]+@[\w.]+\.\w+", text)

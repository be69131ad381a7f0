"""The public site: built as it must be on every page, safe in what it says and where it is written."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from iktui.files.folder import MANIFEST, SiteFolder
from iktui.files.site import base_of
from store.base.errors import BadInput, NotARegister
from store.base.i18n import LANGUAGES, _, language, set_language, speaking
from store.changes import edits
from store.changes.changes import Changeset, change
from store.papers.writers.html import address_of
from store.register.store import Store
from tests.conftest import KARI, Run, copy_register, edit
from tests.papers.site import ATOM, HOSTILE, HTML, NAMED, all_of, check, fill, mail_in, make, pages_of, read, said

DAY = "2022-06-01"


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)


@pytest.fixture(scope="module")
def register(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("site") / "register"
    copy_register(demo_template, path)
    store = Store.open(path)
    fill(store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def site(register: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    set_language("nb")
    return make(register, tmp_path_factory.mktemp("site") / "side", day=dt.date.fromisoformat(DAY))


# --- what it is


def test_every_page_is_built_as_it_must_be_and_is_found_by_links_alone(site: Path) -> None:
    leads = {path: check(site, path) for path in pages_of(site)}
    assert len(leads) > 3 * 70
    seen, wanted = set[Path](), [site / "index.html"]
    while wanted:
        path = wanted.pop()
        if path not in seen:
            seen.add(path)
            wanted += leads.get(path, ())
    assert seen == {path for path in site.rglob("*") if path.is_file()} - {site / MANIFEST}


def test_there_is_a_page_of_everything_in_every_language(site: Path, register: Store) -> None:
    usual = {"index", "browse", "editions", "plan", "figures", "files"}
    ids = {f"collaboration-{id}" for id in register.snapshot().collaborations}
    own = {"area-brannvesen", "participant-oyer", "form-agreement_only", "status-ended", "edition-2019", "edition-2022"}
    names = [{path.stem for path in (site / lang).glob("*.html")} for lang in LANGUAGES]
    assert names[0] == names[1] == names[2]
    assert usual | ids | own <= names[0]
    for lang, words in (("nb", "Hopp til innholdet"), ("nn", "Hopp til innhaldet"), ("en", "Skip to the content")):
        assert words in (site / lang / "index.html").read_text(encoding="utf-8")
        files = sorted(path.suffix for path in (site / lang / "files").iterdir())
        assert files == [".csv", ".docx", ".json", ".pdf", ".xlsx"]
    root = read(site / "index.html")
    assert [link.get("lang") for link in all_of(root, "a")] == ["nb-NO", "nn-NO", "en-GB"]
    written = all_of(read(site / "en/index.html"), "td")
    assert {cell.get("lang") for cell in written if said(cell).startswith("Ny tekst")} == {"nb-NO"}


def test_a_page_of_a_collaboration_tells_its_history_and_no_address_of_mail(site: Path) -> None:
    page = said(all_of(read(site / "nb/collaboration-regionrad.html"), "main")[0])
    for words in ("Kari Nordmann", "kommentar: Med Innlandet fylkeskommune. → Ny tekst", "Øyer"):
        assert words in page, words
    ended = said(all_of(read(site / "nb/collaboration-felles-personvernombud.html"), "main")[0])
    assert "Avtalen løp ut" in ended
    assert "Avsluttet" in ended
    new = said(all_of(read(site / "nb/collaboration-navn.html"), "main")[0])
    for words in ("7/21", "Vedtatt", "1.3.2021", "Vertskommune", "Hamar"):
        assert words in new, words
    for path in site.rglob("*"):
        if path.suffix in (".html", ".xml"):
            assert set(mail_in(path.read_text(encoding="utf-8"))) <= {"a@b.no"}, path


def test_an_author_who_is_an_address_of_mail_is_not_told(small: Store, tmp_path: Path) -> None:
    from store.base.author import Author

    edit(small, "felles-brannvesen", Author("ola@gausdal.kommune.no", "ola@gausdal.kommune.no"), comment="Endret")
    site = make(small, tmp_path / "side")
    text = "".join(path.read_text(encoding="utf-8") for path in [*pages_of(site), *site.rglob("feed.xml")])
    assert "Endret" in text
    assert mail_in(text) == []


def test_fields_that_nobody_knows_are_not_published(small: Store, tmp_path: Path) -> None:
    before = small.snapshot().collaboration("felles-brannvesen")
    kept = before.model_validate({**before.model_dump(by_alias=True), "id": before.id, "hemmelig": "Ring Ola"})
    small.commit(Changeset(small.snapshot().commit, (change(before, kept),), "edit"), KARI)
    edit(small, "felles-brannvesen", comment="Åpent")
    page = (make(small, tmp_path / "side") / "nb/collaboration-felles-brannvesen.html").read_text(encoding="utf-8")
    assert "Åpent" in page
    assert "Ring Ola" not in page
    assert "hemmelig" not in page


def test_the_overview_is_of_the_day_and_its_rows_are_found_by_the_script(site: Path) -> None:
    page = read(site / "nb/index.html")
    rows = {str(row.get("data-id")): row for row in all_of(page, "tr") if row.get("data-id")}
    assert "felles-personvernombud" not in rows, "it is over"
    row = rows["navn"]
    assert (row.get("data-area"), row.get("data-party"), row.get("data-form")) == (
        "brannvesen",
        "oyer",
        "agreement_only",
    )
    for select in all_of(page, "select"):
        options = {str(option.get("value")) for option in select.iter(f"{HTML}option")} - {""}
        used = {word for row in rows.values() for word in str(row.get(f"data-{select.get('name')}") or "").split()}
        assert options == used, "every choice finds something, and nothing is found by none"
    assert "Avsluttet" in said(all_of(page, "main")[0]).split("Finn flere")[1]


def test_an_edition_is_put_beside_the_one_before(site: Path) -> None:
    first = said(read(site / "nb/edition-2019.html"))
    assert "Dette er den første utgaven" in first
    third = said(all_of(read(site / "nb/edition-2022.html"), "main")[0])
    assert "Fra utgaven for 2021 til 1. januar 2022" in third
    assert "Felles personvernombud" in third
    listed = [said(row) for row in all_of(read(site / "nb/editions.html"), "tr")]
    assert [row[:4] for row in listed[1:]] == ["2022", "2021", "2019"]


def test_what_was_made_a_part_of_another_leads_to_it(demo_store: Store, tmp_path: Path, run: Run) -> None:
    done = run("-C", demo_store.path, "merge", "felles-barnevern", "felles-barnevern-2", "--keep-all")
    assert done.status == 0
    site = make(demo_store, tmp_path / "side")
    assert not (site / "nb/collaboration-felles-barnevern-2.html").exists()
    edition = all_of(read(site / "nb/edition-2021.html"), "a")
    hrefs = [link.get("href") for link in edition if said(link) == "Felles barnevern"]
    assert set(hrefs) == {"collaboration-felles-barnevern.html"}


def test_a_register_of_nothing_has_a_site_too(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "tomt", "Tomt", KARI)
    site = make(store, tmp_path / "side")
    store.close()
    for path in pages_of(site):
        check(site, path)
    assert len(read(site / "nb/feed.xml").findall(f"{ATOM}entry")) == 0


# --- words are words


def test_no_word_of_a_record_is_markup_or_leads_where_it_must_not(site: Path) -> None:
    page = read(site / "nb/collaboration-navn.html")
    assert said(all_of(page, "h1")[0]) == NAMED["navn"]
    links = {said(link): link.get("href") for link in all_of(page, "a")}
    assert links["https://www.example.no/?a=1&b=2"] == "https://www.example.no/?a=1&b=2"
    assert links["mailto:a@b.no"] == "mailto:a@b.no"
    assert "javascript:alert(1)" not in links
    assert "javascript:alert(1)" in said(page)
    assert HOSTILE in said(page)
    assert "‹202E›" in said(read(site / "nb/collaboration-tegn.html"))
    for path in site.rglob("*.html"):
        assert not re.search(r"<(script(?! src=\"../site.js\")|img|b>)", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("https://oyer.no/sak/1?a=1&b=2#c", True), ("HTTP://oyer.no", True), ("mailto:post@oyer.no", True),
        ("javascript:alert(1)", False), (" https://oyer.no", False), ("https://oyer.no/a b", False),
        ("https://", False), ("https://ola@oyer.no/", False), ("data:text/html,x", False), ("//oyer.no", False),
        ("https://oyer.no/\u202e", False), ("mailto:a@b.no?bcc=c@d.no", False), ("https://x.no/\"onclick='a'", True),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_and_of_mail_lead_anywhere(text: str, leads: bool) -> None:
    assert bool(address_of(text)) is leads
    assert not set("\"'<>") & set(address_of(text))


# --- the feed


def test_the_feed_is_one_and_leads_to_the_pages(site: Path, register: Store, tmp_path: Path) -> None:
    for lang in LANGUAGES:
        feed = read(site / lang / "feed.xml")
        assert feed.tag == f"{ATOM}feed"
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) >= 4
        for part in (feed, *entries):
            assert [len(part.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
            moment = dt.datetime.fromisoformat(part.findtext(f"{ATOM}updated") or "")
            assert moment.tzinfo is not None
        assert feed.findtext(f"{ATOM}author/{ATOM}name"), "for entries that tell none"
        ids = [part.findtext(f"{ATOM}id") or "" for part in (feed, *entries)]
        assert all(id.startswith("urn:uuid:") for id in ids)
        assert len(ids) == len(set(ids))
        for link in feed.iter(f"{ATOM}link"):
            assert (site / lang / str(link.get("href"))).is_file()
    told = read(site / "nb/feed.xml").findall(f"{ATOM}entry")[0]
    assert (told.findtext(f"{ATOM}title") or "").endswith(": ny, og 2 til")
    assert f"Saksnummer: 7/21\n{HOSTILE}" in (told.findtext(f"{ATOM}content") or "")
    there = make(register, tmp_path / "side", base=base_of("https://www.oyer.kommune.no/samarbeid"))
    for link in read(there / "nn/feed.xml").iter(f"{ATOM}link"):
        assert str(link.get("href")).startswith("https://www.oyer.kommune.no/samarbeid/nn/")
    hrefs = [link.get("href") for link in all_of(read(there / "nb/plan.html"), "link") if link.get("hreflang") == "en"]
    assert hrefs == ["https://www.oyer.kommune.no/samarbeid/en/plan.html"]


@pytest.mark.parametrize(
    "words", ["oyer.no", "javascript:x", "https://oyer.no/?a", "https://a b.no", "https://ola@x.no", "https://x/\"'"]
)
def test_an_address_of_the_site_is_one(words: str) -> None:
    with pytest.raises(BadInput, match="--url"):
        base_of(words)


# --- how it is written


def test_the_same_register_is_the_same_bytes_whoever_writes_it(register: Store, site: Path, tmp_path: Path) -> None:
    set_language("en")
    again = make(register, tmp_path / "side")
    for path in site.rglob("*"):
        if path.is_file():
            other = again / path.relative_to(site)
            assert other.read_bytes() == path.read_bytes(), path
    assert language() == "en"


def test_another_language_is_spoken_by_one_thread_alone() -> None:
    heard: list[str] = []
    with speaking("nn"):
        thread = threading.Thread(target=lambda: heard.append(_("Overview")))
        thread.start()
        thread.join()
        heard.append(_("Figures"))
        with speaking("en"):
            heard.append(_("Overview"))
    assert [*heard, language()] == ["Oversikt", "Tal", "Overview", "nb"]


def test_what_is_no_longer_there_goes_and_nothing_else(small: Store, tmp_path: Path) -> None:
    site, kept = make(small, tmp_path / "side"), tmp_path / "kept.html"
    kept.write_text("min", encoding="utf-8")
    (site / "nb/egen.html").write_text("min", encoding="utf-8")
    (site / "peker").symlink_to(tmp_path)
    page = site / "nb/collaboration-felles-brannvesen.html"
    assert page.is_file()
    with (site / MANIFEST).open("a", encoding="utf-8") as file:
        file.write(f"../kept.html\n{kept}\npeker/kept.html\nnn\n\nnb/borte.html\n")
    before = small.snapshot().collaboration("felles-brannvesen")
    small.commit(Changeset(small.snapshot().commit, (change(before, None),), "remove"), KARI)
    assert make(small, site) == site
    assert not page.exists()
    assert not (site / "nb/area-brann.html").exists()
    listed = (site / MANIFEST).read_text(encoding="utf-8").splitlines()[1:]
    ours = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()} - {MANIFEST, "nb/egen.html"}
    assert listed == sorted(ours)
    assert (site / "nb/egen.html").is_file()
    assert kept.read_text(encoding="utf-8") == "min"
    assert not list(site.glob(".iktui*"))


def test_what_was_cut_short_is_known_by_the_next(small: Store, tmp_path: Path) -> None:
    begun = SiteFolder(small, str(tmp_path / "side"))
    begun.put("nb/collaboration-gammel.html", b"x")
    make(small, tmp_path / "side")
    assert not (tmp_path / "side/nb/collaboration-gammel.html").exists()


def test_where_it_must_not_be_written_is_one_line(run: Run, small: Store, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/notat.txt").write_text("min", encoding="utf-8")
    (tmp_path / "fil").write_text("min", encoding="utf-8")
    (tmp_path / "lenke").symlink_to(small.path)
    wrong = [
        small.path, small.path / "nettside", small.path / ".git/x", tmp_path, tmp_path / "full", tmp_path / "fil",
        tmp_path / "lenke", tmp_path / "lenke/ny", tmp_path / "full/../small",
    ]  # fmt: skip
    for folder in [*wrong, "ny\0", "/proc/ikke/her"]:
        before = sorted(tmp_path.rglob("*"))
        done = run("-C", small.path, "export", "site", folder)
        assert done.status == 2, folder
        assert done.err.count("\n") == 1, folder
        assert sorted(tmp_path.rglob("*")) == before, folder
    for words in (("a", "b"), (), ("a", "-o", "b"), ("a", "--since", "2021"), ("a", "--url", "x")):
        assert run("-C", small.path, "export", "site", *words).status == 2
    assert run("-C", small.path, "export", "docx", "--url", "https://x.no").status == 2


def test_a_link_inside_leads_nothing_elsewhere(small: Store, tmp_path: Path) -> None:
    site = make(small, tmp_path / "side")
    (tmp_path / "annet").mkdir()
    shutil.rmtree(site / "nn")
    (site / "nn").symlink_to(tmp_path / "annet")
    with pytest.raises(NotARegister, match="nn"):
        make(small, site)
    assert not list((tmp_path / "annet").iterdir())


def test_the_command_writes_an_edition_as_it_was_published_and_a_day(run: Run, demo: Path, tmp_path: Path) -> None:
    done = run("-C", demo, "export", "site", tmp_path / "da", "--at", "edition/2021")
    assert done.status == 0
    assert "utgaven for 2021" in done.err
    assert str(tmp_path / "da/index.html") in done.out
    page = said(read(tmp_path / "da/nb/index.html"))
    assert "Per 1. januar 2021" in page
    assert run("-C", demo, "export", "site", tmp_path / "da", "--on", "2023-05").status == 0
    assert "Per 31. mai 2023" in said(read(tmp_path / "da/nb/index.html"))

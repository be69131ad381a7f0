"""Histories that other programs made, or that are not all there: shown or refused in one line, and the rest works."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from store.base.errors import StoreError, UnknownRevision
from store.changes.compare import compare
from store.records.codec import dump
from store.records.model import Collaboration
from store.records.paths import Key
from store.register.store import Store
from store.repair.restore import restore
from tests.conftest import KARI, Run, edit, git, is_sound

KEY = Key("collaboration", "felles-brannvesen")
PATH = "collaborations/fe/felles-brannvesen.toml"


def commits_by_hand(path: Path, *commits: tuple[bytes, bytes, str]) -> None:
    """Commits on top of HEAD: the author line, the message and the comment that the record has then, raw."""
    stream = b""
    for number, (who, message, comment) in enumerate(commits):
        record = Collaboration(id=KEY.id, name="Felles brannvesen", comment=comment)
        data = dump(record)
        stream += b"commit refs/heads/main\nauthor " + who + b"\ncommitter Hand <h@x.no> 1600000000 +0000\n"
        stream += b"data %d\n" % len(message) + message + b"\n"
        stream += b"from refs/heads/main^0\n" if number == 0 else b""
        stream += b"M 100644 inline " + PATH.encode() + b"\ndata %d\n" % len(data) + data + b"\n"
        stream += b"M 100644 inline notes.txt\ndata 3\nhei\n"
    subprocess.run(
        ["git", "-C", str(path), "fast-import", "--quiet", "--date-format=raw-permissive"], input=stream, check=True
    )


def works(store: Store) -> None:
    """Everything that looks back gives an answer."""
    for revision in store.history():
        store.changes_of(revision)
        assert isinstance(revision.subject, str)
    list(store.history(KEY))
    record = store.snapshot().collaboration(KEY.id)
    assert set(store.blame(record))
    first = git(store.path, "rev-list", "--max-parents=0", "HEAD").split()[0]
    assert compare(store.snapshot(first), store.snapshot())


@pytest.mark.parametrize(
    ("who", "message"),
    [
        (b"Framtid <f@x.no> 4102444800 +0000", b"Fra 2100"),
        (b"Fortid <f@x.no> 0 +0000", b"Fra 1970"),
        (b"Lenge <f@x.no> 99999999999 +0000", b"Fra 5138"),
        (b"Rar sone <f@x.no> 1600000000 +9959", b"Sone"),
        (b"Uten post <> 1600000000 +0000", b"Uten post"),
        (b" <bare@post.no> 1600000000 +0000", b"Uten navn"),
        (b"Bj\xf8rn <b@x.no> 1600000000 +0000", b"Latin-1: \xe6\xf8\xe5"),
        (b"\x1b[31mRod <r@x.no> 1600000000 +0000", b"\x1b[2J\x07 Escape\n\n\x9b31m"),
        (b"Tom <t@x.no> 1600000000 +0000", b""),
        (b"Lang <l@x.no> 1600000000 +0000", b"x" * 100_000),
    ],
    ids=["future", "1970", "5138", "zone", "no mail", "no name", "latin-1", "escape", "no message", "long message"],
)
def test_commits_of_other_programs(small: Store, run: Run, who: bytes, message: bytes) -> None:
    commits_by_hand(small.path, (who, message, "For hånd"))
    git(small.path, "reset", "-q", "--hard")
    works(small)
    newest = next(small.history(KEY))
    assert newest.action == "commit"
    assert small.blame(small.snapshot().collaboration(KEY.id))["comment"].revision.commit == newest.commit
    rows = run("-C", small.path, "history", KEY.id, "--json").json
    assert rows[0]["changes"][0]["after"] == "For hånd" or "For hånd" in str(rows[0]["changes"])
    plain = run("-C", small.path, "history")
    assert plain.status == 0
    assert not set(plain.out + plain.err) & set("\x1b\x07\x9b")
    edit(small, KEY.id, comment="Etterpå")
    assert small.snapshot().collaboration(KEY.id).comment == "Etterpå"
    is_sound(small.path)


def test_a_date_is_answered_by_the_main_line_though_clocks_disagree(small: Store) -> None:
    before = small.resolve("HEAD")
    commits_by_hand(small.path, (b"A <a@x.no> 4102444800 +0000", b"x", "Ny"))
    assert small.resolve("2090") == small.resolve("HEAD")
    with pytest.raises(UnknownRevision, match="fantes ikke"):
        small.resolve("2001")
    assert before in git(small.path, "rev-list", "HEAD")


def test_a_file_that_did_not_parse_for_a_while(small: Store, run: Run) -> None:
    good = small.resolve("HEAD")
    file = small.path / PATH
    text = file.read_text()
    for content in ("name = \n", text.replace("Øyer vertskommune.", "Rettet.")):
        file.write_text(content)
        git(small.path, "-c", "user.name=H", "-c", "user.email=h@x.no", "commit", "-qam", "for hånd")
    bad = git(small.path, "rev-parse", "HEAD~1")
    works(small)
    assert [problem.path for problem in small.snapshot(bad).problems()] == [PATH]
    done = run("-C", small.path, "show", KEY.id, "--at", bad)
    assert done.status == 2
    assert PATH in done.err
    assert run("-C", small.path, "list", "--at", bad).status == 0
    with pytest.raises(StoreError, match="TOML"):
        restore(small, KEY, bad)
    small.commit(restore(small, KEY, good), KARI)
    assert small.snapshot().collaboration(KEY.id).comment == "Øyer vertskommune."


def test_tags_that_are_no_editions_or_were_moved(small: Store, run: Run) -> None:
    blob = git(small.path, "rev-parse", f"HEAD:{PATH}")
    git(small.path, "tag", "edition/2019", blob)
    git(small.path, "tag", "edition/2020")
    published = small.resolve("edition/2020")
    edit(small, KEY.id, comment="Senere")
    assert list(small.editions()) == ["edition/2020"]
    done = run("-C", small.path, "list", "--at", "edition/2019")
    assert done.status == 2
    assert "har: 2020" in done.err
    git(small.path, "tag", "-f", "edition/2020")
    assert small.resolve("edition/2020") != published
    assert run("-C", small.path, "list", "--at", "edition/2020").status == 0


def test_a_revision_that_many_begin_with_or_none(small: Store) -> None:
    for number in range(40):
        edit(small, KEY.id, comment=str(number))
    commits = git(small.path, "rev-list", "HEAD").split()
    doubled = next(c[:1] for c in commits if sum(other.startswith(c[:1]) for other in commits) > 1)
    for words in (doubled, "ffffffffffffffff", "HEAD~9999", "refs/heads/ingen", "HEAD@{1}", "--all", "a..b"):
        with pytest.raises(UnknownRevision):
            small.resolve(words)


def test_a_shallow_clone_shows_what_it_has(small: Store, tmp_path: Path, run: Run) -> None:
    edit(small, KEY.id, comment="En")
    edit(small, KEY.id, comment="To")
    path = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=2", f"file://{small.path}", str(path)], check=True)
    store = Store.open(path)
    assert not store.keep_graph()
    assert next(revision.subject for revision in store.history(KEY)).endswith("To")
    assert store.blame(store.snapshot().collaboration(KEY.id))["comment"].value == "To"
    with pytest.raises(UnknownRevision):
        store.resolve("HEAD~5")
    edit(store, KEY.id, comment="Tre")
    store.close()
    assert run("-C", path, "history", KEY.id, "--json").json[0]["changes"][0]["after"] == "Tre"


def test_a_partial_clone_says_what_it_lacks_and_fetches_nothing(small: Store, tmp_path: Path, run: Run) -> None:
    edit(small, KEY.id, comment="En")
    edit(small, KEY.id, comment="To")
    git(small.path, "config", "uploadpack.allowFilter", "true")
    path = tmp_path / "partial"
    subprocess.run(["git", "clone", "-q", "--filter=blob:none", f"file://{small.path}", str(path)], check=True)
    hidden = small.path.rename(tmp_path / "away")
    assert run("-C", path, "list").status == 0
    shown = run("-C", path, "show", KEY.id)
    assert shown.status == 0
    done = run("-C", path, "history", KEY.id, "--json")
    assert done.status in (0, 2)
    assert "Traceback" not in done.err
    past = run("-C", path, "show", KEY.id, "--at", "HEAD~1")
    assert past.status == 2
    assert len(past.err.splitlines()) == 1
    assert "git fetch --refetch" in past.err
    hidden.rename(small.path)
    again = run("-C", path, "show", KEY.id, "--at", "HEAD~1")
    assert again.status == 2, "what is not here is not fetched behind one's back"

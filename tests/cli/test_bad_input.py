"""Whatever is wrong: one clear line, status 2, nothing changed, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run, git, is_sound

CALLS = [
    (["list", "--at", "2001-01-01"], "2001-01-01"),
    (["list", "--at", "2021-13"], "2021-13"),
    (["list", "--at", "edition/1999"], "2019, 2021"),
    (["list", "--at", "ingenting"], "ingenting"),
    (["list", "--at", "--output=/tmp/x"], "--at"),
    (["list", "--at", "HEAD:register.toml"], "HEAD:register.toml"),
    (["list", "--on", "i går"], "--on"),
    (["list", "--ukjent"], "--ukjent"),
    (["show", "finnes-ikke"], "finnes-ikke"),
    (["show", "../../etc/passwd"], "passwd"),
    (["show", "felles-personvernombod"], "felles-personvernombud"),
    (["history", "finnes-ikke"], "finnes-ikke"),
    (["history", "--limit", "mange"], "--limit"),
    (["set", "regionrad", "hest=1"], "hest"),
    (["set", "regionrad", "comment"], "FELT=VERDI"),
    (["set", "regionrad", "legal_form=kongedømme"], "legal_form"),
    (["set", "regionrad", "host=Atlantis"], "Atlantis"),
    (["set", "regionrad", "participants.atlantis.until=2022"], "atlantis"),
    (["set", "regionrad", "participants.oyer.until=2021-02-30"], "2021-02-30"),
    (["set", "regionrad", "participants.oyer.hest=1"], "notice_given"),
    (["set", "regionrad", "areas=Romfart"], "Romfart"),
    (["set", "regionrad", "parent=finnes-ikke"], "finnes-ikke"),
    (["set", "regionrad", "parent=regionrad"], "parent"),
    (["set", "regionrad", "starred=kanskje"], "kanskje"),
    (["set", "regionrad", "name="], "name"),
    (["set", "regionrad", "from=2022", "until=2021"], "until"),
    (["set", "regionrad", "comment=x", "--author", "uten adresse"], "uten adresse"),
    (["new", "[/foo]"], "navn"),
    (["new", "\x1b[2J"], "navn"),
    (["new", "../../x"], "navn"),
    (["new", "a" * 10_000], "10000"),
    (["new", ""], "navn"),
    (["new", "!!!"], "navn"),
    (["new", "Ny", "--author", "\x1b[31m <a@b.no>"], "forfatter"),
    (["end", "regionrad", "--date", "snart"], "--date"),
    (["remove", "finnes-ikke"], "finnes-ikke"),
    (["import", "finnes-ikke.txt"], "finnes-ikke.txt"),
    (["import", "/dev/null"], "/dev/null"),
    (["import", "."], "."),
    (["import", "finnes-ikke.txt", "--edition", "i år"], "--edition"),
    (["export", "odt"], "odt"),
    (["export", "md", "--as-written"], "--as-written"),
    (["export", "md", "-o", "/finnes/ikke/o.md"], "/finnes/ikke/o.md"),
    (["tull"], "tull"),
    (["set", "regionrad", "comment=\udcff"], "UTF-8"),
]


@pytest.mark.parametrize(
    ("arguments", "words"), CALLS, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_one_clear_line_and_nothing_changed(run: Run, demo: Path, arguments: list[str], words: str) -> None:
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, *arguments)
    assert done.status == 2
    assert done.out == ""
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert lines[0].startswith("iktui")
    assert words in lines[0]
    assert "\x1b" not in lines[0]
    assert git(demo, "rev-parse", "HEAD") == head
    is_sound(demo)


@pytest.mark.parametrize("name", ["finnes-ikke", "ikke-git", "fil", "bart", "uten-register"])
def test_a_folder_that_is_no_register(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "fil":
        path.write_text("x")
    elif name != "finnes-ikke":
        path.mkdir()
    if name == "bart":
        git(path, "init", "-q", "--bare")
    if name == "uten-register":
        git(path, "init", "-q")
        git(path, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-q", "--allow-empty", "-m", "x")
    done = run("-C", path, "list")
    assert (done.status, len(done.err.splitlines())) == (2, 1)
    assert name in done.err


def test_no_identity_is_said_and_how_to_give_one(run: Run, demo: Path) -> None:
    done = run("-C", demo, "set", "regionrad", "comment=x", author=None)
    assert done.status == 2
    assert "--author" in done.err
    assert run("init", demo.parent / "ny", author=None).status == 2
    assert not (demo.parent / "ny").exists()


def test_an_unreadable_file_is_listed_and_the_rest_opens(run: Run, demo: Path) -> None:
    file = demo / "collaborations/re/regionrad.toml"
    file.write_text("name = \n")
    (demo / "collaborations/re/Feil Navn.toml").write_text('name = "x"\n')
    git(demo, "add", "-A")
    git(demo, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "ødelagt")
    assert len(run("-C", demo, "list", "--json").json) == 54
    errors = [finding for finding in run("-C", demo, "check", "--json").json if finding["severity"] == "error"]
    assert [finding["code"] for finding in errors] == ["unreadable_file"] * 2
    assert {finding["id"] for finding in errors} == {"regionrad", "collaborations/re/Feil Navn.toml"}
    shown = run("-C", demo, "show", "regionrad")
    assert (shown.status, len(shown.err.splitlines())) == (2, 1)
    assert "collaborations/re/regionrad.toml" in shown.err
    assert run("-C", demo, "set", "geodata-samarbeid", "comment=går fint").status == 0


def test_an_unreadable_register_file_does_not_stop_the_rest(run: Run, demo: Path) -> None:
    (demo / "register.toml").write_text("[[[\n")
    git(demo, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "ødelagt")
    assert len(run("-C", demo, "list", "--json").json) == 55
    assert "register.toml" in run("-C", demo, "check").out


def test_a_folder_that_cannot_be_written_to_is_said(demo: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody who may not write here")
    for folder in (demo, *demo.parents):
        folder.chmod(0o755) if folder.owner() == "root" and str(folder) != "/" else None
    script = (
        "import os, sys, iktui.cli.writing; from iktui.__main__ import main\n"  # while python may still be read
        "os.environ['HOME'] = '/nonexistent'; os.setgid(65534); os.setuid(65534); sys.exit(main(sys.argv[1:]))"
    )
    environment = {**os.environ, "IKTUI_AUTHOR": "A <a@b.no>", "PYTHONDONTWRITEBYTECODE": "1"}
    call = [sys.executable, "-c", script, "-C", str(demo), "set", "regionrad", "comment=x"]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert str(demo) in done.stderr


def test_a_reader_that_goes_away_is_no_error(demo: Path) -> None:
    call = f"{sys.executable} -m iktui -C {demo} list --json | head -1"
    done = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == "[\n"


def test_a_damaged_settings_file_is_named(run: Run, demo: Path, nobody_home: Path) -> None:
    folder = nobody_home / ".config/iktui"
    folder.mkdir(parents=True)
    for text, words in (
        ("language = \n", "config.toml"),
        ('sprak = "nb"\n', "sprak"),
        ('language = "xx"\n', "language"),
    ):
        (folder / "config.toml").write_text(text)
        done = run("-C", demo, "list")
        assert (done.status, len(done.err.splitlines())) == (2, 1)
        assert words in done.err


def test_hostile_values_reach_no_terminal(run: Run, demo: Path) -> None:
    run("-C", demo, "set", "regionrad", "comment=a\x1b]0;PWNED\x07b\u202ec\u009bd")
    for arguments in (
        ["list", "pwned"],
        ["show", "regionrad"],
        ["history", "regionrad"],
        ["export", "md"],
        ["export", "csv"],
    ):
        out = run("-C", demo, *arguments).out
        assert not set(out) & set("\x1b\x07\u202e\u009b"), arguments
    data = run("-C", demo, "show", "regionrad", "--json")
    assert data.json["comment"] == "a\x1b]0;PWNED\x07b\u202ec\u009bd"
    assert not set(data.out) & set("\x1b\x07\u202e\u009b")
    assert not set(git(demo, "log", "-1", "--format=%B")) & set("\x1b\x07\u202e\u009b")

"""The system fails at one call of the program or of a git it started: one line is told, and it is true.

`python -m tests.faults --seed 1 --start 0 --count 200` runs a stretch of all cases, in an order that the seed gives.
Each is a command on a demo register under strace, which lets one system call fail: in the program at every tenth call
from the first file of ours on, in each git at the first calls. `--only "set 4 close 16 EMFILE"` runs one again by
its words.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from iktui.__main__ import main as program
from tests.conftest import KARI, git

ERRORS: Final = ("ENOMEM", "EMFILE", "EIO", "ENOSPC")
EVERY: Final = 10
CALLS: Final = (
    "openat", "read", "write", "close", "fsync", "rename", "mkdir", "unlink", "fork", "vfork", "clone", "clone3",
    "mmap", "pipe2", "flock", "getdents64", "lseek",
)  # fmt: skip
OF_GIT: Final = ("openat", "read", "write", "close", "clone", "rename", "fsync")
FIRST: Final = 20
COMMANDS: Final = {"list": ["list"], "check": ["check"], "set": ["set", "regionrad", "comment=Etter feilen"]}
TOLD: Final = "Regionråd: comment"
RECORD: Final = "collaborations/re/regionrad.toml"
ROOT: Final = Path(__file__).parents[1]
_COUNT: Final = re.compile(r"^\d+ collaborations?$|^\d+ samarbeid$")


class Case(NamedTuple):
    """A command, and the call that fails: of the program itself (`git` 0), or of the n-th git that it starts."""

    command: str
    git: int
    call: str
    number: int
    error: str


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    status: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """What was told on standard error, beside the count."""
        return [line for line in self.err.splitlines() if line.strip() and not _COUNT.match(line)]


def why_not() -> str:
    """Why no call can be made to fail here, "" when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return f"nothing may be traced here: {done.stderr.strip()}" if done.returncode else ""


class Bench:
    """A demo register, copied anew for each case, and what each command does when nothing fails."""

    def __init__(self, room: Path) -> None:
        self.room, self.path = room, room / "register"
        self._template, self._bin = room / "template", room / "bin"
        self._bin.mkdir()
        self._home = room / "home"
        self._home.mkdir()
        self._git = shutil.which("git") or "git"
        subprocess.run(
            self._command("demo", "--no-open", self._template), env=self._env(), check=True, capture_output=True
        )
        self.well = {name: self.run(name) for name in COMMANDS}  # what is kept beside the code is made by it, too
        shutil.rmtree(self._template)
        subprocess.run(
            self._command("demo", "--no-open", self._template), env=self._env(), check=True, capture_output=True
        )
        self.before = git(self._template, "rev-parse", "HEAD")

    def _env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("IKTUI_", "XDG_", "GIT_"))}
        return kept | {
            "HOME": str(self._home), "IKTUI_AUTHOR": str(KARI), "IKTUI_LANG": "en", "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(ROOT), "PATH": f"{self._bin}:{os.environ['PATH']}",
        }  # fmt: skip

    @staticmethod
    def _command(*words: object) -> list[str]:
        return [sys.executable, "-m", "iktui", *map(str, words)]

    def run(self, name: str, *tracing: str) -> Ended:
        """Run a command on a register of its own, under strace where `tracing` says how."""
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(self._template, self.path, symlinks=True)
        command = [*(["strace", "-qq", *tracing] if tracing else []), *self._command("-C", self.path, *COMMANDS[name])]
        done = subprocess.run(command, env=self._env(), cwd=self.room, capture_output=True, timeout=120, check=False)
        return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def cases(self) -> Iterator[Case]:
        """Every case, by what the commands do when nothing fails."""
        for name in COMMANDS:
            log = self.room / "log"
            self.run(name, "-o", str(log), "-e", "trace=" + ",".join(f"?{call}" for call in CALLS))
            all_calls = [line.partition("(") for line in log.read_text(errors="replace").splitlines()]
            ours = [at for at, (call, _p, rest) in enumerate(all_calls) if call == "openat" and f"{ROOT}/iktui" in rest]
            first = next(at for at in ours if at > ours[0] and "__init__" not in all_calls[at][2])
            done = Counter(call for call, _p, _rest in all_calls[:first])
            total = Counter(call for call, _p, _rest in all_calls)
            for call in CALLS:
                for number in range(done[call] + 1, total[call] + 1, EVERY):
                    yield from (Case(name, 0, call, number, error) for error in ERRORS)
            started = self._gits(name)
            for at in range(1, started + 1):
                # On its way to a pipe git takes no notice of a failed write, which no kernel gives there: such a case
                # says nothing where git writes nothing else.
                for call in OF_GIT if name == "set" else [call for call in OF_GIT if call != "write"]:
                    for number in range(1, FIRST + 1):
                        yield from (Case(name, at, call, number, error) for error in ERRORS)

    def _gits(self, name: str) -> int:
        with self._failing_git(0, ""):
            self.run(name)
            return len((self.room / "count").read_text())

    @contextlib.contextmanager
    def _failing_git(self, at: int, injected: str) -> Iterator[None]:
        """A git that counts how often it is started, and the `at`-th time runs under strace."""
        script, count = self._bin / "git", self.room / "count"
        count.write_text("")
        traced = f'exec strace -f -qq -o /dev/null -e {injected} {self._git} "$@"' if injected else ":"
        script.write_text(
            f'#!/bin/sh\nprintf x >>{count}\n[ $(wc -c <{count}) = {at} ] && {{ {traced}; }}\nexec {self._git} "$@"\n'
        )
        script.chmod(0o755)
        try:
            yield
        finally:
            script.unlink()

    def wrong(self, case: Case) -> str:
        """Run a case; gives what is wrong with what it told or left behind, "" when nothing is."""
        injected = f"inject={case.call}:error={case.error}:when={case.number}"
        try:
            if case.git:
                with self._failing_git(case.git, injected):
                    ended = self.run(case.command)
            else:
                ended = self.run(case.command, "-o", os.devnull, "-e", f"trace={case.call}", "-e", injected)
        except subprocess.TimeoutExpired:
            # A close that strace lets fail is not carried out, so that whoever waits for the end of that pipe waits for
            # ever; the system closes it whatever it says.
            return "" if case.call == "close" else "it never ended"
        found = self._told_wrong(case, ended) or self._left_wrong(case)
        return (
            f"{found}\n    status {ended.status}\n    out {ended.out[-300:]!r}\n    err {ended.err[-1500:]!r}"
            if found
            else ""
        )

    def _told_wrong(self, case: Case, ended: Ended) -> str:
        well = self.well[case.command]
        if ended.status not in (0, 1, 2):
            return "it did not end with 0, 1 or 2"
        if "Traceback" in ended.err or "Exception ignored" in ended.err:
            return "a traceback"
        if len(ended.errors) > 1:
            return "more than one line"
        if ended.status == 2 and not ended.errors and case.call not in ("write", "openat"):
            return "it failed and said nothing"
        is_well = ended.status == well.status and not ended.errors
        if is_well and ended.out != well.out and case.command != "set":
            return "it ended well with another answer"
        return self._told_wrong_of_saving(ended, is_well=is_well) if case.command == "set" else ""

    def _told_wrong_of_saving(self, ended: Ended, *, is_well: bool) -> str:
        told = " ".join([ended.out, *ended.errors])
        newest, *older = git(self.path, "log", "--format=%H").splitlines()
        is_saved = newest != self.before
        if is_saved and older[:1] != [self.before]:
            return "not one commit"
        if is_saved and 'comment = "Etter feilen"' not in git(self.path, "show", f"HEAD:{RECORD}"):
            return "another value is saved"
        says_so = TOLD in told or "saved" in told.replace("nothing was saved", "")
        if "nobody can say whether" in told:
            return ""
        if is_saved and not says_so:
            return "it is saved, and that is not told"
        if not is_saved and (says_so or is_well):
            return "told as saved, and it is not"
        return ""

    def _left_wrong(self, case: Case) -> str:
        """What a later call finds."""
        rows = self._later("list")
        if rows.status or len(rows.out.splitlines()) != len(self.well["list"].out.splitlines()):
            return f"list afterwards: {rows}"
        for command in ("hand-edits", "fsck"):
            later = self._later(command)
            if later.status:
                return f"{command} afterwards: {later}"
        if case.command == "set" and git(self.path, "status", "--porcelain"):
            return "git status afterwards: " + git(self.path, "status", "--porcelain")
        return ""

    def _later(self, command: str) -> Ended:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = program(["-C", str(self.path), "--lang", "en", command])
        return Ended(status, out.getvalue(), err.getvalue())


def in_order(cases: list[Case], seed: int) -> list[Case]:
    """The cases in the order of a seed: commands, calls and errors in turn of any stretch of them."""
    return sorted(
        cases, key=lambda case: random.Random(f"{seed} {case}").random()
    )  # whatever a few more calls are made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--only", default="", help="a part of a case's own words, such as “set” or “fsync”")
    given = parser.parse_args()
    if reason := why_not():
        sys.stdout.write(f"cannot run: {reason}\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="faults-") as room:
        bench = Bench(Path(room))
        ordered = list(enumerate(in_order(list(bench.cases()), given.seed)))
        count = len(ordered)
        ordered = [(at, case) for at, case in ordered if given.only in " ".join(map(str, case))]
        chosen = ordered[given.start :][: given.count]
        wrong = 0
        for at, case in chosen:
            if found := bench.wrong(case):
                wrong += 1
                sys.stdout.write(f"{at} {' '.join(map(str, case))}: {found}\n")
                sys.stdout.flush()
    sys.stdout.write(
        f"faults: seed {given.seed}, {len(chosen)} of {count} cases from {given.start} on, {wrong} wrong\n"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())

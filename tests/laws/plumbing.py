"""Plain git for the laws: trees read and written without the program, clones made without `git clone`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

FILE, EXECUTABLE, LINK, SUBMODULE = "100644", "100755", "120000", "160000"
REGULAR: Final = (FILE, EXECUTABLE)
DATE: Final = "1700000000 +0100"
_ENVIRONMENT: Final = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Plain Git",
    "GIT_AUTHOR_EMAIL": "plain@git.no",
    "GIT_AUTHOR_DATE": DATE,
    "GIT_COMMITTER_NAME": "Plain Git",
    "GIT_COMMITTER_EMAIL": "plain@git.no",
    "GIT_COMMITTER_DATE": DATE,
    "LC_ALL": "C",
}


class Entry(NamedTuple):
    """A path of a tree, as git has it."""

    mode: str
    blob: str


class File(NamedTuple):
    """A path of a tree that is to be made; of a submodule, `content` is the commit it names."""

    mode: str
    content: bytes


Tree = dict[str, Entry]
Files = dict[str, File]


def git(path: Path, *arguments: str, stdin: bytes | None = None, ok: Sequence[int] = (0,)) -> bytes:
    """What plain git prints; fails the test when it ends otherwise."""
    done = subprocess.run(
        ["git", "-C", str(path), *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **_ENVIRONMENT},
    )
    assert done.returncode in ok, f"git {' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace')}"
    return done.stdout


def tree_of(path: Path, commit: str) -> Tree:
    """Every path of a commit."""
    entries: Tree = {}
    for row in git(path, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
        facts, _tab, name = row.partition(b"\t")
        mode, _kind, blob = facts.decode("ascii").split(" ")
        entries[name.decode("utf-8", "surrogateescape")] = Entry(mode, blob)
    return entries


def remove(path: Path) -> None:
    """Take a folder away, however deep: Python's own way of it ends at a thousand folders."""
    subprocess.run(["rm", "-rf", "--", str(path)], check=True)


class Blobs:
    """Contents by blob, asked of one process."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            ["git", "-C", str(path), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._known: dict[str, bytes] = {}

    def read(self, blob: str) -> bytes:
        """The content of a blob."""
        if blob not in self._known:
            stdin, stdout = self._process.stdin, self._process.stdout
            assert stdin is not None
            assert stdout is not None
            stdin.write(f"{blob}\n".encode())
            stdin.flush()
            words = stdout.readline().split()
            assert words[-1] != b"missing", f"{blob} is missing"
            self._known[blob] = stdout.read(int(words[2]))
            stdout.read(1)
        return self._known[blob]

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


@contextmanager
def blobs(path: Path) -> Iterator[Blobs]:
    """The contents of a repository."""
    opened = Blobs(path)
    try:
        yield opened
    finally:
        opened.close()


# --- making


class Pool:
    """A bare repository that holds the objects of many cases; clones borrow them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(exist_ok=True)
        git(path.parent, "init", "-q", "--bare", "--template=", "-b", "main", str(path))

    def build(self, chains: Iterable[Iterable[tuple[Files, str]]]) -> list[list[str]]:
        """The commits of each chain of states, each (files, who); the second chain and later stand on the first's last.

        A chain is given as its states in order; all are written by one process.
        """
        stream: list[bytes] = [b"feature done\n"]
        marks: dict[bytes, int] = {}
        made: list[list[int]] = []
        count = 0
        for number, chain in enumerate(chains):
            made.append([])
            parent = made[0][-1] if number else 0
            for files, who in chain:
                for file in files.values():
                    if file.mode != SUBMODULE and file.content not in marks:
                        count += 1
                        marks[file.content] = count
                        stream.append(b"blob\nmark :%d\ndata %d\n%b\n" % (count, len(file.content), file.content))
                count += 1
                stamp = f"{who} <{who.split()[0].lower()}@laws.no> {DATE}".encode()
                stream.append(b"commit refs/laws/c%d\nmark :%d\nauthor %b\ncommitter %b\ndata 2\nok\n" % (
                    number, count, stamp, stamp))  # fmt: skip
                if parent:
                    stream.append(b"from :%d\n" % parent)
                stream.append(b"deleteall\n")
                stream.extend(_entry(path, file, marks) for path, file in files.items())
                parent = count
                made[-1].append(count)
        stream.append(b"done\n")
        told = self.path / "marks"
        options = ["-c", "core.compression=0", "-c", "fastimport.unpackLimit=0"]
        git(self.path, *options, "fast-import", "--quiet", "--done", f"--export-marks={told}", stdin=b"".join(stream))
        ids = dict(line.split() for line in told.read_text("ascii").splitlines())
        told.unlink()
        remove(self.path / "refs" / "laws")  # nobody shall be told of them
        return [[ids[f":{mark}"] for mark in chain] for chain in made]


def _entry(path: str, file: File, marks: Mapping[bytes, int]) -> bytes:
    what = file.content if file.mode == SUBMODULE else b":%d" % marks[file.content]
    return b'M %b %b "%b"\n' % (file.mode.encode(), what, _quoted(path))


def _quoted(path: str) -> bytes:
    name = path.encode("utf-8", "surrogateescape")
    return "".join(f"\\{byte:03o}" if byte < 32 or byte > 126 or byte in b'"\\' else chr(byte) for byte in name).encode(
        "ascii"
    )


def make_bare(path: Path, pool: Pool, head: str) -> Path:
    """A bare repository whose main is `head`."""
    _git_dir(path, pool, head, "\tbare = true\n[receive]\n\tdenyNonFastForwards = true\n")
    return path


def make_clone(path: Path, pool: Pool, hub: Path, head: str, known: str) -> Path:
    """A clone of `hub` whose main is `head`, and that last saw `known` there, with its work tree."""
    remote = f'\tbare = false\n[remote "origin"]\n\turl = {hub}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
    branch = '[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n'
    folder = path / ".git"
    _git_dir(folder, pool, head, remote + branch)
    tracked = folder / "refs/remotes/origin/main"
    tracked.parent.mkdir(parents=True)
    tracked.write_text(f"{known}\n", encoding="ascii")
    git(path, "reset", "-q", "--hard")
    return path


def _git_dir(path: Path, pool: Pool, head: str, config: str) -> None:
    for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (path / folder).mkdir(parents=True)
    (path / "objects/info/alternates").write_text(f"{pool.path / 'objects'}\n", encoding="utf-8")
    (path / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    (path / "refs/heads/main").write_text(f"{head}\n", encoding="ascii")
    text = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tcompression = 0\n\tlooseCompression = 0\n"
    (path / "config").write_text(text + config, encoding="utf-8")


def put_files(repository: Path, parent: str, files: Mapping[str, File | None], who: str = "Plain Git") -> str:
    """A commit on top of `parent` with some paths set or taken away (None), made by plain git; no branch names it."""
    blobs: list[bytes] = []
    changes: list[bytes] = []
    marks: dict[bytes, int] = {}
    for path, file in files.items():
        if file is None:
            changes.append(b'D "%b"\n' % _quoted(path))
            continue
        if file.mode != SUBMODULE and file.content not in marks:
            marks[file.content] = len(marks) + 2
            blobs.append(b"blob\nmark :%d\ndata %d\n%b\n" % (marks[file.content], len(file.content), file.content))
        changes.append(_entry(path, file, marks))
    head = f"commit refs/laws/put\nmark :1\ncommitter {who} <plain@git.no> {DATE}\ndata 3\nput\nfrom {parent}\n"
    stream = [b"feature done\n", *blobs, head.encode(), *changes, b"get-mark :1\ndone\n"]
    options = ["-c", "core.compression=0"]
    arguments = ["fast-import", "--quiet", "--done", "--force"]
    commit = git(repository, *options, *arguments, stdin=b"".join(stream)).decode("ascii").strip()
    git(repository, "update-ref", "-d", "refs/laws/put")
    return commit

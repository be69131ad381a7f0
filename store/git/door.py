"""The only door to git: opening, reading, and running git with fixed arguments in a hardened environment.

It knows bytes, paths and commits, never a record. GitPython opens repositories, reads configuration and runs
commands; its index and its object writers are not used, they lose acknowledged commits. Nothing here runs a hook, a
filter, a pager, an editor or a transport that the repository's own configuration names.
"""

from __future__ import annotations

import configparser
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any, Final, cast

from store.base.errors import GitFailed, NotARegister
from store.base.failures import FAILURES, reason_of
from store.base.i18n import _
from store.base.text import excerpt, safe
from store.git.answers import MAX_BLOB as MAX_BLOB
from store.git.answers import is_null as is_null
from store.git.answers import mode_in, read_answer
from store.git.answers import parse_raw as parse_raw
from store.git.network import Watch, transfer, user_files
from store.git.process import (  # cleans the environment that GitPython takes its executable from
    end,
    last_line,
    popen,
    run,
    status,
)
from store.git.refs import git_dir_of, head_of
from store.records.entries import OBJECT_ID as OBJECT_ID
from store.records.entries import PathChange, TreeEntry

import git  # isort: skip
from git.exc import GitError, InvalidGitRepositoryError, NoSuchPathError  # isort: skip

UPLOAD: Final = "git-upload-pack"
"""What answers at the other end, named so that no configuration names something else."""


class Git:
    """One clone. Safe to use from several threads; `close` ends the helper process."""

    def __init__(self, path: Path) -> None:
        """Open the work tree at `path`; raises NotARegister."""
        try:
            self._repo = git.Repo(path)
        except NoSuchPathError:
            raise NotARegister(path, _("no such folder")) from None
        except InvalidGitRepositoryError:
            raise NotARegister(path, _why_none(path)) from None
        except (GitError, OSError, ValueError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else excerpt(str(error), 200)
            raise NotARegister(path, reason) from None
        if self._repo.bare or self._repo.working_tree_dir is None:
            raise NotARegister(path, _("a bare repository: make a clone of it and open that"))
        self.work_tree = Path(self._repo.working_tree_dir)
        self.git_dir = Path(self._repo.git_dir)
        """Of this work tree alone: HEAD, index, and what the program keeps of it."""
        self.common_dir = Path(self._repo.common_dir)
        """What all work trees of the clone share: branches, objects, the queue of saves."""
        self._lock = threading.RLock()
        self._reader: Any = None

    @classmethod
    def init(cls, path: Path) -> Git:
        """A new repository with a work tree at `path`, no templates and no hooks."""
        path.mkdir(parents=True, exist_ok=True)
        run(git.Git(path), _("make a repository"), ["init", "-q", "--initial-branch=main", "--template=", "."])
        return cls(path)

    @classmethod
    def clone(cls, url: str, path: Path, watch: Watch) -> Git:
        """A clone of `url`, which only https, ssh and local paths can be, without files; raises GitFailed, Stopped."""
        path.parent.mkdir(parents=True, exist_ok=True)
        arguments = ["-c", "transfer.fsckObjects=true", "clone", "--progress", "--no-local", "--template="]
        arguments += ["--no-recurse-submodules", "--no-checkout", f"--upload-pack={UPLOAD}", "--", url, str(path)]
        transfer(git.Git(path.parent), _("clone {url}", url=safe(url)), arguments, url=url, watch=watch)
        return cls(path)

    def close(self) -> None:
        """End the process that reads objects."""
        with self._lock:
            self._stop_reader()
            self._repo.close()

    # --- running

    def run(
        self, action: str, arguments: Sequence[str], *, stdin: bytes | None = None, ok: tuple[int, ...] = (0,)
    ) -> bytes:
        """What git prints; raises GitFailed, naming `action`, when it ends with a status not in `ok`."""
        return run(self._repo.git, action, arguments, stdin=stdin, ok=ok)

    def made(self, action: str, arguments: Sequence[str], nothing: str, stdin: bytes | None = None) -> str:
        """The id of the object that git makes; raises GitFailed, with `nothing` as its reason where it tells none."""
        id = self.run(action, arguments, stdin=stdin).decode("ascii", "replace").strip()
        if not OBJECT_ID.fullmatch(id):
            raise GitFailed(action, nothing)
        return id

    def status(self, action: str, arguments: Sequence[str]) -> int:
        """How git ended: for a command whose status is its answer. Raises GitFailed when it cannot be started."""
        return status(self._repo.git, action, arguments)

    def transfer(self, action: str, arguments: Sequence[str], url: str, watch: Watch) -> bytes:
        """The same where it reaches out, also for status 1: some of what was asked. Raises Stopped too."""
        return transfer(self._repo.git, action, arguments, url=url, ok=(0, 1), watch=watch)

    def stream(self, action: str, arguments: Sequence[str]) -> Generator[bytes]:
        """What git prints, in pieces as they come; stops git when the caller stops."""
        process = self._start(action, arguments)
        stdout, stderr = cast(BufferedReader, process.stdout), cast(BufferedReader, process.stderr)
        try:
            while piece := stdout.read1(65536):
                yield piece
            error = stderr.read()
            if process.wait():
                raise GitFailed(action, last_line(error))
        except FAILURES as error:
            raise GitFailed(action, reason_of(error)) from None
        finally:
            end(process)

    def _start(self, action: str, arguments: Sequence[str], stdin: int | None = None) -> subprocess.Popen[bytes]:
        return popen(self._repo.git, arguments, stdin, action=action)

    # --- identity and configuration

    def identity(self) -> tuple[str, str] | None:
        """Name and mail from git's configuration, this clone's first; None when one is missing."""
        return _identity(self._repo.config_reader)

    def setting(self, section: str, name: str) -> str:
        """A setting of this clone's own configuration, "" when there is none."""
        try:
            return str(self._repo.config_reader("repository").get_value(section, name, ""))
        except (OSError, ValueError, configparser.Error):
            return ""

    def set_identity(self, name: str, mail: str) -> None:
        """Remember who the author is, in this clone's own configuration."""
        for key, value in (("user.name", name), ("user.email", mail)):
            self.run(_("remember the author"), ["config", "--local", "--", key, value])

    # --- refs

    def branch(self) -> str:
        """The full name of the branch that HEAD stands on; raises GitFailed when it stands on none."""
        try:
            text = (self.git_dir / "HEAD").read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise GitFailed(_("find the branch"), reason_of(error)) from None
        if not text.startswith("ref: refs/heads/"):
            raise GitFailed(_("find the branch"), _("HEAD is detached; “git switch main” puts it right"))
        return text.removeprefix("ref: ")

    def head(self) -> str | None:
        """The newest commit, None before the first. Read by hand where it is plain to see: every action asks."""
        return head_of(self.git_dir) or self.commit_id("HEAD")

    def commit_id(self, revision: str) -> str | None:
        """The commit that `revision` names, None when it names none."""
        arguments = ["rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}"]
        text = self.run(_("look up a revision"), arguments, ok=(0, 1, 128)).decode("ascii", "replace").strip()
        return text if OBJECT_ID.fullmatch(text) else None

    def refs(self, *prefixes: str) -> dict[str, str]:
        """The ids of objects by the full names of the refs that are called so, or stand below."""
        rows = self.run(_("list the refs"), ["for-each-ref", "--format=%(refname) %(objectname)", *prefixes])
        return dict(row.split(" ", 1) for row in rows.decode("utf-8", "replace").splitlines())

    def update_refs(self, action: str, commands: Iterable[str]) -> None:
        """Do what the lines say (git-update-ref(1), --stdin), all or none of it; raises GitFailed."""
        if told := "".join(f"{command}\n" for command in commands):
            self.run(action, ["update-ref", "--stdin"], stdin=told.encode())

    def tags(self, prefix: str) -> dict[str, str]:
        """Commits by the names of the tags that begin with `prefix`, oldest name first."""
        shown = "--format=%(refname)%00%(objectname) %(objecttype)%00%(*objectname) %(*objecttype)"
        out = self.run(_("list the tags"), ["for-each-ref", shown, f"refs/tags/{prefix}*"])
        found = {}
        for name, tag, peeled in (line.split("\0") for line in out.decode().splitlines()):
            id, type_ = (peeled.strip() or tag).split()
            if type_ == "commit":  # somebody may have tagged a file
                found[name.removeprefix("refs/tags/")] = id
        return found

    def is_on_remote(self, commit: str) -> bool:
        """Whether another clone is known to have the commit: a remote-tracking branch holds it."""
        arguments = ["for-each-ref", "--count=1", "--format=%(refname)", "--contains", commit, "refs/remotes"]
        return bool(self.run(_("list the refs"), arguments).strip())

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether `new` has everything that `old` has."""
        return self.run(_("compare two states"), ["merge-base", old, new], ok=(0, 1)).decode().strip() == old

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both have, None when they have none."""
        out = self.run(_("compare two states"), ["merge-base", one, other], ok=(0, 1)).decode("ascii", "replace")
        return out.strip() or None

    # --- objects

    def paths_holding(self, commit: str, word: str) -> list[str]:
        """The files of a commit in which `word` stands, anywhere."""
        arguments = ["grep", "-l", "-z", "-F", "--no-textconv", "--full-name", "-e", word, commit]
        out = self.run(_("search the files"), arguments, ok=(0, 1))
        rows = out.decode("utf-8", "surrogateescape").split("\0")[:-1]
        return [row.partition(":")[2] for row in rows]

    def tree(self, commit: str) -> dict[str, TreeEntry]:
        """Every file of a commit by path."""
        out = self.run(_("list the files"), ["ls-tree", "-r", "-z", "--full-tree", commit])
        entries = {}
        for row in out.split(b"\0")[:-1]:
            facts, _tab, path = row.partition(b"\t")
            mode, _kind, blob = facts.decode("ascii").split(" ")
            entries[path.decode("utf-8", "surrogateescape")] = TreeEntry(mode, blob)
        return entries

    def entry(self, commit: str, path: str) -> TreeEntry | None:
        """What a commit has at a path that is no folder."""
        out = self.run(_("list the files"), ["ls-tree", "-z", "--full-tree", commit, "--", path])
        facts = out.partition(b"\t")[0].decode("ascii").split(" ")
        return TreeEntry(facts[0], facts[2]) if len(facts) == 3 and facts[1] != "tree" else None

    def paths_below(self, commit: str, path: str) -> list[str]:
        """What a commit has in a folder, however deep; nothing when it is no folder."""
        arguments = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", f"{path}/"]
        out = self.run(_("list the files"), arguments)
        return out.decode("utf-8", "surrogateescape").split("\0")[:-1]

    def size_and_start(self, blob: str) -> tuple[int, str]:
        """How many bytes an object has, and the first line of a text ("" of anything else); never all of it is read."""
        size = int(self.run(_("read from the repository"), ["cat-file", "-s", blob]))
        pieces = self.stream(_("read from the repository"), ["cat-file", "blob", blob])
        start = next(pieces, b"")[:200]
        pieces.close()
        return size, "" if b"\0" in start else excerpt(start.decode("utf-8", "replace").partition("\n")[0], 60)

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """The content of each object, in order; None for one that is missing or larger than MAX_BLOB."""
        wanted = list(ids)
        for start in range(0, len(wanted), 500):  # fewer bytes than a pipe holds: no deadlock
            some = wanted[start : start + 500]
            yield from zip(some, (content for _id, content in self.objects(some)), strict=True)

    def object(self, name: str) -> tuple[str, bytes | None]:
        """Id and content of what `name` (an id, a ref, or commit:path) stands for now; ("", None) if nothing."""
        return self.objects([name])[0]

    def file(self, commit: str, path: str) -> tuple[str, str, bytes | None]:
        """Mode, id and content of one file of a commit, "", "" and None when there is none.

        Of a link its mode and its blob, which is where it leads: nobody follows it.
        """
        folder, _slash, name = path.rpartition("/")
        (id, content), (tree, entries) = self.objects([f"{commit}:{path}", f"{commit}:{folder}"])
        if entries is None:  # no folder, or one of a hundred thousand files
            return ("100644", id, content) if id else ("", "", None)
        try:
            mode = mode_in(entries, name.encode("utf-8", "surrogateescape"), len(tree) // 2)
        except ValueError:  # a file stands where the folder would be
            mode = ""
        return (mode, id, content) if mode else ("", "", None)

    def objects(self, names: Iterable[str]) -> list[tuple[str, bytes | None]]:
        """The same for some hundreds of names, asked for in one go."""
        with self._lock:
            return self._ask(list(names))

    def _ask(self, names: list[str]) -> list[tuple[str, bytes | None]]:
        answers = self._ask_once(names)
        # git says the same of what is not there and of what it could not open just then.
        again = [at for at, (id, _content) in enumerate(answers) if not id]
        for at, answer in zip(again, self._ask_once([names[at] for at in again]) if again else (), strict=True):
            answers[at] = answer
        return answers

    def _ask_once(self, names: list[str]) -> list[tuple[str, bytes | None]]:
        if self._reader is not None and self._reader.poll() is not None:
            self._stop_reader()
        if self._reader is None:
            self._reader = self._start(_("read from the repository"), ["cat-file", "--batch"], subprocess.PIPE)
        try:
            self._reader.stdin.write("".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))
            self._reader.stdin.flush()
            return [read_answer(self._reader.stdout) for _name in names]
        except (*FAILURES, ValueError) as error:
            told = self._stop_reader()
            said = excerpt(str(error), 200) if isinstance(error, ValueError) else reason_of(error)
            reason = last_line(told) if told.strip() else said
            if b"promisor" in told or b"not allowed" in told:
                reason = _("this clone was made without old files; “git fetch --refetch --no-filter” fetches them")
            raise GitFailed(_("read from the repository"), reason) from None
        except BaseException:
            self._stop_reader()  # half an answer is still in the pipe
            raise

    def _stop_reader(self) -> bytes:
        """End it; gives what it said was wrong."""
        if self._reader is None:
            return b""
        reader, self._reader = self._reader, None
        try:
            reader.kill()
            _out, error = reader.communicate()
        except (*FAILURES, ValueError):
            end(reader)
            return b""
        return cast(bytes, error)

    def changed_paths(self, before: str | None, after: str) -> list[PathChange]:
        """The files that differ between two commits; without `before`, from what `after` was made on."""
        arguments = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--full-index", "--no-abbrev"]
        sides = [before, after] if before else ["--root", "--no-commit-id", after]
        out = self.run(_("compare two states"), [*arguments, *sides])
        fields = out.decode("utf-8", "surrogateescape").split("\0")
        return [parse_raw(facts, path) for facts, path in zip(fields[:-1:2], fields[1::2], strict=True)]


def _why_none(path: Path) -> str:
    """Why GitPython sees no repository: it says the same when there is one that cannot be read."""
    try:
        (git_dir_of(path) / "HEAD").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _("not a git repository; “iktui init” makes a register")
    except OSError as error:
        return reason_of(error)
    return _("not a git repository that can be read: “git status” there says why; if it is one, try again")


def user_identity() -> tuple[str, str] | None:
    """Name and mail from the user's own git configuration, before there is a clone; None when one is missing."""
    files: list[Any] = [*map(str, user_files())]
    return _identity(lambda: git.GitConfigParser(files, read_only=True))


def _identity(read: Callable[[], Any]) -> tuple[str, str] | None:
    try:
        config = read()
        name = str(config.get_value("user", "name", "")).strip()
        mail = str(config.get_value("user", "email", "")).strip()
    except (OSError, ValueError, configparser.Error):
        return None  # a configuration that cannot be read names nobody
    return (name, mail) if name and mail else None

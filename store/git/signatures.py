"""Signed commits: by ssh, with git's own settings, where the clone is set up for it.

`git config commit.gpgSign true`, `gpg.format ssh` and `user.signingKey FILE` in the clone let every commit be signed;
`gpg.ssh.allowedSignersFile FILE` says whose signatures count (ssh-keygen(1), ALLOWED SIGNERS).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from store.base.errors import GitFailed
from store.base.i18n import _
from store.git.door import Git
from store.git.process import last_line

GOOD, UNKNOWN, BAD, UNSIGNED = "good", "unknown", "bad", "unsigned"
_STATES: Final = {"G": GOOD, "U": UNKNOWN, "N": UNSIGNED, "E": UNKNOWN}
"""git's %G? (git-log(1)); what is left, such as an expired or revoked key, is bad."""


class Signature(NamedTuple):
    """Whether a commit is signed by somebody who may, and who that is."""

    state: str
    signer: str


def signing_key(git: Git) -> str:
    """The key that commits of this clone are signed with, "" when they are not."""
    wanted = git.setting("commit", "gpgsign").casefold() in ("true", "1", "yes", "on")
    return git.setting("user", "signingkey") if wanted and git.setting("gpg", "format") == "ssh" else ""


def signed(git: Git, commit: str, key: str) -> str:
    """A commit like this one with a signature by the key in a file; raises GitFailed. Nobody is asked for a passphrase.

    The signature stands in the header `gpgsig`, over the commit without it (gitformat-signature(5)).
    """
    content = git.object(commit)[1]
    if content is None:
        raise GitFailed(_("sign the commit"), _("it gave no commit back"))
    with tempfile.TemporaryDirectory(prefix="iktui-") as folder:
        file = Path(folder) / "commit"
        file.write_bytes(content)
        command = ["ssh-keygen", "-Y", "sign", "-q", "-n", "git", "-f", str(Path(key).expanduser()), str(file)]
        environment = {**os.environ, "SSH_ASKPASS_REQUIRE": "never", "DISPLAY": ""}
        try:
            done = subprocess.run(  # without a terminal of its own it cannot ask
                command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, start_new_session=True
            )
            if done.returncode:
                raise GitFailed(_("sign the commit"), last_line(done.stderr))
            lines = file.with_suffix(".sig").read_text(encoding="ascii").strip().split("\n")
        except (OSError, ValueError) as error:
            raise GitFailed(_("sign the commit"), str(error)) from None
    head, _blank, message = content.partition(b"\n\n")
    whole = head + b"\ngpgsig " + "\n ".join(lines).encode() + b"\n\n" + message
    arguments = ["hash-object", "-t", "commit", "-w", "--stdin"]
    return git.made(_("sign the commit"), arguments, _("it gave no commit back"), whole)


def signatures(git: Git, commits: Iterable[str]) -> dict[str, Signature]:
    """The signature of each commit; raises GitFailed."""
    signers = git.work_tree / Path(git.setting('gpg "ssh"', "allowedsignersfile") or "/dev/null").expanduser()
    counted = signers if signers.is_file() else "/dev/null"
    options = ["-c", f"gpg.ssh.allowedSignersFile={counted}", "-c", "gpg.ssh.program=ssh-keygen"]
    options += ["-c", "gpg.program=false", "-c", "gpg.x509.program=false"]  # what a repository names is not run
    arguments = [*options, "log", "--no-walk=unsorted", "--stdin", "--format=%H%x00%G?%x00%GS"]
    out = git.run(_("check the signatures"), arguments, stdin="".join(f"{commit}\n" for commit in commits).encode())
    found = {}
    for row in out.decode("utf-8", "replace").splitlines():
        commit, state, signer = row.split("\0")
        found[commit] = Signature(_STATES.get(state, BAD), signer)
    return found

"""What the system cannot do for the interface is told on the screen, or in one line once the terminal is given back."""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path

import pexpect

from tests.linear.talking import environment
from tests.ui.driving import opened, press, screen_text, until

_FAULTY = """
import sys
from iktui.__main__ import main
from iktui.app import IktuiApp
def fail(self):
    open("/proc/self/mem", "rb").read(1)
IktuiApp.action_help = fail
raise SystemExit(main(["--lang", "en", "-C", sys.argv[1]]))
"""


async def test_a_worker_that_fails_is_told_and_the_screen_stays(demo: Path) -> None:
    def fail() -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), "/x/y")

    async with opened(demo) as pilot:
        pilot.app.run_worker(fail, thread=True)
        await until(pilot, lambda: "/x/y: for mange filer er åpne" in " ".join(screen_text(pilot).split()))
        await press(pilot, "slash", "=personvern")
        assert "1 av 55" in screen_text(pilot)


def test_what_ends_the_interface_is_one_line(demo: Path) -> None:
    program = pexpect.spawn(
        sys.executable, ["-c", _FAULTY, str(demo)], env=environment(), dimensions=(24, 80), timeout=30, encoding="utf-8"
    )
    program.expect("In operation")
    program.send("?")
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 2
    left = re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[=>]", "", program.before.rpartition("\x1b[?1049l")[2]).strip()
    assert left == "iktui: cannot go on: the disk or the line to it failed: look at it, and try again"

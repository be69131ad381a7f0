"""The interface and the command line of the register."""

import os
import sys
from importlib.util import find_spec
from types import TracebackType


def _last_words(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Say in one line what failed where nobody else could, such as while the program was being loaded, and end."""
    failures = sys.modules.get("store.base.failures")
    reason = getattr(failures, "reason_of", str)(error)
    line = f"iktui: {' '.join(str(reason).split()) or type(error).__name__}\n"
    try:
        os.write(2, line.encode("utf-8", "backslashreplace"))
    finally:
        os._exit(130 if isinstance(error, KeyboardInterrupt) else 2)


def _refuse_another_store() -> None:
    """End in one line where another distribution's package `store` is found in the place of ours.

    The two packages come in one wheel; the language of the user is read by ours, so this is English.
    """
    found = find_spec("store")
    there = os.path.dirname(found.origin or "") if found is not None else "nowhere"  # noqa: PTH120
    ours = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "store")  # noqa: PTH100,PTH118,PTH120
    if os.path.realpath(there) != os.path.realpath(ours):
        text = f"the package “store” of another distribution ({there}) stands in the way"
        os.write(2, f"iktui: {text}: install iktui in an environment of its own, such as pipx makes\n".encode())
        os._exit(2)


if os.path.basename(sys.argv[0]) in ("-m", "iktui"):  # noqa: PTH119  # it is the program: not when a test imports it
    sys.excepthook = _last_words
    _refuse_another_store()
    sys.unraisablehook = lambda _problem: None  # what cannot be tidied away any more is nobody's business

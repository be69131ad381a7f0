"""The interface and the command line of the register."""

import os
import sys
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


if os.path.basename(sys.argv[0]) in ("-m", "iktui"):  # noqa: PTH119  # it is the program: not when a test imports it
    sys.excepthook = _last_words
    sys.unraisablehook = lambda _problem: None  # what cannot be tidied away any more is nobody's business

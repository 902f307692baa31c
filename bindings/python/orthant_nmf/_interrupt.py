"""What goes on while the library works: progress is told, and Ctrl-C stops the work.

The library calls back ten times a second, in the thread that called it. Python runs handlers of signals when its
code runs, so it is there that a KeyboardInterrupt would be raised, at worst before the callback has begun to catch
anything: ctypes would print and forget it. Python's own handler of SIGINT is therefore replaced by one that takes a
note as long as the main thread is in the library.
"""

from __future__ import annotations

import signal
import sys
import threading
from typing import Any, Callable, Optional, Union

from ._library import Progress

#: What users give: told (share of the work, words); a true answer stops, with the best so far. True: tqdm's bar.
Told = Union[None, bool, Callable[[float, str], Any]]


def _bar(words: str) -> Callable[[float, str], None]:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return lambda share, said: print(f"\r{words} {100 * share:3.0f} % {said}", end="", file=sys.stderr, flush=True)
    bar = tqdm(total=1.0, desc=words, bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}{postfix}", leave=False)

    def tell(share: float, said: str) -> None:
        bar.n = min(max(share, 0.0), 1.0)
        bar.set_postfix_str(said)

    tell.close = bar.close  # type: ignore[attr-defined]
    return tell


class Watch:
    """`with Watch(progress, command) as watch: run(…, watch.callback, …)`, then what was noted is raised."""

    def __init__(self, progress: Told, command: str) -> None:
        self._tell = _bar(command) if progress is True else progress or None
        self._interrupted = self._stopped = False
        self._raised: Optional[BaseException] = None
        self._before: Any = None
        self.callback = Progress(self._called)

    def _called(self, _context: Any, share: float, words: Optional[bytes]) -> int:
        try:
            if not self._interrupted and not self._stopped and self._tell is not None:
                self._stopped = bool(self._tell(share, (words or b"").decode("utf-8", "replace")))
        except BaseException as raised:  # of the user's function, or a signal's handler
            self._raised, self._stopped = raised, True
        return int(self._interrupted or self._stopped)

    def _note(self, _number: int, _frame: Any) -> None:
        self._interrupted = True

    def __enter__(self) -> "Watch":
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: Any) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        getattr(self._tell, "close", lambda: None)()
        if self._raised is not None:
            raise self._raised
        if self._interrupted:
            raise KeyboardInterrupt

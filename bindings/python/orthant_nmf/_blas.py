"""What libraries decide by the environment when they are loaded, which is once in a process: BLAS and OpenMP.

A release of OpenBLAS that is older than the processor takes kernels of 2004. The programs notice, set
OPENBLAS_CORETYPE and start again; a library cannot, so the answer must be known before it is loaded. What OpenBLAS
will choose only OpenBLAS knows: another Python loads the library and is asked (once in a process, some 50 ms). Where
no other Python can be started, the instructions of the processor decide.

Threads of OpenMP that wait spin, unless they are told to sleep: on cores with other work that costs several times the
work itself.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import Iterator, Optional

_VARIABLE = "OPENBLAS_CORETYPE"
_QUESTION = """
import ctypes, sys
ask = ctypes.CDLL(sys.argv[1]).orthant_better_blas
ask.restype = ctypes.c_char_p
print("core", (ask() or b"").decode())
"""


def _by_instructions() -> Optional[str]:
    """The newest core whose instructions this processor has; None: none beyond what OpenBLAS falls back on."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as lines:
            flags = next((set(line.split()) for line in lines if line.startswith("flags")), set())
    except OSError:
        return None
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return "SkylakeX"
    return "Haswell" if {"avx2", "fma"} <= flags else None


def _by_asking(library: str) -> Optional[str]:
    """What orthant_better_blas() says in another process: "" when OpenBLAS chooses well, None without an answer."""
    if not os.path.basename(sys.executable or "").startswith(("python", "pypy")):
        return None  # Python inside of some other program
    try:
        answer = subprocess.run([sys.executable, "-I", "-S", "-c", _QUESTION, library], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=20, check=True).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return None
    return answer[1] if len(answer) > 1 else "" if answer else None


@contextlib.contextmanager
def good_environment(library: str) -> Iterator[None]:
    """While it lasts the environment makes what is loaded take good kernels, and its threads sleep when they wait.

    What the user's environment says of either stays. An OpenMP that is loaded already keeps its ways.
    """
    chosen: dict[str, str] = {}
    core = _by_instructions() if _VARIABLE not in os.environ else None
    if core is not None:
        asked = _by_asking(library)
        chosen[_VARIABLE] = core if asked is None else asked
    if "OMP_WAIT_POLICY" not in os.environ and "GOMP_SPINCOUNT" not in os.environ:
        chosen["OMP_WAIT_POLICY"] = "passive"
    chosen = {variable: value for variable, value in chosen.items() if value}
    os.environ.update(chosen)
    try:
        yield
    finally:
        for variable in chosen:
            del os.environ[variable]

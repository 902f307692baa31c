"""liborthant: found, loaded once, its functions declared as in include/orthant/orthant.h."""

from __future__ import annotations

import ctypes
import glob
import os
import threading
import warnings
from ctypes import POINTER, c_char_p, c_double, c_int, c_int64, c_void_p
from typing import Optional

from ._blas import good_environment

ABI = 1

#: int (*)(void* context, double share, const char* words)
Progress = ctypes.CFUNCTYPE(c_int, c_void_p, c_double, c_char_p)


class Matrix(ctypes.Structure):
    """orthant_matrix: entry (i, j) is entries[i * row_stride + j * col_stride]."""

    _fields_ = [("entries", c_void_p), ("rows", c_int64), ("cols", c_int64), ("row_stride", c_int64),
                ("col_stride", c_int64)]


_COMPRESSED = [c_void_p, c_char_p, c_int, c_int64, c_int64, c_int, c_void_p, c_void_p, c_void_p]
_FUNCTIONS = {
    "orthant_version": (c_char_p, []),
    "orthant_abi": (c_int, []),
    "orthant_commands": (c_char_p, []),
    "orthant_better_blas": (c_char_p, []),
    "orthant_new": (c_void_p, [c_char_p]),
    "orthant_free": (None, [c_void_p]),
    "orthant_dense": (c_int, [c_void_p, c_char_p, c_int, c_int64, c_int64, c_int64, c_int64, c_void_p]),
    "orthant_csr": (c_int, _COMPRESSED),
    "orthant_csc": (c_int, _COMPRESSED),
    "orthant_names": (c_int, [c_void_p, c_char_p, c_int64, POINTER(c_char_p)]),
    "orthant_run": (c_int, [c_void_p, c_char_p, Progress, c_void_p]),
    "orthant_error": (c_char_p, [c_void_p]),
    "orthant_results": (c_char_p, [c_void_p]),
    "orthant_document": (c_char_p, [c_void_p, c_char_p]),
    "orthant_result": (Matrix, [c_void_p, c_char_p]),
    "orthant_write": (c_int, [c_void_p, c_char_p]),
}

_SONAME = "liborthant.so.0.1"
_lock = threading.Lock()
_loaded: Optional[ctypes.CDLL] = None


def _place() -> str:
    """ORTHANT_LIBRARY, or the library in this package, or the system's by its name."""
    asked = os.environ.get("ORTHANT_LIBRARY")
    if asked:
        if not os.path.isfile(asked):
            raise ImportError(f"ORTHANT_LIBRARY = {asked}: no such file; expected liborthant.so")
        return asked
    own = sorted(glob.glob(os.path.join(glob.escape(os.path.dirname(__file__)), "lib", "liborthant.so*")))
    return own[-1] if own else _SONAME


def _load(place: str) -> ctypes.CDLL:
    with good_environment(place):
        try:
            loaded = ctypes.CDLL(place)
        except OSError as error:
            raise ImportError(f"{place} cannot be loaded ({error}); expected liborthant: install the wheel of "
                              "orthant-nmf or the package liborthant, or set ORTHANT_LIBRARY to the file") from None
    try:
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(loaded, name)
            function.restype, function.argtypes = result, arguments
    except AttributeError:
        raise ImportError(f"{place}: no function {name}; expected a liborthant with the C interface") from None
    if loaded.orthant_abi() != ABI:
        raise ImportError(f"{place}: C interface {loaded.orthant_abi()}; expected {ABI}: package and library are of "
                          "different versions")
    core = loaded.orthant_better_blas()
    if core:
        warnings.warn(f"OpenBLAS was loaded before orthant, with slow kernels for an older processor; set "
                      f"OPENBLAS_CORETYPE={core.decode()} before Python starts", RuntimeWarning, stacklevel=4)
    return loaded


def library() -> ctypes.CDLL:
    """The library, loaded at the first call. Raises ImportError in one line."""
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                _loaded = _load(_place())
    return _loaded

"""A job of the C interface: one command, what it is given and what it found.

Arrays that a job is given are not copied, and its results are views of its memory; each keeps alive what it needs.
"""

from __future__ import annotations

import ctypes
import json
import os
import weakref
from typing import Any, Iterable, Optional

import numpy as np

from ._data import Dense, Sparse
from ._interrupt import Told, Watch
from ._library import library

_TYPES = {np.dtype(np.float64): 0, np.dtype(np.float32): 1}
_INTEGERS = {np.dtype(np.int32): 0, np.dtype(np.int64): 1}
_ERRORS = {2: ValueError, 3: TimeoutError, 4: RuntimeError, 5: OSError}


class _View:
    """Memory of a job as an array: numpy keeps this alive, and this the job."""

    def __init__(self, job: "Job", found: Any) -> None:
        self.job = job
        self.__array_interface__ = {
            "shape": (found.rows, found.cols), "typestr": "<f8", "data": (found.entries, True),
            "strides": (8 * found.row_stride, 8 * found.col_stride), "version": 3}


def _plain(value: Any) -> Any:
    """What JSON has no word for: numpy's numbers, paths."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise ValueError(f"option {value!r} ({type(value).__name__}); expected a number, a text or True or False")


def options_text(options: "dict[str, Any]") -> bytes:
    """Options as JSON; those that are None are left out."""
    given = {name: value for name, value in options.items() if value is not None}
    for name, value in given.items():
        if isinstance(value, (float, np.floating)) and not np.isfinite(value):
            raise ValueError(f"{name} = {value}; expected a finite number")
    return json.dumps(given, default=_plain).encode()


class Job:
    """`Job("recover")`, `give` and `names`, `run` once, then `document`, `matrix`, `write`."""

    def __init__(self, command: str) -> None:
        self.command = command
        self._library = library()
        self._handle = self._library.orthant_new(command.encode())
        if not self._handle:
            raise ValueError(f"{command}: the library has no such command")
        self._kept: "list[Any]" = []
        weakref.finalize(self, self._library.orthant_free, self._handle).atexit = False

    def _check(self, status: int) -> None:
        if status == 0:
            return
        line = (self._library.orthant_error(self._handle) or b"").decode("utf-8", "replace")
        raise _ERRORS.get(status, RuntimeError)(line or f"{self.command}: status {status}")

    def give(self, name: str, matrix: Any) -> None:
        """A matrix (`Dense` or `Sparse` of _data.py). Raises ValueError."""
        self._kept.append(matrix)
        if isinstance(matrix, Sparse):
            function = self._library.orthant_csr if matrix.by_rows else self._library.orthant_csc
            self._check(function(self._handle, name.encode(), _TYPES[matrix.entries.dtype], *matrix.shape,
                                 _INTEGERS[matrix.index.dtype], matrix.start.ctypes.data, matrix.index.ctypes.data,
                                 matrix.entries.ctypes.data))
            return
        assert isinstance(matrix, Dense)
        entries = matrix.entries
        strides = [stride // entries.itemsize for stride in entries.strides]
        self._check(self._library.orthant_dense(self._handle, name.encode(), _TYPES[entries.dtype], *entries.shape,
                                                *strides, entries.ctypes.data))

    def names(self, name: str, texts: "Optional[Iterable[Any]]") -> None:
        """`row_names`, `column_names`, `labels`; None: there are none."""
        if texts is None:
            return
        words = [str(text).encode() for text in texts]
        array = (ctypes.c_char_p * len(words))(*words)
        self._check(self._library.orthant_names(self._handle, name.encode(), len(words), array))

    def run(self, options: "dict[str, Any]", progress: Told = None) -> None:
        """Raises ValueError with the library's line, TimeoutError, RuntimeError, OSError, KeyboardInterrupt."""
        text = options_text(options)
        with Watch(progress, self.command) as watch:
            status = self._library.orthant_run(self._handle, text, watch.callback, None)
        self._check(status)

    def results(self) -> "dict[str, list[str]]":
        """{"documents": names, "matrices": names}"""
        return json.loads(self._library.orthant_results(self._handle))

    def document(self, name: str) -> Optional[str]:
        """Text such as solution.json, made now; None when there is none of that name."""
        found = self._library.orthant_document(self._handle, name.encode())
        return None if found is None else found.decode("utf-8")

    def json(self, name: str) -> "dict[str, Any]":
        """A document that must be there."""
        found = self.document(name)
        if found is None:
            self._check(4)
        return json.loads(found)  # type: ignore[arg-type]

    def matrix(self, name: str) -> "Optional[np.ndarray]":
        """A view of the result, not to be written to; None when there is none of that name."""
        found = self._library.orthant_result(self._handle, name.encode())
        return np.asarray(_View(self, found)) if found.entries else None

    def write(self, folder: "str | os.PathLike[str]") -> None:
        """Everything that the command line writes with --out."""
        self._check(self._library.orthant_write(self._handle, os.fsencode(folder)))

"""`certify`, `escape` and `verify`: what a point is, whether one is lower, and whether a stored proof holds."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Iterable, Optional

import numpy as np

from . import _data
from ._documents import Certificate, Found, in_words
from ._interrupt import Told
from ._job import Job
from ._recover import give_data
from .instances import Instance


def _give_point(job: Job, prefix: str, point: Any) -> None:
    """(L, R), U, or what `recover` found."""
    if hasattr(point, "certificate"):
        point = (point.L, point.R) if point.U is None else point.U
    names = ["L", "R"] if isinstance(point, (tuple, list)) else ["U"]
    for name, factor in zip(names, point if len(names) == 2 else [point]):
        job.give(prefix + name, _data.matrix(factor, prefix + name))


def _judged(command: str, X: Any, L: Any, R: Any, U: Any, W: Any, H: Any, problem: Any, weights: Any, witness: Any,
            row_names: Any, column_names: Any, progress: Told, options: "dict[str, Any]") -> Job:
    """A command that is about given factors, or about the point of a problem folder, run."""
    if W is not None or H is not None:
        if W is None or H is None or L is not None or R is not None:
            raise ValueError(f"{command}: expected L and R, or W and H, or U")
        L, R = W, np.asarray(H).T
    if U is not None:
        options.setdefault("model", "symmetric")
    job = Job(command)
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(problem, Instance):
            problem.write(folder)
            problem = folder
        if problem is not None:
            options["problem"] = os.fspath(problem)
        give_data(job, options, X, row_names, column_names, weights)
        for name, factor in (("L", L), ("R", R), ("U", U)):
            if factor is not None:
                job.give(name, _data.matrix(factor, name))
        if witness is not None:
            _give_point(job, "witness.", witness)
        job.run(options, progress)
    return job


def certify(X: Any = None, L: Any = None, R: Any = None, *, U: Any = None, W: Any = None, H: Any = None,
            problem: "str | os.PathLike[str] | Instance | None" = None, weights: Any = None, witness: Any = None,
            row_names: Optional[Iterable[Any]] = None, column_names: Optional[Iterable[Any]] = None,
            progress: Told = None, **options: Any) -> Certificate:
    """What given factors are: a strict local minimum, a global one, a saddle, not stationary, or undecided.

    The factors may be of any package.

    Parameters
    ----------
    X : as `recover` takes it, rows × columns
    L, R : rows × rank and columns × rank, X ≈ L Rᵀ
    W, H : the same in scikit-learn's letters: W = L, H = Rᵀ is rank × columns
    U : rows × rank, of a symmetric model, X ≈ U Uᵀ
    problem : a problem folder or an instance (`orthant_nmf.instances`), in the place of X and factors
    witness : (L, R), U or a Recovery that may be better; a minimum above it is spurious
    weights, progress : as of `recover`
    **options
        `orthant_nmf.options("certify")`: such as loss, l2_right, numeric=True (no proof), max_seconds. Weights of L1
        and L2 terms must be given as the factors were found.

    Returns
    -------
    Certificate : a dict, see docs/output.md; `certificate.write(folder)` writes it with its proof for `verify`

    Raises
    ------
    ValueError : what was found and what was expected, in one line
    """
    job = _judged("certify", X, L, R, U, W, H, problem, weights, witness, row_names, column_names, progress, options)
    return Certificate.of(job, "certificate.json")


class Escaped(Found):
    """What `escape` found: `improved`, `proved_lower`, `left`, `reached`, `steps`, and all else of docs/output.md.

    L, R, U : the factors that are reached; None where no lower ones were found, and those that the model has not
    """

    @property
    def improved(self) -> bool:
        """Whether a lower point was found."""
        return self["improved"]

    @property
    def L(self) -> "Optional[np.ndarray]":
        return self.matrix("L")

    @property
    def R(self) -> "Optional[np.ndarray]":
        return self.matrix("R")

    @property
    def U(self) -> "Optional[np.ndarray]":
        return self.matrix("U")

    @property
    def left(self) -> Certificate:
        """Of the point that was given."""
        return Certificate(self["left"])

    @property
    def reached(self) -> Optional[Certificate]:
        """Of the lower point; None where none was found."""
        return Certificate(self["reached"]) if self["reached"] is not None else None

    def __repr__(self) -> str:
        to = in_words(self["reached"]) if self.improved else "nothing lower was found"
        return f"<escape from {in_words(self['left'])}, to {to}>"


def escape(X: Any = None, L: Any = None, R: Any = None, *, U: Any = None, W: Any = None, H: Any = None,
           problem: "str | os.PathLike[str] | Instance | None" = None, weights: Any = None,
           row_names: Optional[Iterable[Any]] = None, column_names: Optional[Iterable[Any]] = None,
           progress: Told = None, **options: Any) -> Escaped:
    """From given factors, of any package, to strictly lower ones, and how (docs/escape.md).

    Parameters
    ----------
    X, L, R, W, H, U, problem, weights, progress : as of `certify`
    **options
        `orthant_nmf.options("escape")`: such as effort (work for moves between minima), again, numeric, max_seconds

    Returns
    -------
    Escaped : a dict, see docs/output.md, with the factors; `escaped.write(folder)` writes both certificates

    Raises
    ------
    ValueError : what was found and what was expected, in one line
    """
    job = _judged("escape", X, L, R, U, W, H, problem, weights, None, row_names, column_names, progress, options)
    return Escaped.of(job, "escape.json")


def verify(certificate: "str | os.PathLike[str]", data: "str | os.PathLike[str] | None" = None, *,
           progress: Told = None, **options: Any) -> Found:
    """Checks a stored proof from its data up, with none of the code that found it, as `orthant-verify` does.

    Parameters
    ----------
    certificate : certificate.json or proof.json, or its folder
    data : a file that the certificate must be about, entry for entry
    **options : max_seconds

    Returns
    -------
    dict with `accepted` (True: the proof holds) and `reason`
    """
    job = Job("verify")
    job.run({"certificate": os.fspath(certificate), "data": None if data is None else os.fspath(data), **options},
            progress)
    return Found.of(job, "verdict.json")

"""`atlas`: the minima of many starts, how often each is reached, and what they share."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Iterable, Optional, Tuple

import numpy as np

from ._documents import Found, number_in_words
from ._interrupt import Told
from ._job import Job
from ._recover import give_data
from .instances import Instance


class Atlas(Found):
    """atlas.json as a dictionary (docs/atlas.md), with the factors of every minimum beside it."""

    def __repr__(self) -> str:
        minima = self["minima"]
        if not minima:
            return f"<atlas: no minima in {self['starts']} starts>"
        return (f"<atlas: {len(minima)} minima in {self['starts']} starts, the best {number_in_words(minima[0]['objective'])}"
                f" reached by {minima[0]['hits']}>")

    @property
    def parts(self) -> Any:
        """For each part of the best minimum: `trust`, and how many other starts have it."""
        return self["trust"]["parts"]

    def factors(self, minimum: int = 0) -> "Tuple[np.ndarray, ...]":
        """(L, R), or (U,), of a minimum: 0 is the best. Raises IndexError."""
        if not 0 <= minimum < len(self["minima"]):
            raise IndexError(f"minimum = {minimum}; expected 0 to {len(self['minima']) - 1}")
        found = [self.matrix(f"minima/{minimum + 1}/{name}") for name in ("L", "R", "U")]
        return tuple(factor for factor in found if factor is not None)


def atlas(X: Any = None, rank: Optional[int] = None, *,
          problem: "str | os.PathLike[str] | Instance | None" = None, weights: Any = None,
          row_names: Optional[Iterable[Any]] = None, column_names: Optional[Iterable[Any]] = None,
          progress: Told = None, **options: Any) -> Atlas:
    """The distinct minima of many random starts, each with its proof and how often it is reached; what they share.

    Parameters
    ----------
    X, rank, problem, weights, row_names, column_names, progress : as of `recover`
    **options : starts=100, unseen, within, seed … (`orthant_nmf.options("atlas")`)

    Returns
    -------
    Atlas : a dict; `.parts` says how far each part of the best can be trusted, `.factors(k)` are those of a minimum,
        `.write(folder)` makes what `orthant atlas add`, `merge` and `show` read

    Raises
    ------
    ValueError : data or an option that cannot be, in the line that the program prints

    Examples
    --------
    >>> found = atlas([[3, 9, 8, 2], [7, 9, 1, 9], [4, 8, 3, 3]], 1, starts=4)
    >>> len(found["minima"]), found["minima"][0]["hits"]
    (1, 4)
    """
    job = Job("atlas")
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(problem, Instance):
            problem.write(folder)
            problem = folder
        if problem is None:
            give_data(job, options, X, row_names, column_names, weights)
        elif X is not None or weights is not None:
            raise ValueError("problem with X or weights; expected one of them")
        else:
            options["problem"] = os.fspath(problem)
        job.run({"rank": rank, **options}, progress)
    return Atlas.of(job, "atlas.json")

"""`recover` and `survey`: nonnegative factors, and how many."""

from __future__ import annotations

import json
import os
import tempfile
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Optional, Sequence, Tuple, Union, overload

import numpy as np

from . import _data
from ._documents import Certificate, Found, Report, in_words, report_of
from ._interrupt import Told
from ._job import Job
from .instances import Instance

if TYPE_CHECKING:
    from typing import Literal

Start = Union[str, "os.PathLike[str]", np.ndarray, Tuple[np.ndarray, np.ndarray], None]


class Recovery:
    """What `recover` found: the lowest point, what it is, and the other minima.

    Attributes
    ----------
    L, R : arrays, rows × rank and columns × rank, of doubles, read-only
        The best factors: X ≈ L Rᵀ. None in a symmetric model.
    U : array, rows × rank
        The best factor of a symmetric model: X ≈ U Uᵀ; else None.
    solution : dict
        The document solution.json.
    """

    def __init__(self, job: Job) -> None:
        self._job: Optional[Job] = job
        self.L: Any = job.matrix("L")
        self.R: Any = job.matrix("R")
        self.U: Any = job.matrix("U")

    @cached_property
    def solution(self) -> Dict[str, Any]:
        assert self._job is not None
        return self._job.json("solution.json")

    @property
    def certificate(self) -> Certificate:
        """Of the best point."""
        certificate = Certificate(self.solution["certificate"])
        certificate._job = self._job
        return certificate

    @property
    def minima(self) -> List[Dict[str, Any]]:
        """The distinct minima, lowest first, and how many starts ended in each (`hits`)."""
        return self.solution["minima"]

    @property
    def spurious(self) -> Optional[bool]:
        """True: a lower point is known; False: no feasible point is lower; None: unknown."""
        return self.certificate["spurious"]

    @property
    def objective(self) -> float:
        return self.solution["objective"]

    @cached_property
    def report(self) -> Report:
        """The page, made when it is first asked for."""
        if self._job is not None:
            return Report(self._job.document("report.html") or "")
        return report_of(self.solution, self.R if self.R is not None else self.U)

    def minimum(self, position: int) -> "Tuple[np.ndarray, ...]":
        """Factors (L, R), or (U,), of an entry of `minima`, counted from 0."""
        if self._job is None or not 0 <= position < len(self.minima):
            raise ValueError(f"minimum {position}; expected 0 to {len(self.minima) - 1}, of a result that was not "
                             "pickled")
        names = ["U"] if self.U is not None else ["L", "R"]
        found = [self._job.matrix(f"minima/{position + 1}/{name}") for name in names]
        return tuple(matrix for matrix in found if matrix is not None)

    def write(self, folder: "str | os.PathLike[str]") -> None:
        """L.npy, R.npy, solution.json, certificate.json with its files, report.html … Raises OSError."""
        if self._job is None:
            raise ValueError("write: a result that was pickled; expected one of this process")
        self._job.write(folder)

    def _repr_html_(self) -> str:
        return self.report._repr_html_()

    def __repr__(self) -> str:
        return f"<recovery of rank {self.solution['rank']}: {in_words(self.solution['certificate'])}>"

    def __getstate__(self) -> Dict[str, Any]:
        factors = {name: None if getattr(self, name) is None else np.array(getattr(self, name)) for name in "LRU"}
        return {"_job": None, "solution": self.solution, **factors}


class Clusters(Found):
    """What `recover(X, K, model="kmeans")` found: the document solution.json, and beside it

    labels : array of integers, one for each row, from 0; the largest cluster first
    centres : array, clusters × columns
    """

    @cached_property
    def labels(self) -> np.ndarray:
        return np.asarray(self.matrix("labels"))[:, 0].astype(np.int64)

    @cached_property
    def centres(self) -> np.ndarray:
        return np.array(self.matrix("centres"), order="C")

    @property
    def certificate(self) -> "Optional[Dict[str, Any]]":
        """What is proved: `optimal`, `unique`, `bound`, `inertia` …; None when nothing was to be proved."""
        return self["certificate"]

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no clustering into as many clusters has a smaller sum of squares."""
        return self["optimal"]

    @property
    def gap(self) -> Optional[float]:
        """How far above the optimum it is at most, relative; 0 where it is proved to be optimal; None: not known."""
        return self["gap"]

    @property
    def report(self) -> Report:
        return clusters_report(self)

    def _repr_html_(self) -> str:
        return self.report._repr_html_()

    def __repr__(self) -> str:
        return f"<{self['rank']} clusters: {self['sentence']}>"


def clusters_report(solution: "Dict[str, Any]") -> Report:
    """The page of a stored document."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "solution.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(dict(solution), file)
        job = Job("report")
        job.run({"solution": path})
        return Report(job.document("report.html") or "")


class RankSurvey(Found):
    """How many parts the data support: the document rank_survey.json."""

    @property
    def rank(self) -> Optional[int]:
        """The rank that is recommended; None when that is not clear."""
        return self["recommended_rank"]

    @cached_property
    def report(self) -> Report:
        return Report((self._job.document("rank_survey.html") if self._job else None) or "")

    def _repr_html_(self) -> str:
        return self.report._repr_html_()

    def __repr__(self) -> str:
        return f"<survey of ranks: {self['sentence']}>"


def give_data(job: Job, options: Dict[str, Any], X: Any, row_names: Optional[Iterable[Any]] = None,
              column_names: Optional[Iterable[Any]] = None, weights: Any = None) -> None:
    """X from memory with its names, or the name of a file; weights alike."""
    for name, given in (("data", X), ("weights", weights)):
        if isinstance(given, (str, os.PathLike)):
            options[name] = os.fspath(given)
        elif given is not None:
            table = _data.table(given, name)
            job.give(name, table.matrix)
            if name == "data":
                row_names = table.row_names if row_names is None else row_names
                column_names = table.column_names if column_names is None else column_names
    job.names("row_names", row_names)
    job.names("column_names", column_names)


def _give_start(job: Job, options: Dict[str, Any], init: Start) -> None:
    if isinstance(init, (str, os.PathLike)):
        options["init"] = os.fspath(init)
    elif isinstance(init, (tuple, list)):
        if len(init) != 2:
            raise ValueError(f"init: {len(init)} matrices; expected (L, R)")
        for name, factor in zip("LR", init):
            job.give(name, _data.matrix(factor, name))
    elif init is not None:
        job.give("U", _data.matrix(init, "U"))


def _recover_job(X: Any, rank: Any, problem: Any, row_names: Any, column_names: Any, weights: Any, init: Start,
                 labels: Any, progress: Told, options: Dict[str, Any]) -> Job:
    job = Job("recover")
    if problem is None:
        give_data(job, options, X, row_names, column_names, weights)
    elif X is not None or weights is not None:
        raise ValueError("problem with X or weights; expected one of them")
    _give_start(job, options, init)
    if isinstance(problem, Instance):
        with tempfile.TemporaryDirectory() as folder:
            problem.write(folder)
            job.run({"rank": rank, "problem": folder, "labels": labels, **options}, progress)
        return job
    if problem is not None:
        options["problem"] = os.fspath(problem)
    if labels is None or isinstance(labels, (str, os.PathLike)):
        job.run({"rank": rank, "labels": labels, **options}, progress)
        return job
    with tempfile.TemporaryDirectory() as folder:  # the library reads them from a file
        path = os.path.join(folder, "labels")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f'"{_label(label)}"\n' for label in labels)
        try:
            job.run({"rank": rank, "labels": path, **options}, progress)
        except ValueError as error:
            raise ValueError(str(error).replace(path, "labels")) from None
    return job


def _label(label: Any) -> str:
    """On one line, without quotation marks; empty: unknown."""
    if label is None or label != label or type(label).__name__ in ("NAType", "NaTType"):
        return ""
    return " ".join(str(label).replace('"', "'").split())


def _several(rank: Any) -> Optional[str]:
    """2:12 and 2,3,5 as the library reads them; None for one rank."""
    if isinstance(rank, (range, list, tuple, np.ndarray)):
        ranks = [str(each) for each in rank]
        return f"{ranks[0]}:{ranks[0]}" if len(ranks) == 1 else ",".join(ranks)
    return rank if isinstance(rank, str) and (":" in rank or "," in rank) else None


@overload
def recover(X: Any = None, rank: "Optional[int]" = None, *, model: 'Literal["kmeans"]', **given: Any) -> Clusters: ...
@overload
def recover(X: Any = None, rank: "Optional[int]" = None, **given: Any) -> Recovery: ...
@overload
def recover(X: Any, rank: "Union[str, Sequence[int]]", **given: Any) -> RankSurvey: ...
def recover(X: Any = None, rank: "Union[int, str, Sequence[int], None]" = None, *,
            problem: "str | os.PathLike[str] | Instance | None" = None, weights: Any = None, init: Start = None,
            row_names: Optional[Iterable[Any]] = None, column_names: Optional[Iterable[Any]] = None,
            labels: Any = None, progress: Told = None, **options: Any) -> "Union[Recovery, RankSurvey, Clusters]":
    """Nonnegative factors of X from several starts, each result certified.

    Minimises f(L, R) = ½‖X − LRᵀ‖² over L, R ≥ 0 (of a symmetric model ½‖X − UUᵀ‖²), plus the terms that options add.

    Parameters
    ----------
    X : array, sparse matrix, table of pandas, AnnData, or the name of a file; rows × columns
        Nonnegative. NaN is a missing entry. Doubles, floats and compressed rows or columns are not copied.
    rank : int, or several as "2:12" or [2, 3, 5]
        Columns of the factors. Several ranks are compared, as by `survey`.
        "auto" with model="symmetric": columns are added until none lowers the objective (docs/escape.md).
    weights : array or sparse matrix of X's size, or a file
        Weights ≥ 0 of the squared residuals; 0 is unobserved.
    problem : a problem folder or an instance (`orthant_nmf.instances`), in the place of X
        Any measurements of a matrix; `rank` is then its own unless given, and every entry of `solution["starts"]`
        tells its `distance` from the truth, where that is known.
    init : "random", "nndsvd", "spa", "direct", "signless", "point" (of a problem), a folder, (L, R), or U
        Where the first start begins; the others are random.
    row_names, column_names : texts, for what the report and `solution` say; pandas' and AnnData's are taken
    labels : texts, one for each row or column, to compare the parts with, or a file
    progress : function of (share, words), or True for a bar of tqdm
        Told ten times a second; a true answer stops, with the best so far.
    **options
        Those of the command line, with underscores: `orthant_nmf.options("recover")` lists them. Such as
        starts=10, seed=0, threads, max_seconds, loss, model, observed, l2_right, hold_out, numeric=True (no proofs).

    Returns
    -------
    Recovery, or RankSurvey when there are several ranks, or Clusters with model="kmeans", of which X may have any sign

    Raises
    ------
    ValueError : data or an option that cannot be, in the line that the program prints
    TimeoutError : the time ran out before there was any answer

    Examples
    --------
    >>> found = recover([[3, 9, 8, 2], [7, 9, 1, 9], [4, 8, 3, 3]], 1, starts=4)
    >>> found.certificate.verdict
    'global_minimizer'
    """
    several = _several(rank)
    job = _recover_job(X, several or rank, problem, row_names, column_names, weights, init, labels, progress, options)
    if options.get("model") == "kmeans":
        return Clusters.of(job, "solution.json")
    return Recovery(job) if several is None else RankSurvey.of(job, "rank_survey.json")


def survey(X: Any, rank: "Union[str, Sequence[int]]" = "2:12", **options: Any) -> RankSurvey:
    """How many parts? Searches at every rank, holds entries out, and recommends a rank or says that none is clear.

    Options are those of `recover`; `validation`, `folds` and `fold_starts` say what is held out (docs/rank.md).
    """
    if _several(rank) is None:
        raise ValueError(f"rank = {rank}; expected several, such as '2:12' or [2, 3, 5]")
    return recover(X, rank, **options)

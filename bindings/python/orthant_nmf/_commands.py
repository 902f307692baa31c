"""The other commands: `project`, `copositive`, `rip`, `reproduce`, and what options each has."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Optional

import numpy as np

from . import _data
from ._documents import Found, number_in_words
from ._interrupt import Told
from ._job import Job
from ._library import library
from ._recover import give_data


class Projection(Found):
    """Rows of a factor for new data: `L` (or `R`), and the document projection.json. numpy takes it for the factor."""

    @property
    def factor(self) -> np.ndarray:
        found = self.matrix("L" if self["side"] == "left" else "R")
        assert found is not None
        return found

    L = R = factor

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> np.ndarray:
        return np.array(self.factor, dtype=dtype) if copy or dtype is not None else self.factor

    def __repr__(self) -> str:
        return f"<projection: {self['lines']} × {self['rank']}, objective {number_in_words(self['objective'])}>"


def project(X: Any, factor: Any = None, *, side: str = "left", weights: Any = None, progress: Told = None,
            **options: Any) -> Projection:
    """New rows on fixed R, or new columns on fixed L: exact nonnegative least squares.

    For each row a of X: l = argmin { D(a | R l) + l1 Σl + ½ l2 ‖l‖² : l ≥ 0 }, over the entries that are not NaN.

    Parameters
    ----------
    X : as `recover` takes it
    factor : R, columns × rank; for side="right" L, rows × rank; or a Recovery. Or option factors: a folder that `write` has made
    **options : loss, l1, l2, threads … (`orthant_nmf.options("project")`)

    Returns
    -------
    Projection : `.L` (rows × rank) or `.R`, and a dict that says how the rows fit
    """
    job = Job("project")
    give_data(job, options, X, weights=weights)
    name = "R" if side == "left" else "L"
    if hasattr(factor, "certificate"):  # what `recover` found
        factor = factor.R if side == "left" else factor.L
    if factor is not None:
        job.give(name, _data.matrix(factor, name))
    job.run({"side": side, **options}, progress)
    return Projection.of(job, "projection.json")


def copositive(matrix: Any, *, progress: Told = None, **options: Any) -> Found:
    """Is xᵀQx ≥ 0 for all x ≥ 0? Exact, with a proof or a point that shows the contrary.

    Parameters
    ----------
    matrix : symmetric array, a file, or a name of the gallery ("horn")
    **options : max_seconds, gap, … (`orthant_nmf.options("copositive")`); the question is NP-hard

    Returns
    -------
    dict : `verdict` strictly_copositive, copositive, not_copositive or undecided; `lower`, `upper`, `witness` …
    """
    job = Job("copositive")
    if isinstance(matrix, (str, os.PathLike)):
        options["matrix"] = os.fspath(matrix)
    else:
        job.give("matrix", _data.matrix(matrix, "matrix"))
    job.run(options, progress)
    return Found.of(job, "copositivity.json")


def rip(problem: Any, *, progress: Told = None, **options: Any) -> Found:
    """The restricted isometry constant of a problem's operator, exact or a bracket: `lower`, `upper`, `exact`.

    `problem`: a problem folder, or an instance of `orthant_nmf.instances`.
    """
    import tempfile

    job = Job("rip")
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(problem, Found):
            problem.write(folder)
            problem = folder
        job.run({"problem": os.fspath(problem), **options}, progress)
    return Found.of(job, "rip.json")


def reproduce(*, progress: Told = None, **options: Any) -> Found:
    """Evaluates the statements of the paper: `only="lemma-10,…"`, `n`, `alpha` … Returns reproduce.json as a dict."""
    job = Job("reproduce")
    job.run(options, progress)
    return Found.of(job, "reproduce.json")


class Options(List[Dict[str, Any]]):
    """The options of a command, as the library knows them."""

    def __repr__(self) -> str:
        lines = []
        for option in self:
            kind = option.get("expected") or option["type"]
            default = option.get("default")
            lines.append(f"{option['name']} : {kind}" + ("" if default in (None, "") else f" = {default}"))
            lines.append(f"    {option['help']}")
        return "\n".join(lines)


def options(command: str = "recover") -> Options:
    """What a command takes beside its data: names, types, defaults, ranges and what they mean."""
    commands = json.loads(library().orthant_commands())
    for each in commands:
        if each["command"] == command:
            return Options(each["options"])
    raise ValueError(f"{command}: no such command; expected one of {', '.join(each['command'] for each in commands)}")

"""What a job found, as dictionaries and pages."""

from __future__ import annotations

import html
import json
import os
import tempfile
from typing import Any, Dict, Optional, Type, TypeVar

import numpy as np

from ._job import Job


class Report(str):
    """A page of HTML that opens offline. Notebooks show it; `save` writes it."""

    def _repr_html_(self) -> str:
        return (f'<iframe srcdoc="{html.escape(self)}" sandbox="allow-scripts" '
                'style="width:100%;height:720px;border:0"></iframe>')

    def __repr__(self) -> str:
        return f"<report of {len(self) / 1e6:.1f} MB: .save('report.html')>"

    def save(self, path: "str | os.PathLike[str]") -> None:
        with open(path, "w", encoding="utf-8") as file:
            file.write(self)


Kind = TypeVar("Kind", bound="Found")


class Found(Dict[str, Any]):
    """A document (docs/output.md says what its fields mean) with what the job holds beside it.

    A pickle or a copy is the dictionary alone.
    """

    _job: Optional[Job] = None

    @classmethod
    def of(cls: "Type[Kind]", job: Job, document: str) -> "Kind":
        found = cls(job.json(document))
        found._job = job
        return found

    def write(self, folder: "str | os.PathLike[str]") -> None:
        """Everything that the command line writes with --out. Raises OSError."""
        if self._job is None:
            raise ValueError("write: the document alone, without its proof; expected the result itself, such as "
                             "that of certify(X, W=W, H=H)")
        self._job.write(folder)

    def matrix(self, name: str) -> "Optional[np.ndarray]":
        """A matrix beside the document, such as `point/U` of an instance; None when there is none."""
        return self._job.matrix(name) if self._job is not None else None

    def __reduce__(self) -> Any:
        return type(self), (dict(self),)


class Certificate(Found):
    """What a point is: `verdict`, `rigor`, `spurious`, and all else of docs/output.md."""

    def __repr__(self) -> str:
        return f"<certificate: {in_words(self)}>"

    @property
    def verdict(self) -> str:
        return self["verdict"]

    @property
    def spurious(self) -> Optional[bool]:
        return self["spurious"]


def number_in_words(value: Optional[float]) -> str:
    """Nine digits; a document has null in the place of infinity."""
    return "infinite" if value is None else f"{value:.9g}"


def in_words(certificate: "dict[str, Any]") -> str:
    """strict local minimizer, spurious, verified; objective 367764.9"""
    spurious = ", spurious" if certificate.get("spurious") else ""
    return (f"{certificate['verdict'].replace('_', ' ')}{spurious}, {certificate['rigor']}; "
            f"objective {number_in_words(certificate['objective'])}")


def report_of(solution: "dict[str, Any]", right: np.ndarray) -> Report:
    """The page of a stored solution; `right` is R (columns of the data × rank), or U."""
    name = "U" if solution["model"] == "symmetric" else "R"
    with tempfile.TemporaryDirectory() as folder:
        np.save(os.path.join(folder, name + ".npy"), np.ascontiguousarray(right, dtype=np.float64))
        path = os.path.join(folder, "solution.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**solution, "files": {name: name + ".npy"}}, file)
        job = Job("report")
        job.run({"solution": path})
        return Report(job.document("report.html") or "")

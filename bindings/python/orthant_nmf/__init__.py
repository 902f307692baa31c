"""Nonnegative matrix factorization with proofs.

>>> from orthant_nmf import NMF, certify, recover
>>> model = NMF(n_components=10, random_state=0).fit(X)      # scikit-learn's names and habits
>>> model.certificate_["verdict"], model.minima_
>>> certify(X, W=W, H=H)                                     # factors of any package
>>> recover(X, rank=10, starts=20)                           # the names of the program `orthant`

See docs/python.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import instances
from ._atlas import Atlas, atlas
from ._commands import copositive, options, project, reproduce, rip
from ._documents import Certificate, Report
from ._judge import Escaped, certify, escape, verify
from ._recover import Clusters, RankSurvey, Recovery, recover, survey

if TYPE_CHECKING:
    from ._clusters import NonnegativeKMeans
    from ._estimators import NMF, NonnegativeCompletion, SymmetricNMF

__all__ = ["NMF", "SymmetricNMF", "NonnegativeCompletion", "NonnegativeKMeans", "recover", "survey", "certify", "escape",
           "verify", "project", "copositive", "rip", "reproduce", "instances", "options", "Recovery", "RankSurvey",
           "Clusters", "Certificate", "Escaped", "Report", "atlas", "Atlas"]

_ESTIMATORS = {"NMF": "._estimators", "SymmetricNMF": "._estimators", "NonnegativeCompletion": "._estimators",
               "NonnegativeKMeans": "._clusters"}


def __getattr__(name: str) -> Any:
    """Estimators and what draws are imported when they are used: scikit-learn and matplotlib take a second."""
    if name in _ESTIMATORS:
        return getattr(import_module(_ESTIMATORS[name], __name__), name)
    if name in ("anndata", "plot"):
        return import_module("." + name, __name__)
    if name == "__version__":
        from ._library import library

        return library().orthant_version().decode()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> "list[str]":
    return sorted({*globals(), *_ESTIMATORS, "anndata", "plot", "__version__"})

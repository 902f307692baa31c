"""What the estimators share: the search, and what is kept of it."""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np

from ._data import is_sparse
from ._documents import Certificate, Report, report_of
from ._parameters import init_of, seed_of, solver_of, threads_of
from ._recover import Recovery, recover, survey
from ._sklearn import BaseEstimator

#: n_components="auto" compares 2 … this many parts.
MOST_PARTS = 12


class Factorizer(BaseEstimator):
    """Fits by `recover`, and keeps the document of what was found instead of the search and its data."""

    solution_: Dict[str, Any]

    def _search_options(self) -> Dict[str, Any]:
        """Of the parameters that all estimators have."""
        return {"starts": self.n_init, "seed": seed_of(self.random_state), "solver": solver_of(self.solver),
                "stationarity": self.tol, "max_iterations": self.max_iter, "numeric": not self.certify,
                "max_seconds": self.max_seconds, "threads": threads_of(self.n_jobs)}

    def _start(self, W: Any, H: Any) -> Any:
        """Where the first start begins: a word for the library, or factors (L, R)."""
        if isinstance(self.init, tuple) and W is None and H is None:
            W, H = self.init
        elif self.init != "custom":
            return init_of(self.init)
        if W is None or H is None:
            raise ValueError("init = 'custom' without W and H; expected both")
        return W, np.asarray(H).T

    def _parts(self, X: Any, options: Dict[str, Any], weights: Any = None) -> int:
        """n_components, or what a survey of ranks says for "auto"."""
        if self.n_components not in ("auto", None):
            return self.n_components
        most = min(*X.shape, MOST_PARTS + 1) - 1
        if most < 3:
            return max(most, 1)
        searched = {**options, "numeric": True}
        if self.max_seconds is not None:
            searched["max_seconds"] = self.max_seconds / 2
        found = survey(X, f"2:{most}", weights=weights, **searched)
        return found["recommended_rank"] or found["candidate_rank"] or 2

    def _recover(self, X: Any, rank: int, **given: Any) -> Recovery:
        return recover(X, rank, progress=True if self.verbose else None, **given)

    @contextlib.contextmanager
    def _naming_negative(self, X: Any) -> Iterator[None]:
        """Refusals of negative data begin as scikit-learn's do."""
        try:
            yield
        except ValueError as error:
            values = X.data if is_sparse(X) else X
            if values.size and np.nanmin(values) < 0:
                raise ValueError(f"Negative values in data passed to {type(self).__name__}: {error}") from None
            raise

    def _keep(self, recovery: Recovery) -> None:
        solution = recovery.solution
        self.solution_ = solution
        self.n_iter_ = solution["starts"][solution["best_start"] - 1]["iterations"]
        self.n_components_ = solution["rank"]

    @property
    def certificate_(self) -> Certificate:
        """What the best point is: a dict, docs/output.md says what its fields mean."""
        return Certificate(self.solution_["certificate"])

    @property
    def minima_(self) -> List[Dict[str, Any]]:
        """The distinct minima, lowest first, and how many starts ended in each (`hits`)."""
        return self.solution_["minima"]

    @property
    def spurious_(self) -> Optional[bool]:
        """True: a lower point is known; False: no feasible point is lower; None: unknown."""
        return self.certificate_["spurious"]

    @property
    def report_(self) -> Report:
        """A page that shows all of this, made when it is asked for; notebooks show it."""
        return report_of(self.solution_, self.components_.T)


def misfit_norm(recovery: Recovery, terms: Dict[str, float], factors: "Tuple[np.ndarray, np.ndarray]") -> float:
    """√(2D), D the misfit without L1 and L2 terms: ‖X − WH‖ of squares."""
    solution = recovery.solution
    if solution["loss"] == "frobenius" and not solution["data"]["weighted"]:
        return solution["certificate"]["relative_error"] * solution["data"]["norm"]
    paid = sum(terms[f"l1_{side}"] * factor.sum() + terms[f"l2_{side}"] / 2 * np.vdot(factor, factor)
               for side, factor in zip(("left", "right"), factors))
    return float(np.sqrt(2 * max(solution["objective"] - paid, 0.0)))

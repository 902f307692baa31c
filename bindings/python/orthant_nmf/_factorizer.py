"""What the estimators share: the search, and what is kept of it."""

from __future__ import annotations

import contextlib
import numbers
import warnings
from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np

from ._data import is_sparse
from ._documents import Certificate, Report, report_of
from ._parameters import init_of, seed_of, solver_of, threads_of
from ._recover import Recovery, recover, survey
from ._sklearn import BaseEstimator, ConvergenceWarning

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
        if not isinstance(self.init, str) or self.init != "custom":
            if W is not None or H is not None:
                warnings.warn("W and H are not used; expected init = 'custom' with them", stacklevel=4)
                W = H = None
        if isinstance(self.init, tuple) and W is None and H is None:
            W, H = self.init
        elif self.init != "custom":
            return init_of(self.init)
        if W is None or H is None:
            raise ValueError("init = 'custom' without W and H; expected both")
        return W, np.asarray(H).T

    def _parts(self, X: Any, options: Dict[str, Any], weights: Any = None) -> int:
        """n_components, or what a survey of ranks says for "auto"."""
        asked = self.n_components
        if asked is not None and not isinstance(asked, str):
            if isinstance(asked, bool) or not isinstance(asked, numbers.Integral):
                raise ValueError(f"n_components = {asked!r}; expected a whole number, or 'auto'")
            return int(asked)
        if asked not in ("auto", None):
            raise ValueError(f"n_components = {asked!r}; expected a whole number, or 'auto'")
        most = min(*X.shape, MOST_PARTS + 1) - 1
        if most < 3:
            return max(most, 1)
        # The rank is chosen by how entries that are held out are predicted, to which the last digits add nothing.
        searched = {**options, "numeric": True, "starts": min(self.n_init, 2),
                    "stationarity": max(self.tol, 1e-6), "max_iterations": min(self.max_iter, 1000)}
        if self.max_seconds is not None:
            searched["max_seconds"] = self.max_seconds / 2
        found = survey(X, f"2:{most}", weights=weights, **searched)
        self.survey_ = dict(found)
        if found["recommended_rank"] is None:
            warnings.warn(f"n_components = 'auto': {found['sentence']}", stacklevel=4)
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
        # The best factors of rank one come without iterations; to scikit-learn every fit took one.
        ends = solution["starts"] + solution.get("effort", {}).get("ends", [])
        self.n_iter_ = max(1, *(end["iterations"] for end in ends if end["start"] == solution["best_start"]))
        self.n_components_ = solution["rank"]
        if solution["certificate"]["verdict"] == "not_stationary":
            warnings.warn("the best start ended before its point was stationary: a larger max_iter or max_seconds, or a "
                          "larger tol, may do", ConvergenceWarning, stacklevel=4)

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

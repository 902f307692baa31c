"""NonnegativeKMeans: K-means with a proof."""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy as np

from . import _data
from ._documents import Report
from ._parameters import seed_of, threads_of
from ._recover import clusters_report, recover
from ._sklearn import (BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin, check_is_fitted,
                       validated)


class NonnegativeKMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):
    """K-means whose result says how good it is: proved optimal, or so far above the optimum at most.

    Minimises Σ ‖x_i − c_k(i)‖² over clusterings of the rows of X, of any sign, by Lloyd's method with moves of single
    points and by a nonnegative low-rank relaxation (docs/kmeans.md).

    Parameters
    ----------
    n_clusters : int
    lifted_rank : columns of the relaxation's factor, n_clusters to 2 n_clusters; None: 2 n_clusters
    n_init : starts
    random_state : the program's seed, None or a generator of numpy
    certify : False makes no proof
    max_seconds : the search ends after this long with the best so far
    n_jobs : threads; None: as many as OpenMP uses, −1: all cores

    Attributes
    ----------
    labels_ : for each row a cluster from 0, the largest first
    cluster_centers_ : n_clusters × n_features
    inertia_ : the sum of squares
    optimal_ : whether it is proved that none is smaller
    gap_ : so far above the optimum at most, relative; 0 where optimal_, None where nothing is known
    certificate_ : what is proved, a dictionary; None with certify=False
    solution_ : all of solution.json
    report_ : a page that shows it
    n_features_in_, feature_names_in_

    Examples
    --------
    >>> model = NonnegativeKMeans(2, random_state=0).fit([[0.0, 1], [1, 0], [9, 9], [8, 9]])
    >>> model.inertia_, model.optimal_
    (1.5, True)
    """

    def __init__(self, n_clusters: int = 8, *, lifted_rank: Optional[int] = None, n_init: int = 10,
                 random_state: Any = None, certify: bool = True, max_seconds: Optional[float] = None,
                 n_jobs: Optional[int] = None) -> None:
        self.n_clusters = n_clusters
        self.lifted_rank = lifted_rank
        self.n_init = n_init
        self.random_state = random_state
        self.certify = certify
        self.max_seconds = max_seconds
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> "NonnegativeKMeans":
        """X : array or sparse matrix. Raises ValueError."""
        row_names, column_names = _data.names_of(X)
        X = validated(self, X, reset=True, missing=False)
        found = recover(X, self.n_clusters, model="kmeans", lifted_rank=self.lifted_rank, starts=self.n_init,
                        seed=seed_of(self.random_state), numeric=not self.certify, max_seconds=self.max_seconds,
                        threads=threads_of(self.n_jobs), row_names=row_names, column_names=column_names)
        self.solution_ = dict(found)
        self.labels_ = found.labels
        self.cluster_centers_ = found.centres
        self.inertia_ = found["inertia"]
        self.n_iter_ = max(1, sum(start["steps"] for start in found["starts"]))
        return self

    def predict(self, X: Any) -> np.ndarray:
        """For each row of X the cluster whose centre is nearest."""
        check_is_fitted(self)
        return self._distances(X).argmin(axis=1)

    def transform(self, X: Any) -> np.ndarray:
        """Distances to the centres, rows × n_clusters."""
        check_is_fitted(self)
        return np.sqrt(self._distances(X))

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the sum of squared distances to the nearest centres."""
        check_is_fitted(self)
        return -float(self._distances(X).min(axis=1).sum())

    def _distances(self, X: Any) -> np.ndarray:
        X = validated(self, X, reset=False, missing=False)
        dense = np.asarray(X.toarray() if _data.is_sparse(X) else X, dtype=np.float64)
        return np.stack([((dense - centre) ** 2).sum(axis=1) for centre in self.cluster_centers_], axis=1)

    @property
    def _n_features_out(self) -> int:
        return len(self.cluster_centers_)

    @property
    def optimal_(self) -> bool:
        return self.solution_["optimal"]

    @property
    def gap_(self) -> Optional[float]:
        return self.solution_["gap"]

    @property
    def certificate_(self) -> "Optional[Dict[str, Any]]":
        return self.solution_["certificate"]

    @property
    def report_(self) -> Report:
        return clusters_report(self.solution_)

    def _more_tags(self) -> Dict[str, Any]:  # scikit-learn before 1.6
        return {"allow_nan": False}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

"""Estimators X ≈ W H whose rows of W are found one by one for a given H."""

from __future__ import annotations

from typing import Any, Dict

import numpy as np

from . import _data
from ._factorizer import Factorizer
from ._recover import Recovery
from ._sklearn import ClassNamePrefixFeaturesOutMixin, TransformerMixin, check_is_fitted, validated


class RowFactorizer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Factorizer):
    """X ≈ W H with H = `components_`; rows of W are found one by one for that H."""

    def _reading(self, X: Any) -> Dict[str, Any]:
        """Options of `recover` and `project` that say how data are read."""
        return {}

    def _terms(self, X: Any) -> Dict[str, Any]:
        """Options of `recover` that are the objective's."""
        raise NotImplementedError

    def _projected(self, X: Any, weights: Any = None) -> np.ndarray:
        raise NotImplementedError

    def _fit(self, X: Any, W: Any, H: Any, weights: Any) -> Any:
        earlier = getattr(self, "components_", None) if self.warm_start else None
        row_names, column_names = _data.names_of(X)
        X = validated(self, X, reset=earlier is None)
        options = {**self._search_options(), **self._terms(X), **self._reading(X)}
        weights = _entry_weights(weights, X)
        start = self._start(W, H)
        with self._naming_negative(X):
            rank = self._parts(X, options, weights)
            if earlier is not None and len(earlier) <= rank:
                start = self._projected(X, weights), earlier.T
            recovery = self._recover(X, rank, weights=weights, init=start, row_names=row_names,
                                     column_names=column_names, **options)
        self._keep(recovery)
        self.components_ = np.array(recovery.R.T, order="C")
        self._keep_fit(recovery, options)
        return X, weights

    def _keep_fit(self, recovery: Recovery, options: Dict[str, Any]) -> None:
        raise NotImplementedError

    def fit(self, X: Any, y: Any = None, W: Any = None, H: Any = None, weights: Any = None) -> Any:
        """Finds W and H, and keeps H.

        Parameters
        ----------
        X : array, sparse matrix or table, n_samples × n_features, nonnegative; NaN is missing
        y : ignored
        W, H : n_samples × n_components and n_components × n_features, where init='custom' begins
        weights : n_samples, or of X's size: weights ≥ 0 of the misfits; 0 is unobserved

        Raises
        ------
        ValueError : what was found and what was expected, in one line
        """
        self._fit(X, W, H, weights)
        return self

    def fit_transform(self, X: Any, y: Any = None, W: Any = None, H: Any = None, weights: Any = None) -> np.ndarray:
        """Fits, and returns W, n_samples × n_components: what `transform` returns for the same X."""
        X, weights = self._fit(X, W, H, weights)
        return self._projected(X, weights)

    def transform(self, X: Any) -> np.ndarray:
        """W for new rows: the exact minimiser for H = `components_`, over the entries that are not missing.

        Squares are solved by an active set, to rounding; divergences to a stationarity of 1e-10.
        """
        check_is_fitted(self)
        return self._projected(validated(self, X, reset=False))

    def inverse_transform(self, X: Any) -> np.ndarray:
        """The fit W H of given W, n_samples × n_components."""
        check_is_fitted(self)
        if not _data.is_sparse(X):
            X = np.asarray(X)
        if X.ndim != 2 or X.shape[1] != len(self.components_):
            raise ValueError(f"W: {' × '.join(map(str, X.shape))}; expected n_samples × {len(self.components_)}")
        return X @ self.components_

    @property
    def _n_features_out(self) -> int:
        return len(self.components_)

    def _more_tags(self) -> Dict[str, Any]:  # scikit-learn before 1.6
        return {"allow_nan": True, "requires_positive_X": True, "preserves_dtype": [np.float64]}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = tags.input_tags.allow_nan = tags.input_tags.positive_only = True
        tags.transformer_tags.preserves_dtype = ["float64"]
        return tags


def _entry_weights(weights: Any, X: Any) -> Any:
    """Of X's size; a weight for each row is one for all its entries."""
    if weights is None or _data.is_sparse(weights):
        return weights
    weights = np.asarray(weights)
    if weights.ndim != 1:
        return weights
    if len(weights) != X.shape[0]:
        raise ValueError(f"weights: {len(weights)}; expected {X.shape[0]}, one for each row, or one for each entry")
    return np.broadcast_to(weights[:, None], X.shape)

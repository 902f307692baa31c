"""What the estimators take from scikit-learn (1.2 and later), and the least of it where there is none.

Without scikit-learn there are get_params, set_params, checks of the data and names of features; clone, pipelines and
set_output are its own.
"""

from __future__ import annotations

import inspect
import warnings
from typing import Any, Dict

import numpy as np

from . import _data

class ConvergenceWarning(UserWarning):
    """The search ended before its point was stationary."""


try:
    from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin
    from sklearn.utils.validation import check_is_fitted
except ImportError:
    HAVE_SKLEARN = False
else:
    HAVE_SKLEARN = True
    from sklearn.exceptions import ConvergenceWarning  # type: ignore[assignment]  # noqa: F811

    try:
        from sklearn.utils.validation import validate_data as _validate

        _FINITE = "ensure_all_finite"
    except ImportError:  # before 1.6

        def _validate(estimator: Any, X: Any, **options: Any) -> Any:
            return estimator._validate_data(X, **options)

        _FINITE = "force_all_finite"


if not HAVE_SKLEARN:

    class BaseEstimator:  # type: ignore[no-redef]
        """Parameters are those of __init__, kept under their names."""

        def get_params(self, deep: bool = True) -> Dict[str, Any]:
            return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

        def set_params(self, **params: Any) -> Any:
            known = self.get_params()
            for name, value in params.items():
                if name not in known:
                    raise ValueError(f"{name}: no parameter of {type(self).__name__}; expected one of "
                                     f"{', '.join(known)}")
                setattr(self, name, value)
            return self

        def __repr__(self) -> str:
            defaults = inspect.signature(type(self)).parameters
            changed = [f"{name}={value!r}" for name, value in self.get_params().items()
                       if value is not defaults[name].default]
            return f"{type(self).__name__}({', '.join(changed)})"

    class TransformerMixin:  # type: ignore[no-redef]
        pass

    class ClusterMixin:  # type: ignore[no-redef]
        def fit_predict(self, X: Any, y: Any = None) -> np.ndarray:
            return self.fit(X).labels_  # type: ignore[attr-defined]

    class ClassNamePrefixFeaturesOutMixin:  # type: ignore[no-redef]
        def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
            check_is_fitted(self)
            names = [f"{type(self).__name__.lower()}{part}" for part in range(getattr(self, "_n_features_out"))]
            return np.array(names, dtype=object)

    def check_is_fitted(estimator: Any) -> None:  # type: ignore[no-redef]
        if not any(name.endswith("_") and not name.startswith("__") for name in vars(estimator)):
            raise ValueError(f"this {type(estimator).__name__} is not fitted; expected fit before")

    def _validate(estimator: Any, X: Any, reset: bool = True, **_options: Any) -> Any:
        names = _data.table(X).column_names
        if not _data.is_sparse(X):
            X = _data.dense(X, "X").entries
            if np.isinf(X).any():
                raise ValueError("X: infinity; expected finite numbers, or NaN for what is missing")
        if min(X.shape) < 1:
            raise ValueError(f"X: {X.shape[0]} × {X.shape[1]}; expected at least one row and one column")
        if reset:
            estimator.n_features_in_ = X.shape[1]
            if names is not None:
                estimator.feature_names_in_ = np.asarray(names, dtype=object)
        elif X.shape[1] != estimator.n_features_in_:
            raise ValueError(f"X has {X.shape[1]} features, but {type(estimator).__name__} is expecting "
                             f"{estimator.n_features_in_} features as input")
        return X


def _validated_annotated(estimator: Any, X: Any, *, reset: bool) -> Any:
    """The matrix of an AnnData, whose names of variables are those of features."""
    names = _data.names_of(X)[1]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="X does not have valid feature names")
        checked = validated(estimator, X.X, reset=reset)
    if reset and names is not None:
        estimator.feature_names_in_ = np.asarray(names, dtype=object)
    fitted = getattr(estimator, "feature_names_in_", None)
    if not reset and names is not None and fitted is not None:
        for position, (name, expected) in enumerate(zip(names, fitted)):
            if name != expected:
                raise ValueError("The feature names should match those that were passed during fit: column "
                                 f"{position + 1} is {name!r}; expected {expected!r}")
    return checked


def validated(estimator: Any, X: Any, *, reset: bool, missing: bool = True) -> Any:
    """X as float64 or float32, dense or compressed, without a copy where it is; NaN may be in it where `missing`."""
    if isinstance(X, np.ma.MaskedArray):
        X = _data.dense(X, "X").entries
    elif _data.is_annotated(X):
        return _validated_annotated(estimator, X, reset=reset)
    if not HAVE_SKLEARN:
        return _validate(estimator, X, reset=reset)  # the library refuses NaN where there may be none
    return _validate(estimator, X, reset=reset, accept_sparse=("csr", "csc"), dtype=[np.float64, np.float32],
                     **{_FINITE: "allow-nan" if missing else True})

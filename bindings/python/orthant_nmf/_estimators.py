"""NMF, SymmetricNMF and NonnegativeCompletion: scikit-learn's habits, with a certificate."""

from __future__ import annotations

import json
import os
import tempfile
from typing import Any, Dict, Optional

import numpy as np

from . import _data
from ._commands import project
from ._factorizer import Factorizer, misfit_norm
from ._parameters import loss_of, penalties, threads_of
from ._recover import Recovery
from ._row_factorizer import RowFactorizer
from ._sklearn import check_is_fitted, validated


class NMF(RowFactorizer):
    """X ≈ W H with W, H ≥ 0, from several starts; the best result is certified.

    Minimises D(X | WH) + α_W ρ m ΣW + α_H ρ n ΣH + ½α_W(1 − ρ)m‖W‖² + ½α_H(1 − ρ)n‖H‖² for n samples and m features,
    ρ = l1_ratio; D is ½‖X − WH‖², or a divergence. Entries that are NaN are missing.

    Parameters
    ----------
    n_components : int or "auto"
        "auto" (or None) surveys ranks 2 … min(12, n − 1, m − 1) and takes the one that is recommended, else the
        candidate: `orthant_nmf.survey` shows why. It costs many fits.
    init : None, "random", "nndsvd", "spa", "custom" or (W, H)
        Where the first start begins; the others are random. "nndsvda" and "nndsvdar" are "nndsvd".
    solver : "auto", "hals", "newton", "projected_gradient"; of divergences "coordinate", "multiplicative"
        "cd" and "mu", scikit-learn's, are "auto".
    beta_loss : "frobenius" or 2, "kullback-leibler" or 1, "itakura-saito" or 0
    tol : stationarity at which a start stops; what is above 1e-9 is not certified as a minimum
    max_iter : iterations of a start, at most
    n_init : starts
    random_state : the program's seed, None or a generator of numpy
    alpha_W, alpha_H, l1_ratio : weights of the terms above; alpha_H="same" is alpha_W
    certify : False makes no proofs; the verdict is then `numeric`
    max_seconds : the search ends after this long with the best so far
    n_jobs : threads; None: as many as OpenMP uses, −1: all cores
    verbose : a bar of tqdm
    warm_start : the first start of the next fit begins at the components of the last one

    Attributes
    ----------
    components_ : n_components × n_features
    certificate_, minima_, spurious_, report_ : what the result is; see `certify` and docs/output.md
    solution_ : all of solution.json
    reconstruction_err_ : ‖X − WH‖, or √(2D) of a divergence, over observed entries
    n_iter_ : iterations of the best start, at least 1
    n_components_, n_features_in_, feature_names_in_

    Examples
    --------
    >>> model = NMF(1, random_state=0)
    >>> W = model.fit_transform([[3, 9, 8, 2], [7, 9, 1, 9], [4, 8, 3, 3]])
    >>> model.certificate_["verdict"]
    'global_minimizer'
    """

    def __init__(self, n_components: Any = "auto", *, init: Any = None, solver: str = "auto",
                 beta_loss: Any = "frobenius", tol: float = 1e-12, max_iter: int = 20000, n_init: int = 10,
                 random_state: Any = None, alpha_W: float = 0.0, alpha_H: Any = "same", l1_ratio: float = 0.0,
                 certify: bool = True, max_seconds: Optional[float] = None, n_jobs: Optional[int] = None,
                 verbose: int = 0, warm_start: bool = False) -> None:
        self.n_components = n_components
        self.init = init
        self.solver = solver
        self.beta_loss = beta_loss
        self.tol = tol
        self.max_iter = max_iter
        self.n_init = n_init
        self.random_state = random_state
        self.alpha_W = alpha_W
        self.alpha_H = alpha_H
        self.l1_ratio = l1_ratio
        self.certify = certify
        self.max_seconds = max_seconds
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.warm_start = warm_start

    def _terms(self, X: Any) -> Dict[str, Any]:
        return {"loss": loss_of(self.beta_loss), **penalties(self.alpha_W, self.alpha_H, self.l1_ratio, X.shape)}

    def _projected(self, X: Any, weights: Any = None) -> np.ndarray:
        terms = self._terms(X)
        found = project(X, self.components_.T, weights=weights, loss=terms["loss"], l1=terms["l1_left"],
                        l2=terms["l2_left"], threads=threads_of(self.n_jobs), **self._reading(X))
        return np.array(found.L, order="C")

    def _keep_fit(self, recovery: Recovery, options: Dict[str, Any]) -> None:
        self.reconstruction_err_ = misfit_norm(recovery, options, (recovery.L, recovery.R))


class NonnegativeCompletion(RowFactorizer):
    """The entries of X that are missing, from W H ≈ X with W, H ≥ 0 on those that are observed.

    Minimises ½ Σ (x_ij − (WH)_ij)² + ½ l2 (‖W‖² + ‖H‖²) over the observed entries: those of an array that are not NaN,
    those of a sparse matrix that are stored, zeros among them. With `offsets` every row and every column has an
    offset ≥ 0 of its own beside the product: the last two columns of W and rows of H, one of each all ones.

    Parameters
    ----------
    l2 : weight of the L2 terms, or "auto": the one that predicts a tenth of the entries best
    offsets : bool
    n_components, init, solver, tol, max_iter, n_init, random_state, certify, max_seconds, n_jobs, verbose, warm_start
        As of NMF. Proofs are about l2=0 without offsets; else the verdict is `numeric`.

    Attributes
    ----------
    components_ : (n_components, plus 2 with offsets) × n_features
    W_ : n_samples × the same, for the rows of fit
    certificate_, minima_, spurious_, report_, solution_, n_iter_ … : as of NMF
    reconstruction_err_ : ‖X − WH‖ over the observed entries
    """

    def _reading(self, X: Any) -> Dict[str, Any]:
        return {"observed": "entries"} if _data.is_sparse(X) else {}

    def __init__(self, n_components: Any = "auto", *, l2: Any = 0.0, offsets: bool = False, init: Any = None,
                 solver: str = "auto", tol: float = 1e-12, max_iter: int = 20000, n_init: int = 10,
                 random_state: Any = None, certify: bool = True, max_seconds: Optional[float] = None,
                 n_jobs: Optional[int] = None, verbose: int = 0, warm_start: bool = False) -> None:
        self.n_components = n_components
        self.l2 = l2
        self.offsets = offsets
        self.init = init
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.n_init = n_init
        self.random_state = random_state
        self.certify = certify
        self.max_seconds = max_seconds
        self.n_jobs = n_jobs
        self.verbose = verbose
        self.warm_start = warm_start

    def _terms(self, X: Any) -> Dict[str, Any]:
        return {"l2": str(self.l2), "offsets": bool(self.offsets)}

    def _projected(self, X: Any, weights: Any = None) -> np.ndarray:
        """The document says of the factors what offsets and weights they have, so a folder has both."""
        with tempfile.TemporaryDirectory() as folder:
            np.save(os.path.join(folder, "R.npy"), np.ascontiguousarray(self.components_.T))
            with open(os.path.join(folder, "solution.json"), "w", encoding="utf-8") as file:
                json.dump({**self.solution_, "files": {}}, file)
            found = project(X, weights=weights, factors=folder, threads=threads_of(self.n_jobs), **self._reading(X))
        return np.array(found.L, order="C")

    def _keep_fit(self, recovery: Recovery, options: Dict[str, Any]) -> None:
        self.W_ = np.array(recovery.L, order="C")
        solution = recovery.solution
        self.reconstruction_err_ = solution["certificate"]["relative_error"] * solution["data"]["norm"]

    def complete(self, X: Any = None) -> np.ndarray:
        """X with what is missing filled in, dense; None: the whole prediction for the rows of fit."""
        check_is_fitted(self)
        if X is None:
            return self.W_ @ self.components_
        X = validated(self, X, reset=False)
        fit = self._projected(X) @ self.components_
        if _data.is_sparse(X):
            lines = X.tocoo()
            fit[lines.row, lines.col] = lines.data
            return fit
        return np.where(np.isnan(X), fit, X)

    def entries(self, rows: Any, columns: Any) -> np.ndarray:
        """Predictions for pairs of a row of fit and a column, both counted from 0."""
        check_is_fitted(self)
        return np.einsum("ij,ji->i", self.W_[np.asarray(rows)], self.components_[:, np.asarray(columns)])


def _symmetric(X: Any) -> Any:
    """The mean of X and its transpose where they differ by rounding; what differs by more the library refuses."""
    if _data.is_sparse(X):
        largest, scale = abs(X - X.T).max(), abs(X).max()
    else:
        lines = [slice(first, first + 64) for first in range(0, len(X), 64)]
        largest = max(np.nanmax(abs(X[some] - X.T[some]), initial=0.0) for some in lines)
        scale = np.nanmax(X, initial=0.0)
    if not 0 < largest <= 16 * np.finfo(X.dtype).eps * scale:
        return X
    mean = (X + X.T) / 2
    return mean.asformat(X.format) if _data.is_sparse(X) else mean


class SymmetricNMF(Factorizer):
    """X ≈ U Uᵀ with U ≥ 0, for a symmetric matrix of similarities: a soft clustering of its rows.

    Minimises ½‖X − UUᵀ‖² + α ρ n ΣU + ½α(1 − ρ)n‖U‖², n rows, ρ = l1_ratio.

    Parameters
    ----------
    alpha : weight of the terms above
    n_components, init, solver, tol, max_iter, n_init, random_state, l1_ratio, certify, max_seconds, n_jobs, verbose
        As of NMF; init may also be U, n × n_components.

    Attributes
    ----------
    embedding_ : U, n × n_components
    components_ : its transpose
    labels_ : for each row the part of the largest weight, from 0
    certificate_, minima_, spurious_, report_, solution_, n_iter_, reconstruction_err_, n_components_ : as of NMF

    Rows do not separate in this model, so there is no `transform` for new ones.
    """

    def __init__(self, n_components: Any = 2, *, init: Any = None, solver: str = "auto", tol: float = 1e-12,
                 max_iter: int = 20000, n_init: int = 10, random_state: Any = None, alpha: float = 0.0,
                 l1_ratio: float = 0.0, certify: bool = True, max_seconds: Optional[float] = None,
                 n_jobs: Optional[int] = None, verbose: int = 0) -> None:
        self.n_components = n_components
        self.init = init
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.n_init = n_init
        self.random_state = random_state
        self.alpha = alpha
        self.l1_ratio = l1_ratio
        self.certify = certify
        self.max_seconds = max_seconds
        self.n_jobs = n_jobs
        self.verbose = verbose

    def fit(self, X: Any, y: Any = None) -> "SymmetricNMF":
        """X : symmetric array or sparse matrix; NaN is missing. Raises ValueError."""
        row_names, column_names = _data.names_of(X)
        X = validated(self, X, reset=True)
        if X.shape[0] != X.shape[1]:
            raise ValueError(f"X: {X.shape[0]} × {X.shape[1]}; expected a symmetric (square) matrix")
        X = _symmetric(X)
        weights = penalties(self.alpha, 0.0, self.l1_ratio, X.shape)
        terms = {"l1_left": weights["l1_left"], "l2_left": weights["l2_left"]}
        options = {**self._search_options(), "model": "symmetric", **terms}
        start = self.init if isinstance(self.init, np.ndarray) else self._start(None, None)
        with self._naming_negative(X):
            recovery = self._recover(X, self._parts(X, options), init=start, row_names=row_names,
                                     column_names=column_names, **options)
        self._keep(recovery)
        self.embedding_ = np.array(recovery.U, order="C")
        self.components_ = self.embedding_.T
        self.labels_ = self.embedding_.argmax(axis=1)
        self.reconstruction_err_ = self.solution_["certificate"]["relative_error"] * self.solution_["data"]["norm"]
        return self

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """Fits, and returns U."""
        return self.fit(X).embedding_

    def _more_tags(self) -> Dict[str, Any]:  # scikit-learn before 1.6
        return {"allow_nan": True, "pairwise": True, "requires_positive_X": True}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = tags.input_tags.allow_nan = tags.input_tags.pairwise = True
        tags.input_tags.positive_only = True
        return tags

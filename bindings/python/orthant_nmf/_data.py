"""Matrices of Python as the C interface takes them: by pointer, copied only where they must be.

Doubles and floats in any strides stay where they are, as do compressed rows and columns of scipy. Other types are
cast once. Missing entries are NaN: masked arrays and pandas' NA become such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Tuple, Union

import numpy as np

#: of rows and of columns; None: there are none
Names = Tuple[Optional[List[str]], Optional[List[str]]]


@dataclass
class Dense:
    """Entries of float64 or float32, native, aligned, of positive strides."""

    entries: np.ndarray

    @property
    def shape(self) -> Tuple[int, int]:
        return self.entries.shape  # type: ignore[return-value]


@dataclass
class Sparse:
    """Compressed rows (or columns): indices ascending in each line, none twice."""

    shape: Tuple[int, int]
    by_rows: bool
    start: np.ndarray
    index: np.ndarray
    entries: np.ndarray


@dataclass
class Table:
    """Data with the names that they carry; None: they carry none."""

    matrix: Union[Dense, Sparse]
    row_names: Optional[List[str]] = None
    column_names: Optional[List[str]] = None


def is_sparse(X: Any) -> bool:
    """A sparse matrix or array of scipy, or of a package that looks the same."""
    return hasattr(X, "tocsr") and hasattr(X, "nnz")


def _real(entries: np.ndarray, name: str) -> np.ndarray:
    """As float64 or float32 in native order, without a copy where it is."""
    kind = entries.dtype.kind
    if kind == "c":
        raise ValueError(f"{name}: Complex data not supported; expected real numbers")
    if kind == "f" and entries.dtype.itemsize in (4, 8):
        return entries.astype(entries.dtype.newbyteorder("="), copy=False)
    try:
        return entries.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: entries of type {entries.dtype} ({error}); expected numbers") from None


def dense(X: Any, name: str) -> Dense:
    """Anything that numpy takes for a matrix."""
    if isinstance(X, np.ma.MaskedArray):
        X = np.ma.filled(X.astype(np.float64 if X.dtype != np.float32 else np.float32), np.nan)
    entries = np.asarray(X)
    if entries.ndim != 2:
        raise ValueError(f"{name}: {entries.ndim} dimension(s); expected a matrix")
    entries = _real(entries, name)
    size = entries.itemsize
    plain = entries.flags.aligned and all(
        stride >= 0 and stride % size == 0 and (stride > 0 or extent <= 1)
        for stride, extent in zip(entries.strides, entries.shape))
    return Dense(entries if plain else np.ascontiguousarray(entries))


def sparse(X: Any, name: str) -> Sparse:
    """scipy's matrices and arrays; those not by rows or columns are converted."""
    if getattr(X, "format", None) not in ("csr", "csc"):
        X = X.tocsr()
    if not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    entries = np.ascontiguousarray(_real(X.data, name))
    if np.isnan(entries.sum()) and np.isnan(entries).any():
        at = int(np.flatnonzero(np.isnan(entries))[0])
        raise ValueError(f"{name}: stored entry {at + 1} is NaN; expected numbers: what is not stored is zero, or "
                         "unobserved with observed = 'entries'")
    integer = np.int32 if X.indices.dtype == np.int32 and X.indptr.dtype == np.int32 else np.int64
    start, index = (np.ascontiguousarray(each, dtype=integer) for each in (X.indptr, X.indices))
    return Sparse((int(X.shape[0]), int(X.shape[1])), X.format == "csr", start, index, entries)


def is_annotated(X: Any) -> bool:
    """AnnData, or what looks the same."""
    return hasattr(X, "obs_names") and hasattr(X, "var_names") and hasattr(X, "X")


def _is_frame(X: Any) -> bool:
    return hasattr(X, "iloc") and hasattr(X, "columns")


def _labels(labels: Any) -> Optional[List[str]]:
    """Those of a pandas index; None for numbers from 0, which name nothing."""
    if type(labels).__name__ == "RangeIndex":
        return None
    return [str(label) for label in labels]


def names_of(X: Any) -> Names:
    """Of rows and columns, where data carry them."""
    if is_annotated(X):
        return _labels(X.obs_names), _labels(X.var_names)
    return (_labels(X.index), _labels(X.columns)) if _is_frame(X) else (None, None)


def table(X: Any, name: str = "data") -> Table:
    """Arrays, sparse matrices, pandas' tables, and what has X, obs_names and var_names as AnnData does."""
    if is_annotated(X):
        return Table(table(X.X, name).matrix, *names_of(X))
    if is_sparse(X):
        return Table(sparse(X, name))
    if _is_frame(X):
        names = names_of(X)
        if len(X.columns) > 0 and all(hasattr(kind, "fill_value") for kind in X.dtypes):
            return Table(sparse(X.sparse.to_coo(), name), *names)
        try:
            values = X.to_numpy()
            if values.dtype == object:
                values = X.to_numpy(dtype=np.float64, na_value=np.nan)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: {error}; expected a table of numbers") from None
        return Table(dense(values, name), *names)
    return Table(dense(X, name))


def matrix(X: Any, name: str) -> Union[Dense, Sparse]:
    """Without its names."""
    return table(X, name).matrix

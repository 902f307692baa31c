"""What goes in: nothing is copied that need not be, and refusals are one line."""

import numpy as np
import pytest

from orthant_nmf import _data, recover

sparse = pytest.importorskip("scipy.sparse")


def objective(X, **options):
    return recover(X, 2, starts=1, numeric=True, **options).objective


@pytest.mark.parametrize("form", [
    np.ascontiguousarray, np.asfortranarray, lambda X: np.repeat(np.repeat(X, 2, 0), 3, 1)[::2, ::3],
    lambda X: np.concatenate([X, X], axis=1)[:, :X.shape[1]], lambda X: X.T.copy().T])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_arrays_are_not_copied(counts, form, dtype):
    X = form(counts.astype(dtype))
    taken = _data.dense(X, "data").entries
    assert taken.dtype == dtype and np.shares_memory(taken, X)
    assert objective(X) == pytest.approx(objective(counts), rel=1e-9)


@pytest.mark.parametrize("form", [lambda X: X[::-1], lambda X: X.astype(int), lambda X: X.astype(">f8"),
                                  lambda X: X.astype(object), lambda X: X.tolist(), lambda X: X.astype(np.float16)])
def test_other_arrays_are_cast(counts, form):
    assert objective(form(counts)) == pytest.approx(objective(counts), rel=1e-9)


@pytest.mark.parametrize("name", ["csr", "csc", "coo", "lil"])
@pytest.mark.parametrize("kind", ["matrix", "array"])
def test_sparse_matrices(counts, name, kind):
    X = getattr(sparse, f"{name}_{kind}")(counts)
    if name in ("csr", "csc"):
        taken = _data.sparse(X, "data")
        assert np.shares_memory(taken.entries, X.data) and np.shares_memory(taken.index, X.indices)
    assert objective(X) == pytest.approx(objective(counts), rel=1e-9)


def test_wide_unordered_and_repeated_indices(counts):
    X = sparse.csr_matrix(counts)
    wide = X.copy()
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    repeated = sparse.csr_matrix((np.r_[X.data, X.data] / 2, np.r_[X.indices, X.indices],
                                  np.r_[X.indptr[:-1], X.indptr[-1] + X.indptr]), shape=(16, 6))
    halves = sparse.csr_matrix(np.r_[counts, counts] / 2)
    assert objective(wide) == pytest.approx(objective(counts), rel=1e-9)
    assert objective(repeated) == pytest.approx(objective(halves), rel=1e-9)
    unordered = sparse.csr_matrix((X.data[::-1].copy(), X.indices[::-1].copy(), (X.nnz - X.indptr[::-1]).astype("i4")),
                                  shape=X.shape)
    assert objective(unordered) == pytest.approx(objective(counts[::-1]), rel=1e-9)


def test_missing_entries_in_every_form(counts):
    holes = counts.copy()
    holes[0, 0] = holes[3, 4] = np.nan
    expected = objective(holes)
    assert expected < objective(counts)
    assert objective(np.ma.masked_invalid(holes)) == expected
    weights = np.isfinite(holes).astype(float)
    assert objective(counts, weights=weights) == pytest.approx(expected, rel=1e-9)
    pandas = pytest.importorskip("pandas")
    assert objective(pandas.DataFrame(holes)) == expected
    assert objective(pandas.DataFrame(holes).convert_dtypes()) == expected


def test_names_of_tables(counts):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(counts, index=list("abcdefgh"), columns=[f"gene {k}" for k in range(6)])
    data = recover(table, 2, starts=1).solution["data"]
    assert data["row_names"] == list("abcdefgh") and data["column_names"][5] == "gene 5"
    assert recover(pandas.DataFrame(counts), 2, starts=1).solution["data"]["row_names"] is None
    named = recover(counts, 2, starts=1, column_names=list("uvwxyz")).solution["data"]
    assert named["column_names"] == list("uvwxyz")


def test_tables_of_sparse_columns(counts):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame.sparse.from_spmatrix(sparse.csr_matrix(counts))
    assert isinstance(_data.table(table).matrix, _data.Sparse)
    assert objective(table) == pytest.approx(objective(counts), rel=1e-9)


@pytest.mark.parametrize("X, line", [
    (np.ones(3), "1 dimension"), (np.ones((2, 2)) * 1j, "Complex"), (np.array([["a", "b"]]), "expected numbers"),
    (-np.ones((3, 3)), "nonnegative"), (np.full((3, 3), np.inf), "inf"), (np.ones((0, 3)), "expected"),
    (sparse.csr_matrix(np.array([[1.0, np.nan], [2.0, 3.0]])), "stored entry 2 is NaN")])
def test_refusals_are_one_line(X, line):
    with pytest.raises(ValueError, match=line) as raised:
        recover(X, 1)
    assert "\n" not in str(raised.value)

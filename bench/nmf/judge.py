"""Objectives, computed the same way for every program: in double, exactly, without forming WH.

    python3 judge.py        compares them with the definitions and with scikit-learn, on small matrices
"""

import sys

import numpy as np
import scipy.sparse as sp


class SquaredDistance:
    """‖A − WHᵀ‖² = ‖A‖² − 2⟨AH, W⟩ + ⟨WᵀW, HᵀH⟩.

    The terms cancel down to the residual: with a relative residual of 1e-4 (1 % noise) eleven digits are left."""

    def __init__(self, A):
        self.A = A
        values = A.data if sp.issparse(A) else A.reshape(-1)
        self.squared_norm = float(values @ values)

    def __call__(self, W: np.ndarray, H: np.ndarray) -> float:
        cross = float(np.sum((self.A @ H) * W))
        return self.squared_norm - 2 * cross + float(np.sum((W.T @ W) * (H.T @ H)))


class KullbackLeibler:
    """D(A ‖ WHᵀ) = Σ a ln(a/(wh)) − Σ a + Σ wh; the last sum is ⟨Wᵀe, Hᵀe⟩, the others need stored entries only."""

    def __init__(self, A):
        A = sp.coo_matrix(A)
        positive = A.data > 0
        self.i, self.j, self.a = A.row[positive], A.col[positive], A.data[positive]
        self.constant = float(np.sum(self.a * np.log(self.a)) - np.sum(self.a))

    def __call__(self, W: np.ndarray, H: np.ndarray) -> float:
        logs = 0.0
        for start in range(0, len(self.a), 1 << 20):
            part = slice(start, start + (1 << 20))
            product = np.einsum("pk,pk->p", W[self.i[part]], H[self.j[part]])
            with np.errstate(divide="ignore"):
                logs += float(self.a[part] @ np.log(product))
        return self.constant - logs + float(W.sum(axis=0) @ H.sum(axis=0))


JUDGES = {"frobenius": SquaredDistance, "kullback-leibler": KullbackLeibler}


def self_test() -> None:
    from sklearn.decomposition._nmf import _beta_divergence
    rng = np.random.default_rng(1)
    W, H = rng.random((30, 4)), rng.random((20, 4))
    sparse = sp.random(30, 20, 0.3, "csr", random_state=2)
    for A in (sparse, sparse.toarray()):
        dense, product = sparse.toarray(), W @ H.T
        squared = np.sum((dense - product) ** 2)
        logs = np.sum(dense[dense > 0] * np.log((dense / product)[dense > 0]))
        divergence = logs - dense.sum() + product.sum()
        assert np.isclose(SquaredDistance(A)(W, H), squared, rtol=1e-12)
        assert np.isclose(2 * _beta_divergence(A, W, H.T, 2), squared, rtol=1e-12)
        assert np.isclose(KullbackLeibler(A)(W, H), divergence, rtol=1e-12)
        assert np.isclose(_beta_divergence(A, W, H.T, 1), divergence, rtol=1e-12)


if __name__ == "__main__":
    self_test()
    print("objectives agree")
    sys.exit(0)

"""Symmetric factorization A ≈ UUᵀ, U ≥ 0, in NumPy: what `orthant recover --model symmetric` is measured against.

    anls      alternating nonnegative least squares with a penalty, ½‖A − WHᵀ‖² + ½α‖W − H‖², each factor by block
              principal pivoting, α = (max A)² (Kuang, Yun & Park 2015; Kim & Park 2011)
    gradient  projected gradient on ½‖A − UUᵀ‖² with Armijo's rule, the step kept and doubled (Lin 2007)

Each calls `watch(U)` after every iteration, which ends it by returning True.
"""

import numpy as np


def objective(A, U, squares):
    """½‖A − UUᵀ‖², by ‖A‖² − 2⟨AU, U⟩ + ‖UᵀU‖²."""
    G = U.T @ U
    return 0.5 * (squares - 2 * np.sum((A @ U) * U) + np.sum(G * G))


def solve_passive(G, C, passive):
    """X with G_FF x_F = c_F, x = 0 elsewhere, a row of C and of `passive` at a time; equal rows are solved together."""
    X = np.zeros_like(C)
    codes = passive @ (1 << np.arange(G.shape[0]))
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        free = np.flatnonzero(passive[rows[0]])
        if free.size:
            X[np.ix_(rows, free)] = np.linalg.solve(G[np.ix_(free, free)], C[np.ix_(rows, free)].T).T
    return X


def pivoting(G, C, start):
    """min ½⟨X, XG⟩ − ⟨C, X⟩, X ≥ 0, row by row, by block principal pivoting with the single-change rule as a backup."""
    rows, rank = C.shape
    passive = start > 0
    patience, least = np.full(rows, 3), np.full(rows, rank + 1)
    X = solve_passive(G, C, passive)
    Y = X @ G - C
    scale = 1e-12 * max(1e-300, np.abs(C).max())
    for _ in range(100 * rank):
        wrong = (passive & (X < -1e-14)) | (~passive & (Y < -scale))
        count = wrong.sum(axis=1)
        bad = np.flatnonzero(count)
        if not bad.size:
            break
        better = count[bad] < least[bad]
        least[bad[better]], patience[bad[better]] = count[bad[better]], 3
        full = better | (patience[bad] > 0)
        patience[bad[~better & full]] -= 1
        flip = wrong[bad]
        single = np.flatnonzero(~full)
        if single.size:
            last = rank - 1 - np.argmax(flip[single, ::-1], axis=1)
            flip[single] = False
            flip[single, last] = True
        passive[bad] ^= flip
        X[bad] = solve_passive(G, C[bad], passive[bad])
        Y[bad] = X[bad] @ G - C[bad]
    return np.maximum(X, 0)


def anls(A, U, watch):
    largest = A.max()
    alpha = float(largest) ** 2
    W, H = U.copy(), U.copy()
    eye = alpha * np.eye(U.shape[1])
    while not watch(H):
        W = pivoting(H.T @ H + eye, A @ H + alpha * H, W)
        H = pivoting(W.T @ W + eye, A @ W + alpha * W, H)


def gradient(A, U, watch):
    squares = A.multiply(A).sum() if hasattr(A, "multiply") else np.sum(A * A)
    f, step = objective(A, U, squares), 1.0
    while not watch(U):
        G = 2 * (U @ (U.T @ U) - A @ U)
        step *= 2
        for _ in range(60):
            new = np.maximum(0, U - step * G)
            there = objective(A, new, squares)
            if there <= f + 0.01 * np.sum(G * (new - U)):
                break
            step /= 2
        U, f = new, there


METHODS = {"anls": anls, "gradient": gradient}

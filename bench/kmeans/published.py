"""The published method, as published: projected gradient steps of constant length on the augmented Lagrangian, the
multipliers moved whenever a step is short (Zhuang, Chen, Yang & Zhang 2024, their program BM_cluster: β = 10,
α = 10⁻⁶, rank 2K, at most 50,000 steps, y ← y + βc where ‖U⁺ − U‖ < 10⁻³ √K, stop at 10⁻⁶). Written for numpy from the
description of the iteration; `watch` is called with what a step has."""

import time

import numpy as np


def published(X, clusters, seed, rank=None, beta=10.0, alpha=1e-6, most=50000, tolerance=1e-6, watch=None,
              max_seconds=np.inf):
    """X: rows are points. Returns U, steps and why it ended: "stopped" by itself, "watch", "limit"."""
    n, rank = len(X), rank or 2 * clusters
    root, one = np.sqrt(clusters), np.ones(len(X))
    U = np.abs(np.random.default_rng(seed).standard_normal((n, rank)))
    U *= root / np.linalg.norm(U)
    y, began = np.zeros(n), time.process_time()
    for step in range(1, most + 1):
        w = y + beta * (U @ (U.T @ one) - one)
        V = np.maximum(U - alpha * (-2 * (X @ (X.T @ U)) + np.outer(w, one @ U) + np.outer(one, w @ U)), 0)
        V *= root / np.linalg.norm(V)
        change = np.linalg.norm(V - U) / root
        U = V
        if change < 1e-3:
            excess = U @ (U.T @ one) - one
            if max(change, np.linalg.norm(excess) / np.sqrt(n)) < tolerance:
                return U, step, "stopped"
            y += beta * excess
        if watch is not None and watch(U, step):
            return U, step, "watch"
        if time.process_time() - began > max_seconds:
            break
    return U, step, "limit"

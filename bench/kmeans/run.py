#!/usr/bin/env python3
"""K-means by nonnegative low-rank factorization, measured (README.md). Needs numpy, scikit-learn for the data, and the
Python package of a build: ORTHANT_LIBRARY, PYTHONPATH=bindings/python.

    bench/kmeans/run.py relaxed     the relaxation on iris and wine over ten seeds, r = 3 … 6
    bench/kmeans/run.py published   the time to the same objective, beside published.py
    bench/kmeans/run.py quality     final sums of squares beside scikit-learn's KMeans of as many starts
    bench/kmeans/run.py large       100,000 × 20, six clusters: processor time and memory
"""

import resource
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

import orthant_nmf as orthant
from published import published


def scored(X):
    spread = X.std(0)
    return (X - X.mean(0)) / np.where(spread > 0, spread, 1)


def mixture(rows, columns, groups, distance, seed=0):
    rng = np.random.default_rng(seed)
    middles = distance * rng.standard_normal((groups, columns))
    return middles[rng.integers(groups, size=rows)] + rng.standard_normal((rows, columns))


def in_units(X):
    """Centred, of mean square 1, and that mean square."""
    X = X - X.mean(0)
    square = (X**2).sum() / len(X)
    return X / np.sqrt(square), square


def relaxed():
    for name, X, known in (("iris", load_iris().data, 16.6291), ("wine z-scored", scored(load_wine().data), 97.4636)):
        square = in_units(X)[1]
        for rank in range(3, 7):
            found = [orthant.recover(X, 3, model="kmeans", lifted_rank=rank, seed=seed, numeric=True) for seed in range(10)]
            values = [one["relaxed"] / square for one in found]
            starts = [start["relaxed"] / square for one in found for start in one["starts"] if start["converged"]]
            hits = sum(abs(value - known) < 1e-3 for value in values)
            print(f"{name}, r = {rank}: {hits} of 10 seeds at {known} ± 1e-3; {min(values):.4f} … {max(values):.4f}; "
                  f"single starts {np.mean(np.abs(np.array(starts) - known) < 1e-3):.0%} of {len(starts)}; "
                  f"inertia {found[0]['inertia']:.6g}")


def race(name, X, clusters):
    """Processor time of one start's relaxation, and of published.py until it is as low, to 0.1 %, and as feasible to
    10⁻³: far less than what ours reaches."""
    X, _ = in_units(X)
    began = time.process_time()
    found = orthant.recover(X, clusters, model="kmeans", starts=1, numeric=True, threads=1)
    ours = time.process_time() - began
    goal, total = found["relaxed"], (X**2).sum()
    one, reached = np.ones(len(X)), []

    def watch(U, step):
        if step % 20:
            return False
        value = total - ((X.T @ U) ** 2).sum()
        feasible = np.linalg.norm(U @ (U.T @ one) - one) <= 1e-3 * np.sqrt(len(X))
        reached[:] = [value]
        return feasible and value <= goal * 1.001

    for label, beta, alpha in (("β = 10, α = 1e-6", 10, 1e-6), ("β = 0.5, α = 1e-4", 0.5, 1e-4)):
        began = time.process_time()
        _, steps, ended = published(X, clusters, 0, beta=beta, alpha=alpha, watch=watch, max_seconds=20)
        spent = time.process_time() - began
        print(f"{name}: ours {ours:.3f} s to {goal:.4f}; published ({label}) {'there' if ended == 'watch' else 'not there (' + ended + ')'} after "
              f"{spent:.2f} s, {steps} steps, at {reached[0]:.4f}: {spent / ours:.0f}×")


def quality():
    sets = [("iris, 3", load_iris().data, 3), ("iris, 8", load_iris().data, 8),
            ("wine z-scored, 3", scored(load_wine().data), 3), ("wine z-scored, 10", scored(load_wine().data), 10),
            ("breast cancer z-scored, 2", scored(load_breast_cancer().data), 2),
            ("digits, 10", load_digits().data, 10), ("digits, 30", load_digits().data, 30),
            ("mixture 2000 × 5, 8, overlapping", mixture(2000, 5, 8, 1), 8),
            ("mixture 2000 × 10, 5, separated", mixture(2000, 10, 5, 3), 5)]
    for name, X, clusters in sets:
        began = time.process_time()
        found = orthant.recover(X, clusters, model="kmeans")
        ours = time.process_time() - began
        began = time.process_time()
        peer = KMeans(clusters, n_init=10, random_state=0).fit(X)
        theirs = time.process_time() - began
        gap = "–" if found.gap is None else f"{100 * found.gap:.3g} %"
        print(f"{name}: {found['inertia']:.8g} in {ours:.2f} s (proof {found['seconds']['prove']:.2f} s, above the optimum "
              f"at most {gap}); scikit-learn {peer.inertia_:.8g} in {theirs:.2f} s: {found['inertia'] / peer.inertia_ - 1:+.3%}",
              flush=True)


def large():
    X = mixture(100_000, 20, 6, 2, seed=1)
    began = time.process_time()
    found = orthant.recover(X, 6, model="kmeans", numeric=True)
    print(f"100,000 × 20, six clusters: {time.process_time() - began:.1f} s of processor time, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB, sum of squares {found['inertia']:.8g}, "
          f"relaxed {found['relaxed']}")
    began = time.process_time()
    found = orthant.recover(X, 6, model="kmeans", starts=1)
    print(f"with its proof: {time.process_time() - began:.1f} s, {found['sentence']}")


def main():
    parts = {"relaxed": relaxed, "quality": quality, "large": large,
             "published": lambda: [race("iris, 3", load_iris().data, 3), race("wine, 3", scored(load_wine().data), 3),
                                   race("mixture 2000 × 10, 5", mixture(2000, 10, 5, 3), 5)]}
    if len(sys.argv) != 2 or sys.argv[1] not in parts:
        sys.exit(f"usage: bench/kmeans/run.py {'|'.join(parts)}")
    parts[sys.argv[1]]()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Moves between minima against restarts, at the same CPU time.

    python3 run.py [--orthant build/bin/orthant] [--starts 50] [--seeds 10] [SET ...]

A SET is one of udisj5:18, udisj6:40, distances32:8, digits:30 (made here) or FILE:RANK. For every seed:

    restarts      recover --starts N
    effort        recover --starts N/10 --effort E, one thread, E so that the CPU time is that of the restarts
    loose         recover --relative-change 1e-6: as many starts as that CPU time allows, none solved to the last digits
    scikit-learn  NMF(init="random", solver="cd", tol=1e-6) from new seeds until that CPU time is spent

One line a set: the median over seeds of each method's best objective, in percent above the lowest that any run found.
Objectives are computed here from the factors, the same for all.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

import numpy as np
import scipy.io
import scipy.sparse


def unique_disjointness(bits):
    size = 1 << bits
    return np.array([[(1 - bin(a & b).count("1")) ** 2 for b in range(size)] for a in range(size)], float)


def squared_distances(size):
    return np.subtract.outer(np.arange(size), np.arange(size)).astype(float) ** 2


def made(name):
    if name.startswith("udisj"):
        return unique_disjointness(int(name[5:]))
    if name.startswith("distances"):
        return squared_distances(int(name[9:]))
    return None


def read(path):
    if path.endswith(".mtx"):
        return scipy.sparse.csr_matrix(scipy.io.mmread(path))
    return np.load(path)


def objective(X, L, R):
    """½‖X − LRᵀ‖², for sparse X without forming LRᵀ."""
    if not scipy.sparse.issparse(X):
        return 0.5 * np.sum((X - L @ R.T) ** 2)
    square = X.multiply(X).sum()
    return 0.5 * (square - 2 * np.sum((X @ R) * L) + np.sum((L.T @ L) * (R.T @ R)))


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def recover(orthant, data, rank, *options):
    """CPU seconds and the best objective, without certificates."""
    before = children_seconds()
    environment = dict(os.environ, OMP_WAIT_POLICY="passive")
    out = subprocess.run([orthant, "recover", data, "--rank", str(rank), "--threads", "1", "--numeric", "--json", *options],
                         stdout=subprocess.PIPE, check=True, env=environment)
    total = children_seconds() - before
    solution = json.loads(out.stdout)
    seconds = solution["seconds"]  # of the clock: their quotient takes off what certificates took
    return total * seconds["solve"] / seconds["total"], solution["objective"]


def scikit_learn(X, rank, seconds, seed):
    from sklearn.decomposition import NMF
    import warnings
    best, count = float("inf"), 0
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = NMF(rank, init="random", solver="cd", tol=1e-6, max_iter=2000, random_state=1000 * seed + count)
            L = model.fit_transform(X)
        best = min(best, objective(X, L, model.components_.T))
        count += 1
    return best, count


def run_set(arguments, name, rank):
    folder = tempfile.mkdtemp()
    X = made(name)
    path = name
    if X is not None:
        path = os.path.join(folder, name + ".npy")
        np.save(path, X)
    elif name != "digits":
        X = read(name)
    else:
        from sklearn.datasets import load_digits
        X = load_digits().data
    few = max(2, arguments.starts // 10)
    rows = []
    for seed in range(1, arguments.seeds + 1):
        seeded = ("--seed", str(seed))
        restart_seconds, restarts = recover(arguments.orthant, path, rank, "--starts", str(arguments.starts), *seeded)
        few_seconds, _ = recover(arguments.orthant, path, rank, "--starts", str(few), *seeded)
        # What a product costs differs between a start and a move: the effort is set by a first run of twice the work.
        twice, _ = recover(arguments.orthant, path, rank, "--starts", str(few), "--effort", "2", *seeded)
        share = max((twice - few_seconds) / few_seconds, 0.05)
        effort = 1 + max(0, restart_seconds / few_seconds - 1) / share
        effort_seconds, moved = recover(arguments.orthant, path, rank, "--starts", str(few), "--effort", f"{effort:.2f}", *seeded)
        loose_starts = arguments.starts
        loose_seconds, loose = recover(arguments.orthant, path, rank, "--starts", str(loose_starts), "--relative-change", "1e-6", *seeded)
        more = max(1, int(loose_starts * restart_seconds / loose_seconds))
        loose_seconds, loose = recover(arguments.orthant, path, rank, "--starts", str(more), "--relative-change", "1e-6", *seeded)
        peer, peer_starts = scikit_learn(X, rank, restart_seconds, seed) if not arguments.no_peer else (float("nan"), 0)
        rows.append({"seed": seed, "restarts": restarts, "effort": moved, "loose": loose, "scikit-learn": peer,
                     "seconds": {"restarts": restart_seconds, "effort": effort_seconds, "loose": loose_seconds},
                     "peer_starts": peer_starts, "loose_starts": more})
        print(json.dumps({"set": name, "rank": rank, **rows[-1]}), flush=True)
    return rows


def summary(name, rank, rows):
    methods = ["restarts", "loose", "effort", "scikit-learn"]
    lowest = min(row[method] for row in rows for method in methods if row[method] == row[method])
    above = {m: 100 * (statistics.median(row[m] for row in rows) / lowest - 1) for m in methods}
    seconds = {m: statistics.median(row["seconds"][m] for row in rows) for m in ("restarts", "effort", "loose")}
    return (f"| {pathlib.Path(name).stem} {rank} | {lowest:.9g} | " + " | ".join(f"{above[m]:.3f}" for m in methods) +
            f" | {seconds['restarts']:.1f}, {seconds['loose']:.1f}, {seconds['effort']:.1f} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=["udisj5:18", "udisj6:40", "distances32:8"])
    parser.add_argument("--orthant", default="build/bin/orthant")
    parser.add_argument("--starts", type=int, default=50)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--no-peer", action="store_true")
    arguments = parser.parse_args()
    lines = []
    for one in arguments.sets:
        name, rank = one.rsplit(":", 1)
        lines.append(summary(name, int(rank), run_set(arguments, name, int(rank))))
    print("\n| set, rank | lowest found | restarts | loose | effort | scikit-learn | CPU s |\n|---|---|---|---|---|---|---|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

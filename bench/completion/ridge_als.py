#!/usr/bin/env python3
"""Ridge ALS with offsets, tuned by held-out entries: what `orthant recover --hold-out` is measured against.

    min ½ Σ_training (y − μ − b_i − c_j − u_i·v_j)² + ½λ(‖b‖² + ‖c‖² + ‖U‖² + ‖V‖²)

of any sign: alternating exact solutions of both sides (SciPy's Cholesky, a row at a time). λ and the rank are those
that predict a tenth of the training entries best, along a path of λ with warm starts; then all training entries are
fitted. Held-out entries have no part in either.

    ridge_als.py TRIPLETS.csv PAIRS.csv [--rank 1 3 5]

TRIPLETS.csv has a line of names and row,column,value; PAIRS.csv the held-out rows and columns. Prints one JSON line:
the RMSE of the held-out entries, of the mean alone and of the offsets alone, and the processor time that it took.
"""
import argparse
import csv
import json
import time

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix


def read(triplets, pairs):
    with open(triplets, newline="") as file:
        lines = list(csv.reader(file))[1:]
    rows = {name: k for k, name in enumerate(dict.fromkeys(line[0] for line in lines))}
    cols = {name: k for k, name in enumerate(dict.fromkeys(line[1] for line in lines))}
    i = np.array([rows[line[0]] for line in lines])
    j = np.array([cols[line[1]] for line in lines])
    y = np.array([float(line[2]) for line in lines])
    with open(pairs, newline="") as file:
        held = {(line[0], line[1]) for line in csv.reader(file)}
    mask = np.array([(line[0], line[1]) in held for line in lines])
    return (len(rows), len(cols)), (i[~mask], j[~mask], y[~mask]), (i[mask], j[mask], y[mask])


class Side:
    """The entries of one side by lines: CSR arrays."""

    def __init__(self, i, j, y, shape):
        matrix = csr_matrix((y, (i, j)), shape=shape)
        self.start, self.index, self.value = matrix.indptr, matrix.indices, matrix.data

    def solve(self, own, other, own_offset, other_offset, penalty):
        """Rows of `own` (offset first, then factors), with `other` fixed."""
        width = own.shape[1] + 1
        ridge = penalty * np.eye(width)
        for line in range(len(self.start) - 1):
            a, b = self.start[line], self.start[line + 1]
            if a == b:
                own_offset[line], own[line] = 0, 0
                continue
            index = self.index[a:b]
            design = np.column_stack([np.ones(b - a), other[index]])
            target = self.value[a:b] - other_offset[index]
            solved = cho_solve(cho_factor(design.T @ design + ridge), design.T @ target)
            own_offset[line], own[line] = solved[0], solved[1:]


class Als:
    def __init__(self, shape, entries, rank, seed=0):
        i, j, y = entries
        random = np.random.default_rng(seed)
        self.mean = y.mean()
        self.rows = Side(i, j, y - self.mean, shape)
        self.cols = Side(j, i, y - self.mean, shape[::-1])
        self.b, self.c = np.zeros(shape[0]), np.zeros(shape[1])
        self.U = 0.1 * random.standard_normal((shape[0], rank))
        self.V = 0.1 * random.standard_normal((shape[1], rank))

    def predict(self, i, j):
        return self.mean + self.b[i] + self.c[j] + (self.U[i] * self.V[j]).sum(1)

    def fit(self, penalty, tolerance=1e-4, iterations=50):
        before = None
        for _ in range(iterations):
            self.rows.solve(self.U, self.V, self.b, self.c, penalty)
            self.cols.solve(self.V, self.U, self.c, self.b, penalty)
            now = np.concatenate([self.b, self.c, self.U.ravel(), self.V.ravel()])
            if before is not None and np.linalg.norm(now - before) <= tolerance * np.linalg.norm(now):
                break
            before = now


def rmse(model, entries):
    i, j, y = entries
    return float(np.sqrt(np.mean((model.predict(i, j) - y) ** 2)))


def tuned(shape, training, rank, penalties, seed):
    """(RMSE of a tenth, λ): the best along the path."""
    order = np.random.default_rng(seed).permutation(len(training[2]))
    tenth = np.zeros(len(order), bool)
    tenth[order[: len(order) // 10]] = True
    rest, held = [part[~tenth] for part in training], [part[tenth] for part in training]
    model, found = Als(shape, rest, rank, seed), []
    for penalty in penalties:
        model.fit(penalty)
        found.append((rmse(model, held), penalty))
        if len(found) > 2 and found[-1][0] > found[-2][0] > found[-3][0]:
            break
    return min(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("triplets")
    parser.add_argument("pairs")
    parser.add_argument("--rank", type=int, nargs="+", default=[1, 3, 5])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    shape, training, held = read(args.triplets, args.pairs)
    penalties = [32 * 0.75**k for k in range(16)]
    offsets_alone = None
    began = time.process_time()
    choices = [(*tuned(shape, training, rank, penalties, args.seed), rank) for rank in args.rank]
    best, penalty, rank = min(choices)
    model = Als(shape, training, rank, args.seed)
    model.fit(penalty)
    seconds = time.process_time() - began
    _, weight = tuned(shape, training, 0, penalties, args.seed)
    offsets_alone = Als(shape, training, 0, args.seed)
    offsets_alone.fit(weight)
    mean = float(np.sqrt(np.mean((held[2] - training[2].mean()) ** 2)))
    print(json.dumps({"rmse": rmse(model, held), "rank": rank, "penalty": penalty, "tenth": best, "mean": mean,
                      "offsets": rmse(offsets_alone, held), "cpu_seconds": seconds}))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Exact nonnegative factorizations: how many are found, and how many of those are proved.

    run.py random [--program build/bin/orthant] [--n 10] [--ranks 4,5,6] [--trials 100] [--below 100] [--starts 20]
    run.py hard   [--program build/bin/orthant] [--starts 20] [--max-seconds 60]

`random`: L and R of n×r integers, uniform in 0 … below − 1, A = LRᵀ. `hard`: matrices of small rank and larger
nonnegative rank: linear Euclidean distance matrices (i − j)², Thomas's 4×4, slack matrices of regular polygons, unique
disjointness. Found is an objective of zero up to rounding; proved, one that is zero exactly, in fractions, and accepted by
the checker.
"""
import argparse
import itertools
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile


def recover(program, matrix, rank, *options):
    """The solution, and the CPU seconds it took."""
    with tempfile.TemporaryDirectory() as place:
        file = os.path.join(place, "a.csv")
        with open(file, "w") as out:
            out.writelines(",".join(repr(x) for x in row) + "\n" for row in matrix)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([program, "recover", file, "--rank", str(rank), "--exact", "--json", "--first-line", "data",
                               "--first-column", "data", *map(str, options)], capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            sys.exit(done.stderr)
        return json.loads(done.stdout), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ends(solution):
    certificate = solution["certificate"]
    exact = certificate["verdict"] == "global_minimizer" and certificate["rigor"] == "exact"
    found = exact or (certificate["verdict"] == "global_minimizer" and certificate["relative_error"] < 1e-12)
    rank = [r for r in certificate["reasons"] if "nonnegative rank" in r]
    return found, exact, rank[0].split("nonnegative rank of the data is ")[1].rstrip(".") if rank else ""


def random_trials(args):
    print(f"{args.n}×{args.n}, integers below {args.below}, {args.trials} trials\n rank  found  proved  starts  CPU s a trial")
    for rank in map(int, args.ranks.split(",")):
        found = proved = starts = 0
        seconds = 0.0
        for trial in range(args.trials):
            draw = random.Random(1000 * rank + trial)
            L, R = ([[draw.randrange(args.below) for _ in range(rank)] for _ in range(args.n)] for _ in "LR")
            A = [[sum(x * y for x, y in zip(l, r)) for r in R] for l in L]
            solution, cpu = recover(args.program, A, rank, "--starts", args.starts)
            one, exact, _ = ends(solution)
            found, proved, seconds = found + one, proved + exact, seconds + cpu
            starts += len(solution["starts"])
        print(f"{rank:5}  {found:5}  {proved:6}  {starts:6}  {seconds / args.trials:13.3f}", flush=True)


def distances(n):
    return [[(i - j) ** 2 for j in range(n)] for i in range(n)]


def polygon(n):
    """Slacks of the regular n-gon: how far vertex j is from side i."""
    angle = 2 * math.pi / n
    slack = [max(0.0, math.cos(angle / 2) - math.cos(angle * (k + 0.5))) for k in range(n)]
    slack[0] = slack[n - 1] = 0.0
    return [[slack[(j - i) % n] for j in range(n)] for i in range(n)]


def disjointness(n):
    sets = list(itertools.product([0, 1], repeat=n))
    return [[(1 - sum(a * b for a, b in zip(x, y))) ** 2 for y in sets] for x in sets]


HARD = [
    ("Thomas", [[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]], 4),
    ("distances 6", distances(6), 5),
    ("distances 8", distances(8), 6),
    ("distances 12", distances(12), 7),
    ("distances 16", distances(16), 8),
    ("hexagon, integers", [[[0, 1, 2, 2, 1, 0][(j - i) % 6] for j in range(6)] for i in range(6)], 5),
    ("octagon", polygon(8), 6),
    ("9-gon", polygon(9), 7),
    ("disjointness 2", disjointness(2), 4),
    ("disjointness 3", disjointness(3), 8),
]


def hard_matrices(args):
    print(f"{'matrix':20} parts  found  proved  nonnegative rank  starts  CPU s")
    for name, matrix, rank in HARD:
        solution, cpu = recover(args.program, matrix, rank, "--starts", args.starts, "--max-seconds", args.max_seconds)
        found, exact, known = ends(solution)
        print(f"{name:20} {rank:5}  {'yes' if found else 'no':5}  {'yes' if exact else 'no':6}  {known:16}  "
              f"{len(solution['starts']):6}  {cpu:5.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["random", "hard"])
    parser.add_argument("--program", default="build/bin/orthant")
    parser.add_argument("--n", type=int, default=10)
    parser.add_argument("--ranks", default="4,5,6")
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--below", type=int, default=100)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--max-seconds", type=float, default=60)
    args = parser.parse_args()
    random_trials(args) if args.what == "random" else hard_matrices(args)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""`orthant recover --hold-out` and ridge_als.py on the same held-out entries: RMSE and processor time by seed.

    run.py RATINGS.csv [--program build/bin/orthant] [--seeds 5] [--rank 1] [--share 0.1]

RATINGS.csv: a line of names, then row,column,value. For each seed a share of the pairs is drawn so that every row and
column keeps one; both programs are told these pairs.
"""
import argparse
import collections
import csv
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile


def draw(pairs, share, seed):
    """A share of the pairs; every row and column keeps one."""
    left = collections.Counter()
    for row, col in pairs:
        left["r", row] += 1
        left["c", col] += 1
    order = list(pairs)
    random.Random(seed).shuffle(order)
    held = []
    for row, col in order:
        if len(held) == round(share * len(pairs)):
            break
        if min(left["r", row], left["c", col]) > 1:
            left["r", row] -= 1
            left["c", col] -= 1
            held.append((row, col))
    return held


def run(command):
    """Stdout as JSON, and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, check=True, capture_output=True, text=True,
                         env=dict(os.environ, OMP_WAIT_POLICY="passive")).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(out), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ratings")
    parser.add_argument("--program", default="build/bin/orthant")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--rank", default="1")
    parser.add_argument("--starts", default="1")
    args = parser.parse_args()
    with open(args.ratings, newline="") as file:
        pairs = [tuple(line[:2]) for line in list(csv.reader(file))[1:]]
    here = pathlib.Path(__file__).resolve().parent
    print("seed  orthant  ridge ALS  offsets   mean     CPU s: orthant (path + starts)  ridge ALS")
    sums = collections.Counter()
    for seed in range(args.seeds):
        with tempfile.TemporaryDirectory() as folder:
            held = pathlib.Path(folder) / "pairs.csv"
            held.write_text("".join(f"{row},{col}\n" for row, col in draw(pairs, args.share, seed)))
            ours, seconds = run([args.program, "recover", args.ratings, "--format", "triplets", "--rank", args.rank,
                                 "--starts", args.starts, "--hold-out", str(held), "--seed", str(seed), "--threads",
                                 "1", "--json"])
            theirs, _ = run([sys.executable, here / "ridge_als.py", args.ratings, held, "--seed", str(seed)])
        completion = ours["completion"]
        found = completion["path_seconds"] + ours["seconds"]["solve"]
        row = [completion["rmse"], theirs["rmse"], theirs["offsets"], theirs["mean"], seconds, found,
               theirs["cpu_seconds"]]
        print("{:4}  {:.4f}   {:.4f}     {:.4f}   {:.4f}   {:8.2f} ({:.2f})  {:8.2f}   {}".format(
            seed, *row, ours["verdict"]), flush=True)
        sums.update(dict(enumerate(row)))
    print("mean  {:.4f}   {:.4f}     {:.4f}   {:.4f}   {:8.2f} ({:.2f})  {:8.2f}".format(
        *(sums[k] / args.seeds for k in range(7))))


if __name__ == "__main__":
    main()

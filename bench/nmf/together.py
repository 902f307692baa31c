#!/usr/bin/env python3
"""Ten starts that share passes over the data against the same starts by themselves, in turns; prints a table.

    /usr/bin/python3 bench/nmf/together.py                    # counts: dense 8000×1000, log(1 + Poisson)
    /usr/bin/python3 bench/nmf/together.py --data c.mtx --ranks 5 10 20 --starts 4 --iterations 40

Seconds are those of the solves, the lowest of --repeats.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

from methods import environment

HERE = Path(__file__).resolve().parent
ORTHANT = HERE.parent.parent / "build/bin/orthant"


def counts(path: Path) -> Path:
    """log(1 + Poisson) of a product of rank 8, 38 % nonzeros: the spectrum decays slowly, as that of gene counts."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        random = np.random.default_rng(1)
        left, right = random.gamma(0.5, size=(8000, 8)), random.gamma(0.5, size=(8, 1000))
        np.save(path, np.log1p(random.poisson(0.3 * left @ right).astype(float)))
    return path


def solve(arguments, rank: int, threads: int, together: int) -> dict:
    command = [ORTHANT, "recover", arguments.data, "--rank", rank, "--starts", arguments.starts, "--seed", 1,
               "--threads", threads, "--together", together, "--max-iterations", arguments.iterations,
               "--stationarity", 1e-8, "--numeric", "--json"]
    run = subprocess.run([str(word) for word in command], env=environment(threads), capture_output=True, check=True)
    return json.loads(run.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a matrix; its own counts when not given")
    parser.add_argument("--ranks", type=int, nargs="+", default=[3, 5, 10, 20])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    arguments.data = arguments.data or counts(HERE / "data/counts.npy")
    print("| rank | threads | together | alone, s | together, s | ratio | lowest objective, alone and together |")
    print("|---:|---:|---:|---:|---:|---:|---|")
    for rank in arguments.ranks:
        for threads in arguments.threads:
            best = {}
            for _ in range(arguments.repeats):
                for together in (1, 0):
                    document = solve(arguments, rank, threads, together)
                    if together not in best or document["seconds"]["solve"] < best[together]["seconds"]["solve"]:
                        best[together] = document
            alone, shared = (best[together]["seconds"]["solve"] for together in (1, 0))
            lowest = [min(start["objective"] for start in best[together]["starts"]) for together in (1, 0)]
            group = best[0]["starts"][0]["together"]
            print(f"| {rank} | {threads} | {group} | {alone:.2f} | {shared:.2f} | {alone / shared:.2f} | "
                  f"{lowest[0]:.9g}, {lowest[1]:.9g} |", flush=True)


if __name__ == "__main__":
    main()

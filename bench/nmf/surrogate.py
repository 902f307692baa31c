#!/usr/bin/env python3
"""`auto`, which begins on a low-rank surrogate, against `--solver hals` on the data: CPU seconds to 0.1 %.

    /usr/bin/python3 bench/nmf/surrogate.py                      # waves and tall
    /usr/bin/python3 bench/nmf/surrogate.py --sets waves a2 b --threads 1 2 --repeats 5

    waves  dense 1500×2000, rank 40: a picture, 60 smooth separable waves and 2 % noise
    tall   dense 500×50000, rank 8: WHᵀ + E, W and H uniform, E Gaussian with ‖E‖ = 0.02 ‖WHᵀ‖
    others are those of data.py, which must have been made

Both go from the same start to 1.001 times the higher of the two objectives that they reach in --seconds. The CPU time
is that of the process, user and system, less that of a run which stops at once; the lowest of --repeats, in turns.
"""

import argparse
import json
import os
import subprocess
from pathlib import Path

import numpy as np

import data
from methods import environment

HERE = Path(__file__).resolve().parent
ORTHANT = HERE.parent.parent / "build/bin/orthant"


def waves() -> np.ndarray:
    random = np.random.default_rng(1)
    s, t = np.linspace(0, 1, 1500)[:, None], np.linspace(0, 1, 2000)[:, None]
    left = 1 + np.cos(2 * np.pi * (random.uniform(0.5, 8, 60) * s + random.uniform(size=60)))
    right = 1 + np.cos(2 * np.pi * (random.uniform(0.5, 8, 60) * t + random.uniform(size=60)))
    product = (left * random.uniform(0.2, 1, 60)) @ right.T
    noise = random.standard_normal(product.shape)
    return np.maximum(product + 0.02 * np.linalg.norm(product) / np.linalg.norm(noise) * noise, 0)


def tall() -> np.ndarray:
    random = np.random.default_rng(2)
    product = random.uniform(size=(500, 8)) @ random.uniform(size=(8, 50000))
    noise = random.standard_normal(product.shape)
    return np.maximum(product + 0.02 * np.linalg.norm(product) / np.linalg.norm(noise) * noise, 0)


OWN = {"waves": (waves, 40), "tall": (tall, 8)}


def file_and_rank(name: str) -> tuple:
    if name not in OWN:
        s = data.SETS[name]
        return data.program_file(s, data.folder_of(data.DATA, False)), s.rank
    path = data.DATA / f"{name}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, OWN[name][0]())
    return path, OWN[name][1]


def run(arguments, name: str, solver: str, threads: int, *flags) -> tuple:
    """The first start of the answer, and the CPU seconds of the process."""
    path, rank = file_and_rank(name)
    command = [arguments.orthant.resolve(), "recover", path, "--rank", rank, "--starts", 1, "--seed", arguments.seed,
               "--threads", threads, "--stationarity", 1e-8, "--numeric", "--json", "--solver", solver, *flags]
    passive = dict(environment(threads), OMP_WAIT_POLICY="passive")  # threads that wait must not count
    child = subprocess.Popen([str(word) for word in command], env=passive, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
    text = child.stdout.read()
    _, _, usage = os.wait4(child.pid, 0)
    return json.loads(text)["starts"][0], usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=list(OWN))
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="of the runs that find the objective")
    parser.add_argument("--orthant", type=Path, default=ORTHANT)
    arguments = parser.parse_args()
    solvers = ("auto", "hals")
    print("| data | threads | auto, CPU s | hals, CPU s | ratio | objective to reach |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in arguments.sets:
        finals = [run(arguments, name, solver, max(arguments.threads), "--max-seconds", arguments.seconds)[0]["objective"]
                  for solver in solvers]
        target = 1.001 * max(finals)
        for threads in arguments.threads:
            cpu = {}
            for _ in range(arguments.repeats):
                for solver in solvers:
                    idle = run(arguments, name, "hals", threads, "--max-iterations", 0)[1]
                    start, seconds = run(arguments, name, solver, threads, "--target-objective", repr(target))
                    reached = start["status"] == "target_reached"
                    cpu.setdefault(solver, []).append(seconds - idle if reached else float("inf"))
            auto, hals = (min(cpu[solver]) for solver in solvers)
            print(f"| {name} | {threads} | {auto:.2f} | {hals:.2f} | {auto / hals:.2f} | {target:.9g} |", flush=True)


if __name__ == "__main__":
    main()

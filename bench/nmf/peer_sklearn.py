#!/usr/bin/env python3
"""One run of scikit-learn's NMF as a curve: seconds and objective after every iteration.

The clock starts when `fit_transform` is called with the data in memory, so that its initialisation counts, and
stands still while the objective is computed, in a wrapper around the update of the second factor. The run ends when
the clock has reached --seconds, by an exception from that wrapper: scikit-learn's own tolerance is 0.
Prints one JSON document. Threads are those of OPENBLAS_NUM_THREADS and OMP_NUM_THREADS.
"""

import argparse
import json
import sys
import time
import warnings
from pathlib import Path

from sklearn.decomposition import NMF, _nmf

import data
from judge import JUDGES


class Finished(Exception):
    """The clock has run out."""


class Clock:
    """Seconds that a solver ran, without those spent looking at it."""

    def __init__(self):
        self.start = self.paused = 0.0

    def begin(self):
        self.start = time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self.start - self.paused

    def __enter__(self):
        self.pause = time.perf_counter()

    def __exit__(self, *_):
        self.paused += time.perf_counter() - self.pause


class Recorder:
    """The curve of a run, taken where the solver has updated both factors."""

    def __init__(self, objective, limit: float):
        self.objective, self.limit = objective, limit
        self.clock, self.curve = Clock(), []

    def record(self, W, H):
        now = self.clock.seconds()
        with self.clock:
            self.curve.append((round(now, 6), self.objective(W, H)))
        if now >= self.limit:
            raise Finished


def watch_coordinate_descent(recorder: Recorder) -> None:
    """Every second call of the update is for H: update(Aᵀ, H, W)."""
    update, calls = _nmf._update_coordinate_descent, [0]

    def watched(A, first, second, *rest):
        violation = update(A, first, second, *rest)
        calls[0] += 1
        if calls[0] % 2 == 0:
            recorder.record(second, first)
        return violation

    _nmf._update_coordinate_descent = watched


def watch_multiplicative_update(recorder: Recorder) -> None:
    update = _nmf._multiplicative_update_h

    def watched(A, W, H, *rest, **named):
        H = update(A, W, H, *rest, **named)
        recorder.record(W, H.T)
        return H

    _nmf._multiplicative_update_h = watched


def megabytes(field: str) -> float:
    """VmRSS: resident now; VmHWM: the most since the last forget_peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", choices=data.SETS)
    parser.add_argument("--folder", type=Path, default=data.DATA)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--algorithm", choices=["cd", "mu"], default="cd")
    parser.add_argument("--loss", choices=JUDGES, default="frobenius")
    parser.add_argument("--init", choices=["random", "nndsvda"], default="random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")

    s = data.resized(data.SETS[arguments.set], arguments.small)
    before = megabytes("VmRSS")
    A = data.load(s, data.folder_of(arguments.folder, arguments.small))
    recorder = Recorder(JUDGES[arguments.loss](A), arguments.seconds)
    (watch_coordinate_descent if arguments.algorithm == "cd" else watch_multiplicative_update)(recorder)
    model = NMF(s.rank, init=arguments.init, solver=arguments.algorithm, beta_loss=arguments.loss, tol=0,
                max_iter=10 ** 9, random_state=arguments.seed)
    forget_peak()  # that of reading
    recorder.clock.begin()
    try:
        model.fit_transform(A)
    except Finished:
        pass
    peak = megabytes("VmHWM")
    json.dump({"curve": recorder.curve, "iterations": len(recorder.curve), "peak_mb": round(peak, 1),
               "before_mb": round(before, 1)}, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())

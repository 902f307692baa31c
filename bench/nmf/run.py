#!/usr/bin/env python3
"""Every method on every data set, interleaved: for one seed after the other, each method in turn.

First orthant runs to stationarity for every seed, which says what the best objective is; then for each seed the
peers are watched and orthant runs to each target; if a peer finds something lower, the runs to targets that have
moved are repeated. Runs that the results file has already are not repeated (--fresh forgets it).
"""

import argparse
import shlex
import sys
from pathlib import Path

import data
from methods import DEFAULT, METHODS, Ours, Setting, Skipped, finish, run_ours
from results import Results, lowest

HERE = Path(__file__).resolve().parent
LIMITS = {"a1": 30, "a2": 30, "b": 60, "c": 60, "d1": 30, "d2": 30, "e": 30}  # seconds of one peer's run
SMALL_LIMIT = 1
KL_FACTOR = 10  # the divergence is that much slower for peers
GAPS = ("1", "0.1", "0.01", "0.001", "0.0001")


class Bench:
    def __init__(self, setting: Setting, results: Results, seeds: list, threads: int):
        self.setting, self.results, self.seeds, self.threads = setting, results, seeds, threads
        self.skipped: set = set()

    def once(self, method, name: str, seed: int, goal: str, work, stale=None) -> None:
        """Runs `work` unless its record exists and is not stale; adds the record and says so."""
        known = self.results.get(set=name, method=method.name, threads=self.threads, seed=seed, goal=goal)
        if (known and not (stale and stale(known))) or (method.name, goal) in self.skipped:
            return
        try:
            record = work()
        except Skipped as reason:
            self.skipped.add((method.name, goal))
            print(f"{name:3} {method.name:20} {goal:7} skipped: {reason}", flush=True)
            return
        record.update(set=name, method=method.name, loss=method.loss, threads=self.threads, seed=seed, goal=goal)
        self.results.add(record)
        seconds = record["seconds"] if "seconds" in record else record["curve"][-1][0]
        print(f"{name:3} {method.name:20} {goal:7} seed {seed} threads {self.threads} {seconds:9.3f} s "
              f"{record['iterations']:6} iterations  objective {lowest(record):.10g}  {record.get('status', '')}",
              flush=True)

    def watch(self, peer, name: str, seed: int) -> None:
        limit = self.setting.limits[name] * (KL_FACTOR if peer.loss != "frobenius" else 1)
        self.once(peer, name, seed, "curve", lambda: peer.run(self.setting, name, self.threads, seed, limit))

    def to_targets(self, method: Ours, name: str, seed: int, gaps) -> None:
        for gap in gaps:
            target = (1 + float(gap)) * self.results.best(name, method.loss)

            def work(target=target):
                return dict(run_ours(self.setting, method, name, self.threads, seed, target), target=target)

            # A target that has moved by a hundredth of the gap is another target.
            self.once(method, name, seed, gap, work,
                      stale=lambda known, target=target, gap=gap:
                      abs(known["target"] / target - 1) > 0.01 * float(gap))

    def data_set(self, name: str, methods: list, gaps) -> None:
        methods = [method for method in methods if name in method.sets]
        ours = [method for method in methods if isinstance(method, Ours)]
        for seed in self.seeds:
            for method in ours:
                self.once(method, name, seed, "finish",
                          lambda method=method, seed=seed: finish(self.setting, method, name, self.threads, seed))
        for seed in self.seeds:
            for method in methods:
                if isinstance(method, Ours):
                    self.to_targets(method, name, seed, gaps)
                elif seed <= method.seeds:
                    self.watch(method, name, seed)
        for seed in self.seeds:
            for method in ours:
                self.to_targets(method, name, seed, gaps)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orthant", type=Path, default=HERE.parents[1] / "build" / "bin" / "orthant")
    parser.add_argument("--folder", type=Path, default=data.DATA, help="where data.py wrote")
    parser.add_argument("--small", action="store_true", help="the small data, short limits: to try the benchmark")
    parser.add_argument("--only", nargs="+", choices=data.SETS, default=["a1", "a2", "b", "c"], metavar="SET")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(DEFAULT), metavar="METHOD",
                        help=", ".join(METHODS))
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=3, help="runs of each kind, with seeds 1, 2, …")
    parser.add_argument("--gaps", nargs="+", default=list(GAPS), help="targets, relative to the best objective")
    parser.add_argument("--seconds", type=float, help="limit of a peer's run, instead of each set's own")
    parser.add_argument("--flags", default="", help='more options for orthant, as in --flags="--solver hals"')
    parser.add_argument("--results", type=Path, help="default results/results.jsonl, or results/small.jsonl")
    parser.add_argument("--fresh", action="store_true", help="forget the results there are")
    arguments = parser.parse_args()
    if not arguments.orthant.exists():
        parser.error(f"{arguments.orthant} does not exist; build first or give --orthant PATH")
    limits = {name: arguments.seconds or (SMALL_LIMIT if arguments.small else LIMITS[name]) for name in LIMITS}
    setting = Setting(arguments.orthant, arguments.folder, arguments.small, limits,
                      shlex.split(arguments.flags))
    for name in arguments.only:
        if not data.program_file(setting.data_set(name), setting.place()).exists():
            parser.error(f"no data for {name}; make it with data.py{' --small' if arguments.small else ''} {name}")
    path = arguments.results or HERE / "results" / ("small.jsonl" if arguments.small else "results.jsonl")
    if arguments.fresh:
        path.unlink(missing_ok=True)
    results = Results(path)
    methods = [METHODS[name] for name in arguments.methods]
    for name in arguments.only:
        for threads in arguments.threads:
            bench = Bench(setting, results, list(range(1, arguments.repeats + 1)), threads)
            bench.data_set(name, methods, arguments.gaps)
    print(f"results: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

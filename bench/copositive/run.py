#!/usr/bin/env python3
"""Orthant, HiGHS and simplicial partition on the same matrices, interleaved, one core each.

For every matrix: write it as .npy, run every solver on it in its own process, compare the verdicts with what
is known and check every witness in exact rational arithmetic.  Prints and writes the sizes decided within
1, 10 and 60 s per family and the ratio HiGHS (best formulation) / orthant.  See README.md.
"""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, Optional

import numpy as np
import scipy

import native
from families import Instance, instances
from highs import FORMULATIONS

HERE = Path(__file__).resolve().parent
BUDGETS = (1, 10, 60)
ENVIRONMENT = {**os.environ, **{name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}}
DISAGREE = "the solvers disagree: "
VERDICTS = ("strictly_copositive", "copositive", "not_copositive", "undecided")


class Outcome(NamedTuple):
    """One solver on one matrix; seconds are the solver's cost as defined in README.md."""
    solver: str
    verdict: str
    seconds: float
    lower: Optional[float] = None
    upper: Optional[float] = None
    witness: Optional[list] = None
    rigor: Optional[str] = None
    method: Optional[str] = None
    reported: Optional[float] = None        # the seconds in the solver's own JSON
    error: Optional[str] = None

    def side(self) -> Optional[str]:
        """yes, no, or None."""
        return {"strictly_copositive": "yes", "copositive": "yes", "not_copositive": "no"}.get(self.verdict)


def call(command: list, seconds: float) -> tuple:
    """(JSON document or None, wall-clock seconds, error line or None); a process is ended 5 s after its budget."""
    start = time.perf_counter()
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=ENVIRONMENT,
                              timeout=seconds + 5)
    except subprocess.TimeoutExpired:
        return None, time.perf_counter() - start, None
    elapsed = time.perf_counter() - start
    try:
        return json.loads(done.stdout), elapsed, None
    except json.JSONDecodeError:
        if done.returncode == 3:
            return None, elapsed, None
        lines = done.stderr.strip().splitlines() or ["no output"]
        return None, elapsed, f"exit {done.returncode}: {lines[-1]}"


def outcome(solver: str, document: Optional[dict], seconds: float, error: Optional[str]) -> Outcome:
    """Read a solver's JSON; a verdict outside the contract is an error."""
    if document is None:
        return Outcome(solver, "undecided", seconds, error=error)
    verdict = document.get("verdict")
    if verdict not in VERDICTS:
        return Outcome(solver, "undecided", seconds, error=f"verdict = {verdict}; expected one of {', '.join(VERDICTS)}")
    fields = {key: document.get(key) for key in ("lower", "upper", "witness", "rigor", "method")}
    return Outcome(solver, verdict, seconds, reported=document.get("seconds"), **fields)


def run_orthant(program: Path, matrix: Path, seconds: float) -> Outcome:
    """Whole process, wall clock; the median of three runs when the first takes less than a second."""
    command = [program, "copositive", matrix, "--json", "--threads", "1", "--max-seconds", f"{seconds:g}"]
    document, first, error = call(command, seconds)
    times = [first]
    if error is None and first < 1:
        times += [call(command, seconds)[1] for _ in range(2)]
    return outcome("orthant", document, statistics.median(times), error)


def run_highs(formulation: str, matrix: Path, seconds: float, cuts: bool = True) -> Outcome:
    """Model building and solving only, as measured inside the process: Python's start is not charged."""
    command = [sys.executable, HERE / "highs.py", matrix, "--formulation", formulation, "--seconds", f"{seconds:g}"]
    command += [] if cuts else ["--no-cuts"]
    document, elapsed, error = call(command, seconds)
    return outcome(f"highs {formulation}", document, document["seconds"] if document else elapsed, error)


def run_partition(text: Path, seconds: float) -> Outcome:
    """The partition loop only, as measured inside the process."""
    document, elapsed, error = call([native.program("partition"), text, f"{seconds:g}"], seconds)
    return outcome("partition", document, document["seconds"] if document else elapsed, error)


def exact_value(Q: np.ndarray, x: list) -> Optional[Fraction]:
    """xᵀQx in rational arithmetic; None when x is not a nonzero nonnegative vector of the right length."""
    if len(x) != len(Q) or not all(math.isfinite(v) and v >= 0 for v in x) or not any(x):
        return None
    support = [i for i, v in enumerate(x) if v > 0]
    point = {i: Fraction(x[i]) for i in support}
    return sum((Fraction(float(Q[i, j])) * point[i] * point[j] for i in support for j in support), Fraction(0))


def complaints(Q: np.ndarray, expected: Optional[str], value: Optional[float], found: list) -> list:
    """Everything wrong with the outcomes on one matrix, one line each."""
    lines = [f"{o.solver}: {o.error}" for o in found if o.error]
    proved_no = False
    for o in found:
        if o.side() == "no":
            exact = exact_value(Q, o.witness) if o.witness else None
            if exact is not None and exact < 0:
                proved_no = True
            else:
                lines.append(f"{o.solver}: not_copositive without a witness that holds in exact arithmetic")
    known = "no" if proved_no or expected == "not_copositive" else "yes" if expected else None
    sides = {o.side() for o in found} - {None}
    for o in found:
        if known and o.side() and o.side() != known:
            lines.append(f"{o.solver}: {o.verdict}, but the answer is {'not copositive' if known == 'no' else expected}")
        elif o.solver == "orthant" and o.side() == "yes" and expected and o.verdict != expected:
            lines.append(f"orthant: {o.verdict}, expected {expected}")
        if value is not None and o.solver == "orthant" and o.lower is not None and o.upper is not None:
            slack = 1e-9 * (1 + abs(value))
            if not o.lower - slack <= value <= o.upper + slack:
                lines.append(f"orthant: bounds [{o.lower}, {o.upper}] exclude the value {value}")
    if known is None and len(sides) > 1:
        lines.append(DISAGREE + ", ".join(f"{o.solver} {o.verdict}" for o in found))
    return lines


class Schedule:
    """Which solver still runs on which family: one that ran out of budget is spared the larger sizes."""

    def __init__(self) -> None:
        self.given_up: dict = {}

    def wants(self, solver: str, instance: Instance) -> bool:
        return instance.order <= self.given_up.get((solver, instance.family), math.inf)

    def record(self, instance: Instance, result: Outcome) -> None:
        key = (result.solver, instance.family)
        if result.side() is None:
            self.given_up[key] = min(instance.order, self.given_up.get(key, math.inf))


def measure(instance: Instance, arguments: argparse.Namespace, schedule: Schedule, folder: Path) -> dict:
    """All solvers on one matrix.

    HiGHS' formulations follow one another; once one has decided in s seconds the next gets max(1, s) seconds, since
    only the best counts.  A formulation stopped by that does not give the family up.
    """
    Q, expected, value = instance.make()
    matrix, text = folder / "matrix.npy", folder / "matrix.txt"
    np.save(matrix, Q)
    native.write_text(Q, text)
    found = []
    if schedule.wants("orthant", instance):
        found.append(run_orthant(arguments.orthant, matrix, arguments.seconds))
        schedule.record(instance, found[-1])
    best = math.inf
    for formulation in arguments.formulations:
        if schedule.wants(f"highs {formulation}", instance):
            limit = min(arguments.seconds, max(1.0, best))
            result = run_highs(formulation, matrix, limit, not arguments.no_cuts)
            found.append(result)
            if result.side():
                best = min(best, result.seconds)
            elif limit == arguments.seconds:
                schedule.record(instance, result)
    if not arguments.no_partition and schedule.wants("partition", instance):
        found.append(run_partition(text, arguments.seconds))
        schedule.record(instance, found[-1])
    return {"name": instance.name, "family": instance.family, "order": instance.order, "expected": expected,
            "value": value, "outcomes": [o._asdict() for o in found],
            "complaints": complaints(Q, expected, value, found)}


def decided(record: dict, group: str, budget: float) -> Optional[Outcome]:
    """The quickest decision of a solver group (orthant, highs, partition) within this budget."""
    found = [Outcome(**o) for o in record["outcomes"] if o["solver"].split()[0] == group]
    found = [o for o in found if o.side() and o.seconds <= budget]
    return min(found, key=lambda o: o.seconds) if found else None


def wrong(record: dict, result: Outcome) -> bool:
    """Did this outcome draw a complaint?"""
    return any(line.startswith((result.solver + ":", DISAGREE)) for line in record["complaints"])


def ratios(records: list, inside: bool = False) -> list:
    """(family, HiGHS seconds / orthant seconds) for every matrix both decide with the same side, without complaint.

    inside=True takes the seconds orthant reports, without the start of its process, not below 1 microsecond.
    """
    pairs = []
    for record in records:
        ours, theirs = decided(record, "orthant", math.inf), decided(record, "highs", math.inf)
        if ours and theirs and ours.side() == theirs.side() and not wrong(record, ours) and not wrong(record, theirs):
            seconds = max(ours.reported, 1e-6) if inside and ours.reported is not None else ours.seconds
            pairs.append((record["family"], theirs.seconds / seconds))
    return pairs


def geometric_mean(values: list) -> Optional[float]:
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def largest(records: list, group: str, budget: float) -> str:
    """The largest order decided rightly within the budget."""
    orders = [r["order"] for r in records if (o := decided(r, group, budget)) and not wrong(r, o)]
    return str(max(orders)) if orders else "–"


def table(records: list, cap: float) -> str:
    """The Markdown report."""
    budgets = sorted({b for b in BUDGETS if b < cap} | {cap})
    head = " / ".join(f"{b:g}" for b in budgets)
    lines = [f"Largest order decided within {head} s.", "",
             "| family | tried | orthant | HiGHS | partition | HiGHS/orthant | matrices |", "|---|---|---|---|---|---|---|"]
    pairs = ratios(records)
    for family in dict.fromkeys(r["family"] for r in records):
        group = [r for r in records if r["family"] == family]
        cells = [" / ".join(largest(group, solver, b) for b in budgets) for solver in ("orthant", "highs", "partition")]
        own = [ratio for name, ratio in pairs if name == family]
        mean = geometric_mean(own)
        lines.append(f"| {family} | {max(r['order'] for r in group)} | " + " | ".join(cells)
                     + f" | {f'{mean:.3g}×' if mean else '–'} | {len(own)} |")
    overall = geometric_mean([ratio for _, ratio in pairs])
    inside = geometric_mean([ratio for _, ratio in ratios(records, inside=True)])
    alone = sum(1 for r in records if decided(r, "orthant", math.inf) and not decided(r, "highs", math.inf))
    theirs = sum(1 for r in records if decided(r, "highs", math.inf) and not decided(r, "orthant", math.inf))
    lines += ["", f"HiGHS (best formulation) / orthant, geometric mean over {len(pairs)} matrices both decide: "
              + (f"**{overall:.3g}×** of the whole process, {inside:.3g}× of the seconds orthant reports." if overall
                 else "none."),
              f"Decided by orthant and not by HiGHS: {alone}; by HiGHS and not by orthant: {theirs}."]
    bad = [(r["name"], line) for r in records for line in r["complaints"]]
    lines += ["", f"Disagreements and failures: {len(bad)}."] + [f"* {name}: {line}" for name, line in bad]
    return "\n".join(lines) + "\n"


def show(record: dict) -> None:
    """One line per matrix, complaints in capitals below it."""
    cells = [f"{o['solver']} {o['verdict']} {o['seconds']:.3g}s" for o in record["outcomes"]]
    print(f"{record['name']:28} n={record['order']:<4} " + " | ".join(cells), flush=True)
    for line in record["complaints"]:
        print(f"  *** DISAGREEMENT OR FAILURE *** {line}", flush=True)


def write(path: Path, text: str) -> None:
    """Write through a temporary name, so that a broken run leaves no half file."""
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orthant", type=Path, default=HERE.parents[1] / "build" / "bin" / "orthant")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, 5 s a solve, stop after 5 minutes")
    parser.add_argument("--seconds", type=float, help="limit of one solve (default 60, with --quick 5)")
    parser.add_argument("--total", type=float, help="stop starting new matrices after this many seconds")
    parser.add_argument("--family", action="append", default=[], help="only families whose name contains this")
    parser.add_argument("--max-order", type=int, default=10 ** 9)
    parser.add_argument("--formulations", nargs="+", choices=FORMULATIONS, default=list(FORMULATIONS))
    parser.add_argument("--no-cuts", action="store_true", help="HiGHS without the cuts y_i + y_j ≤ 1")
    parser.add_argument("--no-partition", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    arguments = parser.parse_args()
    arguments.seconds = arguments.seconds or (5 if arguments.quick else 60)
    arguments.total = arguments.total or (300 if arguments.quick else math.inf)
    arguments.orthant = arguments.orthant.resolve()
    if not arguments.orthant.exists():
        parser.error(f"{arguments.orthant} does not exist; build first or give --orthant PATH")
    wanted = [i for i in instances("quick" if arguments.quick else "full") if i.order <= arguments.max_order
              and (not arguments.family or any(f.lower() in i.family.lower() for f in arguments.family))]
    for name in ("clique", "partition"):
        native.program(name)

    start = time.perf_counter()
    schedule, records, skipped = Schedule(), [], 0
    with tempfile.TemporaryDirectory() as folder:
        for instance in wanted:
            if time.perf_counter() - start > arguments.total:
                skipped += 1
                continue
            record = measure(instance, arguments, schedule, Path(folder))
            if record["outcomes"]:
                records.append(record)
                show(record)
    report = table(records, arguments.seconds)
    if skipped:
        report += f"\n{skipped} matrices were not started within {arguments.total:g} s in total.\n"
    arguments.out.mkdir(parents=True, exist_ok=True)
    machine = {"processor": platform.machine(), "python": platform.python_version(), "numpy": np.__version__,
               "scipy": scipy.__version__, "limit_seconds": arguments.seconds, "cuts": not arguments.no_cuts,
               "elapsed": time.perf_counter() - start}
    pairs = [ratio for _, ratio in ratios(records)]
    write(arguments.out / "results.json", json.dumps(
        {"machine": machine, "geometric_mean": geometric_mean(pairs),
         "geometric_mean_inside": geometric_mean([ratio for _, ratio in ratios(records, inside=True)]), "pairs": len(pairs), "skipped": skipped,
         "records": records}, indent=1, ensure_ascii=False))
    write(arguments.out / "results.md", report)
    print("\n" + report + f"\nwritten: {arguments.out}/results.json, results.md")
    return 1 if any(r["complaints"] for r in records) else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Seconds against n for residual matrices: orthant and HiGHS on the same files, as a Vega-Lite plot.

Writes growth.json (the measurements), growth.vl.json (the specification, data embedded) and, when Node and the
project's own vega packages are installed, growth.svg.
"""

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path

import numpy as np

from families import residual
from highs import FORMULATIONS
from run import HERE, run_highs, run_orthant, write

sys.path.append(str(HERE.parent))
from vega import render  # noqa: E402  bench/vega.py


def measure(orders: list, seeds: int, limit: float, program: Path) -> list:
    """One row per solver and matrix: the order, the seed, the seconds, and whether it was decided.

    A solver that decides none of the matrices of one order is not asked for larger ones.
    """
    rows: list = []
    active = {"orthant", "HiGHS"}
    with tempfile.TemporaryDirectory() as folder:
        matrix = Path(folder) / "matrix.npy"
        for n in orders:
            decided = set()
            for seed in range(seeds):
                np.save(matrix, residual(n, seed))
                for solver in sorted(active, reverse=True):
                    if solver == "orthant":
                        best = run_orthant(program, matrix, limit)
                    else:
                        best = quickest(matrix, limit)
                    known = best.side() is not None
                    if known:
                        decided.add(solver)
                    rows.append({"n": n, "seed": seed, "solver": solver, "seconds": best.seconds if known else limit,
                                 "outcome": "decided" if known else "out of time", "verdict": best.verdict})
                    print(f"residual n={n:<3} seed={seed} {solver:8} {best.verdict:20} {best.seconds:.3g} s", flush=True)
            active &= decided
            if not active:
                break
    return rows


def quickest(matrix: Path, limit: float):
    """The best of HiGHS' formulations; each has the time of the best before it."""
    best = None
    for formulation in FORMULATIONS:
        bound = limit if best is None or best.side() is None else min(limit, max(1.0, best.seconds))
        result = run_highs(formulation, matrix, bound)
        if best is None or best.side() is None or (result.side() and result.seconds < best.seconds):
            best = result
    return best


def specification(rows: list, limit: float) -> dict:
    """Points for every matrix, a line through the geometric means of the decided ones, a rule at the time limit."""
    means = []
    for solver in ("orthant", "HiGHS"):
        for n in sorted({row["n"] for row in rows}):
            own = [row["seconds"] for row in rows if (row["n"], row["solver"], row["outcome"]) == (n, solver, "decided")]
            if own:
                means.append({"n": n, "solver": solver, "seconds": math.exp(sum(map(math.log, own)) / len(own))})
    x = {"field": "n", "type": "quantitative", "title": "order n", "scale": {"zero": False},
         "axis": {"values": sorted({row["n"] for row in rows}), "format": "d"}}
    y = {"field": "seconds", "type": "quantitative", "title": "seconds", "scale": {"type": "log"}}
    colour = {"field": "solver", "type": "nominal", "title": None, "scale": {"domain": ["orthant", "HiGHS"],
                                                                             "range": ["#0b6e99", "#c2571a"]}}
    shape = {"field": "outcome", "type": "nominal", "title": None,
             "scale": {"domain": ["decided", "out of time"], "range": ["circle", "triangle-up"]}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "Deciding copositivity of residual matrices R + 10⁻³·max|R|·I",
        "width": 480, "height": 320,
        "layer": [
            {"data": {"values": [{"seconds": limit}]}, "mark": {"type": "rule", "strokeDash": [4, 4], "color": "#888"},
             "encoding": {"y": y}},
            {"data": {"values": means}, "mark": {"type": "line"}, "encoding": {"x": x, "y": y, "color": colour}},
            {"data": {"values": rows}, "mark": {"type": "point", "filled": True, "size": 45},
             "encoding": {"x": x, "y": y, "color": colour, "shape": shape}},
        ],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orthant", type=Path, default=HERE.parents[1] / "build" / "bin" / "orthant")
    parser.add_argument("--orders", type=int, nargs="+", default=[10, 15, 20, 25, 30, 35, 40])
    parser.add_argument("--seeds", type=int, default=1, help="matrices per order")
    parser.add_argument("--seconds", type=float, default=60, help="limit of one solve")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    arguments = parser.parse_args()
    program = arguments.orthant.resolve()
    if not program.exists():
        parser.error(f"{program} does not exist; build first or give --orthant PATH")
    rows = measure(sorted(arguments.orders), arguments.seeds, arguments.seconds, program)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out / "growth.json", json.dumps(rows, indent=1))
    target = arguments.out / "growth.vl.json"
    write(target, json.dumps(specification(rows, arguments.seconds), indent=1, ensure_ascii=False))
    drawn = render(target, arguments.out / "growth.svg")
    print(f"written: {target}" + (f", {arguments.out / 'growth.svg'}" if drawn else "; no SVG: Node or vega is missing"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

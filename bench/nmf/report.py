#!/usr/bin/env python3
"""Fills docs/benchmarks.md, docs/images/nmf.svg and docs/roofline.md from what run.py and bench_inner_loops measured.

With --small, or with --out, writes the same into that folder and leaves docs/ alone.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import machine
import plot
import roofline
import table
from results import Results

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE.parent))
from vega import render  # noqa: E402  bench/vega.py


def pages(out, small: bool) -> Path:
    """The folder to write to: docs, or a copy of its two pages."""
    if not small and out is None:
        return ROOT / "docs"
    folder = out or HERE / "results" / "small"
    folder.mkdir(parents=True, exist_ok=True)
    for page in ("benchmarks.md", "roofline.md"):
        shutil.copy(ROOT / "docs" / page, folder / page)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--results", type=Path, help="default results/results.jsonl, or results/small.jsonl")
    parser.add_argument("--inner-loops", type=Path, help="default results/inner_loops.json, or results/small-inner_loops.json")
    parser.add_argument("--out", type=Path, help="a folder instead of docs/")
    parser.add_argument("--threads", type=int, default=1, help="of the runs in the picture")
    parser.add_argument("--seed", type=int, default=1, help="of the runs in the picture")
    parser.add_argument("--note", default="", help="a sentence above the figures, e.g. on what else the machine did")
    arguments = parser.parse_args()
    measured = arguments.results or HERE / "results" / ("small.jsonl" if arguments.small else "results.jsonl")
    inner_loops = arguments.inner_loops or HERE / "results" / ("small-inner_loops.json" if arguments.small else "inner_loops.json")
    note = arguments.note + "\n\n" if arguments.note else ""
    folder = pages(arguments.out, arguments.small)
    if measured.exists():
        results = Results(measured)
        text = note + table.markdown(results, arguments.small)
        table.splice(folder / "benchmarks.md", "figures", text)
        images = folder / "images"
        images.mkdir(exist_ok=True)
        specification = measured.with_suffix(".vl.json")
        specification.write_text(json.dumps(plot.specification(results, arguments.threads, arguments.seed), indent=1))
        if not render(specification, images / "nmf.svg"):
            print("no picture: node or the npm packages of the report are missing", file=sys.stderr)
        print(text)
    if inner_loops.exists():
        table.splice(folder / "roofline.md", "figures",
                     note + roofline.markdown(json.loads(inner_loops.read_text()), machine.line()))
    print(f"\nwritten: {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

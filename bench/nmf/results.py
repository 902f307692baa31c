"""The results file: one JSON document a line, one line a run. A later line with the same key replaces an earlier one.

A run has a key (set, method, threads, seed, goal). `goal` is "curve" for a program that is watched while it runs,
"finish" for orthant to stationarity 1e-8, and the gap as a string ("0.001") for orthant to a target.
"""

import datetime
import json
import math
from pathlib import Path

KEY = ("set", "method", "threads", "seed", "goal")


def key(run: dict) -> tuple:
    return tuple(run[field] for field in KEY)


class Results:
    def __init__(self, path: Path):
        self.path = path
        self.runs: dict = {}
        if path.exists():
            for line in path.read_text().splitlines():
                run = json.loads(line)
                self.runs[key(run)] = run

    def add(self, run: dict) -> None:
        run["when"] = datetime.datetime.now().isoformat(timespec="seconds")
        self.runs[key(run)] = run
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(run) + "\n")

    def get(self, **fields):
        return self.runs.get(tuple(fields[name] for name in KEY))

    def where(self, **fields) -> list:
        return [run for run in self.runs.values() if all(run[name] == value for name, value in fields.items())]

    def best(self, set_name: str, loss: str) -> float:
        """The lowest objective that any run of this data set and loss has seen."""
        return min((lowest(run) for run in self.where(set=set_name, loss=loss)), default=math.inf)


def lowest(run: dict) -> float:
    values = [point[1] for point in run.get("curve", [])] + [run.get("objective")]
    return min((value for value in values if value is not None and math.isfinite(value)), default=math.inf)


def seconds_to(run: dict, objective: float) -> float:
    """When the curve of a run first is at or below an objective; inf if never.

    >>> seconds_to({"curve": [[1, 9.0], [2, 4.0], [3, 5.0]]}, 4.5), seconds_to({"curve": [[1, 9.0]]}, 4.5)
    (2, inf)
    """
    return next((point[0] for point in run.get("curve", []) if point[1] <= objective), math.inf)


def median(values) -> float:
    """With an even number, the larger of the two in the middle: an infinite one stays infinite.

    >>> median([3, 1, 2]), median([1, math.inf])
    (2, inf)
    """
    values = sorted(values)
    return values[len(values) // 2] if values else math.nan

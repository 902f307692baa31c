"""The picture of docs/benchmarks.md: gap of the objective against seconds, a panel a data set, one seed."""

import math

from methods import METHODS, Ours
from results import Results

FLOOR, CEILING = 1e-6, 10.0
COLOURS = {"orthant": "#0b6e99", "orthant-hals": "#5aa9c9", "orthant-newton": "#7d6bb3", "orthant-nndsvd": "#123f5a",
           "orthant-spa": "#2bb3a3", "sklearn-cd": "#c2571a", "sklearn-cd-nndsvda": "#e0a070", "sklearn-mu": "#8a8a8a",
           "rcppml": "#5b8a2f"}
TITLES = {"a1": "a1: dense, ill-conditioned, rank 20", "a2": "a2: dense, sparse factors, rank 20",
          "b": "b: dense, sparse factors, rank 50", "c": "c: sparse text, rank 32", "d1": "d1: similarity graph, rank 10",
          "d2": "d2: dense, symmetric, rank 10", "e": "e: completion, rank 10"}


def curve(results: Results, name: str, method, threads: int, seed: int) -> list:
    """(seconds, objective): what a peer's run went through, or where orthant's runs to targets and to the end were."""
    runs = results.where(set=name, method=method.name, threads=threads, seed=seed)
    if not isinstance(method, Ours):
        return [point[:2] for run in runs for point in run["curve"]]
    ends = [run for run in runs if run["goal"] == "finish"]
    targets = [run for run in runs if run["goal"] != "finish"]
    if not targets:  # a program without targets: its own trace
        return [point for run in ends for point in run["curve"]]
    return sorted([run["seconds"], run["objective"]] for run in targets + ends)


def thinned(points: list, most: int = 60) -> list:
    """At most about `most` points, evenly in the logarithm of the seconds; the last one always."""
    kept, next_at = [], 0.0
    step = (max(point[0] for point in points) / max(1e-4, min(point[0] for point in points))) ** (1 / most)
    for point in points:
        if point[0] >= next_at or point is points[-1]:
            kept.append(point)
            next_at = max(point[0], 1e-4) * step
    return kept


def specification(results: Results, threads: int, seed: int) -> dict:
    names = [name for name in ("a1", "a2", "b", "c", "d1", "d2", "e")
             if any(run["set"] == name for run in results.runs.values())]
    methods = [method for method in METHODS.values() if method.loss == "frobenius"]
    values, seen = {name: [] for name in names}, set()
    for name in names:
        best = results.best(name, "frobenius")
        for method in methods:
            points = curve(results, name, method, threads, seed)
            if not points:
                continue
            seen.add(method.name)
            lowest = math.inf
            for seconds, objective in thinned(points):
                lowest = min(lowest, objective)  # the best so far: a run to a target is a run of its own
                gap = max(FLOOR, lowest / best - 1)
                if gap <= CEILING:
                    values[name].append({"method": method.title, "seconds": max(seconds, 1e-3), "gap": gap})
                if gap == FLOOR:
                    break
    shown = [method for method in methods if method.name in seen]
    colour = {"field": "method", "type": "nominal", "title": None,
              "scale": {"domain": [m.title for m in shown], "range": [COLOURS[m.name] for m in shown]},
              "legend": {"orient": "bottom", "columns": 3, "symbolType": "stroke", "symbolStrokeWidth": 3}}
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "background": "white",
            "columns": 2, "spacing": 24, "concat": [panel(name, values[name], colour) for name in names if values[name]],
            "config": {"font": "sans-serif", "axis": {"gridColor": "#eee"}, "view": {"stroke": "#ccc"}}}


def panel(name: str, values: list, colour: dict) -> dict:
    x = {"field": "seconds", "type": "quantitative", "title": "seconds", "scale": {"type": "log"},
         "axis": {"format": "~g", "tickCount": 5, "labelOverlap": True}}
    y = {"field": "gap", "type": "quantitative", "title": "relative gap of the objective",
         "scale": {"type": "log", "domain": [FLOOR, CEILING], "clamp": True},
         "axis": {"format": "~e", "values": [10.0 ** k for k in range(-6, 2)]}}
    rules = [{"gap": 1e-2}, {"gap": 1e-3}]
    return {"title": TITLES[name], "width": 330, "height": 230, "layer": [
        {"data": {"values": rules}, "mark": {"type": "rule", "strokeDash": [4, 4], "color": "#999"}, "encoding": {"y": y}},
        {"data": {"values": values},
         "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 14, "filled": True}},
         "encoding": {"x": x, "y": y, "color": colour, "order": {"field": "seconds", "type": "quantitative"}}}]}

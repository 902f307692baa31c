"""The figures of docs/benchmarks.md from the results file: Markdown tables between markers."""

import math
from dataclasses import dataclass
from pathlib import Path

import machine
from methods import METHODS, Ours, STATIONARITY
from results import Results, lowest, median, seconds_to

PACKAGES = ["python3-sklearn", "python3-numpy", "libopenblas0-openmp", "libopenblas0-pthread", "r-cran-rcppml"]


@dataclass
class Row:
    """One method on one data set with one number of threads: medians over seeds."""
    runs: int
    limit: float          # seconds watched, when a target was not reached
    to: dict              # gap → seconds; inf: not reached by the median run
    stationary: float     # seconds to stationarity; nan for peers, which have no such notion
    iteration: float      # milliseconds
    passes: float         # over the data, to 0.1 %
    peak: float           # MB
    before: float
    gap: float            # of the lowest objective, relative to the best known


def reached(run: dict) -> bool:
    return run["objective"] <= run["target"] * (1 + 1e-12)


def ours_to(results: Results, where: dict, gap: str, best: float) -> list:
    """Seconds of the runs to a target; where this program has no targets, from the trace of the run to the end."""
    runs = results.where(**where, goal=gap)
    if runs:
        return [run["seconds"] if reached(run) else math.inf for run in runs]
    return [seconds_to(run, (1 + float(gap)) * best) for run in results.where(**where, goal="finish")]


def row(results: Results, name: str, method, threads: int, gaps: list):
    where = {"set": name, "method": method.name, "threads": threads}
    runs = results.where(**where)
    if not runs:
        return None
    best = results.best(name, method.loss)
    gap = max(0.0, min(lowest(run) for run in runs) / best - 1)
    gap = 0.0 if gap < 1e-12 else gap
    if isinstance(method, Ours):
        ends = results.where(**where, goal="finish")
        targets = [run for run in runs if run["goal"] != "finish"] or ends
        passes = [run["passes"] for run in results.where(**where, goal="0.001") if run.get("passes")]
        stationary = median([run["seconds"] if run["status"] == "stationary" else math.inf for run in ends])
        return Row(len(ends), max(run["seconds"] for run in ends), {g: median(ours_to(results, where, g, best)) for g in gaps},
                   stationary, 1e3 * median([run["seconds"] / max(1, run["iterations"]) for run in ends]),
                   median(passes), median([run["peak_mb"] for run in targets]), median([run["before_mb"] for run in targets]),
                   gap)
    to = {g: median([seconds_to(run, (1 + float(g)) * best) for run in runs]) for g in gaps}
    return Row(len(runs), min(run["curve"][-1][0] for run in runs), to, math.nan,
               1e3 * median([run["curve"][-1][0] / run["iterations"] for run in runs]), math.nan,
               median([run["peak_mb"] for run in runs]), median([run["before_mb"] for run in runs]), gap)


def number(value: float, limit: float = math.inf) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return f"> {limit:.0f}" if math.isfinite(limit) else "–"
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def table(results: Results, names: list, threads: int) -> list:
    lines = ["| data | method | to 1 % | to 0.1 % | stationary | ms an iteration | passes | MB | net MB | gap |",
             "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for name in names:
        for method in METHODS.values():
            found = row(results, name, method, threads, ["0.01", "0.001"])
            # Peers alone would be compared with themselves only.
            alone = not any(isinstance(METHODS[run["method"]], Ours) for run in results.where(set=name, loss=method.loss))
            if found is None or alone:
                continue
            lines.append(f"| {name} | {method.title} | {number(found.to['0.01'], found.limit)} | "
                         f"{number(found.to['0.001'], found.limit)} | {number(found.stationary, found.limit)} | "
                         f"{number(found.iteration)} | {number(found.passes)} | {found.peak:.0f} | "
                         f"{found.peak - found.before:.0f} | {'0' if found.gap == 0 else f'{found.gap:.1e}'} |")
    return lines


def ratio(slow: float, fast: float, limit: float) -> str:
    """How many times faster; a lower bound where the slow one was not seen to arrive."""
    if math.isnan(slow) or not math.isfinite(fast) or (math.isinf(slow) and math.isnan(limit)):
        return "–"
    return f"> {limit / fast:.1f}×" if math.isinf(slow) else f"{slow / fast:.1f}×"


def ratios(results: Results, names: list, threads: list) -> list:
    """Of peers to the plain `orthant`, or to its divergence."""
    lines = ["| data | threads | peer | to 1 % | to 0.1 % | its 0.1 % against our stationarity |", "|---|---:|---|---:|---:|---:|"]
    for name in names:
        for count in threads:
            for peer in METHODS.values():
                own = METHODS["orthant" if peer.loss == "frobenius" else "orthant-kl"]
                theirs, ours = (row(results, name, m, count, ["0.01", "0.001"]) for m in (peer, own))
                if isinstance(peer, Ours) or theirs is None or ours is None:
                    continue
                first, second = (ratio(theirs.to[g], ours.to[g], theirs.limit) for g in ("0.01", "0.001"))
                lines.append(f"| {name} | {count} | {peer.title} | {first} | {second} | "
                             f"{ratio(theirs.to['0.001'], ours.stationary, theirs.limit)} |")
    return lines


def scaling(results: Results, names: list) -> list:
    """Seconds on one thread over seconds on two."""
    lines = ["| data | method | to 0.1 % | stationary | an iteration |", "|---|---|---:|---:|---:|"]
    for name in names:
        for method in METHODS.values():
            one, two = (row(results, name, method, count, ["0.001"]) for count in (1, 2))
            if one and two:
                lines.append(f"| {name} | {method.title} | {ratio(one.to['0.001'], two.to['0.001'], math.nan)} | "
                             f"{ratio(one.stationary, two.stationary, math.nan)} | {one.iteration / two.iteration:.2f}× |")
    return lines


def markdown(results: Results, small: bool) -> str:
    runs = list(results.runs.values())
    names = [name for name in ("a1", "a2", "b", "c", "d1", "d2", "e") if any(run["set"] == name for run in runs)]
    threads = sorted({run["threads"] for run in runs})
    repeats = len({run["seed"] for run in runs})
    lines = [machine.line(max(run["when"] for run in runs)), f"Debian packages: {machine.versions(PACKAGES)}.",
             f"{'Small data. ' if small else ''}Seconds are medians over {repeats} seed{'s' if repeats > 1 else ''}; "
             f"stationary: ≤ {STATIONARITY:g}; > t: not reached in t seconds by the median run."]
    for count in threads:
        lines += ["", f"### Seconds, {count} thread{'s' if count > 1 else ''}", "", *table(results, names, count)]
    lines += ["", "### How many times faster orthant is", "", *ratios(results, names, threads)]
    if len(threads) > 1:
        lines += ["", "### Two threads against one", "", *scaling(results, names)]
    return "\n".join(lines)


def splice(page: Path, marker: str, text: str) -> None:
    """Replaces what is between `<!-- marker -->` and `<!-- /marker -->` of a page."""
    before, rest = page.read_text().split(f"<!-- {marker} -->", 1)
    after = rest.split(f"<!-- /{marker} -->", 1)[1]
    page.write_text(f"{before}<!-- {marker} -->\n\n{text}\n\n<!-- /{marker} -->{after}")

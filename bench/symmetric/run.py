#!/usr/bin/env python3
"""How soon symmetric factorizations come within 0.1 % of the best known, against references.py; and large graphs.

    run.py similarity [--seeds 3] [--limit 30]   d1 and d2 of bench/nmf/data.py, 3000×3000, rank 10: CPU seconds
    run.py own [--seeds 10] [--limit 30]         d1, and a self-tuned graph of 20 overlapping clusters: `auto` from its
                                                 own start, the references from random ones; medians
    run.py entries                               3000×3000, rank 10, 5 % of the entries observed
    run.py partition [--seeds 5]                 planted partitions: 20 communities, 10⁶ edges, as a list of names
    run.py novel                                 the characters of Les Misérables, beside partitions by modularity
                                                 (needs networkx)

Methods begin at the same points, unless said. CPU seconds of one thread; reading and certificates apart.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(HERE.parent / "nmf"))

import numpy as np  # noqa: E402

import data  # noqa: E402
import references  # noqa: E402


def start(A, rank: int, seed: int) -> np.ndarray:
    scale = 2 * np.sqrt(A.mean() / rank)
    return scale * np.random.default_rng(seed).random((A.shape[0], rank))


def reference(method: str, A, U, limit: float):
    """(CPU seconds, objective) after each iteration; the clock stands still while the objective is computed."""
    squares = A.multiply(A).sum() if hasattr(A, "multiply") else np.sum(A * A)
    points, away, begin = [], 0.0, time.process_time()

    def watch(V) -> bool:
        nonlocal away
        seconds = time.process_time() - begin - away
        points.append((seconds, references.objective(A, V, squares)))
        away = time.process_time() - begin - seconds
        return seconds > limit

    references.METHODS[method](A, U, watch)
    return points


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def orthant(program: str, file: Path, U, solver: str, limit: float):
    """The same of a trace, whose wall-clock seconds are taken times the share of the processor that the program had."""
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "U.npy", U)
        return traced(program, file, U.shape[1], ["--init", folder, "--solver", solver, "--max-seconds", str(limit)])


def traced(program: str, file: Path, rank: int, more):
    wall, cpu = time.perf_counter(), children()
    out = subprocess.run(
        [program, "recover", file, "--model", "symmetric", "--rank", str(rank), "--starts", "1", "--threads", "1",
         "--numeric", "--json", *more], capture_output=True, text=True, check=True).stdout
    start = json.loads(out)["starts"][0]
    share = min(1.0, (children() - cpu) / (time.perf_counter() - wall))
    # What the start itself took is in its seconds, not in its trace.
    before = start["seconds"] - start["trace"]["seconds"][-1]
    return [((seconds + before) * share, f) for seconds, f in zip(start["trace"]["seconds"], start["trace"]["objective"])]


def reached(points, value: float):
    return next((seconds for seconds, f in points if f is not None and f <= value), None)


def similarity(arguments) -> None:
    for name in ("d1", "d2"):
        s = data.SETS[name]
        file = data.program_file(s, arguments.folder)
        if not file.exists():
            data.write(s, arguments.folder)
        A = data.load(s, arguments.folder)
        runs = {}
        for seed in range(arguments.seeds):
            U = start(A, s.rank, seed)
            for method in references.METHODS:
                runs.setdefault(method, []).append(reference(method, A, U, arguments.limit))
            for solver in ("auto", "coordinate", "projected_gradient"):
                runs.setdefault(f"orthant {solver}", []).append(
                    orthant(arguments.program, file, U, solver, arguments.limit))
        best = min(f for all_runs in runs.values() for points in all_runs for _, f in points if f is not None)
        print(f"{name}: best {best:.8g}; seconds to 1 % / 0.1 % of it, a column a start")
        for method, all_runs in runs.items():
            cells = []
            for points in all_runs:
                times = [reached(points, best * (1 + gap)) for gap in (1e-2, 1e-3)]
                last = next(f for _, f in reversed(points) if f is not None)
                cells.append(" / ".join("–" if t is None else f"{t:.3f}" for t in times) +
                             f" (ends {100 * (last / best - 1):.3f} %)")
            print(f"  {method:27s}" + "   ".join(cells), flush=True)


def overlapping_clusters(folder: Path):
    """6000 points around 20 centres in ten dimensions, so near to each other that clusters overlap."""
    rng = np.random.default_rng(11)
    points = rng.normal(size=(20, 10))[rng.integers(0, 20, 6000)] + 0.8 * rng.normal(size=(6000, 10))
    np.savetxt(folder / "points.csv", points, delimiter=",")
    return folder / "points.csv"


def own(arguments) -> None:
    with tempfile.TemporaryDirectory() as folder:
        s = data.SETS["d1"]
        file = data.program_file(s, arguments.folder)
        if not file.exists():
            data.write(s, arguments.folder)
        own_of("d1", arguments, file, data.load(s, arguments.folder), s.rank, [])
        points = overlapping_clusters(Path(folder))
        own_of("overlapping clusters", arguments, points, self_tuned(np.loadtxt(points, delimiter=",")), 20,
               ["--similarity", "self-tuned"])


def self_tuned(points):
    """What --similarity self-tuned makes of points (Zelnik-Manor & Perona 2004)."""
    import scipy.sparse as sp
    squares = np.sum(points**2, axis=1)
    D = np.maximum(squares[:, None] + squares - 2 * points @ points.T, 0)
    n = len(points)
    k = int(np.log2(n)) + 1
    np.fill_diagonal(D, np.inf)
    order = np.argpartition(D, max(k, 7), axis=1)[:, :max(k, 7) + 1]
    order = np.take_along_axis(order, np.argsort(np.take_along_axis(D, order, 1), axis=1), 1)
    unit = np.sqrt(np.take_along_axis(D, order, 1)[:, 6])
    rows, cols = np.repeat(np.arange(n), k), order[:, :k].ravel()
    S = sp.csr_matrix((np.exp(-D[rows, cols] / (unit[rows] * unit[cols])), (rows, cols)), shape=(n, n))
    S = S.maximum(S.T)
    root = sp.diags(1 / np.sqrt(np.asarray(S.sum(axis=1)).ravel()))
    return (root @ S @ root).tocsr()


def own_of(name, arguments, file, A, rank, more) -> None:
    runs = {method: [] for method in [*references.METHODS, "orthant auto"]}
    for seed in range(arguments.seeds):
        for method in references.METHODS:
            runs[method].append(reference(method, A, start(A, rank, seed), arguments.limit))
        runs["orthant auto"].append(traced(arguments.program, file, rank, ["--seed", str(seed), *more]))
    best = min(f for all_runs in runs.values() for points in all_runs for _, f in points if f is not None)
    print(f"{name}: best {best:.8g}; median of {arguments.seeds} starts, seconds to 1 % / 0.1 % of it, and where they end")
    for method, all_runs in runs.items():
        medians = []
        for gap in (1e-2, 1e-3):
            times = sorted(np.inf if t is None else t
                           for t in (reached(points, best * (1 + gap)) for points in all_runs))
            medians.append("–" if times[len(times) // 2] == np.inf else f"{times[len(times) // 2]:.3f}")
        ends = [100 * (min(f for _, f in points if f is not None) / best - 1) for points in all_runs]
        print(f"  {method:14s}{' / '.join(medians)}   ends {np.median(ends):.3f} % (from {min(ends):.3f} to {max(ends):.3f})",
              flush=True)


def entries(arguments) -> None:
    rng = np.random.default_rng(1)
    n, rank = 3000, 10
    U = rng.random((n, rank)) * (rng.random((n, rank)) < 0.5)
    i, j = np.triu_indices(n)
    seen = rng.random(i.size) < 0.05
    i, j = i[seen], j[seen]
    values = np.sum(U[i] * U[j], axis=1)
    values = np.maximum(values + 0.01 * values.mean() * rng.standard_normal(values.size), 0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "entries.mtx"
        with file.open("w") as out:
            out.write(f"%%MatrixMarket matrix coordinate real symmetric\n{n} {n} {i.size}\n")
            np.savetxt(out, np.stack([j + 1, i + 1, values], axis=1), fmt="%d %d %.15g")
        runs = {}
        for solver in ("auto", "coordinate", "projected_gradient"):
            for seed in range(3):
                runs.setdefault(solver, []).append(traced(
                    arguments.program, file, rank,
                    ["--observed", "entries", "--solver", solver, "--seed", str(seed), "--max-seconds", str(arguments.limit)]))
    best = min(f for all_runs in runs.values() for points in all_runs for _, f in points)
    for solver, all_runs in runs.items():
        cells = [" / ".join("–" if t is None else f"{t:.2f}" for t in (reached(p, best * (1 + g)) for g in (1e-2, 1e-3)))
                 + f" ({p[-1][0]:.2f} in all)" for p in all_runs]
        print(f"  {solver:20s}" + "   ".join(cells))


def planted(folder: Path, nodes: int, seed: int, communities: int = 20, edges: int = 10):
    """`edges` edges for each node, four fifths of them within its community; names n0, n1, …"""
    rng = np.random.default_rng(seed)
    own = rng.integers(0, communities, nodes)
    members = [np.flatnonzero(own == c) for c in range(communities)]
    one = rng.integers(0, nodes, edges * nodes)
    other = rng.integers(0, nodes, one.size)
    inside = rng.random(one.size) < 0.8
    for c in range(communities):
        mine = np.flatnonzero(inside & (own[one] == c))
        other[mine] = rng.choice(members[c], mine.size)
    code = np.unique((np.minimum(one, other) * nodes + np.maximum(one, other))[one != other])
    pairs = np.stack([code // nodes, code % nodes], axis=1)
    (folder / "graph.csv").write_text("source,target\n" + "".join(f"n{a},n{b}\n" for a, b in pairs.tolist()))
    (folder / "known.csv").write_text("node,community\n" + "".join(f"n{a},c{b}\n" for a, b in enumerate(own)))
    return len(pairs)


def partition(arguments) -> None:
    for seed in range(7, 7 + arguments.seeds):
        partition_of(arguments, seed)


def partition_of(arguments, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        edges = planted(where, arguments.nodes, seed)
        before = children()
        command = [arguments.program, "recover", where / "graph.csv", "--format", "edges", "--similarity", "normalized",
                   "--model", "symmetric", "--rank", "20", "--starts", str(arguments.starts), "--threads", "1",
                   "--labels", where / "known.csv", "--numeric", "--json"]
        out = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        print(f"{arguments.nodes} nodes, {edges} edges, {arguments.starts} starts: {children() - before:.1f} s, "
              f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
        rows = out["agreement"]
        print(f"adjusted Rand index {rows['adjusted_rand']:.4f}, {rows['errors']} errors")


def modularity_of(networkx, graph, lines) -> str:
    parts = {}
    for name, label in (line.split(",")[:2] for line in lines):
        parts.setdefault(label, set()).add(name)
    return f"modularity of the {len(parts)} parts {networkx.community.modularity(graph, parts.values(), weight='weight'):.4f}"


def novel(arguments) -> None:
    """Who appears with whom in Les Misérables (Knuth 1993), as networkx has it, which has no groups to compare with: the
    partitions of largest modularity that Louvain's method finds in a hundred runs are what others make of it."""
    import networkx
    graph = networkx.les_miserables_graph()
    found = [networkx.community.louvain_communities(graph, weight="weight", seed=seed) for seed in range(100)]
    groups = max(found, key=lambda one: networkx.community.modularity(graph, one, weight="weight"))
    print(f"largest modularity {networkx.community.modularity(graph, groups, weight='weight'):.4f}, {len(groups)} groups")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "novel.csv"
        file.write_text("one,other,chapters\n" + "".join(f"{a},{b},{w}\n" for a, b, w in graph.edges(data="weight")))
        labels = Path(folder) / "groups.csv"
        labels.write_text("name,group\n" + "".join(f"{a},g{k}\n" for k, group in enumerate(groups) for a in sorted(group)))
        for rank in sorted({6, len(groups)}):
            subprocess.run([arguments.program, "recover", file, "--format", "edges", "--similarity", "normalized", "--model",
                            "symmetric", "--rank", str(rank), "--labels", labels, "--out", Path(folder) / "out"], check=True)
            subprocess.run([arguments.program + "-verify", Path(folder) / "out"], check=False)
            table = (Path(folder) / "out/labels.csv").read_text().split("\n")[1:-1]
            print(modularity_of(networkx, graph, table))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["similarity", "own", "entries", "partition", "novel"])
    parser.add_argument("--program", default=str(HERE.parents[1] / "build/bin/orthant"))
    parser.add_argument("--folder", type=Path, default=data.DATA, help="where d1 and d2 are, or are written")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=1)
    parser.add_argument("--limit", type=float, default=30, help="CPU seconds of a reference")
    parser.add_argument("--nodes", type=int, default=100000)
    arguments = parser.parse_args()
    {"similarity": similarity, "own": own, "entries": entries, "partition": partition, "novel": novel}[arguments.what](arguments)


if __name__ == "__main__":
    main()

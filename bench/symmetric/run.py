#!/usr/bin/env python3
"""How soon symmetric factorizations come within 0.1 % of the best known, against references.py; and large graphs.

    run.py similarity [--seeds 3] [--limit 30]   d1 and d2 of bench/nmf/data.py, 3000×3000, rank 10: CPU seconds
    run.py partition [--nodes 100000]            a planted partition: 20 communities, 10⁶ edges, as a list of names
    run.py novel                                 the characters of Les Misérables (needs networkx)

All methods begin at the same points. CPU seconds of one thread; reading and certificates apart.
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
        wall, cpu = time.perf_counter(), children()
        out = subprocess.run(
            [program, "recover", file, "--model", "symmetric", "--rank", str(U.shape[1]), "--starts", "1", "--init",
             folder, "--threads", "1", "--solver", solver, "--numeric", "--json", "--max-seconds", str(limit)],
            capture_output=True, text=True, check=True).stdout
    trace = json.loads(out)["starts"][0]["trace"]
    share = min(1.0, (children() - cpu) / (time.perf_counter() - wall))
    return [(seconds * share, f) for seconds, f in zip(trace["seconds"], trace["objective"])]


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


def planted(folder: Path, nodes: int, communities: int = 20, edges: int = 10):
    """`edges` edges for each node, four fifths of them within its community; names n0, n1, …"""
    rng = np.random.default_rng(7)
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
    (folder / "graph.csv").write_text("one,other\n" + "".join(f"n{a},n{b}\n" for a, b in pairs.tolist()))
    (folder / "known.csv").write_text("node,community\n" + "".join(f"n{a},c{b}\n" for a, b in enumerate(own)))
    return len(pairs)


def partition(arguments) -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        edges = planted(where, arguments.nodes)
        command = [arguments.program, "recover", where / "graph.csv", "--format", "edges", "--similarity", "normalized",
                   "--model", "symmetric", "--rank", "20", "--starts", str(arguments.starts), "--threads", "1",
                   "--labels", where / "known.csv", "--numeric", "--json"]
        out = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        print(f"{arguments.nodes} nodes, {edges} edges, {arguments.starts} starts: {children():.1f} s, "
              f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
        rows = out["agreement"]
        print(f"adjusted Rand index {rows['adjusted_rand']:.4f}, {rows['errors']} errors")


def novel(arguments) -> None:
    """Who appears with whom in Les Misérables (Knuth 1993), as networkx has it."""
    import networkx
    graph = networkx.les_miserables_graph()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "novel.csv"
        file.write_text("one,other,chapters\n" + "".join(f"{a},{b},{w}\n" for a, b, w in graph.edges(data="weight")))
        subprocess.run([arguments.program, "recover", file, "--format", "edges", "--similarity", "normalized", "--model",
                        "symmetric", "--rank", "6", "--out", Path(folder) / "out"], check=True)
        subprocess.run([arguments.program + "-verify", Path(folder) / "out"], check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["similarity", "partition", "novel"])
    parser.add_argument("--program", default=str(HERE.parents[1] / "build/bin/orthant"))
    parser.add_argument("--folder", type=Path, default=data.DATA, help="where d1 and d2 are, or are written")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=1)
    parser.add_argument("--limit", type=float, default=30, help="CPU seconds of a reference")
    parser.add_argument("--nodes", type=int, default=100000)
    arguments = parser.parse_args()
    {"similarity": similarity, "partition": partition, "novel": novel}[arguments.what](arguments)


if __name__ == "__main__":
    main()

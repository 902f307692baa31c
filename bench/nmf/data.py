#!/usr/bin/env python3
"""The data sets of the benchmark: made from fixed seeds, written once, checked against recorded norms.

    a1    dense 4000×3000, rank 20: A = max(0, WHᵀ + E), W and H uniform in (0, 1)           (ill-conditioned)
    a2    the same with every second entry of W and H zero, at random
    b     dense 10000×2000, rank 50, factors as in a2
          E is Gaussian with ‖E‖ = 0.01 ‖WHᵀ‖
    c     sparse 50000×20000, documents × words, tf-idf (see documents)
    d1    sparse similarity graph on 3000 points, symmetric (see similarity_graph)
    d2    dense 3000×3000, symmetric, rank 10: HHᵀ + E as in a2
    e     20000×5000, 2·10⁶ observed entries of WHᵀ + E, rank 10, W and H uniform, E of deviation 0.0628

`--small` makes each dimension ten times smaller. Files of one set: NAME.npy (dense, float64, row-major); or
NAME.mtx, and the same for Python in NAME.csr.npz and for R in the folder NAME.csc of .npy.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
RECORDED = HERE / "data.json"


@dataclass(frozen=True)
class Set:
    """One data set: its generator, its size, the rank that is asked for, and how it is to be read."""
    name: str
    seed: int
    rows: int
    cols: int
    rank: int
    what: str
    model: str = "nmf"

    @property
    def sparse(self) -> bool:
        return self.what in ("documents", "graph", "entries")


SETS = {s.name: s for s in (
    Set("a1", 101, 4000, 3000, 20, "uniform"),
    Set("a2", 102, 4000, 3000, 20, "half zero"),
    Set("b", 103, 10000, 2000, 50, "half zero"),
    Set("c", 104, 50000, 20000, 32, "documents"),
    Set("d1", 105, 3000, 3000, 10, "graph", "symmetric"),
    Set("d2", 106, 3000, 3000, 10, "half zero symmetric", "symmetric"),
    Set("e", 107, 20000, 5000, 10, "entries", "completion"),
)}


def resized(s: Set, small: bool) -> Set:
    return Set(s.name, s.seed, s.rows // 10, s.cols // 10, s.rank, s.what, s.model) if small else s


def factor(rng: np.random.Generator, rows: int, rank: int, what: str) -> np.ndarray:
    W = rng.random((rows, rank))
    if what.startswith("half zero"):
        W *= rng.random((rows, rank)) < 0.5
    return W


def planted(s: Set) -> np.ndarray:
    """max(0, WHᵀ + E), or max(0, HHᵀ + E) with a symmetric E, where ‖E‖ = 0.01 of the product's norm."""
    rng = np.random.default_rng(s.seed)
    W = factor(rng, s.rows, s.rank, s.what)
    symmetric = s.model == "symmetric"
    A = W @ (W if symmetric else factor(rng, s.cols, s.rank, s.what)).T
    E = rng.standard_normal(A.shape)
    if symmetric:
        E += E.T.copy()
        A = (A + A.T) / 2
    E *= 0.01 * np.linalg.norm(A) / np.linalg.norm(E)
    A += E
    return np.maximum(A, 0, out=A)


def documents(s: Set) -> sp.csc_matrix:
    """Documents × words. 64 topics; a word's base frequency is Zipf–Mandelbrot, 1/(j + 2.7)^1.07, and a topic
    multiplies it by exp(1.5 z), z Gaussian. A document mixes topics by a Dirichlet(0.08) draw, and has a log-normal
    number of tokens (σ = 0.6). Weights: (1 + ln count)·(1 + ln((1 + n)/(1 + df))), rows of length 1."""
    topics, mean_tokens = 64, 409.5 * s.rows / 50000
    rng = np.random.default_rng(s.seed)
    words = (1 / (np.arange(s.cols) + 2.7) ** 1.07) * np.exp(1.5 * rng.standard_normal((topics, s.cols)))
    cumulative = np.cumsum(words / words.sum(axis=1, keepdims=True), axis=1)
    mixture = rng.dirichlet(np.full(topics, 0.08), s.rows)
    tokens = np.maximum(8, rng.lognormal(np.log(mean_tokens) - 0.18, 0.6, s.rows)).astype(np.int64)
    per_topic = rng.multinomial(tokens, mixture)
    row, col = [], []
    for k in range(topics):
        row.append(np.repeat(np.arange(s.rows, dtype=np.int32), per_topic[:, k]))
        drawn = np.searchsorted(cumulative[k], rng.random(len(row[-1])), side="right")
        col.append(np.minimum(drawn, s.cols - 1).astype(np.int32))
    row, col = np.concatenate(row), np.concatenate(col)
    counts = sp.csr_matrix((np.ones(len(row)), (row, col)), shape=(s.rows, s.cols))
    frequency = np.bincount(counts.indices, minlength=s.cols)
    counts.data = 1 + np.log(counts.data)
    counts = counts @ sp.diags(1 + np.log((1 + s.rows) / (1 + frequency)))
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    return (sp.diags(1 / lengths) @ counts).tocsc()


def similarity_graph(s: Set) -> sp.csc_matrix:
    """D^{-1/2} S D^{-1/2} for points from ten Gaussian clusters in ten dimensions:
    s_ij = exp(−|x_i − x_j|²/(σ_i σ_j)), σ_i the distance to the 7th neighbour, kept where one is among the other's
    ⌊log₂ n⌋ + 1 nearest (Zelnik-Manor & Perona 2004; Kuang, Ding & Park 2012)."""
    rng = np.random.default_rng(s.seed)
    n, dimension = s.rows, 10
    centres = 1.1 * rng.standard_normal((10, dimension))
    X = centres[rng.integers(0, 10, n)] + rng.standard_normal((n, dimension))
    squares = (X ** 2).sum(axis=1)
    distance = np.sqrt(np.maximum(0, squares[:, None] + squares[None, :] - 2 * X @ X.T))
    np.fill_diagonal(distance, 0)
    nearest = np.argsort(distance, axis=1, kind="stable")
    sigma = distance[np.arange(n), nearest[:, 7]]
    kept = np.zeros((n, n), dtype=bool)
    kept[np.arange(n)[:, None], nearest[:, 1:int(np.log2(n)) + 2]] = True
    kept |= kept.T
    S = np.where(kept, np.exp(-distance ** 2 / np.outer(sigma, sigma)), 0)
    S = (S + S.T) / 2
    degree = 1 / np.sqrt(S.sum(axis=1))
    S *= np.outer(degree, degree)
    return sp.csc_matrix(np.maximum(S, S.T))


def entries(s: Set) -> sp.csc_matrix:
    """A fiftieth of the entries of WHᵀ + E, clipped to a small positive number so that a stored value is never 0."""
    rng = np.random.default_rng(s.seed)
    W, H = rng.random((s.rows, s.rank)), rng.random((s.cols, s.rank))
    wanted = s.rows * s.cols // 50 if s.rows >= 20000 else s.rows * s.cols // 5
    place = np.sort(rng.choice(s.rows * s.cols, wanted, replace=False))
    i, j = place // s.cols, place % s.cols
    value = np.einsum("pk,pk->p", W[i], H[j]) + 0.0628 * rng.standard_normal(wanted)
    return sp.csc_matrix((np.maximum(value, 1e-3), (i, j)), shape=(s.rows, s.cols))


def make(s: Set):
    maker = {"documents": documents, "graph": similarity_graph, "entries": entries}.get(s.what, planted)
    return maker(s)


def write_mtx(path: Path, A: sp.csc_matrix) -> None:
    """Matrix Market, 17 digits; the columns in order, as they lie."""
    cols = np.repeat(np.arange(A.shape[1]), np.diff(A.indptr))
    with open(path, "w", encoding="ascii") as file:
        file.write(f"%%MatrixMarket matrix coordinate real general\n{A.shape[0]} {A.shape[1]} {A.nnz}\n")
        for start in range(0, A.nnz, 1 << 20):
            part = slice(start, start + (1 << 20))
            rows = zip((A.indices[part] + 1).tolist(), (cols[part] + 1).tolist(), A.data[part].tolist())
            file.write("".join(f"{i} {j} {a!r}\n" for i, j, a in rows))


def write_columns(folder: Path, A: sp.csc_matrix) -> None:
    """The arrays of the format, for R."""
    folder.mkdir(exist_ok=True)
    np.save(folder / "indptr.npy", A.indptr.astype(np.int32))
    np.save(folder / "indices.npy", A.indices.astype(np.int32))
    np.save(folder / "data.npy", A.data)
    np.save(folder / "shape.npy", np.array(A.shape, dtype=np.int32))


def signature(A) -> dict:
    """What must agree on every machine: shape, stored entries, norm and sum. (Bits need not: BLAS and libm differ.)"""
    values = A.data if sp.issparse(A) else A
    return {"shape": list(A.shape), "stored": int(values.size), "norm": float(np.linalg.norm(values)),
            "sum": float(values.sum())}


def agrees(found: dict, recorded: dict) -> bool:
    return found["shape"] == recorded["shape"] and found["stored"] == recorded["stored"] and all(
        abs(found[key] - recorded[key]) <= 1e-9 * abs(recorded[key]) for key in ("norm", "sum"))


def folder_of(folder: Path, small: bool) -> Path:
    return folder / "small" if small else folder


def program_file(s: Set, folder: Path) -> Path:
    """The file that a program reads."""
    return folder / (s.name + (".mtx" if s.sparse else ".npy"))


def columns_file(s: Set, folder: Path) -> Path:
    """What R reads."""
    return folder / f"{s.name}.csc" if s.sparse else program_file(s, folder)


def load(s: Set, folder: Path):
    """The matrix for Python: an array, or a csr_matrix."""
    return sp.load_npz(folder / f"{s.name}.csr.npz") if s.sparse else np.load(folder / f"{s.name}.npy")


def write(s: Set, folder: Path) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    A = make(s)
    if s.sparse:
        A.sort_indices()
        sp.save_npz(folder / f"{s.name}.csr.npz", A.tocsr(), compressed=False)
        write_columns(folder / f"{s.name}.csc", A)
        write_mtx(folder / f"{s.name}.mtx.part", A)
        (folder / f"{s.name}.mtx.part").rename(program_file(s, folder))
    else:
        np.save(folder / f"{s.name}.part.npy", A)
        (folder / f"{s.name}.part.npy").rename(program_file(s, folder))
    return signature(A)


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; default a1 a2 b c")
    parser.add_argument("--folder", type=Path, default=DATA)
    parser.add_argument("--small", action="store_true", help="each dimension ten times smaller")
    parser.add_argument("--again", action="store_true", help="make what is there already, too")
    parser.add_argument("--record", action="store_true", help="write the norms to data.json instead of checking them")
    arguments = parser.parse_args()
    folder = folder_of(arguments.folder, arguments.small)
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    wrong = 0
    for name in arguments.sets or ["a1", "a2", "b", "c"]:
        if name not in SETS:
            parser.error(f"set = {name}; expected one of {', '.join(SETS)}")
        s = resized(SETS[name], arguments.small)
        key = name + (".small" if arguments.small else "")
        if program_file(s, folder).exists() and not arguments.again:
            print(f"{key}: {program_file(s, folder)} is there")
            continue
        found = write(s, folder)
        print(f"{key}: {found['shape'][0]}×{found['shape'][1]}, {found['stored']} stored, ‖A‖ = {found['norm']:.12g}, "
              f"sha256 {sha256(program_file(s, folder))[:16]}…", flush=True)
        if arguments.record:
            recorded[key] = found
        elif key not in recorded or not agrees(found, recorded[key]):
            print(f"{key}: found {found}; expected {recorded.get(key)}", file=sys.stderr)
            wrong += 1
    if arguments.record:
        RECORDED.write_text(json.dumps(recorded, indent=1) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

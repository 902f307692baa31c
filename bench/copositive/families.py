"""The matrices of the benchmark, generated here and nowhere else, as float64 with exact entries where possible.

Every instance names its family, its order, what is known about it, and its matrix.  `expected` is
strictly_copositive, copositive (value exactly 0) or not_copositive; None where nothing is known beforehand.
"""

import functools
import itertools
from math import comb
from typing import Callable, Iterator, NamedTuple, Optional

import numpy as np
from scipy.optimize import minimize

from native import FOLDER, clique_number


class Instance(NamedTuple):
    family: str
    name: str
    order: int
    make: Callable[[], tuple]       # () → (Q, expected verdict or None, ν(Q) or None)


# ---- graphs -------------------------------------------------------------------------------------------------

def random_graph(n: int, p: float, seed: int = 0) -> np.ndarray:
    """Each pair is an edge with probability p."""
    upper = np.triu(np.random.default_rng([n, int(100 * p), seed]).random((n, n)) < p, 1)
    return (upper | upper.T).astype(int)


def hamming_graph(length: int, distance: int) -> np.ndarray:
    """Binary words of this length, joined when they differ in at least `distance` places."""
    words = np.array(list(itertools.product((0, 1), repeat=length)))
    apart = (words[:, None, :] != words[None, :, :]).sum(axis=2)
    return (apart >= distance).astype(int)


def johnson_graph(length: int, weight: int, distance: int) -> np.ndarray:
    """Words with `weight` ones, joined when they differ in at least `distance` places."""
    words = np.zeros((0, length), dtype=int)
    for ones in itertools.combinations(range(length), weight):
        words = np.vstack([words, np.isin(np.arange(length), ones).astype(int)])
    apart = (words[:, None, :] != words[None, :, :]).sum(axis=2)
    return (apart >= distance).astype(int)


def paley_graph(q: int) -> np.ndarray:
    """Residues modulo a prime q ≡ 1 (mod 4), joined when their difference is a nonzero square."""
    squares = {k * k % q for k in range(1, q)}
    return np.array([[int((i - j) % q in squares) for j in range(q)] for i in range(q)])


def motzkin_straus(adjacency: np.ndarray, t: float) -> np.ndarray:
    """t(I + Ā) − E; by Motzkin–Straus its value on the simplex is t/ω − 1."""
    return t * (1.0 - adjacency) - 1.0


SHIFTS = {"at ω": 0.0, "at ω+1/2": 0.5, "at ω−1/4": -0.25}


def graph_instances(family: str, name: str, graph: Callable[[], np.ndarray], order: int) -> Iterator[Instance]:
    """One graph at its three levels t."""
    memory: list = []

    def at(shift: float) -> tuple:
        if not memory:
            adjacency = graph()
            memory.extend([adjacency, clique_number(adjacency)])
        adjacency, omega = memory
        expected = {0.0: "copositive", 0.5: "strictly_copositive", -0.25: "not_copositive"}[shift]
        return motzkin_straus(adjacency, omega + shift), expected, shift / omega

    for label, shift in SHIFTS.items():
        yield Instance(f"{family} {label}", f"{name} {label}", order, lambda shift=shift: at(shift))


# ---- classical matrices -------------------------------------------------------------------------------------

def circulant(first: list) -> np.ndarray:
    n = len(first)
    return np.array([[first[(j - i) % n] for j in range(n)] for i in range(n)], dtype=float)


HORN = circulant([1, -1, 1, 1, -1])
HOFFMAN_PEREIRA = circulant([1, -1, 1, 0, 0, 1, -1])


def horn_sum(copies: int, seed: int = 0) -> np.ndarray:
    """Direct sum of Horn matrices with a random nonnegative integer coupling, permuted: on the boundary."""
    random = np.random.default_rng([copies, seed])
    n = 5 * copies
    Q = np.kron(np.eye(copies), HORN)
    coupling = np.triu(random.integers(0, 3, (n, n)) * (Q == 0), 1)
    Q += (coupling + coupling.T) * (1 - np.kron(np.eye(copies), np.ones((5, 5))))
    order = random.permutation(n)
    return Q[np.ix_(order, order)]


# ---- value on the simplex from above ------------------------------------------------------------------------

def local_minima(Q: np.ndarray, starts: int, seed: int = 0) -> Iterator[tuple]:
    """(value, x) reached on the simplex by exact line searches along e_i − e_j, one per start.

    The first n starts are the vertices, the others uniform on random faces of up to eight vertices.
    """
    random = np.random.default_rng(seed)
    n = len(Q)
    for start in range(starts):
        x = np.zeros(n)
        face = [start] if start < n else random.choice(n, min(n, int(random.integers(2, 9))), replace=False)
        x[face] = random.dirichlet(np.ones(len(face)))
        g = Q @ x
        for _ in range(10 * n):
            i = int(g.argmin())
            j = int(np.where(x > 0, g, -np.inf).argmax())
            slope = g[i] - g[j]
            if slope > -1e-12 * (1 + abs(g[j])):
                break
            curvature = Q[i, i] + Q[j, j] - 2 * Q[i, j]
            step = x[j] if curvature <= 0 else min(x[j], -slope / curvature)
            x[i] += step
            x[j] -= step
            g += step * (Q[:, i] - Q[:, j])
        yield float(x @ Q @ x), x


def local_search(Q: np.ndarray, starts: int) -> float:
    """The least value found: an upper bound of ν(Q)."""
    return min(value for value, _ in local_minima(Q, starts))


def random_integer(n: int, seed: int = 0) -> np.ndarray:
    """Symmetric, entries off the diagonal uniform in −30…30, diagonal 0."""
    upper = np.triu(np.random.default_rng([n, seed, 7]).integers(-30, 31, (n, n)), 1)
    return (upper + upper.T).astype(float)


@functools.lru_cache(maxsize=None)
def critical_diagonal(n: int) -> int:
    """The least integer d for which local search finds nothing negative in random_integer(n) + dI."""
    Q = random_integer(n)
    low, high = 0, int(np.abs(Q).sum(axis=1).max())
    while high - low > 1:
        middle = (low + high) // 2
        if local_search(Q + middle * np.eye(n), 4 * n) < -1e-9:
            low = middle
        else:
            high = middle
    return high


def random_integer_instances(n: int) -> Iterator[Instance]:
    """Q + dI at the least plausible d, and at d − 1, where a witness is known."""

    def make(no: bool) -> tuple:
        return random_integer(n) + (critical_diagonal(n) - no) * np.eye(n), "not_copositive" if no else None, None

    yield Instance("random integer", f"random-integer-{n}", n, lambda: make(False))
    yield Instance("random integer, no", f"random-integer-{n}-no", n, lambda: make(True))


def standard_quadratic(n: int, density: float, seed: int = 0) -> np.ndarray:
    """Integer standard quadratic program whose convexity graph has this density.

    q_ii in 0…9; a pair is an edge with probability `density`: then q_ij < (q_ii + q_jj)/2, down to −10, and the
    form is strictly convex along e_i − e_j; otherwise (q_ii + q_jj)/2 ≤ q_ij ≤ 10.  After Nowak 1999 and
    Scozzari–Tardella 2008.
    """
    random = np.random.default_rng([n, int(100 * density), seed, 3])
    diagonal = random.integers(0, 10, n)
    Q = np.diag(diagonal).astype(float)
    for i in range(n):
        for j in range(i):
            total = int(diagonal[i] + diagonal[j])
            if random.random() < density:
                value = random.integers(-10, (total - 1) // 2 + 1)
            else:
                value = random.integers((total + 1) // 2, 11)
            Q[i, j] = Q[j, i] = value
    return Q


def standard_quadratic_instance(n: int, density: float) -> Instance:
    """Is Q − vE copositive, v the best known value less 1e-5·max|Q|?  Yes proves the value to that gap."""

    def make() -> tuple:
        Q = standard_quadratic(n, density)
        value = local_search(Q, min(4 * n, 400))
        return Q - (value - 1e-5 * np.abs(Q).max()), None, None

    return Instance(f"standard quadratic, density {density:g}", f"stqp-{n}-{density:g}", n, make)


# ---- residuals of factorizations ----------------------------------------------------------------------------

def noisy_gram(n: int, seed: int = 0) -> np.ndarray:
    """M = WWᵀ + noise, W half zero, the noise of standard deviation 30 % of the mean entry."""
    random = np.random.default_rng([n, seed, 11])
    W = np.maximum(random.standard_normal((n, max(2, n // 4))), 0)
    M = W @ W.T
    noise = np.triu(random.standard_normal((n, n)))
    return M + 0.3 * M.mean() * (noise + np.triu(noise, 1).T)


def stationary_factor(M: np.ndarray, start: np.ndarray, accuracy: float) -> np.ndarray:
    """A point of ¼‖UUᵀ − M‖² over U ≥ 0 with projected gradient ≤ accuracy·max|M|, from this start."""
    shape = start.shape

    def value_and_gradient(flat: np.ndarray) -> tuple:
        U = flat.reshape(shape)
        R = U @ U.T - M
        return 0.25 * float((R * R).sum()), (R @ U).ravel()

    found = minimize(value_and_gradient, start.ravel(), jac=True, method="L-BFGS-B", bounds=[(0, None)] * start.size,
                     options={"maxiter": 20000, "maxfun": 40000, "ftol": 1e-16, "gtol": accuracy * np.abs(M).max(),
                              "maxcor": 20})
    return found.x.reshape(shape)


def negative_columns(R: np.ndarray, starts: int, seed: int) -> list:
    """Columns √s·x, s = −xᵀRx/‖x‖⁴, for the distinct x that local search finds with xᵀRx < −½·10⁻³·max|R|·‖x‖².

    Half of the shift in `residual`: what is left below it cannot make that matrix negative.
    """
    shifted = R + 0.5e-3 * np.abs(R).max() * np.eye(len(R))
    found: dict = {}
    for value, x in local_minima(shifted, starts, seed):
        if value < 0:
            found[tuple(np.nonzero(x > 1e-6)[0])] = np.sqrt(-(x @ R @ x)) / (x @ x) * x
    return list(found.values())


def projection_factor(M: np.ndarray, seed: int = 0, rounds: int = 60) -> np.ndarray:
    """U ≥ 0 with UUᵀ near the projection of M onto the completely positive matrices.

    At the projection R = UUᵀ − M is copositive.  While local search finds x ≥ 0 with xᵀRx < 0, the columns above
    are appended, shared equally, and the descent goes on.
    """
    n = len(M)
    start = np.random.default_rng([n, seed, 13]).random((n, n)) * np.sqrt(np.abs(M).mean() / n)
    accuracy = 1e-4
    U = stationary_factor(M, start, accuracy)
    for _ in range(rounds):
        R = U @ U.T - M
        columns = negative_columns(R, 2 * n, seed) or negative_columns(R, 20 * n, seed + 1)
        if not columns:
            break
        accuracy = max(accuracy / 2, 1e-6)
        U = U[:, (U ** 2).sum(axis=0) > 1e-8 * np.abs(M).max()]
        U = stationary_factor(M, np.column_stack([U, np.array(columns).T / np.sqrt(len(columns))]), accuracy)
    return U


def residual(n: int, seed: int = 0) -> np.ndarray:
    """R + 1e-3·max|R|·I with R = UUᵀ − M at the point above.

    Kept in the build folder once made: n = 35 takes about 20 seconds.
    """
    stored = FOLDER / f"residual-{n}-{seed}.npy"
    if stored.exists():
        return np.load(stored)
    M = noisy_gram(n, seed)
    U = projection_factor(M, seed)
    R = U @ U.T - M
    R = (R + R.T) / 2
    Q = R + 1e-3 * np.abs(R).max() * np.eye(n)
    FOLDER.mkdir(parents=True, exist_ok=True)
    np.save(stored, Q)
    return Q


def residual_instance(n: int, seed: int = 0) -> Instance:
    return Instance("residual", f"residual-{n}", n, lambda: (residual(n, seed), None, None))


# ---- the list -----------------------------------------------------------------------------------------------

HAMMING = {"quick": [(4, 2), (5, 2), (6, 4), (6, 2)], "full": [(4, 2), (5, 2), (6, 4), (6, 2), (7, 2), (8, 4)]}
JOHNSON = {"quick": [(6, 2, 4), (8, 2, 4), (8, 3, 4), (8, 4, 4)],
           "full": [(6, 2, 4), (8, 2, 4), (8, 3, 4), (8, 4, 4), (9, 4, 4), (16, 2, 4)]}
PALEY = {"quick": [13, 17, 29, 41, 61, 101], "full": [13, 17, 29, 37, 41, 53, 61, 73, 89, 101, 137, 181]}
GRAPH = {"quick": [10, 15, 20, 30, 50, 100], "full": [10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200]}
INTEGER = {"quick": [8, 12, 20, 30], "full": [8, 12, 16, 20, 25, 30, 40, 50, 60]}
QUADRATIC = {"quick": [10, 20, 30, 50, 100], "full": [10, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500]}
RESIDUAL = {"quick": [10, 15, 20, 25], "full": [10, 15, 20, 25, 30, 35, 40]}
HORNS = {"quick": [1, 2, 4], "full": [1, 2, 3, 4, 6, 8]}


def instances(size: str) -> list:
    """All instances of `quick` or `full`, ordered so that every family advances together."""
    groups: list = [
        [[Instance("Horn sums", f"horn-{k}", 5 * k, lambda k=k: (horn_sum(k), "copositive", 0.0))] for k in HORNS[size]],
        [[Instance("Hoffman–Pereira", "hoffman-pereira", 7, lambda: (HOFFMAN_PEREIRA, "copositive", 0.0))]],
        [list(random_integer_instances(n)) for n in INTEGER[size]],
        [[residual_instance(n)] for n in RESIDUAL[size]],
        [list(graph_instances("Hamming", f"hamming-{a}-{b}", lambda a=a, b=b: hamming_graph(a, b), 2 ** a))
         for a, b in HAMMING[size]],
        [list(graph_instances("Johnson", f"johnson-{a}-{b}-{c}", lambda a=a, b=b, c=c: johnson_graph(a, b, c), comb(a, b)))
         for a, b, c in JOHNSON[size]],
        [list(graph_instances("Paley", f"paley-{q}", lambda q=q: paley_graph(q), q)) for q in PALEY[size]],
    ]
    for p in (0.5, 0.7, 0.9):
        groups.append([list(graph_instances(f"random graph p={p:g}", f"graph-{n}-{p:g}",
                                            lambda n=n, p=p: random_graph(n, p), n)) for n in GRAPH[size]])
    for density in (0.25, 0.5, 0.75):
        groups.append([[standard_quadratic_instance(n, density)] for n in QUADRATIC[size]])
    rounds = itertools.zip_longest(*groups, fillvalue=[])
    return [instance for level in rounds for group in level for instance in group]

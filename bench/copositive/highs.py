"""Copositivity by mixed-integer linear programming, solved by HiGHS (scipy.optimize.milp).

Q is copositive iff  ν(Q) = min { xᵀQx : x ≥ 0, eᵀx = 1 } ≥ 0.  Three models decide it; y marks the support of x.

anstreicher (Anstreicher 2021, LAA 609): by Gaddum's theorem Q is not copositive iff some principal
block has a vector x > 0 with Q_SS x < 0.
    max γ :  Qx ≤ −γe + m∘(e − y),  0 ≤ x ≤ y ∈ {0,1}ⁿ,  eᵀy ≥ 1,  0 ≤ γ ≤ 1                  (A)
    Copositive iff max γ = 0.  m_i = 1 + Σ_{j≠i} max(q_ij, 0): where y_i = 0 also x_i = 0, so
    (Qx)_i + γ ≤ m_i always holds.  γ ≤ 1 costs nothing: x may be scaled down.  With |q_ij| ≤ 1 a
    minimiser of ν(Q) < 0 is feasible with γ = −ν(Q) ≤ 1, hence ν(Q) ≥ −max γ.

complementarity (Gondzio–Yıldırım 2021, JOGO 81, first formulation): first-order conditions, λ = xᵀQx.
    min λ :  Qx = λe + s,  eᵀx = 1,  0 ≤ x ≤ y,  0 ≤ s ≤ M∘(e − y),  y ∈ {0,1}ⁿ              (C)

overestimator (same paper, second formulation): xᵀQx ≤ max { (Qx)_j : x_j > 0 }, equal at a minimiser.
    min α :  Qx ≤ αe + M∘(e − y),  eᵀx = 1,  0 ≤ x ≤ y,  y ∈ {0,1}ⁿ                           (O)

In (C) and (O), M_j = max_{i≠j} q_ij − ℓ with ℓ ≤ ν(Q): where y_j = 0, (Qx)_j ≤ max_{i≠j} q_ij and the
multiplier is at least ℓ.  ℓ comes from Q ≥ ρE + Diag(q_ii − ρ) entrywise, ρ = min_{i≠j} q_ij:
    ℓ = min_ij q_ij                        if some q_ii ≤ ρ (then ℓ = ν(Q)),
    ℓ = ρ + 1 / Σ_i 1/(q_ii − ρ)           otherwise.
Cuts for (C) and (O):  y_i + y_j ≤ 1  when  q_ii + q_jj ≤ 2q_ij  (Scozzari–Tardella 2008): along e_i − e_j
the form is then concave, so a minimiser of smallest support never uses both.

To decide the sign only, λ and α are bounded by 0 (infeasible means ν > 0) and the relative gap is set so
large that the first clearly negative point ends the search.  All of this is floating point with HiGHS'
feasibility tolerance 1e-6: a `copositive` here means within 1e-5·max|q_ij|; a `not_copositive` has a
witness whose value was recomputed.
"""

import argparse
import itertools
import json
import sys
import time
from typing import NamedTuple, Optional

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import bmat, csr_matrix, eye

FORMULATIONS = ("overestimator", "complementarity", "anstreicher")   # usually the quickest first
TOLERANCE = 1e-5        # of max|q_ij|; ten times HiGHS' feasibility tolerance
ROUNDING = 1e-9         # of max|q_ij|; a witness must be below this to count
SIGN_GAP = 1e3          # relative gap that stops at the first clearly negative point


class Answer(NamedTuple):
    """What one solve found: lower ≤ ν(Q) ≤ upper (lower up to the tolerance), in the units of Q."""
    verdict: str
    lower: float
    upper: float
    witness: Optional[list]
    seconds: float


class Model(NamedTuple):
    """min cᵀv over bounds and rows; the first n entries of v are x, the next n are y."""
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    rows: list


def lower_bound(Q: np.ndarray) -> float:
    """A cheap ℓ ≤ ν(Q), see the head of the file."""
    n = len(Q)
    diagonal = np.diag(Q)
    if n == 1:
        return float(diagonal[0])
    rho = Q[~np.eye(n, dtype=bool)].min()
    if diagonal.min() <= rho:
        return float(diagonal.min())
    return float(rho + 1 / np.sum(1 / (diagonal - rho)))


def big_m(Q: np.ndarray, bound: float) -> np.ndarray:
    """M_j = max_{i≠j} q_ij − ℓ."""
    off = Q.astype(float).copy()
    np.fill_diagonal(off, -np.inf)
    return np.maximum(off.max(axis=0) - bound, 0.0) if len(Q) > 1 else np.zeros(1)


def support_cuts(Q: np.ndarray, columns: int) -> list:
    """Rows y_i + y_j ≤ 1 for pairs along which the form is not strictly convex."""
    n = len(Q)
    diagonal = np.diag(Q)
    i, j = np.nonzero(np.triu(diagonal[:, None] + diagonal[None, :] <= 2 * Q, 1))
    if len(i) == 0:
        return []
    k = np.arange(len(i))
    rows = csr_matrix((np.ones(2 * len(i)), (np.r_[k, k], np.r_[n + i, n + j])), shape=(len(i), columns))
    return [LinearConstraint(rows, -np.inf, 1)]


def anstreicher(Q: np.ndarray) -> Model:
    """Model (A), as a minimisation of −γ."""
    n = len(Q)
    m = 1 + np.maximum(Q - np.diag(np.diag(Q)), 0).sum(axis=1)
    column = np.ones((n, 1))
    rows = [
        LinearConstraint(bmat([[csr_matrix(Q), csr_matrix(np.diag(m)), column]], format="csr"), -np.inf, m),
        LinearConstraint(bmat([[eye(n), -eye(n), csr_matrix((n, 1))]], format="csr"), -np.inf, 0),
        LinearConstraint(csr_matrix(np.r_[np.zeros(n), np.ones(n), 0.0]), 1, np.inf),
    ]
    cost = np.r_[np.zeros(2 * n), -1.0]
    return Model(cost, np.zeros(2 * n + 1), np.ones(2 * n + 1), rows)


def complementarity(Q: np.ndarray, ceiling: float, cuts: bool = True) -> Model:
    """Model (C) with λ ≤ ceiling; variables x, y, s, λ."""
    n = len(Q)
    bound = lower_bound(Q)
    M = big_m(Q, bound)
    zero = csr_matrix((n, n))
    nothing = csr_matrix((n, 1))
    rows = [
        LinearConstraint(bmat([[csr_matrix(Q), zero, -eye(n), -np.ones((n, 1))]], format="csr"), 0, 0),
        LinearConstraint(bmat([[eye(n), -eye(n), zero, nothing]], format="csr"), -np.inf, 0),
        LinearConstraint(bmat([[zero, csr_matrix(np.diag(M)), eye(n), nothing]], format="csr"), -np.inf, M),
        LinearConstraint(csr_matrix(np.r_[np.ones(n), np.zeros(2 * n + 1)]), 1, 1),
    ] + (support_cuts(Q, 3 * n + 1) if cuts else [])
    cost = np.r_[np.zeros(3 * n), 1.0]
    upper = np.r_[np.ones(2 * n), M, ceiling]
    return Model(cost, np.r_[np.zeros(3 * n), min(bound, ceiling)], upper, rows)


def overestimator(Q: np.ndarray, ceiling: float, cuts: bool = True) -> Model:
    """Model (O) with α ≤ ceiling; variables x, y, α."""
    n = len(Q)
    bound = lower_bound(Q)
    M = big_m(Q, bound)
    rows = [
        LinearConstraint(bmat([[csr_matrix(Q), csr_matrix(np.diag(M)), -np.ones((n, 1))]], format="csr"), -np.inf, M),
        LinearConstraint(bmat([[eye(n), -eye(n), csr_matrix((n, 1))]], format="csr"), -np.inf, 0),
        LinearConstraint(csr_matrix(np.r_[np.ones(n), np.zeros(n + 1)]), 1, 1),
    ] + (support_cuts(Q, 2 * n + 1) if cuts else [])
    cost = np.r_[np.zeros(2 * n), 1.0]
    return Model(cost, np.r_[np.zeros(2 * n), min(bound, ceiling)], np.r_[np.ones(2 * n), ceiling], rows)


def witness(A: np.ndarray, solution: Optional[np.ndarray]) -> np.ndarray:
    """The best of the solution's point, cut to its support and scaled to the simplex, and the unit vectors."""
    n = len(A)
    vertex = np.zeros(n)
    vertex[A.diagonal().argmin()] = 1
    if solution is None:
        return vertex
    x = np.where(solution[n:2 * n] > 0.5, np.maximum(solution[:n], 0), 0)
    if x.sum() <= 0:
        return vertex
    x /= x.sum()
    return x if x @ A @ x < A.diagonal().min() else vertex


def solve(Q: np.ndarray, formulation: str, seconds: float = 60, sign_only: bool = True, cuts: bool = True) -> Answer:
    """Decide copositivity of Q, or with sign_only=False find ν(Q) to a relative gap of 1e-6.

    `anstreicher` has no value mode: its optimum only bounds ν(Q) from below.
    """
    start = time.perf_counter()
    scale = float(np.abs(Q).max()) or 1.0
    A = Q / scale
    ceiling = min(0.0, A.diagonal().min()) if sign_only else float(A.diagonal().min())
    if formulation == "anstreicher":
        model = anstreicher(A)
    elif formulation == "complementarity":
        model = complementarity(A, ceiling, cuts)
    elif formulation == "overestimator":
        model = overestimator(A, ceiling, cuts)
    else:
        raise ValueError(f"formulation = {formulation}; expected one of {', '.join(FORMULATIONS)}")
    n = len(Q)
    integrality = np.zeros(len(model.cost))
    integrality[n:2 * n] = 1
    gap = SIGN_GAP if sign_only else 1e-6
    result = milp(model.cost, constraints=model.rows, integrality=integrality, bounds=Bounds(model.lower, model.upper),
                  options={"time_limit": seconds, "mip_rel_gap": gap})
    x = witness(A, result.x)
    upper = float(x @ A @ x)
    lower = -np.inf
    if result.status == 2 and formulation != "anstreicher":
        lower = ceiling
    elif result.mip_dual_bound is not None and np.isfinite(result.mip_dual_bound):
        lower = float(result.mip_dual_bound)       # for (A): minus the bound on γ, which is ≤ ν(Q) when ν(Q) ≤ 0
    verdict = "undecided"
    if upper < -ROUNDING:
        verdict = "not_copositive"
    elif lower >= -TOLERANCE and result.status in (0, 2):
        verdict = "copositive"
    vector = x.tolist() if verdict == "not_copositive" else None
    return Answer(verdict, scale * lower, scale * upper, vector, time.perf_counter() - start)


def brute_force(Q: np.ndarray) -> float:
    """ν(Q) over all supports: a minimiser of smallest support solves a nonsingular bordered system."""
    n = len(Q)
    best = float(Q.diagonal().min())
    for size in range(2, n + 1):
        for support in itertools.combinations(range(n), size):
            block = np.ix_(support, support)
            system = np.ones((size + 1, size + 1))
            system[:size, :size] = Q[block]
            system[size, size] = 0
            if abs(np.linalg.det(system)) < 1e-9:
                continue
            x = np.linalg.solve(system, np.r_[np.zeros(size), 1.0])
            if (x[:size] > 0).all():
                best = min(best, -float(x[size]))
    return best


def self_test(count: int = 40, seed: int = 1) -> int:
    """Every model and mode against brute force on random integer matrices; returns the number of mismatches."""
    random = np.random.default_rng(seed)
    wrong = 0
    tally = {"copositive": 0, "not_copositive": 0}
    for trial in range(count):
        n = int(random.integers(2, 8))
        Q = random.integers(-3, 4, (n, n)).astype(float)
        Q = np.triu(Q) + np.triu(Q, 1).T
        np.fill_diagonal(Q, random.integers(0, 7, n))
        value = brute_force(Q)
        expected = "not_copositive" if value < -1e-9 else "copositive"
        tally[expected] += 1
        for formulation in FORMULATIONS:
            answer = solve(Q, formulation, 20)
            if answer.verdict != expected:
                wrong += 1
                print(f"trial {trial}, {formulation}: {answer.verdict}, expected {expected} (value {value:.6g})\n{Q}")
            if formulation != "anstreicher":
                if solve(Q, formulation, 20, cuts=False).verdict != expected:
                    wrong += 1
                    print(f"trial {trial}, {formulation} without cuts: expected {expected} (value {value:.6g})\n{Q}")
                full = solve(Q, formulation, 20, sign_only=False)
                if abs(full.upper - value) > 1e-4 or abs(full.lower - value) > 1e-4:
                    wrong += 1
                    print(f"trial {trial}, {formulation}: value in [{full.lower}, {full.upper}], expected {value}\n{Q}")
    print(f"{count} matrices ({tally['copositive']} copositive), {len(FORMULATIONS)} models: {wrong} mismatches")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="decide copositivity of MATRIX.npy with HiGHS")
    parser.add_argument("matrix", nargs="?", help="symmetric float64 .npy")
    parser.add_argument("--formulation", choices=FORMULATIONS, default="overestimator")
    parser.add_argument("--seconds", type=float, default=60, help="time limit of the solve")
    parser.add_argument("--value", action="store_true", help="find ν(Q), not only its sign")
    parser.add_argument("--no-cuts", action="store_true", help="leave out y_i + y_j ≤ 1")
    parser.add_argument("--self-test", action="store_true", help="compare with brute force and exit")
    arguments = parser.parse_args()
    if arguments.self_test:
        return 1 if self_test() else 0
    if arguments.matrix is None:
        parser.error("expected MATRIX.npy or --self-test")
    answer = solve(np.load(arguments.matrix), arguments.formulation, arguments.seconds, not arguments.value,
                   not arguments.no_cuts)
    record = {key: (None if isinstance(value, float) and not np.isfinite(value) else value)
              for key, value in answer._asdict().items()}
    print(json.dumps(record))
    return 0


if __name__ == "__main__":
    sys.exit(main())

/// Coordinate descent for symmetric factorization of a symmetric matrix, or of entries of one,
///
///   min f(U) = ½ Σ_ij ω_ij (a_ij − ⟨u_i, u_j⟩)² + α ΣU + ½β‖U‖²   subject to   U ≥ 0,     ω = ωᵀ, A = Aᵀ,  U n×r,
///
/// the sum over the pairs that are observed, (i, j) and (j, i) each (so a pair counts twice, a diagonal entry once).
///
/// In one entry x = u_ik, all others held, f is a quartic, with the cubic for half its slope
///
///   ω_ii x³ + p x + q,    p = ω_ii (Σ_{l≠k} u_il² − a_ii) + H_kk + β/2,                       (1)
///                         q = Σ_{l≠k} u_il H_lk − c_k + α/2,
///   H = Σ_{j≠i} ω_ij u_j u_jᵀ,   c = Σ_{j≠i} ω_ij a_ij u_j   (the row u_i left out of both),
///
/// ω_ii = 0 where the diagonal entry is not observed: then f is a parabola in x. Where all are observed, ω = 1,
/// H = UᵀU − u_iᵀu_i is kept from row to row; of entries it is made anew for each row, 2r² flops an entry.
///
/// The least value of the quartic on x ≥ 0 is at 0 or at the largest root, found to the last digits by Newton's method from the
/// right of it, where the cubic is convex. Rows are renewed one after another; c does not change while one is, so
/// that a row gets several sweeps (2) for one look at its line of A. Lines of dense data are multiplied in blocks,
/// C = A_block U, and rows that have changed within the block are added to C one by one.
///
/// f never increases: each entry goes to its own minimum, and f is watched as f(U₀) less what every entry gained.
/// The stationarity is watched as that of every row before it is renewed; before `stationary` is said it is computed
/// at the point itself.
/// Cost of a sweep over all rows: one pass over A, n(r² + 4r²) flops and n r cubics, most of which end at once, since
/// q ≥ 0 and p ≥ 0 mean x = 0. Memory: U twice, a block of lines. Guarantees first-order points only.
/// Source: Vandaele, Gillis, Lei, Zhong & Dhillon 2016.
#pragma once

#include "orthant/solvers/solver.hpp"

namespace orthant {

/// argmin of ¼x⁴ + ½px² + qx over x ≥ 0, exact but for rounding; where 0 is as low as the other minimum, 0.
/// `near` ≥ 0 is where the search may start.
double least_of_quartic(double p, double q, double near);

struct SymmetricDescentOptions {
  bool stage = false;              ///< one stage of several: the result is stage_at, not result_at
  const Budget* budget = nullptr;  ///< looked at within a sweep too
};

/// Whether the objective is of the form above: symmetric, squares, of a symmetric matrix or of entries (i, j) and (j, i)
/// that are observed together and agree.
bool has_quartic_entries(const Objective& objective);

/// U0: n×r, finite, nonnegative. Throws InputError unless has_quartic_entries(objective).
SolveResult symmetric_descent(const Objective& objective, Matrix U0, const SymmetricDescentOptions& options,
                              const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant

/// Coordinate descent for symmetric factorization of fully observed data,
///
///   min f(U) = ½‖A − UUᵀ‖² + α ΣU + ½β‖U‖²   subject to   U ≥ 0,        A = Aᵀ,  U n×r.
///
/// In one entry x = u_ik, all others held, f is a quartic. Half its slope is the cubic
///
///   x³ + p x + q,    p = Σ_{l≠k} u_il² + H_kk − a_ii + β/2,                                   (1)
///                    q = Σ_{l≠k} u_il H_lk − c_k + α/2,
///   H = UᵀU − u_iᵀu_i,   c = Σ_{j≠i} a_ij u_j   (the row u_i left out of both),
///
/// and its least value on x ≥ 0 is at 0 or at the largest root, found to the last digits by Newton's method from the
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

/// Whether the objective is of the form above: symmetric, squares, all entries of a symmetric matrix observed.
bool has_quartic_entries(const Objective& objective);

/// U0: n×r, finite, nonnegative. Throws InputError unless has_quartic_entries(objective).
SolveResult symmetric_descent(const Objective& objective, Matrix U0, const SymmetricDescentOptions& options,
                              const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant

/// Recover first, factor after, for any operator 𝒜 (signless_completion.hpp does it for entries, on their own terms):
///
///   min ½‖𝒜(PPᵀ) − b‖², or ½‖𝒜(PQᵀ) − b‖² + λ·½‖PᵀP − QᵀQ‖²,  P and Q of any sign                       (1)
///   PQᵀ ≈ LRᵀ, L, R ≥ 0                                                                            (2)
///
/// (1) is Burer–Monteiro's problem: where 𝒜 has a restricted isometry of small δ, no local minimum of it is spurious,
/// while nonnegativity brings some in. It is solved by Newton's method (newton.hpp, without bounds): Gauss–Newton steps
/// preconditioned by UᵀU + ηI, as preconditioned gradient descent is, damped by a multiple of the curvature that goes to
/// zero. With more columns than the matrix has rank its Hessian is singular at the solution, where gradients crawl;
/// these steps halve what is too much, so that the objective falls sixteenfold with each.
/// (2) is about a matrix of which every entry is known: direct for ranks 1 and 2 (direct.hpp), otherwise from NNDSVD and
/// random starts. Where (1) fits exactly, first with as many columns as PQᵀ has rank: those factors have a regular
/// Hessian, and the other columns are zero. In the end Newton's method on the data themselves.
///
/// A recovered matrix need not have nonnegative factors of that many columns, nor need they be found: `misfit`.
/// Cost: (1) some thirty Newton steps; (2) an n₁×n₂ matrix, `most_entries` at most, and its NMF.
/// Source: Burer & Monteiro 2003; Zhang, Fattahi & Zhang 2021 (preconditioning beyond the rank).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "orthant/solvers/solver.hpp"

namespace orthant {

/// Why it is not for this objective; empty where it is.
std::string why_not_signless(const Objective& objective);

/// √σ-scaled singular vectors of 𝒜*b (of its symmetric part): n×r, of any sign.
Matrix spectral_start(const Objective& objective, std::uint64_t seed);

/// How many singular values of UUᵀ, or LRᵀ, stand out: the others are, as a whole, at most `tolerance` of its norm.
Index rank_of_product(const Objective& objective, const Matrix& U, double tolerance);

struct SignlessFactors {
  Matrix U;                 ///< n×r, nonnegative; zero columns behind where fewer are enough
  double recovered = 0;     ///< the objective at the end of (1)
  double misfit = 0;        ///< ‖PQᵀ − LRᵀ‖/‖PQᵀ‖ at the end of (2)
  bool factors_it = false;  ///< `misfit` is nothing: at most 1e-8, of an exact fit what (1) leaves open
  Index columns = 0;        ///< that are not zero
  std::string reason;       ///< one sentence
  Index iterations = 0, passes = 0;
  double seconds = 0;
};

/// From U0 (n×r, of any sign). Nothing where the budget in force ends it or (2) would be too large. With `exactly` only
/// an exact fit is worth going on with: nothing where (1) does not end in one of fewer columns than U0 has.
std::optional<SignlessFactors> recover_without_signs(const Objective& objective, Matrix U0, bool exactly,
                                                     std::uint64_t seed);

}  // namespace orthant

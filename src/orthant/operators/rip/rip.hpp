/// The restricted isometry constant of 𝒜 at rank k: the least δ with
///
///   (1 − δ)‖X‖² ≤ ‖𝒜(X)‖² ≤ (1 + δ)‖X‖²   for all X of rank ≤ k.                  (1)
///
/// With hi and lo the maximum and minimum of ⟨X, ℋX⟩/‖X‖² over these X, ℋ = 𝒜*𝒜,
///
///   as is        δ = max(hi − 1, 1 − lo)                                           (2)
///   best scaled  δ = (hi − lo)/(hi + lo),  that of 𝒜·√(2/(hi + lo))                (3)
///
/// Each of hi and lo is bracketed. Inner ends: quotients of explicit matrices of rank k, found by alternation
/// (rank_quotient.hpp) and kept as witnesses. Outer ends: the extreme eigenvalues of ℋ over all matrices. (2)
/// and (3) grow with hi and fall with lo, so brackets of δ follow.
///
/// Attained when an eigenvector of each end has rank ≤ k (always for k = min(rows, cols)), or when inner and
/// outer ends agree to 1e-12 of the largest eigenvalue. All in floating point. Not guaranteed: that the inner
/// ends are the extremes, hence that a bracket closes; computing δ is NP-hard. Cost: the eigenvalues of ℋ
/// once, at most order 4000; then `starts` alternations for each end.
/// Source: Recht, Fazel & Parrilo 2010, SIAM Review 52(3); Zhang 2025, Theorem 3.
#pragma once

#include "orthant/base/options.hpp"
#include "orthant/operators/rip/rank_quotient.hpp"

namespace orthant {

struct RipOptions {
  long starts = 20;
  long sweeps = 100;
  long seed = 0;
};

inline constexpr Option<RipOptions> rip_options[] = {
    {"starts", "random starts of the search for each end", {1, 1e9}, &RipOptions::starts},
    {"sweeps", "alternations from each start at most", {1, 1e9}, &RipOptions::sweeps},
    {"seed", "seed of the random starts", {0, 9007199254740992}, &RipOptions::seed},
};

struct RipResult {
  Index rank = 0;  ///< k
  /// hi and lo of ⟨X, ℋX⟩/‖X‖²; largest_upper may be ∞.
  double largest_lower = 0, largest_upper = 0;
  double smallest_lower = 0, smallest_upper = 0;
  double lower = 0, upper = 0;                ///< of δ as is (2)
  double scaled_lower = 0, scaled_upper = 0;  ///< of δ best scaled (3); 1 when ℋ vanishes on rank k
  bool attained = false;                      ///< lower = upper, to rounding
  bool upper_is_estimate = false;             ///< an outer end comes from Lanczos: no proof that it is one
  bool stopped = false;                       ///< the budget ended the search
  RankQuotient largest, smallest;             ///< witnesses of unit norm
};

/// Throws InputError unless 1 ≤ rank ≤ min(rows, cols), or on options out of range.
RipResult restricted_isometry(const MeasurementOperator& measurement, Index rank,
                              const RipOptions& options = {}, const Budget& budget = budget_in_force());

}  // namespace orthant

/// Multiplicative updates for β-divergences (β = 1 Kullback–Leibler, β = 0 Itakura–Saito), X = LRᵀ:
///
///   L ← L ∘ [ (A ∘ X^{β−2}) R / (X^{β−1} R) ]^γ,   γ = 1/(2 − β),   then R likewise             (1)
///
/// the minimiser of a separable majoriser of f at L, so f never increases. Between updates every row is also
/// scaled to its best multiple. An entry that is zero stays zero, and entries tend to zero only in the limit:
/// for zeros, and for speed, coordinate.hpp is better.
/// Cost of an iteration: two passes over the data, about 10 r flops a stored entry.
/// Source: Lee & Seung 2001; the exponent: Févotte & Idier 2011.
#pragma once

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/solvers/result.hpp"
#include "orthant/solvers/stopping.hpp"

namespace orthant {

struct MultiplicativeOptions {
  long updates = 2;
  const Budget* budget = nullptr;  ///< looked at within a pass over the data too
};

inline constexpr Option<MultiplicativeOptions> multiplicative_options[] = {
    {"updates",
     "multiplicative updates of a factor for one pass over the data",
     {1, 1000},
     &MultiplicativeOptions::updates},
};

/// U0: n×r, finite, nonnegative, with a finite objective. Throws InputError for the squared loss.
SolveResult multiplicative(const Objective& objective, Matrix U0, const MultiplicativeOptions& options,
                           const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant

/// One pass over the data that renews every row of one factor for a divergence, V being the other factor:
///
///   min over x ≥ 0 of   F(x) = Σ_j d(a_j | y_j),   y = V x,   a = the row's line of the data            (1)
///
/// The rows are independent. A line's rows of V are gathered once into a block that stays in cache, and
/// several things are done with it, since gathering is what costs:
///
///   value and gradient at the x that came in                     Σ_j d(a_j|y_j),  Σ_j d′(a_j|y_j) v_j
///   x ← τ x, the best τ: Σ a / Σ y (Kullback–Leibler), mean of a/y (Itakura–Saito)
///   then, by `update`
///     multiplicative   x_k ← x_k (Σ_j d⁻_j v_jk / Σ_j d⁺_j v_jk)^γ,  d′ = d⁺ − d⁻,  γ = 1 or ½          (2)
///     newton           `steps` times: d = argmin ⟨g,d⟩ + ½⟨d,Hd⟩ over x + d ≥ 0 by coordinate descent,
///                      H = Σ_j ω_j v_j v_jᵀ, x ← x + t d with t ≤ 1 such that F does not increase     (3)
///
/// Kullback–Leibler: ω = d″ = a/y², F is convex, and t is accepted when F's slope there is still ≤ 0.
/// A step t < 1 never empties an entry; one that no y_j notices and that descent shrinks further becomes 0.
/// Itakura–Saito: ω = max(d″, a/y³), F is not convex, and t is accepted by Armijo's rule.
/// (2) is monotone by majorisation (γ = 1/(2 − β)). No update increases F beyond rounding.
///
/// Sparse data: stored entries only, Σ_j over the absent ones is linear in x. Cost a stored entry: 2r flops
/// for each of y, g and d's product, r(r + 8) for H. Lines of more than `cached_rows` entries are gathered
/// again for each of these.
/// Everything is computed in units (powers of two, so that scaling loses no digit) in which x, and the rows
/// of V or the data's mean, are about 1: line_block.hpp. A row of which something leaves the range of single
/// precision is renewed in double; one that leaves the range of doubles stays as it is. No row becomes one
/// whose F is infinite. Sums over rows are added in fixed pieces: no result depends on the number of threads.
/// Source: Févotte & Idier 2011 for (2); (3) is projected Newton with the quadratic models of Hsieh & Dhillon
/// 2011 for a whole row at a time instead of one coordinate.
#pragma once

#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

enum class RowUpdate { multiplicative, newton };

struct RowPassRule {
  RowUpdate update = RowUpdate::newton;
  Precision precision = Precision::full;
  int steps = 1;                   ///< of (2) or (3); 0: only look
  int sweeps = 8;                  ///< of coordinate descent in (3), at most
  double stop = 0.01;              ///< end these sweeps when one gains less than this share of the first
  double momentum = 0;             ///< of the alternation (divergence_solvers.hpp), at first
  bool at_end = false;             ///< report the errors where the rows end, and not where they began
  const Budget* budget = nullptr;  ///< once exhausted, the rows that are left stay as they are
};

struct RowPass {
  double value = 0;  ///< f where the rows began, to about seven digits in single precision; 0 with `at_end`
  double squared_errors = 0;  ///< Σ e² over the entries of X: (2) of objectives/stationarity.hpp
  Index refused = 0;          ///< rows that were renewed in double for want of range
  bool complete = true;  ///< false: the budget ended it, and value and errors are those of some rows only
};

/// X ← the renewed rows of `side`. f must be finite at X and V.
RowPass row_pass(const DivergenceRecovery& objective, Side side, MatrixRef X, const ConstMatrixRef& V,
                 const RowPassRule& rule);

}  // namespace orthant

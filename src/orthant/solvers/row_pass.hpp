/// One pass over the data that renews every row of one factor for a divergence, V being the other factor:
///
///   min over x ≥ 0 of   F(x) = Σ_j ω_j d(a_j | y_j) + α Σ_k x_k + ½β Σ_k x_k²,
///                       y = V x,   a = the row's line of the data, ω its weights                         (1)
///
/// over the entries of the line that count (objectives/entry_set.hpp); α and β are L1 and L2 terms.
/// The rows are independent. A line's rows of V are gathered once into a block that stays in cache, and
/// several things are done with it, since gathering is what costs:
///
///   value and gradient at the x that came in                     F,  Σ_j ω_j d′(a_j|y_j) v_j + α + βx
///   x ← τ x, the best τ: the root ≥ 0 of
///     β‖x‖² τ² + (Σωy + αΣx) τ = Σωa                      (Kullback–Leibler; Σωa / Σωy without terms)
///     β‖x‖² τ³ + αΣx τ² + Σω τ = Σωa/y                    (Itakura–Saito; the mean of a/y without)
///   then, by `update`
///     multiplicative   x_k ← m x_k, d′ = d⁺ − d⁻, P = Σ_j ω_j d⁺_j v_jk, M = Σ_j ω_j d⁻_j v_jk: the root ≥ 0 of
///                        βx_k m² + (P + α) m = M           (Kullback–Leibler)                             (2)
///                        βx_k m³ + (P + α) m² = M          (Itakura–Saito)
///     newton           `steps` times: d = argmin ⟨g,d⟩ + ½⟨d,Hd⟩ over x + d ≥ 0 by coordinate descent,
///                      H = Σ_j w_j v_j v_jᵀ + βI, x ← x + t d with t ≤ 1 such that F does not increase    (3)
///
/// Kullback–Leibler: w = ωd″ = ωa/y², F is convex, and t is accepted when F's slope there is still ≤ 0.
/// A step t < 1 never empties an entry; one that no y_j notices and that descent shrinks further becomes 0.
/// Itakura–Saito: w = ω max(d″, a/y³), F is not convex, and t is accepted by Armijo's rule.
///
/// (2) is monotone by majorisation. With z the new row, F(z) ≤ G(z), with equality at z = x, for
///   Kullback–Leibler   G(z) = Σ_k −x_k M_k log z_k + (P_k + α) z_k + ½βz_k²  + const    (log is concave)
///   Itakura–Saito      G(z) = Σ_k  x_k² M_k/z_k    + (P_k + α) z_k + ½βz_k²  + const    (1/y convex, log y concave)
/// since the terms are separable already and are kept as they are. (2) is where G's slope in z_k = m x_k is zero:
/// m = 2M/(P + α + √((P + α)² + 4βx_k M)), or without β m = M/(P + α) and its root; the cubic's root is found by
/// Newton's method from above, to the last digits, in a handful of steps. No update increases F beyond rounding.
///
/// Sparse data: stored entries only. Where absent ones are zeros, Σ_j over them is linear in x, and the same sum
/// for every row; where entries are missing Σ_j ω_j v_j is the line's own. Cost a stored entry: 2r flops for each
/// of y, that sum, g and d's product, r(r + 8) for H. Lines of more than `cached_rows` entries are gathered
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
#include "orthant/objectives/regularised.hpp"

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

/// X ← the renewed rows of `side`, for the misfit with the L1 and L2 `terms`. f must be finite at X and V.
RowPass row_pass(const DivergenceRecovery& misfit, Side side, MatrixRef X, const ConstMatrixRef& V,
                 const RowPassRule& rule, const Regularisation& terms = {});

}  // namespace orthant

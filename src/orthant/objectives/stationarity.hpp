/// How far a feasible point is from first-order stationary, free of units. One definition for solvers,
/// certificates and output, at balanced factors when the objective does not see the scaling of columns
/// (‖l_k‖ = ‖r_k‖).
///
/// Squares:
///   stationarity = ‖∇ᵖ‖_F / (‖𝒜*b‖_F · ‖U‖_F),
///   ∇ᵖ = gradient where U > 0,  min(gradient, 0) where U = 0           (projected gradient)         (1)
/// Scaling the data by c scales ∇ᵖ by c^{3/2}, ‖𝒜*b‖ by c and ‖U‖ by c^{1/2}, so the number stays.
///
/// Divergences: entry by entry, since what is small in the data counts there like what is large. The slope
/// of f in u_ik is a difference g_ik = P_ik − M_ik of two sums of nonnegative terms (d′ = d⁺ − d⁻, L1 and L2 terms
/// in P), and
///   e_ik = −g_ik/(P_ik + M_ik)          where g_ik < 0: u_ik should grow,
///   e_ik = u_ik g_ik / Σ_m u_im (P_im + M_im)   where g_ik > 0: it should shrink, and counts by its share,
///   stationarity = √(mean of e_ik²) ≤ 1                                                             (2)
/// No e_ik changes when a row, its data and its own terms are given other units: docs/divergences.md.
///
/// Both are zero exactly where the first-order conditions hold.
#pragma once

#include "orthant/base/words.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

/// Σ_k e_ik² of (2) for one row: U, P and g of its r entries. M is P − g. 1 an entry where a term is not a
/// number.
double squared_slope_errors(Index rank, const double* u, const double* plus, const double* slope);

/// ∇ᵖ entrywise.
Matrix projected_gradient_of(const Matrix& U, const Matrix& gradient);

/// ‖∇ᵖ‖_F, without storing ∇ᵖ, and without overflow.
double projected_gradient_norm(const Matrix& U, const Matrix& gradient);

/// ‖𝒜*b‖_F · ‖U‖_F, or what stands for it (Objective::gradient_scale): what gradients are compared with. At
/// least the smallest normal double.
double gradient_scale(const Objective& objective, const Matrix& U);

/// (1) or (2), for a point that is balanced already when scaling is free.
double stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient);

/// The same without the constraint U ≥ 0: ‖∇‖_F in the place of ‖∇ᵖ‖_F.
double free_stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient);

/// (L, R) → (LT, RT⁻¹) with ‖l_k‖ = ‖r_k‖; returns the diagonal of T. A column that is zero on either side is
/// left as it is (T_k = 1). `left_rows` says where L ends in U = [L; R].
Vector balance_columns(MatrixRef U, Index left_rows);

/// balance_columns when the objective has scaling freedom; nothing otherwise.
void balance(const Objective& objective, Matrix& U);

/// What one entry alone would gain: stationarity in the units of each row and column.
///
/// Moving u_ik to its minimum with all else held lowers f by about
///
///   g u − ½ h u²  if 0 ≤ g and u < g/h,   else g²/2h,        g = ∂f/∂u_ik,  h = ∂²f/∂u_ik²              (1)
///
/// (exact where f is quadratic in one factor). A point whose gradient is small beside ‖𝒜*b‖‖U‖ may still have
/// rows and columns that are far from settled, when theirs are small themselves; their gain, beside f, shows
/// it. This is the largest gain of all entries; 0 when the objective has no row blocks. Costs the row blocks.
double largest_entry_gain(const Expansion& expansion, const Matrix& U);

enum class ColumnNorm { none, l1, l2, max };

/// Columns x_k of one factor scaled to norm one, the other factor taking the scale: (L, R) → (LT, RT⁻¹) with
///
///   l1: Σ_i |x_ik| = 1      l2: ‖x_k‖₂ = 1      max: max_i |x_ik| = 1
///
/// LRᵀ stays (up to rounding), so for objectives with scaling freedom the point stays what it is. Their
/// certificates and proofs speak of balanced factors; these are for reading and for other programs. U = [L; R];
/// a column that is zero in either factor is left as it is.
void normalise_columns(MatrixRef U, Index left_rows, Side side, ColumnNorm norm);

}  // namespace orthant

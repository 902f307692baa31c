/// How far a feasible point is from first-order stationary, free of units:
///
///   stationarity = ‖∇ᵖ‖_F / (‖𝒜*b‖_F · ‖U‖_F),
///   ∇ᵖ = gradient where U > 0,  min(gradient, 0) where U = 0                             (projected
///   gradient)
///
/// at balanced factors when the objective does not see the scaling of columns (‖l_k‖ = ‖r_k‖). Scaling the
/// data by c scales ∇ᵖ by c^{3/2}, ‖𝒜*b‖ by c and ‖U‖ by c^{1/2}, so the number stays. One definition for
/// solvers, certificates and output.
#pragma once

#include "orthant/model/objective.hpp"

namespace orthant {

/// ∇ᵖ entrywise.
Matrix projected_gradient_of(const Matrix& U, const Matrix& gradient);

/// ‖∇ᵖ‖_F, without storing ∇ᵖ.
double projected_gradient_norm(const Matrix& U, const Matrix& gradient);

/// ‖𝒜*b‖_F · ‖U‖_F: what gradients are compared with. At least the smallest normal double.
double gradient_scale(const Objective& objective, const Matrix& U);

/// For a point that is balanced already when scaling is free.
double stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient);

/// The same without the constraint U ≥ 0: ‖∇‖_F in the place of ‖∇ᵖ‖_F.
double free_stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient);

/// (L, R) → (LT, RT⁻¹) with ‖l_k‖ = ‖r_k‖; returns the diagonal of T. A column that is zero on either side is
/// left as it is (T_k = 1). `left_rows` says where L ends in U = [L; R].
Vector balance_columns(MatrixRef U, Index left_rows);

/// balance_columns when the objective has scaling freedom; nothing otherwise.
void balance(const Objective& objective, Matrix& U);

}  // namespace orthant

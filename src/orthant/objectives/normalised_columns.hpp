/// Columns of one factor scaled to norm one, the other factor taking the scale: (L, R) → (LT, RT⁻¹) with
///
///   l1: Σ_i |x_ik| = 1      l2: ‖x_k‖₂ = 1      max: max_i |x_ik| = 1      for the columns x_k of that
///   factor.
///
/// LRᵀ stays (up to rounding), so for objectives with scaling freedom the point stays what it is. Their
/// certificates and proofs speak of balanced factors; these are for reading and for other programs.
#pragma once

#include "orthant/linalg/matrix.hpp"
#include "orthant/operators/row_blocks.hpp"

namespace orthant {

enum class ColumnNorm { none, l1, l2, max };

/// U = [L; R]. A column that is zero in either factor is left as it is.
void normalise_columns(MatrixRef U, Index left_rows, Side side, ColumnNorm norm);

}  // namespace orthant

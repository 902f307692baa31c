/// What a solver wants to know of the gradient with respect to one factor, without storing it.
#pragma once

#include "orthant/measure/row_blocks.hpp"

namespace orthant {

struct BlockGradient {
  Vector projected;  ///< per column k: Σ over rows of (∇ᵖ_ik)², see model/stationarity.hpp
  double with_point = 0;  ///< ⟨∇ − C, X⟩ = Σ_i x_iᵀG_i x_i − 2⟨C, X⟩ … halved and shifted: the objective
};

/// X = rows of `side`, C = linear(side, V). Works through blocks of rows that stay in cache when all rows
/// share one Gram matrix; otherwise forms the gradient once. 2nr² flops in the first case.
BlockGradient block_gradient(const RowBlocks& blocks, Side side, const ConstMatrixRef& X,
                             const ConstMatrixRef& C, const ConstMatrixRef& V);

}  // namespace orthant

/// What a solver wants to know of the gradient with respect to one factor, without storing it.
#pragma once

#include "orthant/operators/observations.hpp"

namespace orthant {

struct BlockGradient {
  Vector projected;  ///< per column k: Σ over rows of (∇ᵖ_ik)², see model/stationarity.hpp
  /// ⟨∇ − C, X⟩ = Σ_i x_iᵀG_i x_i − 2⟨C, X⟩: twice the objective but for its constant.
  double with_point = 0;
};

/// X = rows of `side`, C = linear(side, V). Forms the gradient once.
BlockGradient block_gradient(const RowBlocks& blocks, Side side, const ConstMatrixRef& X,
                             const ConstMatrixRef& C, const ConstMatrixRef& V);

/// The same when all rows share the Gram matrix G: through blocks of rows that stay in cache, 2nr² flops. The
/// result does not depend on the number of threads.
BlockGradient block_gradient(const ConstMatrixRef& X, const ConstMatrixRef& C, const Matrix& G);

}  // namespace orthant

/// Row blocks of 𝒜 = identity (row_blocks.hpp): every row of a side has the same Gram matrix G = VᵀV, so that
/// sweeps and gradients need only C = linear(side, V). What stands for the data is the derived kind's.
#pragma once

#include "orthant/operators/row_blocks.hpp"

namespace orthant {

class IdentityBlocks : public RowBlocks {
 public:
  bool shared_gram() const override { return true; }
  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override;
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
             const SweepRule& rule) const override;
  Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                  const ConstMatrixRef& V) const override;
  void gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                     MatrixRef out) const override;
};

}  // namespace orthant

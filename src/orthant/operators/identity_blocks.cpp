#include "orthant/operators/identity_blocks.hpp"

namespace orthant {

Matrix IdentityBlocks::gram(Side, Index, const ConstMatrixRef& V) const {
  Matrix G;
  orthant::gram(V, G);
  return G;
}

void IdentityBlocks::sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                           const SweepRule& rule) const {
  nnls_sweeps(X, C, gram(side, 0, V), rule);
}

Matrix IdentityBlocks::gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                const ConstMatrixRef& V) const {
  Matrix out(X.rows(), X.cols());
  gradient_into(side, X, C, V, out);
  return out;
}

void IdentityBlocks::gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                   const ConstMatrixRef& V, MatrixRef out) const {
  const Matrix G = gram(side, 0, V);
  out = -C;
  out.noalias() += X * G;
}

}  // namespace orthant

#include "orthant/solve/block_gradient.hpp"

#include <algorithm>

namespace orthant {

namespace {

void add(const ConstMatrixRef& X, const ConstMatrixRef& C, const ConstMatrixRef& gradient,
         BlockGradient& out) {
  for (Index k = 0; k < X.cols(); ++k) {
    const auto x = X.col(k).array(), g = gradient.col(k).array();
    out.projected(k) += (x > 0).select(g, g.min(0.0)).square().sum();
    out.with_point += ((g - C.col(k).array()) * x).sum();
  }
}

}  // namespace

BlockGradient block_gradient(const RowBlocks& blocks, Side side, const ConstMatrixRef& X,
                             const ConstMatrixRef& C, const ConstMatrixRef& V) {
  BlockGradient out;
  out.projected = Vector::Zero(X.cols());
  if (!blocks.shared_gram()) {
    add(X, C, blocks.gradient(side, X, C, V), out);
    return out;
  }
  constexpr Index height = 512;
  const Matrix G = blocks.gram(side, 0, V);
  Matrix gradient(std::min(height, X.rows()), X.cols());
  for (Index first = 0; first < X.rows(); first += height) {
    const Index rows = std::min(height, X.rows() - first);
    auto block = gradient.topRows(rows);
    block = -C.middleRows(first, rows);
    block.noalias() += X.middleRows(first, rows) * G;
    add(X.middleRows(first, rows), C.middleRows(first, rows), block, out);
  }
  return out;
}

}  // namespace orthant

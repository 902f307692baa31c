#include "orthant/solvers/block_gradient.hpp"

#include <algorithm>
#include <vector>

#include "orthant/linalg/threads.hpp"

namespace orthant {

namespace {

/// What the rows of a block add.
BlockGradient part(const ConstMatrixRef& X, const ConstMatrixRef& C, const ConstMatrixRef& gradient) {
  BlockGradient out;
  out.projected.resize(X.cols());
  for (Index k = 0; k < X.cols(); ++k) {
    const auto x = X.col(k).array(), g = gradient.col(k).array();
    out.projected(k) = (x > 0).select(g, g.min(0.0)).square().sum();
    out.with_point += ((g - C.col(k).array()) * x).sum();
  }
  return out;
}

}  // namespace

BlockGradient block_gradient(const RowBlocks& blocks, Side side, const ConstMatrixRef& X,
                             const ConstMatrixRef& C, const ConstMatrixRef& V) {
  return part(X, C, blocks.gradient(side, X, C, V));
}

BlockGradient block_gradient(const ConstMatrixRef& X, const ConstMatrixRef& C, const Matrix& G) {
  constexpr Index height = 256;
  const Index blocks = (X.rows() + height - 1) / height;
  std::vector<BlockGradient> parts(static_cast<size_t>(blocks));
  const SerialBlas serial;
#pragma omp parallel if (X.size() * G.rows() > 200000)
  {
    Matrix gradient(std::min(height, X.rows()), X.cols());
#pragma omp for schedule(static)
    for (Index b = 0; b < blocks; ++b) {
      const Index first = b * height, rows = std::min(height, X.rows() - first);
      auto block = gradient.topRows(rows);
      block = -C.middleRows(first, rows);
      block.noalias() += X.middleRows(first, rows) * G;
      parts[static_cast<size_t>(b)] = part(X.middleRows(first, rows), C.middleRows(first, rows), block);
    }
  }
  BlockGradient out = std::move(parts.front());
  for (size_t b = 1; b < parts.size(); ++b) {
    out.projected += parts[b].projected;
    out.with_point += parts[b].with_point;
  }
  return out;
}

}  // namespace orthant

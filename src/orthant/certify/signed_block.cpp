#include "orthant/certify/signed_block.hpp"

#include <utility>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

std::optional<SignedBlock> SignedBlock::factor(const Matrix& A, double scale) {
  SignedBlock block;
  if (A.rows() == 0) return block;
  const double smallest = 1e-13 * scale;
  if (auto lower = cholesky(A); lower && lower->diagonal().array().square().minCoeff() > smallest) {
    block.factor_ = std::move(*lower);
    return block;
  }
  const auto [values, vectors] = symmetric_eigenpairs(A);  // ascending: the negative ones come first
  if (values.cwiseAbs().minCoeff() <= smallest) return std::nullopt;
  block.cholesky_ = false;
  block.negatives_ = (values.array() < 0).count();
  block.factor_ = values.cwiseAbs().cwiseSqrt().cwiseInverse().asDiagonal() * vectors.transpose();
  return block;
}

void SignedBlock::whiten(MatrixRef P) const {
  if (!cholesky_) {
    P = (P * factor_.transpose()).eval();
    return;
  }
  simd::best().whiten(factor_.data(), factor_.outerStride(), size(), P.data(), P.outerStride(), P.rows());
}

void SignedBlock::solve(Eigen::Ref<Vector> x) const {
  if (cholesky_) {
    factor_.triangularView<Eigen::Lower>().solveInPlace(x);
    factor_.triangularView<Eigen::Lower>().transpose().solveInPlace(x);
    return;
  }
  Vector y = factor_ * x;
  y.head(negatives_) *= -1;
  x = factor_.transpose() * y;
}

}  // namespace orthant

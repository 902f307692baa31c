#include "orthant/kmeans/relaxation_tangent.hpp"

#include <cmath>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

RelaxationTangent::RelaxationTangent(const Matrix& U)
    : U_(U), support_((U.array() > 0).cast<double>()), sums_(U.colwise().sum().transpose()) {
  constexpr double nothing = 1e-9;  // of an eigenvalue: constraints that depend on each other
  const Index n = U.rows(), r = U.cols();
  const Vector counts = support_.colwise().sum().transpose();
  scale_.resize(n + 1);
  scale_.head(n) = (support_ * sums_.cwiseAbs2()).cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
  scale_(n) = 1 / (2 * U.norm());
  Matrix B = Matrix::Zero(n + 1, 2 * r + 1);
  B.topLeftCorner(n, r) = scale_.head(n).asDiagonal() * U;
  B.block(0, r, n, r) = scale_.head(n).asDiagonal() * support_;
  B(n, 2 * r) = 1;
  Matrix C = Matrix::Zero(2 * r + 1, 2 * r + 1);  // the last diagonal entry: 1 − 1 of the identity
  for (Index k = 0; k < r; ++k) {
    C(k, k) = counts(k);
    C(k, r + k) = C(r + k, k) = sums_(k);
    C(k, 2 * r) = C(2 * r, k) = 4 * sums_(k) * scale_(n);
  }
  range_ = orthonormal_columns(B);
  const Matrix T = range_.transpose() * B;
  Matrix small = T * C * T.transpose();
  small.diagonal().array() += 1;
  const EigenPairs pairs = symmetric_eigenpairs(std::move(small));
  const double largest = pairs.values.cwiseAbs().maxCoeff();
  const Vector inverse =
      pairs.values.unaryExpr([&](double x) { return x > nothing * largest ? 1 / x : 0.0; });
  dependent_ = (inverse.array() == 0).count();
  core_ = pairs.vectors * inverse.asDiagonal() * pairs.vectors.transpose();
  core_.diagonal().array() -= 1;
}

Vector RelaxationTangent::constraints(const Matrix& V) const {
  Vector out(U_.rows() + 1);
  out.head(U_.rows()) = V * sums_ + U_ * V.colwise().sum().transpose();
  out(U_.rows()) = 2 * U_.cwiseProduct(V).sum();
  return out;
}

Matrix RelaxationTangent::adjoint(const Vector& multipliers) const {
  const auto y = multipliers.head(U_.rows());
  Matrix out = y * sums_.transpose() + 2 * multipliers(U_.rows()) * U_;
  out.rowwise() += (U_.transpose() * y).transpose();
  return support_.cwiseProduct(out);
}

Vector RelaxationTangent::solve(const Vector& values) const {
  const Vector scaled = scale_.cwiseProduct(values);
  const Vector inner = core_ * (range_.transpose() * scaled);
  return scale_.cwiseProduct(scaled + range_ * inner);
}

Vector RelaxationTangent::multipliers(const Matrix& G) const {
  const Matrix free = support_.cwiseProduct(G);
  Vector out = -solve(constraints(free));
  return out - solve(constraints(free + adjoint(out)));  // once more, for the digits
}

Matrix RelaxationTangent::project(const Matrix& V) const {
  Matrix out = support_.cwiseProduct(V);
  for (int again = 0; again < 2; ++again) out -= adjoint(solve(constraints(out)));
  return out;
}

bool restore_feasibility(Matrix& U, Index clusters, double farthest) {
  const Index n = U.rows();
  const double root = std::sqrt(static_cast<double>(n)), most = farthest * U.norm();
  Matrix at = U;
  double before = std::numeric_limits<double>::infinity();
  for (int step = 0; step < 30; ++step) {
    Vector excess(n + 1);
    excess.head(n) = at * at.colwise().sum().transpose();
    excess.head(n).array() -= 1;
    excess(n) = at.squaredNorm() - static_cast<double>(clusters);
    const double size = excess.norm() / root;
    if (!std::isfinite(size) || (at - U).norm() > most) return false;
    if (size <= 1e-13 || (size <= 1e-11 && size > before / 2)) {
      U = std::move(at);
      return true;
    }
    before = size;
    at -= RelaxationTangent(at).correction(excess);
    // An entry of the support that would fall below zero stays on it, small.
    if (at.minCoeff() < -1e-3 * U.cwiseAbs().maxCoeff()) return false;
    at = at.cwiseMax(0.0);
  }
  return false;
}

}  // namespace orthant

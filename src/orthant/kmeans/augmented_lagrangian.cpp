#include "orthant/kmeans/augmented_lagrangian.hpp"

namespace orthant {

void AugmentedLagrangian::evaluate(const Matrix& U, Evaluation& out) const {
  const auto n = static_cast<double>(U.rows());
  const Vector sums = U.colwise().sum().transpose();
  out.excess.noalias() = U * sums;
  out.excess.array() -= 1;
  const Matrix projected = points_ * U;
  const Vector w = y_ + penalty_ * out.excess;
  out.value = (-projected.squaredNorm() + out.excess.dot(y_ + penalty_ / 2 * out.excess)) / n;
  const Matrix scaled = -2 / n * projected;
  out.gradient.noalias() = points_.transpose() * scaled;
  const Vector along = U.transpose() * w / n;
  for (Index k = 0; k < U.cols(); ++k) out.gradient.col(k).array() += w.array() * (sums(k) / n) + along(k);
}

void AugmentedLagrangian::Hessian::multiply(const Matrix& D, Matrix& out) const {
  const auto n = static_cast<double>(D.rows());
  const Vector change = D.colwise().sum().transpose();
  Vector delta = U_ * change;
  delta.noalias() += D * sums_;
  delta *= of_.penalty_ / n;
  const Matrix scaled = -2 / n * (of_.points_ * D);
  out.noalias() = of_.points_.transpose() * scaled;
  const Vector along = D.transpose() * w_ / n + U_.transpose() * delta;
  for (Index k = 0; k < D.cols(); ++k)
    out.col(k).array() += w_.array() * (change(k) / n) + delta.array() * sums_(k) + along(k);
}

}  // namespace orthant

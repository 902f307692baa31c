#include "orthant/kmeans/dual_ascent.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// JMJ of a symmetric M, J = I − eeᵀ.
void centre_both(Matrix& M, const Vector& e) {
  const Vector image = M * e;
  const double grand = e.dot(image);
  M.noalias() -= image * e.transpose();
  M.noalias() -= e * (image - grand * e).transpose();
}

/// The shift θ with Σ min(max(λ − θ, 0), 1) = count.
double fantope_shift(const Vector& values, double count) {
  double low = values.minCoeff() - 1, high = values.maxCoeff();
  for (int k = 0; k < 100; ++k) {
    const double middle = 0.5 * (low + high);
    const double sum = (values.array() - middle).max(0.0).min(1.0).sum();
    (sum > count ? low : high) = middle;
  }
  return low;
}

Matrix clustering_matrix(std::span<const Index> labels, const Vector& e, Index clusters) {
  const auto N = static_cast<Index>(labels.size());
  Vector sizes = Vector::Zero(clusters);
  for (Index i = 0; i < N; ++i) sizes(labels[i]) += e(i) * e(i);
  Matrix Z = Matrix::Zero(e.size(), e.size());
  for (Index j = 0; j < N; ++j)
    for (Index i = 0; i < N; ++i) Z(i, j) = labels[i] == labels[j] ? e(i) * e(j) / sizes(labels[i]) : 0;
  return Z;
}

double dual_value(const Matrix& X, const Vector& e, const Matrix& multipliers, Index clusters) {
  Matrix M = X * X.transpose() + multipliers;
  centre_both(M, e);
  const Vector values = symmetric_eigenvalues(std::move(M));
  return X.squaredNorm() - e.dot(multipliers * e) - values.tail(std::min(clusters - 1, values.size())).sum();
}

}  // namespace

DualAscent dual_ascent(const Matrix& X, const Vector& e, std::span<const Index> labels, Index clusters,
                       const DualAscentOptions& options,
                       const std::function<bool(const Matrix&, double)>& seen) {
  constexpr int every = 20;  // steps between two looks at the bound
  constexpr double relaxation = 1.6;
  DualAscent out;
  const Index N = X.rows(), signless = std::ssize(labels);
  const Matrix A = X * X.transpose();
  Matrix Y = clustering_matrix(labels, e, clusters), U = Matrix::Zero(N, N);
  double rho = A.norm() / Y.norm(), last = 0;
  int idle = 0;
  for (int step = 1; step <= options.iterations; ++step) {
    check_budget();
    Matrix M = Y - U + A / rho;
    centre_both(M, e);
    const EigenPairs pairs = symmetric_eigenpairs(std::move(M));
    const double shift = fantope_shift(pairs.values, static_cast<double>(clusters - 1));
    const Vector cut = (pairs.values.array() - shift).max(0.0).min(1.0);
    const Index rank = (cut.array() > 0).count();
    const Matrix V = pairs.vectors.rightCols(rank);
    Matrix Z = (V * cut.tail(rank).asDiagonal()) * V.transpose();
    Z.noalias() += e * e.transpose();
    U += relaxation * Z + (1 - relaxation) * Y;
    Matrix next = U;
    next.topLeftCorner(signless, signless) = U.topLeftCorner(signless, signless).cwiseMax(0);
    U -= next;
    const double primal = (Z - next).norm(), dual = (next - Y).norm();
    Y = next;
    if (step % every != 0 && step != options.iterations) continue;
    Matrix multipliers = -rho * 0.5 * (U + U.transpose());
    const double bound = dual_value(X, e, multipliers, clusters);
    if (out.multipliers.size() == 0 || bound > out.bound) {
      out.bound = bound;
      out.multipliers = multipliers;
    }
    if (seen && seen(multipliers, bound)) break;
    if (options.inertia - out.bound <= options.gap * options.inertia) break;
    // What another hundred steps would gain is little beside what is left.
    idle = out.bound - last > 1e-3 * (options.inertia - out.bound) ? 0 : idle + 1;
    last = out.bound;
    if (idle >= 5) break;
    const double factor = primal > 5 * dual ? 1.5 : dual > 5 * primal ? 1 / 1.5 : 1;
    rho *= factor;
    U /= factor;
  }
  return out;
}

SpectralEvidence spectral_evidence(const Matrix& X, const Vector& e, const Matrix& multipliers,
                                   Index clusters) {
  SpectralEvidence out;
  Matrix M = X * X.transpose() + multipliers;
  const double size = M.cwiseAbs().rowwise().sum().maxCoeff();
  centre_both(M, e);
  const EigenPairs pairs = symmetric_eigenpairs(std::move(M));
  const Index n = pairs.values.size(), kept = std::min(clusters - 1, n);
  const double top = std::max(pairs.values(n - 1), size * 1e-3);
  const double margin = top * (1e-12 + 0x1p-44 * static_cast<double>(n));
  out.level = std::max(pairs.values(n - std::max<Index>(kept, 1)), 0.0) + margin;
  const Index count = (pairs.values.tail(kept).array() > out.level).count();
  out.columns = pairs.vectors.rightCols(count);
  double sum = static_cast<double>(clusters - 1) * out.level;
  for (Index c = 0; c < count; ++c) {
    const double above = pairs.values(n - count + c) - out.level + margin;
    out.columns.col(c) *= std::sqrt(above);
    sum += above;
  }
  const double squares = X.squaredNorm(), total = e.dot(multipliers * e);
  out.bound = squares - total - sum - 1e-12 * (squares + total + sum);
  return out;
}

}  // namespace orthant

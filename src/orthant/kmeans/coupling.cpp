#include "orthant/kmeans/coupling.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// Sums over clusters: N×K.
Matrix sums_by_cluster(const Matrix& A, std::span<const Index> labels, Index clusters) {
  Matrix out = Matrix::Zero(A.rows(), clusters);
  for (Index j = 0; j < A.cols(); ++j) out.col(labels[j]) += A.col(j);
  return out;
}

/// Blocks between clusters, their rows shifted so that they sum to `wanted`.
Matrix corrected(const Matrix& multipliers, const Matrix& wanted, std::span<const Index> labels,
                 const std::vector<Index>& sizes) {
  const auto K = static_cast<Index>(sizes.size());
  const Matrix missing = wanted - sums_by_cluster(multipliers, labels, K);
  Matrix pairs = Matrix::Zero(K, K);
  for (Index i = 0; i < missing.rows(); ++i) pairs.row(labels[i]) += missing.row(i);
  Matrix out = multipliers;
  for (Index j = 0; j < out.cols(); ++j)
    for (Index i = 0; i < out.rows(); ++i) {
      const Index b = labels[i], a = labels[j];
      const auto n_a = static_cast<double>(sizes[a]), n_b = static_cast<double>(sizes[b]);
      if (a == b)
        out(i, j) = 0;
      else
        out(i, j) +=
            missing(i, a) / n_a + missing(j, b) / n_b - 0.5 * (pairs(b, a) + pairs(a, b)) / (n_a * n_b);
    }
  return 0.5 * (out + out.transpose());
}

/// P M P: every block with its row and column means taken away.
void project(Matrix& M, std::span<const Index> labels, const std::vector<Index>& sizes) {
  const auto K = static_cast<Index>(sizes.size());
  for (int side = 0; side < 2; ++side) {
    Matrix means = sums_by_cluster(M, labels, K);
    for (Index a = 0; a < K; ++a) means.col(a) /= static_cast<double>(sizes[a]);
    for (Index j = 0; j < M.cols(); ++j) M.col(j) -= means.col(labels[j]);
    M.transposeInPlace();
  }
}

}  // namespace

std::optional<Coupling> coupling_of(const StructuredDual& dual, std::span<const Index> labels,
                                    const Matrix& multipliers) {
  // The form does not see the row sums: its largest eigenvalue is the smallest t, the margins are the largest.
  Matrix between = multipliers;
  for (Index j = 0; j < between.cols(); ++j)
    for (Index i = 0; i < between.rows(); ++i)
      if (labels[i] == labels[j]) between(i, j) = 0;
  Matrix W = between;
  project(W, labels, dual.sizes());
  W += dual.offsets() * dual.offsets().transpose();
  const Vector values = symmetric_eigenvalues(std::move(W));
  const double low = values(values.size() - 1), high = dual.largest_t(),
               room = 1e-12 + 0x1p-44 * static_cast<double>(values.size());
  if (!(low < high)) return std::nullopt;
  for (const double share : {0.02, 0.1, 0.3, 0.5, 0.7, 0.001}) {
    check_budget();
    const double t = low + share * (high - low);
    if (!(low * (1 + room) < t)) continue;
    const Matrix wanted = dual.row_sums(t);
    Matrix coupling = corrected(between, wanted, labels, dual.sizes());
    double least = 0, size = coupling.cwiseAbs().maxCoeff();
    for (Index j = 0; j < coupling.cols(); ++j)
      for (Index i = 0; i < coupling.rows(); ++i)
        if (labels[i] != labels[j]) least = std::min(least, coupling(i, j) - 1e-13 * size);
    // A share of the structured coupling ρρᵀ/σ, positive where t is below all margins, lifts what is negative.
    for (double mix = least < 0 ? 1e-6 : 0; mix < 0.5; mix = mix == 0 ? 1 : 4 * mix) {
      Matrix sums = sums_by_cluster(Matrix::Identity(wanted.rows(), wanted.rows()), labels, wanted.cols());
      const Matrix sigma = sums.transpose() * wanted;
      Matrix mixed = (1 - mix) * coupling;
      bool positive = true;
      for (Index j = 0; j < mixed.cols(); ++j)
        for (Index i = 0; i < mixed.rows(); ++i) {
          const Index b = labels[i], a = labels[j];
          if (a == b) continue;
          mixed(i, j) += mix * wanted(i, a) * wanted(j, b) / sigma(b, a);
          positive = positive && mixed(i, j) > 1e-14 * size;
        }
      if (!positive) continue;
      mixed = 0.5 * (mixed + mixed.transpose()).eval();
      Matrix form = mixed;
      project(form, labels, dual.sizes());
      form += dual.offsets() * dual.offsets().transpose();
      const Vector eigenvalues = symmetric_eigenvalues(std::move(form));
      if (eigenvalues(eigenvalues.size() - 1) * (1 + room) < t) return Coupling{t, std::move(mixed)};
      break;  // more of it moves the form further
    }
  }
  return std::nullopt;
}

}  // namespace orthant

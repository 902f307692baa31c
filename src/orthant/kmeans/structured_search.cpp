#include "orthant/kmeans/structured_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Index largest_order = 3000;  // of an eigenvalue problem

Matrix cluster_means(const Matrix& X, const std::vector<Index>& labels, std::vector<Index>& sizes) {
  Matrix out = Matrix::Zero(static_cast<Index>(sizes.size()), X.cols());
  for (Index i = 0; i < X.rows(); ++i) {
    out.row(labels[i]) += X.row(i);
    ++sizes[labels[i]];
  }
  for (Index b = 0; b < out.rows(); ++b) out.row(b) /= static_cast<double>(sizes[b]);
  return out;
}

/// diag(√w)Vᵀ of S = V diag(w) Vᵀ: rows with the same inner products as those of any other root.
Matrix root_rows(const Matrix& S) {
  const EigenPairs pairs = symmetric_eigenpairs(S);
  return pairs.values.cwiseMax(0).cwiseSqrt().asDiagonal() * pairs.vectors.transpose();
}

}  // namespace

ScaledData scaled_data(const Matrix& X) {
  ScaledData out;
  const double largest = X.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return {X, 0};
  // Twice, so that neither sums nor squares leave the range of doubles.
  const int first = std::ilogb(largest);
  out.X = X.unaryExpr([&](double x) { return std::ldexp(x, -first); });
  out.X.rowwise() -= out.X.colwise().mean().eval();
  const double spread = out.X.cwiseAbs().maxCoeff();
  const int second = spread > 0 ? std::ilogb(spread) : 0;
  out.X = out.X.unaryExpr([&](double x) { return std::ldexp(x, -second); });
  out.exponent = first + second;
  return out;
}

StructuredDual::StructuredDual(const Matrix& X, std::span<const Index> labels, Index clusters)
    : clusters_(clusters), labels_(labels.begin(), labels.end()), sizes_(static_cast<std::size_t>(clusters)) {
  const Index N = X.rows(), d = X.cols();
  centres_ = cluster_means(X, labels_, sizes_);
  offsets_.resize(N, d);
  for (Index i = 0; i < N; ++i) offsets_.row(i) = X.row(i) - centres_.row(labels_[i]);
  inertia_ = offsets_.squaredNorm();
  largest_t_ = infinity;
  for (Index i = 0; i < N; ++i)
    for (Index a = 0; a < clusters; ++a)
      if (a != labels_[i]) largest_t_ = std::min(largest_t_, margin(i, a));
  if (order() > largest_order) return;
  if (d * clusters < N) {
    std::vector<Matrix> scatter(sizes_.size(), Matrix::Zero(d, d));
    for (Index i = 0; i < N; ++i) scatter[labels_[i]] += offsets_.row(i).transpose() * offsets_.row(i);
    rows_.resize(d * clusters, d);
    for (Index b = 0; b < clusters; ++b) {
      rows_.middleRows(b * d, d) = root_rows(scatter[b]);
      cluster_of_.insert(cluster_of_.end(), static_cast<std::size_t>(d), b);
    }
  } else {
    rows_ = offsets_;
    cluster_of_ = labels_;
  }
  along_.resize(rows_.rows(), clusters);
  for (Index x = 0; x < rows_.rows(); ++x)
    for (Index a = 0; a < clusters; ++a)
      along_(x, a) = rows_.row(x).dot(centres_.row(cluster_of_[x]) - centres_.row(a));
}

double StructuredDual::margin(Index i, Index a) const {
  const Index b = labels_[i];
  const auto n_a = static_cast<double>(sizes_[a]), n_b = static_cast<double>(sizes_[b]);
  double nearness = 0;
  for (Index k = 0; k < offsets_.cols(); ++k) {
    const double delta = centres_(b, k) - centres_(a, k);
    nearness += delta * (delta + 2 * offsets_(i, k));
  }
  return nearness * (n_a * n_b / (n_a + n_b));
}

Matrix StructuredDual::row_sums(double t) const {
  Matrix out(offsets_.rows(), clusters_);
  for (Index a = 0; a < clusters_; ++a)
    for (Index i = 0; i < out.rows(); ++i) {
      const auto n_a = static_cast<double>(sizes_[a]), n_b = static_cast<double>(sizes_[labels_[i]]);
      out(i, a) = a == labels_[i] ? 0 : (margin(i, a) - t) * (n_a + n_b) / (2 * n_b);
    }
  return out;
}

Matrix StructuredDual::weights(double t) const {
  Matrix w = Matrix::Zero(clusters_, clusters_);
  for (Index b = 0; b < clusters_; ++b)
    for (Index a = 0; a < clusters_; ++a) {
      const double gap = (centres_.row(b) - centres_.row(a)).squaredNorm() -
                         t * (1 / static_cast<double>(sizes_[a]) + 1 / static_cast<double>(sizes_[b]));
      if (a != b) w(b, a) = gap > 0 ? 2 / gap : infinity;
    }
  return w;
}

Matrix StructuredDual::form(double t) const {
  const Matrix w = weights(t);
  Matrix W = rows_ * rows_.transpose();
  for (Index y = 0; y < W.cols(); ++y)
    for (Index x = 0; x < W.rows(); ++x) {
      const Index b = cluster_of_[x], a = cluster_of_[y];
      if (a != b) W(x, y) += w(b, a) * along_(x, a) * along_(y, b);
    }
  return W;
}

StructuredDual::Choice StructuredDual::choose() const {
  // Just below the largest t, then less; a fine grid where a form costs nothing.
  if (order() > largest_order) return {.t = 0, .excess = infinity};
  const auto n = static_cast<double>(order());
  const int steps = static_cast<int>(std::clamp(2e10 / (n * n * n + 1), 3.0, 40.0));
  Choice best{.t = largest_t_, .excess = infinity};
  for (int k = 0; k < steps && largest_t_ > 0; ++k) {
    check_budget();
    const double t = largest_t_ * (k == 0 ? 1 - 1e-9 : 1 - static_cast<double>(k) / steps);
    const Matrix W = form(t);
    if (!W.allFinite()) continue;
    const Vector values = symmetric_eigenvalues(W);
    const double top = values(values.size() - 1), excess = top * (1 + 2 * room()) - t;
    if (excess >= best.excess) continue;
    best = {.t = t, .excess = excess};
    if (excess < -0.05 * t) break;
  }
  return best;
}

}  // namespace orthant

#include "orthant/kmeans/structured_search.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

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
  margins_.resize(N, clusters);
  for (Index a = 0; a < clusters; ++a)
    for (Index i = 0; i < N; ++i) {
      const Index b = labels_[i];
      if (a == b) {
        margins_(i, a) = infinity;
        continue;
      }
      const auto n_a = static_cast<double>(sizes_[a]), n_b = static_cast<double>(sizes_[b]);
      const auto delta = centres_.row(b) - centres_.row(a);
      margins_(i, a) = delta.dot(delta + 2 * offsets_.row(i)) * (n_a * n_b / (n_a + n_b));
    }
  largest_t_ = margins_.minCoeff();

  by_columns_ = d * clusters < N;
  if (by_columns_) {
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

Matrix StructuredDual::row_sums(double t) const {
  Matrix out(margins_.rows(), clusters_);
  for (Index a = 0; a < clusters_; ++a)
    for (Index i = 0; i < out.rows(); ++i) {
      const auto n_a = static_cast<double>(sizes_[a]), n_b = static_cast<double>(sizes_[labels_[i]]);
      out(i, a) = a == labels_[i] ? 0 : (margins_(i, a) - t) * (n_a + n_b) / (2 * n_b);
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

double StructuredDual::excess_at(const Vector& eigenvalues, double t) const {
  double sum = 0;
  const Index n = eigenvalues.size();
  for (Index k = 0; k < std::min(clusters_ - 1, n); ++k) sum += std::max(eigenvalues(n - 1 - k) - t, 0.0);
  // Below zero the form of order N has the eigenvalue 0 where this one is shorter.
  if (t < 0) sum += -t * static_cast<double>(std::max<Index>(clusters_ - 1 - n, 0));
  return sum;
}

StructuredDual::Choice StructuredDual::choose() const {
  // Just below the largest t, then less; a fine grid where a form costs nothing.
  const double n = static_cast<double>(order());
  const int steps = static_cast<int>(std::clamp(2e10 / (n * n * n + 1), 3.0, 40.0));
  const double size = std::abs(largest_t_);
  const auto t_of = [&](double share) { return largest_t_ - size * share; };
  double best_share = 1e-9, best = infinity;
  const auto look = [&](double share) {
    check_budget();
    const double t = t_of(share);
    const Matrix W = form(t);
    if (!W.allFinite()) return infinity;
    const Vector values = symmetric_eigenvalues(W);
    const double top = values(values.size() - 1);
    // Where nothing exceeds t the room to it counts.
    const double value = top * (1 + 2 * room()) < t ? top - t : excess_at(values, t);
    if (value < best) {
      best = value;
      best_share = share;
    }
    return value;
  };
  look(1e-9);
  for (int k = 1; k < steps && !(best < -0.01 * size); ++k) look(static_cast<double>(k) / steps);
  for (double width = 0.5 / steps; width > 1e-3 && steps >= 20 && !(best < 0); width /= 2)
    for (const double share : {best_share - width, best_share + width})
      if (share > 1e-9) look(share);
  if (best == infinity) return {.excess = infinity};
  const double t = t_of(best_share);
  if (best < 0) return {.t = t, .level = t, .optimal = true};
  return with_columns(t);
}

StructuredDual::Choice StructuredDual::with_columns(double t) const {
  Choice out{.t = t};
  const EigenPairs pairs = symmetric_eigenpairs(form(t));
  const Index n = order(), kept = std::min(clusters_ - 1, n);
  const double top = std::max(pairs.values(n - 1), std::abs(t)), margin = 4 * room() * top;
  // The (K−1)-th eigenvalue, or what is above t and above zero.
  const double last = kept == clusters_ - 1 ? pairs.values(n - kept) : t;
  out.level = std::max({last + margin, t, margin});
  std::vector<Index> above;
  for (Index k = 0; k < kept; ++k)
    if (pairs.values(n - 1 - k) > out.level) above.push_back(n - 1 - k);
  out.excess = static_cast<double>(clusters_ - 1) * (out.level - t);
  const auto count = static_cast<Index>(above.size());
  out.columns.resize(n, count);
  const Matrix w = weights(t);
  const Index d = rows_.cols();
  for (Index c = 0; c < count; ++c) {
    const double value = pairs.values(above[c]), scale = std::sqrt(value - out.level + margin);
    const Vector u = pairs.vectors.col(above[c]);
    out.excess += (value - out.level + margin) * (1 + 1e-9);
    if (!by_columns_) {
      out.columns.col(c) = scale * u;
      continue;
    }
    // Y = C·(Σ_x u_x row_x)/λ: then L_bᵀY_b is u in whatever coordinates the form is written.
    Matrix z = Matrix::Zero(clusters_, d);
    for (Index x = 0; x < n; ++x) z.row(cluster_of_[x]) += u(x) * rows_.row(x);
    const Eigen::RowVectorXd all = z.colwise().sum();
    for (Index b = 0; b < clusters_; ++b) {
      Eigen::RowVectorXd y = all;
      for (Index a = 0; a < clusters_; ++a) {
        const Eigen::RowVectorXd delta = centres_.row(b) - centres_.row(a);
        if (a != b) y -= w(b, a) * delta.dot(z.row(a)) * delta;
      }
      out.columns.col(c).segment(b * d, d) = scale / value * y.transpose();
    }
  }
  return out;
}

}  // namespace orthant

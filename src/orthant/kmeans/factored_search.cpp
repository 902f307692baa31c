#include "orthant/kmeans/factored_search.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

FactoredDual::FactoredDual(const Matrix& X, std::span<const Index> labels, Index clusters)
    : d_(X.cols()),
      clusters_(clusters),
      rows_(X.rows()),
      squares_(X.squaredNorm()),
      members_(static_cast<std::size_t>(clusters)) {
  for (Index i = 0; i < rows_; ++i) members_[labels[i]].push_back(i);
  Matrix centres(clusters, d_), scatter = Matrix::Zero(d_, d_);
  for (Index b = 0; b < clusters; ++b) {
    X_.emplace_back(static_cast<Index>(members_[b].size()), d_);
    for (Index i = 0; i < X_[b].rows(); ++i) X_[b].row(i) = X.row(members_[b][i]);
    centres.row(b) = X_[b].colwise().mean();
    const Matrix offsets = X_[b].rowwise() - centres.row(b);
    scatter += offsets.transpose() * offsets;
  }
  within_ = symmetric_eigenvalues(scatter)(d_ - 1);
  for (Index b = 0; b < clusters; ++b) {
    nearness_.emplace_back(X_[b].rows(), clusters);
    for (Index a = 0; a < clusters; ++a) {
      const Eigen::RowVectorXd delta = centres.row(b) - centres.row(a),
                               middle = 0.5 * (centres.row(b) + centres.row(a));
      nearness_[b].col(a) = 2 * ((X_[b].rowwise() - middle) * delta.transpose());
    }
    r_.emplace_back(Matrix::Zero(X_[b].rows(), clusters));
  }
  offsets_ = weights_ = Matrix::Zero(clusters, clusters);
  gram_ = Matrix::Zero(order(), order());
  gram_.topLeftCorner(d_, d_) = X.transpose() * X;
  sums_ = Vector::Zero(order());
}

void FactoredDual::set_offset(Index b, Index a, double value) {
  offsets_(b, a) = value;
  const Index at = column(b, a);
  r_[b].col(a) = (nearness_[b].col(a).array() - value).max(0.0);
  const Vector r = r_[b].col(a);
  sums_(at) = r.sum();
  gram_.col(at).head(d_) = X_[b].transpose() * r;
  for (Index c = 0; c < clusters_; ++c) {
    if (c == b) continue;
    gram_(column(b, c), at) = r_[b].col(c).dot(r);
    gram_(at, column(b, c)) = gram_(column(b, c), at);
  }
  gram_.row(at).head(d_) = gram_.col(at).head(d_).transpose();
}

void FactoredDual::set_shift(double t, double weight) {
  const auto size = [&](Index b) { return static_cast<double>(members_[b].size()); };
  for (Index b = 0; b < clusters_; ++b)
    for (Index a = 0; a < clusters_; ++a)
      if (a != b) set_offset(b, a, t * (1 / size(a) + 1 / size(b)));
  for (Index b = 0; b < clusters_; ++b)
    for (Index a = 0; a < b; ++a) {
      const double product = mean(b, a) * mean(a, b);
      weights_(b, a) = weights_(a, b) = product > 0 ? 0.5 * weight / std::sqrt(product) : 0;
    }
}

double FactoredDual::total() const {
  double sum = 0;
  for (Index b = 0; b < clusters_; ++b)
    for (Index a = 0; a < b; ++a) sum += 2 * weights_(b, a) * sums_(column(b, a)) * sums_(column(a, b));
  return sum;
}

Matrix FactoredDual::root() const {
  Matrix G = gram_ - sums_ * (sums_.transpose() / static_cast<double>(rows_));
  G.topLeftCorner(d_, d_) = gram_.topLeftCorner(d_, d_);
  G.topRightCorner(d_, G.cols() - d_) = gram_.topRightCorner(d_, G.cols() - d_);
  G.bottomLeftCorner(G.rows() - d_, d_) = gram_.bottomLeftCorner(G.rows() - d_, d_);
  // Columns of length 1: those of X and of r have other units.
  const Vector length = gram_.diagonal().cwiseSqrt().unaryExpr([](double x) { return x > 0 ? x : 1.0; });
  const Vector inverse = length.cwiseInverse();
  const EigenPairs pairs = symmetric_eigenpairs(inverse.asDiagonal() * G * inverse.asDiagonal());
  return pairs.values.cwiseMax(0).cwiseSqrt().asDiagonal() * pairs.vectors.transpose() * length.asDiagonal();
}

Matrix FactoredDual::times_core(const Matrix& A) const {
  Matrix out = A;
  for (Index b = 0; b < clusters_; ++b)
    for (Index a = 0; a < clusters_; ++a)
      if (a != b) out.row(column(b, a)) = weights_(b, a) * A.row(column(a, b));
  return out;
}

Vector FactoredDual::eigenvalues() const {
  const Matrix B = root();
  return symmetric_eigenvalues(B * times_core(B.transpose()));
}

double FactoredDual::bound() const {
  const Vector values = eigenvalues();
  double sum = 0;  // J(A + Λ)J has the eigenvalue 0 as well
  for (Index k = 0; k < std::min(clusters_ - 1, values.size()); ++k)
    sum += std::max(values(values.size() - 1 - k), 0.0);
  return squares_ - total() / static_cast<double>(rows_) - sum;
}

void FactoredDual::search_pairs(double step, double& best, double& looks) {
  const auto try_it = [&](auto&& change, auto&& undo) {
    if (looks <= 0) return false;
    --looks;
    check_budget();
    change();
    const double value = bound();
    if (value > best) {
      best = value;
      return true;
    }
    undo();
    return false;
  };
  for (Index b = 0; b < clusters_; ++b)
    for (Index a = 0; a < clusters_; ++a) {
      if (a == b) continue;
      const double h = offsets_(b, a), v = weights_(b, a);
      const double unit = step * std::max(std::abs(h), 0.1 * mean(b, a));
      if (!try_it([&] { set_offset(b, a, h + unit); }, [&] { set_offset(b, a, h); }))
        try_it([&] { set_offset(b, a, h - unit); }, [&] { set_offset(b, a, h); });
      if (a > b) continue;
      const auto weigh = [&](double factor) { weights_(b, a) = weights_(a, b) = v * factor; };
      if (!try_it([&] { weigh(1 + step); }, [&] { weigh(1); }))
        try_it([&] { weigh(1 / (1 + step)); }, [&] { weigh(1); });
    }
}

FactoredDual::Choice FactoredDual::choose(double work, double looks) {
  const auto p = static_cast<double>(order());
  const double look = 40 * p * p * p + 4 * static_cast<double>(rows_ * (d_ + clusters_) * clusters_);
  const auto few = static_cast<Index>(std::clamp(work / look, 8.0, 40.0));
  double best = -squares_, best_t = 0, best_weight = 0;
  const auto try_shift = [&](double t, double weight) {
    check_budget();
    set_shift(t, weight);
    const double value = bound();
    if (value <= best) return;
    best = value;
    best_t = t;
    best_weight = weight;
  };
  try_shift(0, 0);
  for (Index k = 0; k < few; ++k)
    try_shift(within_ * 0.1 * std::pow(30.0, static_cast<double>(k) / static_cast<double>(few - 1)), 1);
  for (double width = 0.5; width > 1.0 / static_cast<double>(few); width /= 2)
    for (const double factor : {1 - width, 1 + width}) {
      try_shift(best_t * factor, best_weight);
      try_shift(best_t, best_weight * factor);
    }
  set_shift(best_t, best_weight);
  looks = std::min(work / look, looks);
  for (double step = 0.3; step > 0.005 && looks > 0; step /= 2) {
    double before = best;
    do {
      before = best;
      search_pairs(step, best, looks);
    } while (best - before > 2e-3 * std::abs(best - squares_) * step && looks > 0);
  }
  return finished();
}

FactoredDual::Choice FactoredDual::finished() const {
  Choice out{offsets_, weights_, 0, {}, 0};
  const Matrix B = root();
  const EigenPairs pairs = symmetric_eigenpairs(B * times_core(B.transpose()));
  const Index n = order(), kept = std::min(clusters_ - 1, n);
  const double top = std::max(pairs.values(n - 1), -pairs.values(0)),
               margin = top * (1e-11 + 0x1p-45 * static_cast<double>(n));
  out.level = std::max(pairs.values(n - std::max<Index>(kept, 1)), 0.0) + margin;
  const Index count = (pairs.values.tail(kept).array() > out.level).count();
  out.columns.resize(n, count);
  double sum = static_cast<double>(clusters_ - 1) * out.level;
  for (Index c = 0; c < count; ++c) {
    const Index k = n - count + c;
    const double above = pairs.values(k) - out.level + margin;
    out.columns.col(c) =
        times_core(B.transpose() * pairs.vectors.col(k)) * (std::sqrt(above) / pairs.values(k));
    sum += above;
  }
  const double share = total() / static_cast<double>(rows_);
  out.bound = squares_ - share - sum - 1e-11 * (squares_ + share + sum);
  return out;
}

}  // namespace orthant

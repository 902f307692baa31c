#include "orthant/kmeans/lloyd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orthant {

namespace {

constexpr int most_passes = 500;
/// What is less than this of the distances themselves is rounding.
constexpr double visible_gain = 1e-12;

/// Squared distances of all points from `centre`; what is rounding is 0, so that copies of a point are seen as such.
void distances_from(const ConstMatrixRef& points, const Vector& squares, const Vector& centre, Vector& out) {
  out.noalias() = points.transpose() * centre;
  const double own = centre.squaredNorm();
  for (Index i = 0; i < out.size(); ++i) {
    const double distance = squares(i) + own - 2 * out(i);
    out(i) = distance > 1e-14 * (squares(i) + own) ? distance : 0;
  }
}

/// An index with probability ∝ weight.
Index drawn(const Vector& weights, double total, Random& random) {
  double rest = random.uniform() * total;
  Index last = 0;
  for (Index i = 0; i < weights.size(); ++i) {
    if (weights(i) <= 0) continue;
    last = i;
    rest -= weights(i);
    if (rest < 0) break;
  }
  return last;
}

std::vector<Index> sizes_of(const std::vector<Index>& labels, Index clusters) {
  std::vector<Index> sizes(static_cast<std::size_t>(clusters));
  for (const Index label : labels) ++sizes[static_cast<std::size_t>(label)];
  return sizes;
}

/// The means of the clusters, which are not empty.
Matrix means(const ConstMatrixRef& points, const std::vector<Index>& labels, Index clusters) {
  Matrix sums = Matrix::Zero(points.rows(), clusters);
  for (Index i = 0; i < points.cols(); ++i) sums.col(labels[static_cast<std::size_t>(i)]) += points.col(i);
  const std::vector<Index> sizes = sizes_of(labels, clusters);
  for (Index k = 0; k < clusters; ++k) sums.col(k) /= static_cast<double>(sizes[static_cast<std::size_t>(k)]);
  return sums;
}

/// Gives every empty cluster the point that is farthest from its centre, of those that leave others behind.
void fill_empty(const ConstMatrixRef& points, const Matrix& centres, std::vector<Index>& labels) {
  std::vector<Index> sizes = sizes_of(labels, centres.cols());
  if (std::find(sizes.begin(), sizes.end(), 0) == sizes.end()) return;
  std::vector<std::pair<double, Index>> far;
  for (Index i = 0; i < points.cols(); ++i)
    far.emplace_back((points.col(i) - centres.col(labels[static_cast<std::size_t>(i)])).squaredNorm(), i);
  std::sort(far.begin(), far.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  auto next = far.begin();
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] > 0) continue;
    while (sizes[static_cast<std::size_t>(labels[static_cast<std::size_t>(next->second)])] < 2) ++next;
    Index& label = labels[static_cast<std::size_t>(next->second)];
    --sizes[static_cast<std::size_t>(label)];
    label = static_cast<Index>(k);
    ++sizes[k];
    ++next;
  }
}

/// Every point to its nearest centre; one that is as near stays. How many changed.
Index assign(const ConstMatrixRef& points, const Vector& squares, const Matrix& centres,
             std::vector<Index>& labels) {
  constexpr Index block = 4096;
  const Vector own = centres.colwise().squaredNorm().transpose();
  Matrix products;
  Index changed = 0;
  for (Index first = 0; first < points.cols(); first += block) {
    const Index count = std::min(block, points.cols() - first);
    products.noalias() = centres.transpose() * points.middleCols(first, count);
    for (Index j = 0; j < count; ++j) {
      Index& label = labels[static_cast<std::size_t>(first + j)];
      Index best = 0;
      for (Index k = 1; k < centres.cols(); ++k)
        if (own(k) - 2 * products(k, j) < own(best) - 2 * products(best, j)) best = k;
      if (best == label) continue;
      const auto offset = [&](Index k) { return own(k) - 2 * products(k, j); };
      if (label >= 0 && offset(label) - offset(best) <= visible_gain * (squares(first + j) + own(best)))
        continue;
      label = best;
      ++changed;
    }
  }
  return changed;
}

/// One pass of moves (2) over all points, with means that follow. How many moved.
Index move_points(const ConstMatrixRef& points, Matrix& centres, std::vector<Index>& sizes,
                  std::vector<Index>& labels) {
  Index moved = 0;
  for (Index i = 0; i < points.cols(); ++i) {
    const auto x = points.col(i);
    const auto a = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
    if (sizes[a] < 2) continue;
    const auto from = static_cast<double>(sizes[a]);
    const double now = from / (from - 1) * (x - centres.col(static_cast<Index>(a))).squaredNorm();
    double least = now * (1 - visible_gain);
    std::size_t best = a;
    for (std::size_t b = 0; b < sizes.size(); ++b) {
      if (b == a) continue;
      const auto into = static_cast<double>(sizes[b]);
      const double then = into / (into + 1) * (x - centres.col(static_cast<Index>(b))).squaredNorm();
      if (then >= least) continue;
      least = then;
      best = b;
    }
    if (best == a) continue;
    auto old_mean = centres.col(static_cast<Index>(a)), new_mean = centres.col(static_cast<Index>(best));
    old_mean += (old_mean - x) / (from - 1);
    new_mean += (x - new_mean) / (static_cast<double>(sizes[best]) + 1);
    --sizes[a];
    ++sizes[best];
    labels[static_cast<std::size_t>(i)] = static_cast<Index>(best);
    ++moved;
  }
  return moved;
}

}  // namespace

Clustering clustering_of(const ConstMatrixRef& points, std::vector<Index> labels, Index clusters) {
  Clustering out;
  out.centres = means(points, labels, clusters);
  for (Index i = 0; i < points.cols(); ++i)
    out.inertia += (points.col(i) - out.centres.col(labels[static_cast<std::size_t>(i)])).squaredNorm();
  out.labels = std::move(labels);
  return out;
}

std::vector<Index> spread_points(const ConstMatrixRef& points, Index clusters, Random& random) {
  const Index n = points.cols();
  const Vector squares = points.colwise().squaredNorm().transpose();
  const int trials = 2 + static_cast<int>(std::log(static_cast<double>(clusters)));
  std::vector<Index> chosen{static_cast<Index>(random.below(static_cast<std::uint64_t>(n)))};
  Vector nearest, trial, best;
  distances_from(points, squares, points.col(chosen.front()), nearest);
  nearest(chosen.front()) = 0;
  while (static_cast<Index>(chosen.size()) < clusters) {
    const double total = nearest.sum();
    if (!(total > 0)) break;
    double least = std::numeric_limits<double>::infinity();
    Index next = 0;
    for (int t = 0; t < trials; ++t) {
      const Index i = drawn(nearest, total, random);
      distances_from(points, squares, points.col(i), trial);
      trial = trial.cwiseMin(nearest);
      trial(i) = 0;
      const double left = trial.sum();
      if (left >= least) continue;
      least = left;
      next = i;
      best.swap(trial);
    }
    chosen.push_back(next);
    nearest.swap(best);
  }
  std::vector<bool> taken(static_cast<std::size_t>(n));
  for (const Index i : chosen) taken[static_cast<std::size_t>(i)] = true;
  for (Index i = 0; static_cast<Index>(chosen.size()) < clusters; ++i)
    if (!taken[static_cast<std::size_t>(i)]) chosen.push_back(i);
  return chosen;
}

Clustering lloyd(const ConstMatrixRef& points, Matrix centres, const Budget& budget) {
  const Vector squares = points.colwise().squaredNorm().transpose();
  std::vector<Index> labels(static_cast<std::size_t>(points.cols()), -1);
  for (int pass = 0; pass < most_passes; ++pass) {
    if (assign(points, squares, centres, labels) == 0) break;
    fill_empty(points, centres, labels);
    centres = means(points, labels, centres.cols());
    if (budget.exhausted()) break;
  }
  return clustering_of(points, std::move(labels), centres.cols());
}

Clustering with_single_moves(const ConstMatrixRef& points, Clustering clustering, const Budget& budget) {
  const Index clusters = clustering.centres.cols();
  Matrix centres = clustering.centres;
  std::vector<Index> labels = clustering.labels, sizes = sizes_of(labels, clusters);
  for (int pass = 0; pass < most_passes && !budget.exhausted(); ++pass) {
    if (move_points(points, centres, sizes, labels) == 0) break;
    centres = means(points, labels, clusters);
  }
  Clustering moved = clustering_of(points, std::move(labels), clusters);
  return moved.inertia < clustering.inertia ? moved : clustering;
}

}  // namespace orthant

#include "orthant/linalg/similarity.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

constexpr Index points_at_a_time = 256;

/// The neighbour whose distance is the unit of a point.
constexpr Index local_neighbour = 7;

struct Neighbour {
  double squared;  ///< distance
  std::int32_t point;
  friend auto operator<=>(const Neighbour&, const Neighbour&) = default;
};

double squared_distance_of(const Matrix& transposed, Index i, Index j) {
  return (transposed.col(i) - transposed.col(j)).squaredNorm();
}

/// The `count` nearest of each point, nearest first, `count` for each: chosen by ‖x‖² − 2⟨x, y⟩ + ‖y‖², then told by
/// their differences.
std::vector<Neighbour> nearest_neighbours(const Matrix& transposed, Index count) {
  const Index n = transposed.cols();
  const Vector squares = transposed.colwise().squaredNorm();
  std::vector<Neighbour> out(static_cast<size_t>(n * count));
  Matrix products;
  for (Index first = 0; first < n; first += points_at_a_time) {
    check_budget();
    const Index block = std::min(points_at_a_time, n - first);
    products = transposed.transpose() * transposed.middleCols(first, block);
#pragma omp parallel if (n * block > 20000)
    {
      std::vector<Neighbour> all(static_cast<size_t>(n));
#pragma omp for schedule(static)
      for (Index b = 0; b < block; ++b) {
        const Index i = first + b;
        for (Index j = 0; j < n; ++j)
          all[j] = {squares(j) - 2 * products(j, b), static_cast<std::int32_t>(j)};
        std::swap(all[i], all[n - 1]);
        std::nth_element(all.begin(), all.begin() + (count - 1), all.end() - 1);
        for (Index k = 0; k < count; ++k) all[k].squared = squared_distance_of(transposed, i, all[k].point);
        std::sort(all.begin(), all.begin() + count);
        std::copy(all.begin(), all.begin() + count, out.begin() + i * count);
      }
    }
  }
  return out;
}

/// s_ij of (2).
double self_tuned_similarity(double squared, double unit) {
  if (squared == 0) return 1;
  return unit > 0 ? std::exp(-squared / unit) : 0;
}

}  // namespace

DataMatrix normalized_graph(const DataMatrix& A) {
  Vector degree = Vector::Zero(A.rows());
  A.for_each([&](Index i, Index, double a) { degree(i) += a; });
  const Vector root = degree.unaryExpr([](double d) { return d > 0 ? 1 / std::sqrt(d) : 0.0; });
  std::vector<Triplet> entries;
  entries.reserve(static_cast<size_t>(A.stored()));
  A.for_each([&](Index i, Index j, double a) {
    if (a == 0) return;
    entries.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), a * (root(i) * root(j))});
  });
  if (A.is_sparse()) return DataMatrix::sparse_rows(compress_rows(A.rows(), A.cols(), std::move(entries)));
  Matrix dense = Matrix::Zero(A.rows(), A.cols());
  for (const Triplet& entry : entries) dense(entry.row, entry.col) = entry.value;
  return DataMatrix::dense(std::move(dense));
}

Index usual_neighbours(Index points) {
  return std::min<Index>(std::bit_width(static_cast<std::uint64_t>(points)), points - 1);
}

DataMatrix self_tuned_graph(Matrix points, Index neighbours) {
  // Neither a shift nor a scale changes (2).
  points.rowwise() -= points.colwise().mean();
  const double largest = points.cwiseAbs().maxCoeff();
  if (!std::isfinite(largest))
    throw InputError("points: a coordinate is too large to be squared; expected below 1e300");
  if (largest > 0) points /= largest;
  const Matrix transposed = points.transpose();
  const Index n = points.rows(), local = std::min(local_neighbour, n - 1),
              count = std::max(neighbours, local);
  const std::vector<Neighbour> nearest = nearest_neighbours(transposed, count);
  const auto unit = [&](Index i) { return std::sqrt(nearest[i * count + local - 1].squared); };
  std::vector<std::pair<std::int32_t, std::int32_t>> pairs;  // i < j, each once
  pairs.reserve(static_cast<size_t>(n * neighbours));
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k < neighbours; ++k)
      pairs.emplace_back(std::minmax(static_cast<std::int32_t>(i), nearest[i * count + k].point));
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::vector<Triplet> entries;
  entries.reserve(2 * pairs.size());
  for (const auto& [i, j] : pairs) {
    const double s = self_tuned_similarity(squared_distance_of(transposed, i, j), unit(i) * unit(j));
    if (s == 0) continue;
    entries.push_back({i, j, s});
    entries.push_back({j, i, s});
  }
  return DataMatrix::sparse_rows(compress_rows(n, n, std::move(entries)));
}

}  // namespace orthant

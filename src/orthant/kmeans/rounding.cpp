#include "orthant/kmeans/rounding.hpp"

#include <algorithm>
#include <limits>

namespace orthant {

namespace {

struct Group {
  double size;
  Vector mean;
};

void unite_cheapest(std::vector<Group>& groups) {
  double least = std::numeric_limits<double>::infinity();
  std::size_t first = 0, second = 1;
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      const Group &p = groups[a], &q = groups[b];
      const double cost = p.size * q.size / (p.size + q.size) * (p.mean - q.mean).squaredNorm();
      if (cost >= least) continue;
      least = cost;
      first = a;
      second = b;
    }
  }
  Group &into = groups[first], &gone = groups[second];
  into.mean = (into.size * into.mean + gone.size * gone.mean) / (into.size + gone.size);
  into.size += gone.size;
  groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(second));
}

void add_farthest(const ConstMatrixRef& points, std::vector<Group>& groups) {
  Vector nearest = Vector::Constant(points.cols(), std::numeric_limits<double>::infinity());
  for (const Group& group : groups)
    nearest = nearest.cwiseMin((points.colwise() - group.mean).colwise().squaredNorm().transpose());
  Index farthest = 0;
  nearest.maxCoeff(&farthest);
  groups.push_back({1, points.col(farthest)});
}

Matrix by_largest_column(const ConstMatrixRef& points, const Matrix& U, Index clusters) {
  std::vector<Group> all(static_cast<std::size_t>(U.cols()), {0, Vector::Zero(points.rows())});
  for (Index i = 0; i < U.rows(); ++i) {
    Index k = 0;
    U.row(i).maxCoeff(&k);
    Group& group = all[static_cast<std::size_t>(k)];
    group.size += 1;
    group.mean += points.col(i);
  }
  std::vector<Group> groups;
  for (const Group& group : all)
    if (group.size > 0) groups.push_back({group.size, group.mean / group.size});
  while (std::ssize(groups) > clusters) unite_cheapest(groups);
  while (std::ssize(groups) < clusters) add_farthest(points, groups);
  Matrix centres(points.rows(), clusters);
  for (Index k = 0; k < clusters; ++k) centres.col(k) = groups[static_cast<std::size_t>(k)].mean;
  return centres;
}

Matrix by_rows(const ConstMatrixRef& points, const Matrix& U, Index clusters, Random& random,
               const Budget& budget) {
  Matrix rows = U.transpose();
  for (Index i = 0; i < rows.cols(); ++i)
    if (const double norm = rows.col(i).norm(); norm > 0) rows.col(i) /= norm;
  const std::vector<Index> seeds = spread_points(rows, clusters, random);
  Clustering of_rows = lloyd(rows, rows(Eigen::all, seeds), budget);
  return clustering_of(points, std::move(of_rows.labels), clusters).centres;
}

}  // namespace

std::vector<Matrix> rounded(const ConstMatrixRef& points, const Matrix& U, Index clusters, Random& random,
                            const Budget& budget) {
  return {by_largest_column(points, U, clusters), by_rows(points, U, clusters, random, budget)};
}

}  // namespace orthant

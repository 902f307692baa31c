#include "orthant/kmeans/relaxation_start.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orthant {

namespace {

/// The largest eigenvalue of Σ (x − c)(x − c)ᵀ over one cluster, of all clusters.
double largest_scatter(const ConstMatrixRef& points, const Clustering& clustering) {
  const Index d = points.rows(), clusters = clustering.centres.cols();
  std::vector<Vector> direction(static_cast<std::size_t>(clusters), Vector::Ones(d).normalized());
  Vector largest = Vector::Zero(clusters);
  // The power method: a start needs no digits.
  for (int step = 0; step < 12; ++step) {
    Matrix image = Matrix::Zero(d, clusters);
    for (Index i = 0; i < points.cols(); ++i) {
      const Index k = clustering.labels[static_cast<std::size_t>(i)];
      const Vector x = points.col(i) - clustering.centres.col(k);
      image.col(k) += x.dot(direction[static_cast<std::size_t>(k)]) * x;
    }
    for (Index k = 0; k < clusters; ++k) {
      largest(k) = image.col(k).norm();
      if (largest(k) > 0) direction[static_cast<std::size_t>(k)] = image.col(k) / largest(k);
    }
  }
  return largest.maxCoeff();
}

}  // namespace

RelaxationStart spread_start(const ConstMatrixRef& points, Index rank, Random& random) {
  const std::vector<Index> seeds = spread_points(points, rank, random);
  const Vector squares = points.colwise().squaredNorm().transpose();
  Matrix U = -2 * (points.transpose() * points(Eigen::all, seeds));
  for (Index k = 0; k < rank; ++k)
    U.col(k).array() += squares.array() + squares(seeds[static_cast<std::size_t>(k)]);
  const double mean = std::max(U.mean(), std::numeric_limits<double>::min());
  return {(-2 / mean * U.cwiseMax(0.0)).array().exp(), Vector::Zero(points.cols())};
}

RelaxationStart random_start(Index points, Index rank, Random& random) {
  Matrix U = Matrix::Constant(points, rank, 0.1);
  for (Index i = 0; i < points; ++i)
    U(i, static_cast<Index>(random.below(static_cast<std::uint64_t>(rank)))) = 1;
  return {std::move(U), Vector::Zero(points)};
}

RelaxationStart clustering_start(const ConstMatrixRef& points, const Clustering& clustering, Index rank,
                                 Random& random) {
  const Index n = points.cols(), clusters = clustering.centres.cols();
  Vector sizes = Vector::Zero(clusters);
  for (const Index label : clustering.labels) sizes(label) += 1;
  const Matrix sums = clustering.centres * sizes.asDiagonal();
  const Vector s = sums.colwise().squaredNorm().transpose().cwiseQuotient(sizes);
  const Matrix products = points.transpose() * sums;
  Vector y(n);
  double most = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < n; ++i) {
    const Index b = clustering.labels[static_cast<std::size_t>(i)];
    y(i) = (2 * products(i, b) - s(b)) / sizes(b);
    for (Index a = 0; a < clusters; ++a)
      if (a != b)
        most = std::min(most, (y(i) * sizes(a) + s(a) - 2 * products(i, a)) / (sizes(a) / sizes(b) + 1));
  }
  const double least = largest_scatter(points, clustering),
               t = most > least ? (most + least) / 2 : std::max(most, 0.0);
  RelaxationStart out{Matrix(n, rank), std::move(y)};
  const double blur = 0.05 * std::sqrt(static_cast<double>(clusters) / static_cast<double>(n));
  for (Index k = 0; k < rank; ++k)
    for (Index i = 0; i < n; ++i) out.U(i, k) = blur * random.uniform();
  for (Index i = 0; i < n; ++i) {
    const Index b = clustering.labels[static_cast<std::size_t>(i)];
    out.multipliers(i) -= t / sizes(b);
    out.U(i, b) += 1 / std::sqrt(sizes(b));
  }
  return out;
}

}  // namespace orthant

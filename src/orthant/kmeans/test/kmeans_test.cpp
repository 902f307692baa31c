/// Clusterings against every clustering of few points, and the relaxation by its derivatives.
#include "orthant/kmeans/kmeans.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/kmeans/augmented_lagrangian.hpp"
#include "orthant/kmeans/relaxation_start.hpp"

namespace orthant {
namespace {

Matrix random_points(Index rows, Index cols, Random& random, int most = 0) {
  Matrix X(rows, cols);
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i)
      X(i, j) =
          most > 0 ? static_cast<double>(random.below(static_cast<std::uint64_t>(most))) : random.normal();
  return X;
}

/// Groups around points that are far from each other.
Matrix mixture(Index rows, Index cols, Index groups, double distance, Random& random) {
  const Matrix middles = distance * random_points(groups, cols, random);
  Matrix X = random_points(rows, cols, random);
  for (Index i = 0; i < rows; ++i) X.row(i) += middles.row(i % groups);
  return X;
}

double sum_of_squares(const Matrix& X, const std::vector<Index>& labels, Index clusters) {
  return clustering_of(X.transpose(), labels, clusters).inertia;
}

/// Of all clusterings, the least.
double least_inertia(const Matrix& X, Index clusters) {
  double least = std::numeric_limits<double>::infinity();
  std::vector<Index> labels(static_cast<std::size_t>(X.rows()));
  const auto all = static_cast<Index>(std::pow(clusters, X.rows()));
  for (Index code = 0; code < all; ++code) {
    Index rest = code;
    std::vector<bool> used(static_cast<std::size_t>(clusters));
    for (Index& label : labels) {
      label = rest % clusters;
      rest /= clusters;
      used[static_cast<std::size_t>(label)] = true;
    }
    if (std::all_of(used.begin(), used.end(), [](bool one) { return one; }))
      least = std::min(least, sum_of_squares(X, labels, clusters));
  }
  return least;
}

void expect_clustering(const Matrix& X, const KMeansResult& found, Index clusters) {
  std::vector<Index> sizes(static_cast<std::size_t>(clusters));
  ASSERT_EQ(std::ssize(found.labels), X.rows());
  for (const Index label : found.labels) ++sizes.at(static_cast<std::size_t>(label));
  EXPECT_GT(*std::min_element(sizes.begin(), sizes.end()), 0);
  EXPECT_TRUE(std::is_sorted(sizes.rbegin(), sizes.rend()));
  EXPECT_NEAR(found.inertia, sum_of_squares(X, found.labels, clusters), 1e-12 * (1 + found.inertia));
}

TEST(KMeans, FindsTheBestOfAllClusterings) {
  Random random(1);
  for (int trial = 0; trial < 40; ++trial) {
    const Index rows = 4 + trial % 5, clusters = 2 + trial % 3;
    const Matrix X = random_points(rows, 1 + trial % 3, random, trial % 2 == 0 ? 4 : 0);
    const KMeansResult found = kmeans(X, clusters, {.starts = 6, .seed = trial});
    expect_clustering(X, found, clusters);
    EXPECT_NEAR(found.inertia, least_inertia(X, clusters), 1e-10) << trial;
  }
}

TEST(KMeans, IsNeverWorseThanLloydsMethodFromItsOwnStarts) {
  Random random(2);
  const Matrix X = mixture(300, 3, 12, 2, random);
  const KMeansResult found = kmeans(X, 12, {.starts = 5});
  for (const KMeansStart& start : found.starts) {
    EXPECT_LE(start.moved, start.lloyd);
    EXPECT_LE(start.inertia, start.moved);
    EXPECT_LE(found.inertia, start.lloyd * (1 + 1e-12));
  }
  EXPECT_EQ(std::ssize(found.starts), 5);
}

TEST(KMeans, SolvesTheRelaxationWhereItIsTight) {
  Random random(3);
  const Matrix X = mixture(240, 4, 4, 8, random);
  const KMeansResult found = kmeans(X, 4, {.starts = 2});
  ASSERT_TRUE(found.relaxed);
  EXPECT_NEAR(*found.relaxed, found.inertia, 1e-4 * found.inertia);
  EXPECT_LE(found.feasibility, 1e-6);
  EXPECT_EQ(found.U.cols(), 8);
  EXPECT_GE(found.U.minCoeff(), 0);
  EXPECT_NEAR(found.U.squaredNorm(), 4, 1e-9);
  for (Index i = 0; i < X.rows(); ++i)
    for (Index k = 0; k < 4; ++k)
      EXPECT_EQ(i % 4 == k,
                found.labels[static_cast<std::size_t>(i)] == found.labels[static_cast<std::size_t>(k)]);
}

/// With as many columns as clusters only clusterings are feasible.
TEST(KMeans, RelaxesNothingAtTheLeastRank) {
  Random random(4);
  const Matrix X = random_points(40, 2, random);
  const KMeansResult found = kmeans(X, 3, {.lifted_rank = 3, .starts = 8});
  ASSERT_TRUE(found.relaxed);
  EXPECT_GE(*found.relaxed, found.inertia * (1 - 1e-4));
  const KMeansResult lifted = kmeans(X, 3, {.starts = 8});
  EXPECT_LE(lifted.relaxed.value(), found.inertia * (1 + 1e-4));
}

TEST(KMeans, GoesWithShiftsAndScales) {
  Random random(5);
  const Matrix X = random_points(60, 3, random);
  const KMeansResult found = kmeans(X, 4);
  for (const double scale : {0x1p-160, 0x1p+160}) {
    const Matrix Y = scale * (X.array() + 3.0);
    const KMeansResult other = kmeans(Y, 4);
    EXPECT_EQ(other.labels, found.labels);
    EXPECT_NEAR(other.inertia / (scale * scale), found.inertia, 1e-9 * found.inertia);
  }
}

TEST(KMeans, TakesCopiesAndExtremeNumbersOfClusters) {
  Random random(6);
  Matrix X = random_points(12, 2, random, 2);  // four different points at most
  for (const Index clusters : {1, 3, 7, 12}) {
    const KMeansResult found = kmeans(X, clusters);
    expect_clustering(X, found, clusters);
    if (clusters >= 7) {
      EXPECT_EQ(found.inertia, 0);
    }
  }
  X.setConstant(5);
  expect_clustering(X, kmeans(X, 3), 3);
  X.setZero();
  EXPECT_EQ(kmeans(X, 2).inertia, 0);
  EXPECT_EQ(kmeans(Matrix::Ones(1, 3), 1).inertia, 0);
}

TEST(KMeans, IsTheSameWithAnyNumberOfThreads) {
  Random random(7);
  const Matrix X = mixture(150, 3, 6, 1, random);
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const KMeansResult one = kmeans(X, 6);
  omp_set_num_threads(2);
  const KMeansResult two = kmeans(X, 6);
  omp_set_num_threads(before);
  EXPECT_EQ(one.labels, two.labels);
  EXPECT_EQ(one.best_start, two.best_start);
  EXPECT_EQ(one.relaxed, two.relaxed);
}

TEST(KMeans, EndsWithinItsBudget) {
  Random random(8);
  const Matrix X = random_points(4000, 10, random);
  const Stopwatch clock;
  const KMeansResult found = kmeans(X, 20, {.starts = 1000}, Budget(0.2));
  EXPECT_LT(clock.seconds(), 10);
  expect_clustering(X, found, 20);
  EXPECT_LT(std::ssize(found.starts), 1000);
}

TEST(KMeans, RefusesWhatCannotBe) {
  const Matrix X = Matrix::Random(5, 2);
  EXPECT_THROW(kmeans(X, 0), InputError);
  EXPECT_THROW(kmeans(X, 6), InputError);
  EXPECT_THROW(kmeans(X, 2, {.lifted_rank = 1}), InputError);
  EXPECT_THROW(kmeans(X, 2, {.lifted_rank = 5}), InputError);
  EXPECT_THROW(kmeans(X, 2, {.relaxation = {.penalty = 0}}), InputError);
  Matrix broken = X;
  broken(1, 1) = std::nan("");
  EXPECT_THROW(kmeans(broken, 2), InputError);
}

TEST(KMeans, DerivativesOfTheAugmentedLagrangian) {
  Random random(9);
  const Matrix points = random_points(3, 20, random), U = random_points(20, 4, random).cwiseAbs(),
               D = random_points(20, 4, random);
  const AugmentedLagrangian lagrangian(points, random_points(20, 1, random), 0.7);
  AugmentedLagrangian::Evaluation at, plus, minus;
  lagrangian.evaluate(U, at);
  const double h = 1e-5;
  lagrangian.evaluate(U + h * D, plus);
  lagrangian.evaluate(U - h * D, minus);
  EXPECT_NEAR((plus.value - minus.value) / (2 * h), at.gradient.cwiseProduct(D).sum(), 1e-6);
  Matrix image;
  AugmentedLagrangian::Hessian(lagrangian, U, at.excess).multiply(D, image);
  EXPECT_LE(((plus.gradient - minus.gradient) / (2 * h) - image).norm(), 1e-6 * image.norm());
}

/// The multipliers of a clustering make it stationary on its own entries.
TEST(KMeans, ClusteringsAreStationaryWithTheirMultipliers) {
  Random random(10);
  const Matrix points = mixture(60, 3, 3, 6, random).transpose();
  const Clustering clustering = clustering_of(points, kmeans(points.transpose(), 3).labels, 3);
  const Vector y = clustering_start(points, clustering, 6, random).multipliers;
  Matrix U = Matrix::Zero(60, 6);
  for (Index i = 0; i < 60; ++i) {
    const Index b = clustering.labels[static_cast<std::size_t>(i)];
    U(i, b) =
        1 / std::sqrt(static_cast<double>(std::count(clustering.labels.begin(), clustering.labels.end(), b)));
  }
  AugmentedLagrangian::Evaluation at;
  AugmentedLagrangian(points, y, 1).evaluate(U, at);
  const double multiplier = at.gradient.cwiseProduct(U).sum() / 3;
  EXPECT_LE(at.excess.norm(), 1e-12);
  for (Index i = 0; i < 60; ++i)
    for (Index k = 0; k < 6; ++k)
      if (U(i, k) > 0) {
        EXPECT_NEAR(at.gradient(i, k), multiplier * U(i, k), 1e-9);
      }
}

TEST(KMeans, SaysNoRelaxedValueThatTheConstraintsFailureDrowns) {
  Matrix X(4, 3);
  X << 1, 2, 1e12, 2, 3, 4, 5, 6, 7, 3, 3, 1;
  const KMeansResult found = kmeans(X, 2, {});
  EXPECT_NEAR(found.inertia, 86.0 / 3, 1e-9);
  EXPECT_GE(found.relaxed.value_or(0), 0);
  for (const KMeansStart& start : found.starts) EXPECT_GE(start.relaxed.value_or(0), 0);
}

}  // namespace
}  // namespace orthant

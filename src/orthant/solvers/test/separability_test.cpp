/// What picked columns say of all others, on planted data: true for every noise.
#include "orthant/solvers/separability.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;

Matrix over_sums(Matrix A) {
  for (auto column : A.colwise()) column /= column.sum();
  return A;
}

Matrix uniform_numbers(Random& random, Index rows, Index cols) {
  Matrix out(rows, cols);
  for (double& x : out.reshaped()) x = random.uniform();
  return out;
}

/// The largest distance of columns, in the best order.
double distance_of(const Matrix& W, const Matrix& other) {
  std::vector<Index> order(static_cast<std::size_t>(W.cols()));
  std::iota(order.begin(), order.end(), 0);
  double least = std::numeric_limits<double>::infinity();
  do {
    least = std::min(least, (W - other(Eigen::all, order)).colwise().norm().maxCoeff());
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

struct Planted {
  Matrix A, W;       ///< W: columns of sum one, r of them
  double noise = 0;  ///< largest distance of a column over its sum from its combination; of columns of W too
};

Planted planted(Random& random, double noise, Index r) {
  const Index rows = 30, cols = 50;
  Planted out;
  out.W = over_sums(uniform_numbers(random, rows, r).array().cube());
  Matrix H = over_sums(uniform_numbers(random, r, cols));
  H.leftCols(r).setIdentity();
  const Matrix exact = out.W * H;
  out.A = exact;
  for (Index j = 0; j < cols; ++j) {
    Vector error(rows);
    for (double& x : error) x = random.normal();
    out.A.col(j) += noise * random.uniform() / error.norm() * error;
  }
  out.A = over_sums(out.A.cwiseMax(0.0));
  out.noise = (out.A - exact).colwise().norm().maxCoeff() * (1 + 1e-9);
  for (Index j = 0; j < cols; ++j) out.A.col(j) *= 1 + 5 * random.uniform();
  return out;
}

TEST(Separability, SaysWhereAllExplanationsLie) {
  Random random(81);
  int said = 0, silent = 0;
  for (const double noise : {0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1})
    for (int trial = 0; trial < 6; ++trial) {
      const Index r = 2 + trial % 4;
      const Planted data = planted(random, noise, r);
      const AsymmetricRecovery objective(fully_observed(data.A), r);
      std::vector<Index> picked;
      spa_start(objective, 0, true, &picked);
      const auto found = separability_of(objective, picked);
      ASSERT_TRUE(found.has_value());
      const auto bound = found->farthest(data.noise);
      (bound ? said : silent) += 1;
      const Matrix columns = over_sums(data.A(Eigen::all, picked));
      if (bound) {
        EXPECT_LE(distance_of(columns, data.W), *bound) << noise;
        EXPECT_LE(*bound, 100 * (data.noise + found->fit) + 1e-9);
      }
      EXPECT_EQ(found->in_words().find("is not excluded") == std::string::npos,
                found->farthest(found->fit).has_value());
      if (noise <= 1e-4) {
        EXPECT_TRUE(bound.has_value());
      }
      if (noise == 0.0) {
        EXPECT_LE(found->fit, 1e-8);
      }
      // The bounds of the Gram matrix beside singular values.
      for (Index k = 0; k < r; ++k) {
        Matrix others(columns.rows(), r - 1);
        for (Index l = 0, at = 0; l < r; ++l)
          if (l != k) others.col(at++) = columns.col(l);
        const Matrix Q = orthonormal_columns(others);
        const double gap = (columns.col(k) - Q * (Q.transpose() * columns.col(k))).norm();
        EXPECT_LE(found->gaps(k), gap * (1 + 1e-12));
        EXPECT_GE(found->gaps(k), gap * (1 - 1e-9));
      }
    }
  EXPECT_GE(said, 24);
  EXPECT_GE(silent, 3);
}

/// Picked at random the columns explain nothing, and nothing is said; twice the same are not independent.
TEST(Separability, SaysNothingOfColumnsThatExplainNothing) {
  Random random(82);
  const Planted data = planted(random, 1e-6, 3);
  const AsymmetricRecovery objective(fully_observed(data.A), 3);
  const auto mixed = separability_of(objective, {10, 20, 30});
  ASSERT_TRUE(mixed.has_value());
  EXPECT_FALSE(mixed->farthest(mixed->fit).has_value());
  EXPECT_NE(mixed->in_words().find("is not excluded"), std::string::npos);
  EXPECT_FALSE(separability_of(objective, {4, 4, 5}).has_value());
  EXPECT_FALSE(separability_of(objective, {0, 1}).has_value());
  Matrix negative = data.A;
  negative(3, 7) = -1e-3;
  EXPECT_FALSE(separability_of(AsymmetricRecovery(fully_observed(negative), 3), {0, 1, 2}).has_value());
  Matrix zeros = data.A;
  zeros.col(40).setZero();
  EXPECT_TRUE(separability_of(AsymmetricRecovery(fully_observed(zeros), 3), {0, 1, 2}).has_value());
}

/// Two explanations that are far from each other are not both excluded: a square from its own corners or from larger ones.
TEST(Separability, TwoExplanationsAreNeverExcluded) {
  Random random(83);
  for (int trial = 0; trial < 20; ++trial) {
    // Columns of the plane of sum one, near the ends of a segment, and a second pair of ends.
    Matrix A(2, 12);
    const double spread = 0.3 * random.uniform();
    for (Index j = 0; j < 12; ++j) {
      const double x = j % 2 == 0 ? 0.1 + spread * random.uniform() : 0.9 - spread * random.uniform();
      A.col(j) << x, 1 - x;
    }
    const AsymmetricRecovery objective(fully_observed(A), 2);
    std::vector<Index> picked;
    spa_start(objective, 0, true, &picked);
    const auto found = separability_of(objective, picked);
    ASSERT_TRUE(found.has_value());
    // Any two columns, as W with noise such as it needs.
    for (Index a = 0; a < 12; ++a)
      for (Index b = 1; b < 12; b += 2) {
        if (a == b) continue;
        const Matrix W = A(Eigen::all, std::vector<Index>{a, b});
        const double low = W.row(0).minCoeff(), high = W.row(0).maxCoeff();
        double noise = 0;
        for (Index j = 0; j < 12; ++j)
          noise = std::max(noise, std::sqrt(2.0) * std::max({0.0, low - A(0, j), A(0, j) - high}));
        if (const auto bound = found->farthest(noise + 1e-12)) {
          EXPECT_LE(distance_of(A(Eigen::all, picked), W), *bound);
        }
      }
  }
}

}  // namespace
}  // namespace orthant

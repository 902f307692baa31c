// Against every support, one by one, and against the optimality conditions.

#include "orthant/linalg/block_pivoting.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>

#include "orthant/base/random.hpp"
#include "orthant/linalg/nnls.hpp"

namespace orthant {
namespace {

struct Row {
  Matrix G;
  Vector c, start;
};

/// G = VᵀV of `samples` rows; c makes about half of the entries of the solution zero.
Row random_row(Random& random, Index r, Index samples) {
  Matrix V(samples, r);
  for (Index i = 0; i < V.size(); ++i) V.data()[i] = random.uniform();
  Row row{V.transpose() * V, Vector(r), Vector(r)};
  for (Index k = 0; k < r; ++k) {
    row.c(k) = random.normal();
    row.start(k) = std::max(0.0, random.normal());
  }
  return row;
}

double objective(const Row& row, double ridge, const Vector& x) {
  return 0.5 * x.dot(row.G * x) + 0.5 * ridge * x.squaredNorm() - row.c.dot(x);
}

/// The lowest objective over all supports whose least squares is nonnegative.
double lowest(const Row& row, double ridge) {
  const Index r = row.c.size();
  double best = 0;
  for (int support = 1; support < 1 << r; ++support) {
    std::vector<Index> free;
    for (Index k = 0; k < r; ++k)
      if (support >> k & 1) free.push_back(k);
    const Index m = static_cast<Index>(free.size());
    Matrix part(m, m);
    Vector c(m);
    for (Index a = 0; a < m; ++a) {
      c(a) = row.c(free[a]);
      for (Index b = 0; b < m; ++b) part(a, b) = row.G(free[a], free[b]) + (a == b ? ridge : 0);
    }
    const Vector x = part.ldlt().solve(c);
    if (x.minCoeff() >= 0) best = std::min(best, -0.5 * c.dot(x));
  }
  return best;
}

TEST(BlockPivoting, FindsTheBestSupport) {
  Random random(81);
  for (const Index r : {1, 2, 3, 5, 8}) {
    for (const double ridge : {0.0, 0.3}) {
      for (int trial = 0; trial < 40; ++trial) {
        const Row row = random_row(random, r, r + 3);
        Vector x = row.start;
        ASSERT_TRUE(BlockPivoting(r).solve(row.G, ridge, row.c, x));
        EXPECT_GE(x.minCoeff(), 0);
        const double best = lowest(row, ridge);
        EXPECT_NEAR(objective(row, ridge, x), best, 1e-9 * (1 + std::abs(best))) << "rank " << r;
      }
    }
  }
}

TEST(BlockPivoting, EndsAtAPointThatIsOptimalWhateverTheStart) {
  Random random(82);
  BlockPivoting pivoting(30);
  for (int trial = 0; trial < 100; ++trial) {
    const Row row = random_row(random, 30, 60);
    Vector first = row.start, second = Vector::Zero(30);
    ASSERT_TRUE(pivoting.solve(row.G, 0, row.c, first));
    ASSERT_TRUE(pivoting.solve(row.G, 0, row.c, second));
    EXPECT_LE((first - second).cwiseAbs().maxCoeff(), 1e-8);
    const Vector y = row.G * first - row.c;
    EXPECT_GE(y.minCoeff(), -1e-9);
    EXPECT_LE(std::abs(y.dot(first)), 1e-9 * row.c.cwiseAbs().dot(first));
  }
}

TEST(BlockPivoting, LeavesSingularRowsToSweeps) {
  Random random(83);
  const Row row = random_row(random, 6, 3);
  const Vector c = row.G * Vector::Ones(6);  // solvable
  Vector x = Vector::Ones(6);
  EXPECT_FALSE(BlockPivoting(6).solve(row.G, 0, c, x));
  EXPECT_EQ(x, Vector::Ones(6));
  Matrix X = 2 * Matrix::Ones(4, 6), C = c.transpose().replicate(4, 1);
  nnls_sweeps(X, C, row.G, {.sweeps = 2000, .exact = true});
  EXPECT_LE((X * row.G - C).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(BlockPivoting, AColumnThatIsZeroStaysOut) {
  Matrix G = Matrix::Identity(3, 3);
  G(1, 1) = 0;
  Vector x = Vector::Ones(3);
  ASSERT_TRUE(BlockPivoting(3).solve(G, 0, Vector{{2.0, 0.0, -1.0}}, x));
  EXPECT_EQ(x, (Vector{{2.0, 0.0, 0.0}}));
}

}  // namespace
}  // namespace orthant

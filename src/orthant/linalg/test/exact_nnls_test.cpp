// Nonnegative least squares to the last digits, against all supports.

#include "orthant/linalg/exact_nnls.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "orthant/base/random.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

double value_of(const Matrix& G, const Vector& c, const Vector& x) {
  return x.dot(G * x) / 2 - c.dot(x);
}

/// The best of the minimizers over every support that are nonnegative, by Gauss elimination of its own.
Vector by_all_supports(const Matrix& G, const Vector& c) {
  const Index r = c.size();
  Vector best = Vector::Zero(r);
  double lowest = 0;
  for (unsigned long bits = 1; bits < 1UL << r; ++bits) {
    std::vector<Index> support;
    for (Index k = 0; k < r; ++k)
      if (bits >> k & 1UL) support.push_back(k);
    const auto n = static_cast<Index>(support.size());
    Matrix A(n, n + 1);
    for (Index a = 0; a < n; ++a) {
      for (Index b = 0; b < n; ++b) A(a, b) = G(support[a], support[b]);
      A(a, n) = c(support[a]);
    }
    for (Index p = 0; p < n; ++p) {
      A.row(p) /= A(p, p);
      for (Index a = 0; a < n; ++a)
        if (a != p) A.row(a) -= (A(a, p) * A.row(p)).eval();
    }
    Vector x = Vector::Zero(r);
    for (Index a = 0; a < n; ++a) x(support[a]) = A(a, n);
    if (!(x.minCoeff() >= 0) || !(value_of(G, c, x) < lowest)) continue;
    lowest = value_of(G, c, x);
    best = x;
  }
  return best;
}

TEST(ExactNnls, AgreesWithAllSupportsFromAnyStart) {
  Random random(11);
  for (int trial = 0; trial < 200; ++trial) {
    const Index r = 1 + trial % 7;
    const Matrix V = random_matrix(random, r + 3, r, trial % 2 == 0);
    const Matrix G = V.transpose() * V;
    const Vector c = random_matrix(random, r, 1, true);
    const Vector oracle = by_all_supports(G, c);
    ExactNnls solver(r);
    for (const bool empty : {true, false}) {
      Vector x = empty ? Vector(Vector::Zero(r)) : Vector(random_matrix(random, r, 1));
      ASSERT_TRUE(solver.solve(G, c, x));
      EXPECT_LE((x - oracle).norm(), 1e-9 * (1 + oracle.norm())) << "rank " << r << ", trial " << trial;
      EXPECT_GE(x.minCoeff(), 0);
      EXPECT_TRUE(((oracle.array() == 0) == (x.array() == 0)).all());
    }
  }
}

TEST(ExactNnls, SatisfiesTheConditionsAtLargeRanks) {
  Random random(12);
  const Index r = 60;
  const Matrix V = random_matrix(random, 200, r);
  const Matrix G = V.transpose() * V;
  ExactNnls solver(r);
  bool same = false;
  for (int trial = 0; trial < 50; ++trial) {
    const Vector c = V.transpose() * random_matrix(random, 200, 1);
    Vector x = random_matrix(random, r, 1);
    ASSERT_TRUE(solver.solve(G, c, x, same));
    same = true;
    const Vector w = c - G * x;
    for (Index k = 0; k < r; ++k) {
      if (x(k) > 0) {
        EXPECT_LE(std::abs(w(k)), 1e-11 * c.norm());
      } else {
        EXPECT_LE(w(k), 1e-11 * c.norm());
      }
    }
  }
}

TEST(ExactNnls, LeavesSingularSystemsAlone) {
  Matrix G(2, 2);
  G << 1, 1, 1, 1;
  Vector c(2), x(2);
  c << 1, 1;
  x << 0.25, 0.5;
  ExactNnls solver(2);
  EXPECT_FALSE(solver.solve(G, c, x));
  EXPECT_EQ(x, (Vector(2) << 0.25, 0.5).finished());
  // A column that is zero is no part of the system.
  G << 4, 0, 0, 0;
  c << 2, 0;
  ASSERT_TRUE(solver.solve(G, c, x));
  EXPECT_EQ(x, (Vector(2) << 0.5, 0).finished());
}

}  // namespace
}  // namespace orthant

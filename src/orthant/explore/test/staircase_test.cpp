// Columns one by one: planted matrices against their rank, ends against points that were found otherwise and a bound.

#include "orthant/explore/staircase.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/explore/escape.hpp"
#include "orthant/explore/lift.hpp"
#include "orthant/objectives/recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::uniform_matrix;

Staircase climbed(const Matrix& A, double seconds = 1e9) {
  const Budget budget(seconds, nullptr, 1);
  return climb(SymmetricRecovery(fully_observed(A), 1), {}, budget);
}

TEST(Staircase, FindsThePlantedRank) {
  for (const Index rank : {1, 2, 4}) {
    const Matrix U = uniform_matrix(15, rank, static_cast<std::uint64_t>(rank));
    const Matrix sparse = (U.array() < 0.5).select(0.0, U), A = sparse * sparse.transpose();
    const Staircase found = climbed(A);
    EXPECT_EQ(found.end, StaircaseEnd::exact_fit) << found.ended;
    EXPECT_EQ(found.U.cols(), rank);
    EXPECT_GE(found.U.minCoeff(), 0);
    EXPECT_LE((found.U * found.U.transpose() - A).norm(), 1e-9 * A.norm());
  }
}

TEST(Staircase, EveryStepButThoseAfterTheFitIsLower) {
  const Matrix U = uniform_matrix(12, 3, 9);
  const Staircase found = climbed(U * U.transpose());
  ASSERT_GE(found.steps.size(), 3u);
  for (std::size_t i = 1; i < found.steps.size(); ++i)
    if (found.steps[i].columns > found.steps[i - 1].columns) {
      EXPECT_LT(found.steps[i].objective, found.steps[i - 1].objective);
    }
}

// Of A with a negative eigenvalue no fit is exact. By duality ½‖VVᵀ − A‖² ≥ −⟨T, A⟩ − ½‖T‖² for every V ≥ 0 and copositive T; at the
// end T = S all but meets it, and no point of other ranks that is found from random starts is lower.
TEST(Staircase, EndsWhereTheResidualIsCopositive) {
  Random random(4);
  const Matrix B = random_matrix(random, 8, 8), A = (B + B.transpose()) / 2;
  const Staircase found = climbed(A);
  ASSERT_EQ(found.end, StaircaseEnd::copositive) << found.ended;
  const Matrix S = found.U * found.U.transpose() - A;
  const double value = S.squaredNorm() / 2;
  EXPECT_NEAR(-S.cwiseProduct(A).sum() - S.squaredNorm() / 2, value, 1e-6 * value);
  for (int draw = 0; draw < 1000; ++draw) {
    Vector v = random_matrix(random, 8, 1);
    v = (v.array() < 0.5).select(0.0, v);
    EXPECT_GE(v.dot(S * v), -1e-6 * v.squaredNorm());
  }
  for (const Index rank : {4, 8}) {
    const SymmetricRecovery objective(fully_observed(A), rank);
    const MultiStartResult others = multi_start(objective, {.starts = 10}, Budget());
    EXPECT_GE(others.best.objective, value - 1e-7 * value);
  }
}

TEST(Staircase, EndsWithTheBudget) {
  const Matrix U = uniform_matrix(20, 6, 2);
  const Staircase found = climbed(U * U.transpose(), 0);
  EXPECT_EQ(found.end, StaircaseEnd::out_of_budget);
  EXPECT_EQ(found.U.cols(), 1);
}

TEST(Staircase, IsForSymmetricProblems) {
  const AsymmetricRecovery objective(fully_observed(uniform_matrix(5, 4, 1)), 1);
  EXPECT_THROW(climb(objective, {}, Budget()), InputError);
}

// Theorem 4 (docs/paper.md): U₀ = [1_m 1_rᵀ/√r; 0] is a spurious local minimum of the matrix of one cluster of m and k singletons.
struct ClusterPoint {
  Matrix A, U;
};
ClusterPoint cluster_point(Index m, Index r, Index k) {
  ClusterPoint out{Matrix::Identity(m + k, m + k), Matrix::Zero(m + k, r)};
  out.A.topLeftCorner(m, m).setOnes();
  out.U.topRows(m).setConstant(1 / std::sqrt(static_cast<double>(r)));
  return out;
}

Escaped escaped(const Matrix& A, const Matrix& U, const Budget& budget = {}) {
  JudgedPoint point;
  point.objective = std::make_shared<SymmetricRecovery>(fully_observed(A), U.cols());
  point.U = U;
  return escape(point, {}, budget);
}

TEST(Escape, LeavesTheClustersOfTheoremFour) {
  for (const auto& [m, r, k] : {std::array<Index, 3>{4, 2, 1}, {7, 3, 2}, {6, 5, 2}}) {
    const ClusterPoint at = cluster_point(m, r, k);
    const Escaped found = escaped(at.A, at.U);
    EXPECT_NEAR(found.left.certificate.objective, 0.5 * static_cast<double>(k), 1e-12);
    ASSERT_TRUE(found.reached.has_value()) << found.ended;
    const Matrix& V = found.reached->certificate.U;
    EXPECT_EQ(V.cols(), r);
    EXPECT_GE(V.minCoeff(), 0);
    EXPECT_LE((V * V.transpose() - at.A).norm(), 1e-9);
    EXPECT_EQ(found.reached->certificate.verdict, Verdict::global_minimizer);
  }
}

TEST(Escape, StaysAtAGlobalMinimizer) {
  const Matrix U = uniform_matrix(8, 2, 3);
  const Escaped found = escaped(U * U.transpose(), U);
  EXPECT_FALSE(found.reached.has_value());
  EXPECT_EQ(found.left.certificate.verdict, Verdict::global_minimizer);
}

TEST(Escape, ClaimsNothingWithoutTime) {
  const ClusterPoint at = cluster_point(5, 3, 1);
  const Escaped found = escaped(at.A, at.U, Budget(0));
  EXPECT_FALSE(found.reached.has_value());
  EXPECT_FALSE(found.proved_lower);
}

}  // namespace
}  // namespace orthant

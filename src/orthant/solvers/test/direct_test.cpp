// Direct methods against LAPACK's singular values, on data whose best factors are known.
#include "orthant/solvers/direct.hpp"

#include <gtest/gtest.h>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;

/// Uniform on (low, 1).
Matrix uniform(Random& random, Index rows, Index cols, double low = 0) {
  Matrix out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = low + (1 - low) * random.uniform();
  return out;
}

/// ½Σ_{k>r} σ_k².
double least_of_rank(const Matrix& A, Index rank) {
  const Vector sigma = singular_values(A);
  return sigma.tail(sigma.size() - rank).squaredNorm() / 2;
}

/// Relative error, and that the factors are nonnegative.
double relative_error(const Objective& objective, const DirectFactors& found) {
  EXPECT_GE(found.U.minCoeff(), 0);
  return std::sqrt(objective.value(found.U) / objective.size());
}

TEST(Direct, RankOneIsTheLeadingPair) {
  for (int trial = 0; trial < 5; ++trial) {
    Random random(51, static_cast<std::uint64_t>(trial));
    const Matrix A = uniform(random, 30, 20);
    const AsymmetricRecovery objective(fully_observed(A), 1);
    const auto found = direct_factors(objective, 0);
    ASSERT_TRUE(found && found->is_best);
    EXPECT_NEAR(objective.value(found->U), least_of_rank(A, 1), 1e-12 * objective.size());
    EXPECT_GE(found->U.minCoeff(), 0);
  }
}

TEST(Direct, RankTwoOfExactDataIsExact) {
  for (int trial = 0; trial < 20; ++trial) {
    Random random(52, static_cast<std::uint64_t>(trial));
    Matrix L = uniform(random, 40, 2), R = uniform(random, 25, 2);
    if (trial % 4 == 1) L.topRows(5).setZero();                 // rows without entries
    if (trial % 4 == 2) R = (R.array() > 0.4).select(R, 0);     // zeros in A
    if (trial % 4 == 3) L.topRows(10) *= 1e-11;                 // rows whose direction is rounding
    if (trial % 5 == 4) L.col(1) = L.col(0) + 1e-5 * L.col(1);  // nearly of rank one
    const AsymmetricRecovery objective(fully_observed(L * R.transpose()), 2);
    const auto found = direct_factors(objective, 0);
    ASSERT_TRUE(found.has_value());
    EXPECT_TRUE(found->is_best) << trial << ": " << found->reason;
    EXPECT_LE(relative_error(objective, *found), 1e-12) << trial;
  }
}

TEST(Direct, RankTwoOfNoisyDataIsTheBestOfItsRank) {
  Random random(53);
  Matrix A =
      uniform(random, 40, 2, 0.2) * uniform(random, 25, 2, 0.2).transpose() + 0.01 * uniform(random, 40, 25);
  const AsymmetricRecovery objective(fully_observed(A), 2);
  const auto found = direct_factors(objective, 0);
  ASSERT_TRUE(found && found->is_best);
  EXPECT_NEAR(objective.value(found->U), least_of_rank(A, 2), 1e-12 * objective.size());
}

TEST(Direct, SaysWhereTheBestMatrixIsNotNonnegative) {
  // Rank 3 of disjoint blocks with equal weight: A₂ has negative entries for generic noise.
  Random random(54);
  const Matrix A = Matrix::Identity(12, 12) + 0.3 * uniform(random, 12, 12);
  const AsymmetricRecovery objective(fully_observed(A), 2);
  const auto found = direct_factors(objective, 0);
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->is_best);
  EXPECT_GE(found->U.minCoeff(), 0);
  EXPECT_NE(found->reason.find("not nonnegative"), std::string::npos);
}

TEST(Direct, DataOfRankOneAtRankTwo) {
  Random random(55);
  const Matrix A = uniform(random, 9, 1) * uniform(random, 7, 1).transpose();
  const AsymmetricRecovery objective(fully_observed(A), 2);
  const auto found = direct_factors(objective, 0);
  ASSERT_TRUE(found && found->is_best);
  EXPECT_LE(relative_error(objective, *found), 1e-13);
}

TEST(Direct, SymmetricByEigenvalues) {
  for (int trial = 0; trial < 10; ++trial) {
    Random random(56, static_cast<std::uint64_t>(trial));
    Matrix U = uniform(random, 30, 2);
    if (trial % 2 == 1) U = (U.array() > 0.5).select(U, 0);  // angles of 90°
    const Matrix A = U * U.transpose();
    const SymmetricRecovery two(fully_observed(A), 2), one(fully_observed(A), 1);
    const auto found = direct_factors(two, 0), first = direct_factors(one, 0);
    ASSERT_TRUE(found && found->is_best && first && first->is_best);
    EXPECT_LE(relative_error(two, *found), 1e-13) << trial;
    EXPECT_NEAR(one.value(first->U), least_of_rank(A, 1), 1e-12 * one.size());
  }
}

TEST(Direct, SymmetricLeavesNegativeEigenvaluesOut) {
  Matrix A(2, 2);
  A << 1, 2, 2, 1;  // eigenvalues 3 and −1
  for (const Index rank : {1, 2}) {
    const SymmetricRecovery objective(fully_observed(A), rank);
    const auto found = direct_factors(objective, 0);
    ASSERT_TRUE(found && found->is_best);
    EXPECT_NEAR(objective.value(found->U), 0.5, 1e-12);
  }
}

TEST(Direct, SeparableDataOfHigherRank) {
  Random random(57);
  const Matrix W = uniform(random, 40, 5);
  Matrix A(40, 35);
  A << 0.1 * W, W * uniform(random, 5, 30);
  const AsymmetricRecovery objective(fully_observed(A), 5), other(fully_observed(uniform(random, 40, 35)), 5);
  const auto found = direct_factors(objective, 0), none = direct_factors(other, 0);
  ASSERT_TRUE(found && found->is_best) << (found ? found->reason : "");
  EXPECT_LE(relative_error(objective, *found), 1e-12);
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->is_best);
}

TEST(Direct, SaysWhatItDoesNotApplyTo) {
  Random random(58);
  const auto data = fully_observed(uniform(random, 6, 5));
  EXPECT_EQ(why_not_direct(AsymmetricRecovery(data, 2)), "");
  EXPECT_NE(why_not_direct(AsymmetricRecovery(data, 2, 0.5)).find("balance"), std::string::npos);
  const auto plain = std::make_shared<AsymmetricRecovery>(data, 2);
  EXPECT_NE(why_not_direct(Regularised(plain, {0, 0, 1, 1, 0})).find("L1, L2 or density"), std::string::npos);
}

}  // namespace
}  // namespace orthant

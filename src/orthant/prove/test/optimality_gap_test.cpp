#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/exact_proof.hpp"

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/prove.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

std::unique_ptr<SymmetricRecovery> symmetric_problem(const Matrix& A, Index rank) {
  return std::make_unique<SymmetricRecovery>(testing::fully_observed(A), rank);
}

checker::Outcome checked_gap(Certificate certificate, const Proof& proof) {
  adopt(certificate, proof);
  return checker::check(certificate_document(certificate, &proof).dump(), BundleFiles(proof.files));
}

TEST(OptimalityGap, FindsTheBestValueWhereItIsKnown) {
  // A = [1 −1; −1 1]: 1 over all ranks (checker/test/gap_test.cpp), 3/2 at rank one.
  Matrix A(2, 2);
  A << 1, -1, -1, 1;
  const auto objective = symmetric_problem(A, 1);
  Matrix U(2, 1);
  U << 1, 0;
  const Certificate numeric = certify(*objective, U);
  const ProofAttempt attempt = prove(*objective, nullptr, numeric, nullptr);
  ASSERT_TRUE(attempt.proof.has_value()) << attempt.reason;
  ASSERT_TRUE(attempt.proof->global_low.has_value());
  EXPECT_LE(*attempt.proof->global_low, 1);
  EXPECT_NEAR(*attempt.proof->global_low, 1, 1e-8);
  const checker::Outcome outcome = checked_gap(numeric, *attempt.proof);
  EXPECT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_NE(outcome.statement.find("any rank"), std::string::npos) << outcome.statement;
}

TEST(OptimalityGap, IsBelowEveryPointAndAboveTheBoundBySpectrumAlone) {
  int attached = 0;
  for (int trial = 0; trial < 6; ++trial) {
    Random random(81, static_cast<std::uint64_t>(trial));
    const Index n = 8;
    const Matrix noise = testing::random_matrix(random, n, n, true),
                 base = testing::random_matrix(random, n, 2);
    const Matrix A = base * base.transpose() + noise + noise.transpose();
    const auto objective = symmetric_problem(A, 1);
    const Certificate numeric =
        certify(*objective, testing::find_stationary_by_gradient(*objective, trial, 20000, 1e-13));
    ProofOptions options;
    options.gap_work = 0;
    const ProofAttempt attempt = prove(*objective, nullptr, numeric, nullptr, options);
    ASSERT_TRUE(attempt.proof.has_value()) << attempt.reason;
    ASSERT_TRUE(attempt.proof->global_low.has_value());
    EXPECT_FALSE(attempt.proof->global_rank.has_value());
    ++attached;
    const double low = *attempt.proof->global_low;
    // ½‖A₋‖²: the distance to all semidefinite matrices.
    const double spectral = symmetric_eigenvalues(A).cwiseMin(0).squaredNorm() / 2;
    EXPECT_GT(low, spectral * (1 - 1e-6));
    // Points of full rank, found without a thought for the bound.
    const auto all = symmetric_problem(A, n);
    for (int seed = 0; seed < 3; ++seed)
      EXPECT_GE(all->value(testing::find_stationary_by_gradient(*all, seed, 3000, 1e-8)), low);
    const checker::Outcome outcome = checked_gap(numeric, *attempt.proof);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
    Proof spoiled = *attempt.proof;
    spoiled.document["claims"]["global_low"] = fraction(low * 1.001 + 1e-3);
    EXPECT_FALSE(checked_gap(numeric, spoiled).accepted);
  }
  EXPECT_EQ(attached, 6);
}

TEST(OptimalityGap, EveryIterateSplits) {
  Random random(82);
  const Matrix noise = testing::random_matrix(random, 12, 12, true), A = noise + noise.transpose();
  double last = -1;
  for (const int iterations : {1, 5, 50, 300}) {
    const DualSplit split = dual_split(A, iterations);
    EXPECT_GE(split.N.minCoeff(), 0);
    EXPECT_GE(symmetric_eigenvalues(split.P)(0), -1e-12 * A.norm());
    const Matrix T = split.P + split.N;
    const double bound = -T.cwiseProduct(A).sum() - T.squaredNorm() / 2;
    EXPECT_GE(bound, last - 1e-9 * A.squaredNorm());
    last = bound;
  }
}

TEST(OptimalityGap, ProblemsWithoutOneStayAsTheyAre) {
  // f ≥ 0 is all there is to say at an exact fit of a nonnegative product.
  Matrix A(3, 3);
  A << 4, 2, 1, 2, 3, 1, 1, 1, 2;
  const auto objective = symmetric_problem(A, 1);
  const Certificate numeric =
      certify(*objective, testing::find_stationary_by_gradient(*objective, 1, 20000, 1e-13));
  ProofAttempt attempt = prove_isolated(*objective, numeric);
  ASSERT_TRUE(attempt.proof.has_value()) << attempt.reason;
  EXPECT_FALSE(attach_gap(*attempt.proof));
  EXPECT_FALSE(attempt.proof->global_low.has_value());
  EXPECT_FALSE(attempt.proof->document.contains("gap"));
}

}  // namespace
}  // namespace orthant

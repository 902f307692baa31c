// Bounds of all factors of a rank, found and checked; whatever is spoiled in them must be refused.
#include "orthant/prove/rank_bound.hpp"

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/prove.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::uniform_matrix;

/// The leading singular pair, as factors.
Matrix leading_pair(const Matrix& A) {
  const ThinSvd svd = thin_svd(A);
  Matrix U(A.rows() + A.cols(), 1);
  U << std::sqrt(svd.values(0)) * svd.left.col(0).cwiseAbs(),
      std::sqrt(svd.values(0)) * svd.right.col(0).cwiseAbs();
  return U;
}

checker::Outcome outcome_of(Certificate certificate, const Proof& proof) {
  adopt(certificate, proof);
  return checker::check(certificate_document(certificate, &proof).dump(), BundleFiles(proof.files));
}

Proof proved(const Objective& objective, const Certificate& numeric) {
  ProofAttempt attempt = prove(objective, nullptr, numeric, nullptr);
  EXPECT_TRUE(attempt.proof.has_value()) << attempt.reason;
  return attempt.proof ? std::move(*attempt.proof) : Proof();
}

TEST(RankBound, TheLeadingPairIsProvedGlobalAtRankOne) {
  for (const auto& [rows, cols] : {std::pair<Index, Index>{12, 7}, {7, 12}, {9, 9}}) {
    const Matrix A = uniform_matrix(rows, cols, 3);
    const AsymmetricRecovery objective(fully_observed(A), 1);
    const Certificate numeric = certify(objective, leading_pair(A));
    const Proof proof = proved(objective, numeric);
    EXPECT_EQ(proof.verdict, Verdict::global_minimizer);
    EXPECT_EQ(proof.document["method"], "bound");
    EXPECT_EQ(proof.global_rank, 1);
    const Vector sigma = singular_values(A);
    const double least = sigma.tail(sigma.size() - 1).squaredNorm() / 2;
    EXPECT_LE(*proof.global_low, least * (1 + 1e-14));
    EXPECT_NEAR(*proof.global_low, least, 1e-12 * least);
    const checker::Outcome outcome = outcome_of(numeric, proof);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
    EXPECT_NE(outcome.statement.find("rank 1"), std::string::npos) << outcome.statement;
  }
}

TEST(RankBound, SpoiledCertificatesAreRefused) {
  const Matrix A = uniform_matrix(8, 6, 4);
  const AsymmetricRecovery objective(fully_observed(A), 1);
  const Certificate numeric = certify(objective, leading_pair(A));
  const Proof proof = proved(objective, numeric);
  ASSERT_TRUE(outcome_of(numeric, proof).accepted);
  const auto refuses = [&](auto&& spoil, const char* says) {
    Proof spoiled = proof;
    spoil(spoiled);
    const checker::Outcome outcome = outcome_of(numeric, spoiled);
    EXPECT_FALSE(outcome.accepted) << says;
    EXPECT_NE(outcome.reason.find(says), std::string::npos) << outcome.reason;
  };
  refuses([&](Proof& p) { p.document["claims"]["global_low"] = fraction(*p.global_low * (1 + 1e-6)); },
          "above the bound");
  refuses([](Proof& p) { p.document["claims"].erase("global_rank"); }, "global_rank");
  refuses(
      [](Proof& p) {
        p.document["claims"]["global_rank"] = 2;
        p.global_rank = 2;
      },
      "global_rank");
  refuses([](Proof& p) { p.global_rank.reset(); }, "proved.global_rank");
  refuses([](Proof& p) { p.document.erase("gap"); }, "names nowhere");
  refuses([](Proof& p) { p.document["evidence"]["kind"] = "zero"; }, "with a proof.gap");
  refuses([](Proof& p) { p.document["gap"]["kind"] = "shift"; }, "proof.gap");
  refuses([](Proof& p) { p.document["gap"]["more"] = 1; }, "unknown field");
  refuses([](Proof& p) { p.document["problem"]["rank"] = 2; }, "rank");
  refuses(
      [](Proof& p) {
        Bundle other;
        other.dense("perron_certified.npy", Vector::LinSpaced(6, 1, 2));
        p.document["files"].update(other.hashes());
        p.files["perron_certified.npy"] = other.files().at("perron_certified.npy");
      },
      "above the bound");
}

TEST(RankBound, OtherRanksGetTheBoundBesideTheirProof) {
  for (const auto& [rows, cols] : {std::pair<Index, Index>{15, 10}, {10, 15}}) {
    const Matrix A = uniform_matrix(rows, cols, 5);
    const AsymmetricRecovery objective(fully_observed(A), 3);
    const Certificate numeric =
        certify(objective, testing::find_stationary_by_gradient(objective, 1, 100000, 1e-13));
    const Proof proof = proved(objective, numeric);
    EXPECT_EQ(proof.verdict, Verdict::strict_local_minimizer);
    ASSERT_TRUE(proof.global_low.has_value());
    EXPECT_EQ(proof.global_rank, 3);
    const double least = singular_values(A).tail(7).squaredNorm() / 2;
    EXPECT_LE(*proof.global_low, least);
    EXPECT_NEAR(*proof.global_low, least, 1e-6 * least);
    EXPECT_LE(*proof.global_low, proof.objective_high);
    ASSERT_TRUE(outcome_of(numeric, proof).accepted);
    Proof spoiled = proof;
    spoiled.document["claims"]["global_low"] = fraction(least * (1 + 1e-6));
    EXPECT_FALSE(outcome_of(numeric, spoiled).accepted);
    spoiled = proof;
    spoiled.document["gap"]["shift"] = "0";
    EXPECT_FALSE(outcome_of(numeric, spoiled).accepted);
  }
}

TEST(RankBound, SymmetricProblemsHaveTheirs) {
  Random random(6);
  const Matrix noise = random_matrix(random, 9, 9, true), base = random_matrix(random, 9, 3);
  const Matrix A = base * base.transpose() + 0.3 * (noise + noise.transpose());
  const SymmetricRecovery objective(fully_observed(A), 2);
  const Certificate numeric =
      certify(objective, testing::find_stationary_by_gradient(objective, 2, 100000, 1e-13));
  const RankProof bound = prove_bound(objective, numeric, 1e9, {});
  ASSERT_TRUE(bound.gap.has_value()) << bound.attempt.reason;
  const Vector lambda = symmetric_eigenvalues(A);
  const double least = (A.squaredNorm() - lambda.tail(2).cwiseMax(0).squaredNorm()) / 2;
  EXPECT_LE(bound.gap->low, least);
  EXPECT_NEAR(bound.gap->low, least, 1e-6 * least);
  const Proof proof = proved(objective, numeric);
  EXPECT_GE(*proof.global_low, bound.gap->low);
  EXPECT_TRUE(outcome_of(numeric, proof).accepted);
}

TEST(RankBound, SparseDataAndZeros) {
  Random random(7);
  Matrix A = random_matrix(random, 14, 11);
  A = (A.array() > 0.6).select(A, 0);
  A.row(3).setZero();
  const auto sparse =
      DataMatrix::sparse_rows(testing::compressed(A, (A.array() != 0).cast<double>().matrix()));
  const AsymmetricRecovery objective(fully_observed(sparse), 1);
  const Certificate numeric = certify(objective, leading_pair(A));
  const Proof proof = proved(objective, numeric);
  EXPECT_EQ(proof.verdict, Verdict::global_minimizer);
  EXPECT_TRUE(outcome_of(numeric, proof).accepted);
}

TEST(RankBound, AFitOfZeroNeedsNoBound) {
  const Matrix L = uniform_matrix(10, 2, 8), R = uniform_matrix(7, 2, 9);
  const AsymmetricRecovery objective(fully_observed(L * R.transpose()), 2);
  Matrix U(17, 2);
  U << L, R;
  const Certificate numeric = certify(objective, U);
  const Proof proof = proved(objective, numeric);
  EXPECT_EQ(proof.verdict, Verdict::global_minimizer);
  EXPECT_FALSE(proof.global_low.has_value());
  EXPECT_TRUE(outcome_of(numeric, proof).accepted);
}

}  // namespace
}  // namespace orthant

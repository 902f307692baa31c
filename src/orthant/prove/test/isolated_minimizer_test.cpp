#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/certificate_document.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "checker/check.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/squared_variables.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/prove.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

/// Half zeros: then the factors have zeros too, which fix their rotation.
Matrix holey(Random& random, Index rows, Index cols) {
  return testing::random_matrix(random, rows, cols)
      .cwiseProduct(testing::random_mask(random, rows, cols, 0.5));
}

checker::Outcome checked(const Certificate& numeric, const Proof& proof) {
  Certificate certificate = numeric;
  adopt(certificate, proof);
  return checker::check(certificate_document(certificate, &proof).dump(), BundleFiles(proof.files));
}

TEST(IsolatedMinimizer, HoldsTheLeadingSingularPairOfAPositiveMatrix) {
  // Rank one: the minimizer is √σ (u, v), known independently of everything here.
  Random random(3);
  for (int trial = 0; trial < 10; ++trial) {
    const Matrix A = testing::random_matrix(random, 9, 6);
    const auto observations = testing::fully_observed(A);
    const AsymmetricRecovery objective(observations, 1);
    const Matrix U = testing::find_stationary(objective, trial);
    const Certificate numeric = certify(objective, U);
    const ProofAttempt attempt = prove_isolated(objective, numeric);
    ASSERT_TRUE(attempt.proof.has_value()) << attempt.reason;
    const Proof& proof = *attempt.proof;
    EXPECT_EQ(proof.rigor, Rigor::verified);
    EXPECT_EQ(proof.verdict, Verdict::strict_local_minimizer);

    using Extended = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
    const Eigen::JacobiSVD<Extended> svd(A.cast<long double>(), Eigen::ComputeThinU | Eigen::ComputeThinV);
    const long double sigma = svd.singularValues()(0);
    Extended minimizer(15, 1);
    minimizer << svd.matrixU().col(0).cwiseAbs() * std::sqrt(sigma),
        svd.matrixV().col(0).cwiseAbs() * std::sqrt(sigma);
    // The pinned entry fixes the scaling: (tl, r/t).
    const Index pin = proof.document["evidence"]["pins"][0][0].get<Index>();
    const long double ratio = (*proof.point)(pin, 0) / minimizer(pin, 0), t = pin < 9 ? ratio : 1 / ratio;
    minimizer.topRows(9) *= t;
    minimizer.bottomRows(6) /= t;
    const double radius = mpq_class(proof.document["claims"]["radius"].get<std::string>()).get_d();
    EXPECT_LE(static_cast<double>((proof.point->cast<long double>() - minimizer).norm()), radius + 1e-17);
    EXPECT_LT(radius, 1e-11);
    const long double f = (A.squaredNorm() - sigma * sigma) / 2;
    EXPECT_LE(proof.objective_low, static_cast<double>(f) * (1 + 1e-14));
    EXPECT_GE(proof.objective_high, static_cast<double>(f) * (1 - 1e-14));
    const checker::Outcome outcome = checked(numeric, proof);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
  }
}

TEST(IsolatedMinimizer, NamesLargeDataByTheirHash) {
  Random random(5);
  int named = 0;
  for (const auto& problem : testing::problems_from(random, holey(random, 14, 9), 0.85)) {
    const AsymmetricRecovery objective(problem.observations, 3);
    CertifyOptions options;
    options.stationarity = 1e-6;  // the Newton steps of the proof do the rest
    const Certificate numeric = certify(objective, testing::find_stationary(objective, 1), options);
    const ProofAttempt attempt =
        prove_isolated(objective, numeric, nullptr, {.data_name = "mine.npy", .largest_copy = 0});
    if (!attempt.proof) continue;
    const Proof& proof = *attempt.proof;
    const auto& measurements = proof.document["problem"]["measurements"];
    const ProofAttempt copied = prove_isolated(objective, numeric, nullptr, {.data_name = "mine.npy"});
    EXPECT_EQ(copied.proof->data, nullptr);
    EXPECT_FALSE(copied.proof->document["problem"]["measurements"].contains("data"));
    if (proof.data == nullptr) {  // weighted
      EXPECT_FALSE(measurements.contains("data"));
      continue;
    }
    ++named;
    EXPECT_EQ(measurements["data"], "mine.npy");
    EXPECT_EQ(proof.files.size(), 2u);  // L and R
    Certificate certificate = numeric;
    adopt(certificate, proof);
    const std::string text = certificate_document(certificate, &proof).dump();
    EXPECT_TRUE(checker::check(text, BundleFiles(proof.files), proof.data.get()).accepted);
    EXPECT_TRUE(checker::check(text, BundleFiles(proof.files)).needs_data);
    // What the copy says is what the hash says.
    const checker::Problem stored =
        as_checked(copied.proof->document["problem"], BundleFiles(copied.proof->files));
    checker::require_same_data(stored, *proof.data);
  }
  EXPECT_GE(named, 2);
}

TEST(IsolatedMinimizer, IsProvedForEveryKindOfObservationAndAccepted) {
  int proved = 0, strict = 0;
  for (int trial = 0; trial < 6; ++trial) {
    Random random(71, static_cast<std::uint64_t>(trial));
    for (const auto& problem : testing::problems_from(random, holey(random, 14, 9), 0.85)) {
      for (const double balance : {0.0, 0.25}) {
        if (balance > 0 && trial > 0) continue;  // slow to find
        SCOPED_TRACE(problem.name + ", balance " + std::to_string(balance));
        const AsymmetricRecovery objective(problem.observations, 3, balance);
        const Matrix U = balance == 0 ? testing::find_stationary(objective, trial)
                                      : testing::find_stationary_by_gradient(objective, trial, 2000, 1e-8);
        CertifyOptions options;
        options.stationarity = 1e-6;  // the Newton steps of the proof do the rest
        const Certificate numeric = certify(objective, U, options);
        const ProofAttempt attempt = prove_isolated(objective, numeric);
        strict += numeric.verdict == Verdict::strict_local_minimizer ? 1 : 0;
        if (!attempt.proof) {
          EXPECT_FALSE(attempt.reason.empty());
          continue;
        }
        ++proved;
        EXPECT_NE(numeric.verdict, Verdict::saddle);
        const checker::Outcome outcome = checked(numeric, *attempt.proof);
        EXPECT_TRUE(outcome.accepted) << outcome.reason;
      }
    }
  }
  EXPECT_GE(proved, strict);
  EXPECT_GE(proved, 30);
}

TEST(IsolatedMinimizer, IsProvedForSymmetricProblemsWithNoise) {
  int proved = 0;
  for (int trial = 0; trial < 8; ++trial) {
    Random random(72, static_cast<std::uint64_t>(trial));
    // Sparse factors: zeros fix the rotations.
    Matrix truth = testing::random_matrix(random, 14, 3);
    for (Index e = 0; e < truth.size(); ++e)
      if (random.uniform() < 0.5) truth.data()[e] = 0;
    Matrix noise = 0.05 * testing::random_matrix(random, 14, 14, true);
    const Matrix A = truth * truth.transpose() + noise + noise.transpose();
    const auto observations = testing::fully_observed(A);
    const SymmetricRecovery objective(observations, 3);
    const Certificate numeric =
        certify(objective, testing::find_stationary_by_gradient(objective, trial, 50000, 1e-13));
    const ProofAttempt attempt = prove_isolated(objective, numeric);
    if (!attempt.proof) continue;
    ++proved;
    EXPECT_TRUE(attempt.proof->document["evidence"]["pins"].empty());
    const checker::Outcome outcome = checked(numeric, *attempt.proof);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
  }
  EXPECT_GE(proved, 6);
}

TEST(IsolatedMinimizer, IsSpuriousOnlyWithALowerWitness) {
  Random random(73);
  const Matrix A = holey(random, 15, 9);
  const auto observations = testing::fully_observed(A);
  const AsymmetricRecovery objective(observations, 4);
  std::vector<Matrix> points;
  for (int seed = 0; seed < 12; ++seed) points.push_back(testing::find_stationary(objective, seed));
  std::sort(points.begin(), points.end(),
            [&](const Matrix& a, const Matrix& b) { return objective.value(a) < objective.value(b); });
  const Matrix &best = points.front(), &worst = points.back();
  ASSERT_LT(objective.value(best), 0.9999 * objective.value(worst));
  const Certificate numeric = certify(objective, worst);
  const ProofAttempt spurious = prove_isolated(objective, numeric, &best);
  ASSERT_TRUE(spurious.proof.has_value()) << spurious.reason;
  EXPECT_EQ(spurious.proof->spurious, true);
  EXPECT_TRUE(checked(numeric, *spurious.proof).accepted);
  const ProofAttempt same = prove_isolated(objective, numeric, &worst);
  ASSERT_TRUE(same.proof.has_value());
  EXPECT_EQ(same.proof->spurious, std::nullopt);
}

TEST(IsolatedMinimizer, SaysWhyThereIsNoProof) {
  Random random(74);
  const Matrix A = testing::random_matrix(random, 10, 8);
  const auto observations = testing::fully_observed(A);
  const AsymmetricRecovery objective(observations, 2);
  // Not stationary
  const Certificate random_point = certify(objective, testing::random_matrix(random, 18, 2));
  EXPECT_NE(prove_isolated(objective, random_point).reason.find("not first-order stationary"),
            std::string::npos);
  // A zero column: a rank-one minimizer of a rank-two problem is a saddle
  const AsymmetricRecovery rank_one(observations, 1);
  Matrix U = Matrix::Zero(18, 2);
  U.col(0) = testing::find_stationary(rank_one, 1);
  const Certificate saddle = certify(objective, U);
  EXPECT_EQ(saddle.verdict, Verdict::saddle);
  EXPECT_NE(prove_isolated(objective, saddle).reason.find("saddle"), std::string::npos);
  // Too large for the limits
  const Certificate minimum = certify(objective, testing::find_stationary(objective, 1));
  IsolatedOptions small;
  small.schur_order = 3;
  EXPECT_NE(prove_isolated(objective, minimum, nullptr, small).reason.find("the limits are 3"),
            std::string::npos);
}

/// A wrong claim of proof is the worst there is: objectives that the theorem does not speak of have none, and
/// the checker takes no proof of the misfit for one of them.
TEST(IsolatedMinimizer, IsOnlyAboutTheMisfit) {
  Random random(75);
  const Matrix A = holey(random, 12, 8);
  const auto observations = testing::fully_observed(A);
  const auto plain = std::make_shared<AsymmetricRecovery>(observations, 2);
  const Regularised weighted(plain, {0.01, 0.02, 0.03, 0.04});
  const Certificate numeric = certify(weighted, testing::find_stationary(weighted, 1));
  ASSERT_EQ(numeric.verdict, Verdict::strict_local_minimizer);
  for (const ProofAttempt& attempt :
       {prove_isolated(weighted, numeric), prove(weighted, nullptr, numeric, nullptr)}) {
    EXPECT_FALSE(attempt.proof.has_value());
    EXPECT_EQ(attempt.reason, "the proofs are about objectives without L1, L2 and density terms");
  }
  const SquaredVariables squares(plain);
  EXPECT_EQ(prove_isolated(squares, numeric).reason,
            "the proofs are about squared residuals in the factors themselves");

  const Certificate of_plain = certify(*plain, testing::find_stationary(*plain, 1));
  const ProofAttempt attempt = prove_isolated(*plain, of_plain);
  ASSERT_TRUE(attempt.proof.has_value()) << attempt.reason;
  EXPECT_TRUE(checked(of_plain, *attempt.proof).accepted);
  // The same proof under a certificate that says that it is about the other objective.
  Certificate grafted = of_plain;
  grafted.regularisation =
      weighted.regularisation() != nullptr ? *weighted.regularisation() : Regularisation{};
  const checker::Outcome outcome = checked(grafted, *attempt.proof);
  EXPECT_FALSE(outcome.accepted);
  EXPECT_NE(outcome.reason.find("L1, L2 or density terms"), std::string::npos) << outcome.reason;
  // And under one that keeps quiet about it, at the other objective's point: the gradient does not vanish.
  const ProofAttempt at_other = prove_isolated(*plain, certify(*plain, numeric.U));
  EXPECT_FALSE(at_other.proof.has_value());
}

}  // namespace
}  // namespace orthant

// Certificates of objectives with L1 and L2 terms, at points whose nature is known in closed form.

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>

#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::find_stationary;
using testing::random_matrix;

Regularised regularised(const Matrix& data, Index rank, const Regularisation& weights) {
  const auto observations = testing::fully_observed(data);
  return Regularised(std::make_shared<AsymmetricRecovery>(observations, rank), weights);
}

CertifyOptions by(SecondOrderMethod method) {
  CertifyOptions options;
  options.method = method;
  return options;
}

/// ½‖A − lrᵀ‖² + ½β_L‖l‖² + ½β_R‖r‖² with A = Σ σ_i u_i v_iᵀ positive: over the scaling the terms are
/// β‖l‖‖r‖, β = √(β_L β_R), so the best is (σ₁ − β)₊ u₁v₁ᵀ, at l = s√(σ₁ − β) u₁, r = √(σ₁ − β)/s v₁, s⁴ =
/// β_R/β_L.
TEST(CertifyRegularised, RankOneIsTheShrunkSingularPair) {
  Random random(61);
  const Matrix data = random_matrix(random, 8, 6);
  const Eigen::BDCSVD<Matrix> svd(data, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const double s1 = svd.singularValues()(0), s2 = svd.singularValues()(1);
  const Vector u = svd.matrixU().col(0).cwiseAbs(), v = svd.matrixV().col(0).cwiseAbs();
  for (const auto& [left, right] : {std::pair{0.1, 0.1}, {1.0, 1.0}, {0.04, 0.25}}) {
    const Regularised objective = regularised(data, 1, {0, 0, left, right});
    const double beta = std::sqrt(left * right), stretch = std::pow(right / left, 0.25);
    Matrix U(14, 1);
    U << stretch * std::sqrt(s1 - beta) * u, std::sqrt(s1 - beta) / stretch * v;
    for (const auto method : {SecondOrderMethod::schur, SecondOrderMethod::dense}) {
      const Certificate certificate = certify(objective, U, by(method));
      EXPECT_LE(certificate.first_order.stationarity, 1e-14);
      EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer);
      EXPECT_EQ(certificate.second_order.scaling, "none");
      EXPECT_EQ(certificate.rigor, Rigor::numeric);
      EXPECT_EQ(certificate.regularisation->l2_right, right);
      EXPECT_NEAR(certificate.objective,
                  ((data.squaredNorm() - s1 * s1) + beta * beta) / 2 + beta * (s1 - beta), 1e-12);
      // The form along u_i, v_i is [σ₁ −σ_i; −σ_i σ₁]; along (a u, b v) it is (σ₁ − β)(a + b)² + β(a − b)².
      if (left == right) {
        EXPECT_NEAR(*certificate.second_order.modulus, std::min({s1 - s2, 2 * beta, 2 * (s1 - beta)}), 1e-7);
      }
    }
    // The judged point is the given one: nothing is balanced where scaling counts.
    EXPECT_EQ(certify(objective, U).U, U);
    // A point of the misfit alone is none of this objective.
    Matrix plain(14, 1);
    plain << std::sqrt(s1) * u, std::sqrt(s1) * v;
    EXPECT_EQ(certify(objective, plain).verdict, Verdict::not_stationary);
  }
}

/// ∇²f(0) = [β_L I, −A; −Aᵀ, β_R I] for each column, and α is the gradient.
TEST(CertifyRegularised, ZeroIsTheMinimumWhenTheWeightsOutweighTheData) {
  Random random(62);
  const Matrix data = random_matrix(random, 5, 4), zero = Matrix::Zero(9, 2);
  const double s1 = Eigen::BDCSVD<Matrix>(data).singularValues()(0);
  const auto verdict = [&](const Regularisation& weights) {
    return certify(regularised(data, 2, weights), zero).verdict;
  };
  EXPECT_EQ(verdict({0, 0, 1.01 * s1, 1.01 * s1}), Verdict::strict_local_minimizer);
  EXPECT_EQ(verdict({0, 0, 4 * s1, 0.26 * s1}), Verdict::strict_local_minimizer);
  EXPECT_EQ(verdict({0, 0, 0.99 * s1, 0.99 * s1}), Verdict::saddle);
  EXPECT_EQ(verdict({0, 0, 4 * s1, 0.24 * s1}), Verdict::saddle);
  EXPECT_EQ(verdict({1e-3, 1e-3, 0, 0}), Verdict::strict_local_minimizer);  // all entries fixed; local indeed
}

TEST(CertifyRegularised, BothRoutesAgree) {
  Random random(63);
  int strict = 0;
  for (const auto& problem :
       testing::problems_from(random, random_matrix(random, 12, 9, true).cwiseMax(0.0), 0.9)) {
    SCOPED_TRACE(problem.name);
    for (const Regularisation& weights : {Regularisation{0.2, 0.1, 0, 0}, Regularisation{0, 0, 0.3, 0.1},
                                          Regularisation{0.1, 0.2, 0.05, 0.3}}) {
      const Regularised objective(std::make_shared<AsymmetricRecovery>(problem.observations, 2), weights);
      const Matrix U = find_stationary(objective, 1);
      ASSERT_LE(stationarity(objective, U, objective.gradient(U)), 1e-12);
      const Certificate schur = certify(objective, U, by(SecondOrderMethod::schur)),
                        dense = certify(objective, U, by(SecondOrderMethod::dense));
      EXPECT_EQ(schur.verdict, dense.verdict);
      if (schur.verdict != Verdict::strict_local_minimizer) continue;
      ++strict;
      EXPECT_NEAR(*schur.second_order.modulus, *dense.second_order.modulus,
                  1e-6 * *dense.second_order.modulus);
      // Lower than whatever is near: the verdict's own words.
      for (int trial = 0; trial < 50; ++trial) {
        const Matrix there = (schur.U + 1e-3 * random_matrix(random, U.rows(), 2, true)).cwiseMax(0.0);
        EXPECT_GT(objective.value(there), schur.objective);
      }
    }
  }
  EXPECT_GE(strict, 9);
}

/// A = diag(a, b), U = u e₁: f = ½(u² − a)² + ½b² + αu + ½βu² with a root of 2u(u² − a) + α + βu = 0.
TEST(CertifyRegularised, SymmetricModelsTakeTheLeftWeights) {
  Matrix data = Matrix::Zero(2, 2);
  data(0, 0) = 4;
  const auto observations = testing::fully_observed(data);
  const Regularised objective(std::make_shared<SymmetricRecovery>(observations, 1), {.l2_left = 2});
  Matrix U = Matrix::Zero(2, 1);
  U(0, 0) = std::sqrt(3.0);  // u² = a − β/2
  const Certificate certificate = certify(objective, U);
  EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_NEAR(certificate.objective, 0.5 + 3, 1e-14);
  // The Hessian: 6u² − 2a + β = 12 along e₁; 2u² + β = 8 along e₂.
  EXPECT_NEAR(*certificate.second_order.modulus, 8, 1e-9);
}

}  // namespace
}  // namespace orthant

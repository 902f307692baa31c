// The dense route and the Schur route share no formulas below the objective: they must agree.

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cstdio>

#include "orthant/certify/certify.hpp"
#include "orthant/certify/definiteness.hpp"
#include "orthant/objectives/recovery.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

Certificate by(SecondOrderMethod method, const Objective& objective, const Matrix& U) {
  CertifyOptions options;
  options.method = method;
  options.stationarity = 1e-7;  // projected gradient in the λ > 0 cases crawls to about 1e-9
  return certify(objective, U, options);
}

TEST(Routes, AgreeOnRandomProblems) {
  // 216 problems: six kinds of observation, λ = 0 and λ > 0, wide and tall, ranks 1 to 3.
  // Each calls an eigenvalue zero by its own estimate of the Hessian's size. Where the smallest lies between
  // the two (one problem here), one sees a singular Hessian, the other one too close to singular: neither
  // decides.
  const auto decided = [](Verdict verdict) {
    return verdict != Verdict::undecided && verdict != Verdict::second_order_critical;
  };
  int problems = 0, strict = 0, between = 0;
  for (const auto& [rows, cols] : {std::pair<Index, Index>{9, 5}, {5, 9}, {8, 8}}) {
    if (test::sanitized && rows != 9) continue;
    for (const double balance : {0.0, 0.25}) {
      if (test::sanitized && balance > 0) continue;
      for (Index rank = 1; rank <= 3; ++rank) {
        for (int trial = 0; trial < (test::sanitized ? 1 : 2); ++trial) {
          Random random(61, static_cast<std::uint64_t>(problems));
          for (const auto& problem : testing::problems_from(random, random_matrix(random, rows, cols), 0.8)) {
            const AsymmetricRecovery objective(problem.observations, rank, balance);
            const Matrix U = balance == 0
                                 ? testing::find_stationary(objective, trial, 2000)
                                 : testing::find_stationary_by_gradient(objective, trial, 10000, 1e-9);
            const Certificate dense = by(SecondOrderMethod::dense, objective, U);
            const Certificate schur = by(SecondOrderMethod::schur, objective, U);
            SCOPED_TRACE(problem.name + ", rank " + std::to_string(rank) + ", problem " +
                         std::to_string(problems));
            ++problems;
            if (dense.verdict != schur.verdict && !decided(dense.verdict) && !decided(schur.verdict)) {
              ++between;
              continue;
            }
            EXPECT_EQ(to_string(dense.verdict), to_string(schur.verdict));
            ASSERT_EQ(dense.second_order.modulus.has_value(), schur.second_order.modulus.has_value());
            if (!dense.second_order.modulus) continue;
            ++strict;
            EXPECT_EQ(dense.second_order.method, "dense");
            EXPECT_EQ(schur.second_order.method, "schur");
            // The Schur route tests definiteness at shifts 1e-9 and then 1e-7 below the eigenvalue.
            const double exact = *dense.second_order.modulus, below = *schur.second_order.modulus;
            EXPECT_LE(below, exact * (1 + 1e-8));
            EXPECT_GE(below, exact * (1 - 1.1e-7));
          }
        }
      }
    }
  }
  EXPECT_GE(problems, test::sanitized ? 18 : 200);
  EXPECT_GE(strict, test::sanitized ? 10 : 150);
  EXPECT_LE(between, problems / 50);
  RecordProperty("problems", problems);
  RecordProperty("strict", strict);
  std::printf("%d problems, %d of them strict with equal moduli\n", problems, strict);
}

/// All entries free: a subspace on which both routes can be compared at points that are not minima.
CriticalCone everything_free(const Matrix& U) {
  CriticalCone cone;
  cone.rows = U.rows();
  cone.rank = U.cols();
  cone.kind.assign(static_cast<size_t>(U.size()), EntryKind::free);
  cone.free = U.size();
  return cone;
}

TEST(Routes, AgreeOnIndefiniteHessians) {
  Random random(62);
  int indefinite = 0;
  for (int trial = 0; trial < 20; ++trial) {
    for (const auto& problem : testing::random_problems(random, 7, 6)) {
      for (const double balance : {0.0, 0.5}) {
        SCOPED_TRACE(problem.name);
        const AsymmetricRecovery objective(problem.observations, 2, balance);
        Matrix U = random_matrix(random, 13, 2);
        if (balance == 0) balance_columns(U, 7);
        const auto expansion = objective.at(U);
        const CriticalCone cone = everything_free(U);
        const ConeSubspace subspace(cone, true);
        DefinitenessOptions options;
        options.gauge = balance == 0;
        const ReducedHessian dense = dense_route(*expansion, U, 7, subspace, options);
        const ReducedHessian schur = schur_route(objective, *expansion, U, subspace, options);
        if (schur.definiteness == Definiteness::not_decided)
          continue;  // a row block that cannot be eliminated
        EXPECT_EQ(dense.definiteness, schur.definiteness);
        if (schur.definiteness != Definiteness::indefinite) continue;
        ++indefinite;
        EXPECT_NEAR(schur.direction.norm(), 1, 1e-12);
        EXPECT_NEAR(schur.curvature, expansion->hessian_form(schur.direction), 1e-10);
        EXPECT_LT(schur.curvature, 0);
        EXPECT_GE(schur.curvature, dense.curvature - 1e-9)
            << "no unit vector lies below the smallest eigenvalue";
      }
    }
  }
  EXPECT_GE(indefinite, 50);
}

TEST(Routes, DenseHessianMatchesFiniteDifferences) {
  // The smallest eigenvalue against a Hessian made of differences of gradients: an oracle without the
  // Hessian's formulas.
  Random random(63);
  const auto problem = testing::random_problems(random, 6, 5).back();
  const AsymmetricRecovery objective(problem.observations, 2, 0.3);
  const Matrix U = random_matrix(random, 11, 2);
  const Index n = U.size();
  Matrix H(n, n);
  const double t = 1e-5;
  for (Index e = 0; e < n; ++e) {
    Matrix forward = U, backward = U;
    forward.data()[e] += t;
    backward.data()[e] -= t;
    const Matrix difference = (objective.gradient(forward) - objective.gradient(backward)) / (2 * t);
    H.col(e) = Eigen::Map<const Vector>(difference.data(), n);
  }
  const Vector eigenvalues = H.selfadjointView<Eigen::Lower>().eigenvalues();
  const auto expansion = objective.at(U);
  DefinitenessOptions options;
  options.spectrum = true;
  const ReducedHessian dense = dense_route(*expansion, U, 6, ConeSubspace(everything_free(U), true), options);
  EXPECT_LE((dense.spectrum - eigenvalues).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(Routes, SayWhenTheyAreTooSmall) {
  Random random(64);
  const auto problem = testing::random_problems(random, 8, 7).front();
  const AsymmetricRecovery objective(problem.observations, 3);
  const Matrix U = testing::find_stationary(objective, 1);
  CertifyOptions options;
  options.definiteness.dense_order = options.definiteness.schur_order = 4;
  const Certificate certificate = certify(objective, U, options);
  EXPECT_EQ(certificate.verdict, Verdict::undecided);
  EXPECT_FALSE(certificate.reasons.empty());
}

}  // namespace
}  // namespace orthant

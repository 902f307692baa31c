/// Points with degenerate entries: the second-order test over a mixed cone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/full.hpp"
#include "support/random_problems.hpp"
#include "support/sanitized.hpp"
#include "support/theorem_three.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::theorem_three;

Matrix horn() {
  Matrix H(5, 5);
  H << 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1, -1, 1, 1, -1, 1;
  return H;
}

TEST(Cone, TheoremThreeIsStrictWithModulusTwoAlphaSquared) {
  // Zhang 2025, Theorem 3 and Lemma 6 (the sharp modulus is 2α² when n > r + r⋆ or r ≥ 2).
  struct Case {
    Index n, r, r_star;
    double alpha, epsilon;
  };
  for (const Case& c :
       {Case{3, 1, 1, 0.5, 0.1}, Case{5, 2, 1, 0.5, 0.3}, Case{6, 2, 2, 0.5, 0.3}, Case{7, 3, 2, 0.4, 0.2},
        Case{9, 3, 3, 0.6, 0.1}, Case{12, 4, 2, 0.3, 0.5}, Case{5, 3, 2, 0.5, 0.2}}) {
    const testing::TheoremThree instance = theorem_three(c.n, c.r, c.r_star, c.alpha, c.epsilon);
    const SymmetricRecovery objective(instance.observations, c.r);
    Matrix truth = Matrix::Zero(c.n, c.r);
    truth.leftCols(c.r_star) = instance.truth;
    const Certificate certificate = certify(objective, instance.point, {}, &truth);
    ASSERT_EQ(certificate.verdict, Verdict::strict_local_minimizer) << c.n << ' ' << c.r << ' ' << c.r_star;
    const double expected = 2 * c.alpha * c.alpha;
    EXPECT_NEAR(*certificate.second_order.modulus, expected, 1e-8 * expected);
    EXPECT_LE(*certificate.second_order.modulus, expected);
    EXPECT_EQ(certificate.spurious, true);
    const double r = static_cast<double>(c.r), r_star = static_cast<double>(c.r_star);
    EXPECT_NEAR(certificate.objective, 0.5 * (r_star - std::pow(c.alpha, 4) * r), 1e-12);
  }
}

TEST(Cone, TheoremThreeAsymmetric) {
  // Strict up to scaling for λ = 0 too, at L = R = αQ₂; sharp modulus min(8λ, 1)α² for λ > 0.
  for (const double balance : {0.05, 0.25, 1.0}) {
    const double alpha = 0.5;
    const testing::TheoremThree instance = theorem_three(6, 2, 2, alpha, 0.3);
    const AsymmetricRecovery objective(instance.observations, 2, balance);
    Matrix stacked(12, 2);
    stacked << instance.point, instance.point;
    const Certificate certificate = certify(objective, stacked);
    ASSERT_EQ(certificate.verdict, Verdict::strict_local_minimizer) << balance;
    const double expected = std::min(8 * balance, 1.0) * alpha * alpha;
    EXPECT_NEAR(*certificate.second_order.modulus, expected, 1e-8 * expected) << balance;
  }
}

TEST(Cone, ZeroPointOfARankOneProblemIsASaddle) {
  // f(U) = ½‖UUᵀ − u⋆u⋆ᵀ‖² at U = 0: the form is −2‖Dᵀu⋆‖², lowest at D ∝ u⋆e₁ᵀ with −2‖u⋆‖².
  Random random(3);
  for (const Index r : {1, 2, 4}) {
    const Matrix u = random_matrix(random, 8, 1);
    const SymmetricRecovery objective(fully_observed(u * u.transpose()), r);
    const Certificate certificate = certify(objective, Matrix::Zero(8, r));
    ASSERT_EQ(certificate.verdict, Verdict::saddle);
    EXPECT_LE(certificate.escape->curvature, -2 * u.squaredNorm() * (1 - 1e-9));
    EXPECT_LT(objective.value(certificate.escape->step * certificate.escape->direction),
              certificate.objective);
  }
}

TEST(Cone, ZeroPointWhoseResidualIsAKnownForm) {
  // At U = 0 with data −Q the form is 2 Σ_k d_kᵀ Q d_k over d_k ≥ 0.
  const Matrix H = horn(), I = Matrix::Identity(5, 5), E = Matrix::Ones(5, 5);
  const auto verdict = [&](const Matrix& Q) {
    const SymmetricRecovery objective(fully_observed(-Q), 2);
    return certify(objective, Matrix::Zero(5, 2));
  };
  const Certificate boundary = verdict(H);
  EXPECT_EQ(boundary.verdict, Verdict::second_order_critical);
  EXPECT_EQ(boundary.second_order.copositive, "weak");
  const Certificate inside = verdict(H + 0.01 * I);
  ASSERT_EQ(inside.verdict, Verdict::strict_local_minimizer);
  // 2(H + I/100) on the zero (1, 1, 0, 0, 0)/√2 of Horn's form: the modulus is 2/100.
  EXPECT_NEAR(*inside.second_order.modulus, 0.02, 1e-9);
  const Certificate outside = verdict(H - 0.01 * E);
  ASSERT_EQ(outside.verdict, Verdict::saddle);
  EXPECT_LT(outside.escape->objective, outside.objective);
}

TEST(Cone, NoiseFreePlantedTruthsAreDecidedByTheLinearProgram) {
  // At the truth of a noise-free problem every zero is degenerate and the Hessian has the null directions UΩ,
  // Ω skew. The oracle: with half of the entries zero at random, UΩ ≥ 0 on the zeros forces Ω = 0 as soon as
  // every ordered pair (k, l) has a row with U_ik > 0 = U_il and no other positive entry; checked row by row
  // here.
  const Index n = 40, r = 5;
  const int instances = test::sanitized ? 3 : 50;
  int strict = 0;
  for (int seed = 0; seed < instances; ++seed) {
    Random random(static_cast<std::uint64_t>(seed), 7);
    Matrix U = random_matrix(random, n, r);
    for (Index e = 0; e < U.size(); ++e)
      if (random.uniform() < 0.5) U.data()[e] = 0;
    const SymmetricRecovery objective(fully_observed(U * U.transpose()), r);
    const Certificate certificate = certify(objective, U);
    EXPECT_EQ(certificate.verdict, Verdict::global_minimizer);
    ASSERT_NE(certificate.second_order.copositive, "undecided") << seed;
    ASSERT_NE(certificate.second_order.copositive, "no") << seed;
    if (certificate.second_order.copositive != "strict") continue;
    ++strict;
    EXPECT_EQ(certificate.second_order.null_directions, r * (r - 1) / 2) << seed;
    ASSERT_TRUE(certificate.second_order.modulus.has_value());
    EXPECT_GT(*certificate.second_order.modulus, 0);
    // The bound holds on random directions of the cone.
    const auto expansion = objective.at(U);
    for (int trial = 0; trial < 20; ++trial) {
      Matrix D = random_matrix(random, n, r, true);
      for (Index e = 0; e < D.size(); ++e)
        if (U.data()[e] == 0) D.data()[e] = std::max(0.0, D.data()[e]);
      EXPECT_GE(expansion->hessian_form(D), *certificate.second_order.modulus * D.squaredNorm() * (1 - 1e-9));
    }
  }
  EXPECT_GE(10 * strict, 8 * instances);
}

TEST(Cone, DenseTruthsAreRotatable) {
  // A positive truth of rank 2 can be rotated without leaving the orthant: a null direction of the free
  // block.
  Random random(8);
  const Matrix U = random_matrix(random, 9, 2) + Matrix::Constant(9, 2, 0.2);
  Matrix wide = Matrix::Zero(9, 3);
  wide.leftCols(2) = U;
  const SymmetricRecovery objective(fully_observed(U * U.transpose()), 3);
  const Certificate certificate = certify(objective, wide);
  EXPECT_EQ(certificate.verdict, Verdict::global_minimizer);
  EXPECT_EQ(certificate.second_order.copositive, "weak");
}

}  // namespace
}  // namespace orthant

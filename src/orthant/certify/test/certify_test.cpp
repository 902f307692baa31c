// Verdicts on points whose nature is known from elsewhere.

#include "orthant/certify/certify.hpp"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

using testing::find_stationary;
using testing::fully_observed;
using testing::random_matrix;

TEST(Certify, RankOneOfAPositiveMatrixIsStrict) {
  // The best rank-one approximation of a positive matrix is positive (Perron–Frobenius), and the Hessian at
  // it is known: on the scaling-free complement the smallest eigenvalue is at least min(σ₁ − σ₂, …) > 0.
  Random random(51);
  const Matrix data = random_matrix(random, 8, 6);
  const AsymmetricRecovery objective(fully_observed(data), 1);
  const Certificate certificate = certify(objective, find_stationary(objective, 1));
  EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(certificate.rigor, Rigor::numeric);
  EXPECT_EQ(certificate.second_order.scaling, "orbit");
  EXPECT_FALSE(certificate.spurious.has_value());
  // Oracle: H on (D_L, D_R) with l = √σ u, r = √σ v is σ(|a|² + |b|²) + 2⟨S, a bᵀ⟩ + (gauge), so on u^⊥, v^⊥
  // its smallest eigenvalue is σ₁ − σ₂, along (u, v) it is 2σ₁, along (u, −v) the gauge gives 8 ‖l‖² = 8σ₁.
  const Eigen::BDCSVD<Matrix> svd(data);
  EXPECT_NEAR(*certificate.second_order.modulus, svd.singularValues()(0) - svd.singularValues()(1), 1e-7);
}

TEST(Certify, ExactFactorsAreGlobal) {
  Random random(52);
  const Matrix L = random_matrix(random, 9, 3), R = random_matrix(random, 7, 3);
  const AsymmetricRecovery objective(fully_observed(L * R.transpose()), 3);
  Matrix U(16, 3);
  U << L, R;
  const Certificate certificate = certify(objective, U);
  EXPECT_EQ(certificate.verdict, Verdict::global_minimizer);
  EXPECT_EQ(certificate.spurious, false);
}

TEST(Certify, AFitThatMissesASmallEntryBesideALargeOneIsNotPerfect) {
  // diag(1e12, 1) by its first entry: f = ½ is 5e-25 of ½‖b‖², and the second column of rank two fits the
  // rest.
  Matrix U = Matrix::Zero(4, 2);
  U(0, 0) = U(2, 0) = 1e6;
  const AsymmetricRecovery objective(fully_observed(Matrix{{1e12, 0}, {0, 1}}), 2);
  const Certificate certificate = certify(objective, U);
  EXPECT_EQ(certificate.verdict, Verdict::saddle);
  ASSERT_TRUE(certificate.escape);
  EXPECT_LT(certificate.escape->objective, 0.5);
  EXPECT_FALSE(certificate.spurious);
}

TEST(Certify, RoundingIsThatOfTheSumEntryByEntry) {
  // The exact error of ½Σr² from GMP; the bound holds it, and a large entry that fits does not spoil it.
  Random random(5201);
  for (const double large : {1.0, 1e6, 1e12}) {
    Matrix L = random_matrix(random, 6, 2), R = random_matrix(random, 5, 2);
    Matrix A = L * R.transpose() + 0.1 * random_matrix(random, 6, 5);
    L.row(0).setZero();
    R.row(0).setZero();
    A.row(0).setZero();
    A.col(0).setZero();
    L(0, 0) = R(0, 0) = std::sqrt(large);
    A(0, 0) = large;
    Matrix U(11, 2);
    U << L, R;
    for (const auto& problem : testing::problems_from(random, A, 0.9)) {
      SCOPED_TRACE(problem.name);
      const AsymmetricRecovery objective(problem.observations, 2);
      mpf_class exact(0, 400);
      for (Index i = 0; i < 6; ++i) {
        for (Index j = 0; j < 5; ++j) {
          mpf_class r(0, 400);
          for (Index k = 0; k < 2; ++k) r += mpf_class(L(i, k), 400) * mpf_class(R(j, k), 400);
          r -= mpf_class(problem.data(i, j), 400);
          exact += mpf_class(problem.weight(i, j), 400) * r * r / 2;
        }
      }
      const double error = mpf_class(abs(exact - mpf_class(objective.value(U), 400))).get_d();
      EXPECT_LE(error, objective.value_error(U));
      EXPECT_LE(objective.value_error(U), 1e-7 * objective.value(U));
    }
  }
}

TEST(Certify, SaysWhichPointIsLowerBesideALargeEntry) {
  // Counts with one entry of 1e12: objectives that differ in the third digit are told apart.
  Matrix A{{1e12, 0, 3, 3, 7}, {3, 5, 2, 4, 7}, {6, 8, 8, 1, 6},
           {7, 7, 8, 1, 5},    {8, 4, 3, 0, 3}, {5, 0, 2, 3, 8}};
  const AsymmetricRecovery objective(fully_observed(A), 2);
  Matrix good = Matrix::Zero(11, 2), bad = good;
  good(0, 0) = good(6, 0) = bad(0, 0) = bad(6, 0) = 1e6;
  good.col(1) << 1.28, 1.91, 2.66, 2.41, 1.19, 1.44, 0, 2.46, 2.5, 0.97, 2.91;
  bad.col(1) << 1.28, 1.91, 2.66, 2.41, 1.19, 1.44, 0, 2.46, 2.5, 0, 2.91;
  CertifyOptions options;
  options.stationarity = 1e-2;
  const Certificate certificate = certify(objective, bad, options, &good);
  EXPECT_NE(certificate.verdict, Verdict::global_minimizer);
  EXPECT_NE(certificate.reasons.back().find("The witness is lower by"), std::string::npos)
      << certificate.reasons.back();
  EXPECT_EQ(certify(objective, good, options, &bad).spurious, std::nullopt);
}

TEST(Certify, ASmallColumnOfTheDataIsNotRounding) {
  // x₂ = 1e-16 x₁ + noise of its size: rows of R of size 1e-16 are no zeros.
  Random random(5202);
  Matrix A = random_matrix(random, 6, 4);
  A.col(3) *= 1e-16;
  const AsymmetricRecovery objective(fully_observed(A), 1);
  const Matrix U = find_stationary(objective, 1);
  ASSERT_GT(U(9, 0), 0);
  const Certificate certificate = certify(objective, U);
  EXPECT_GT(certificate.U(9, 0), 0);
  EXPECT_EQ(certificate.first_order.snapped, 0);
}

TEST(Certify, AModulusBelowTheToleranceIsNone) {
  // (1, 0, 0) for [1 0 0; 0 1+2⁻⁴⁰ −2⁻²⁰; 0 −2⁻²⁰ 0]: the Hessian on the degenerate entries is −2^-39 along
  // the second. What floating point may say of it is "zero up to the tolerance", not "positive".
  const double a = 0x1p-40, b = -0x1p-20;
  const SymmetricRecovery objective(fully_observed(Matrix{{1, 0, 0}, {0, 1 + a, b}, {0, b, 0}}), 1);
  const Certificate certificate = certify(objective, Matrix{{1}, {0}, {0}});
  EXPECT_NE(certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_FALSE(certificate.second_order.modulus);
}

TEST(Certify, PartsThatMixMakeALocalMinimizerThatIsNotUnique) {
  // Rank two of a positive matrix, an exact product and then some: factors without zeros mix.
  Random random(5203);
  Matrix A =
      (random_matrix(random, 9, 2).array() + 1).matrix() * (random_matrix(random, 2, 4).array() + 1).matrix();
  A += 0.01 * random_matrix(random, 9, 4);
  const AsymmetricRecovery objective(fully_observed(A), 2);
  int flat = 0;
  for (int start = 0; start < 5; ++start) {
    const Matrix U = find_stationary(objective, start);
    for (const SecondOrderMethod method : {SecondOrderMethod::schur, SecondOrderMethod::dense}) {
      CertifyOptions options;
      options.method = method;
      const Certificate certificate = certify(objective, U, options);
      if ((U.array() == 0).any()) continue;
      ++flat;
      EXPECT_EQ(certificate.verdict, Verdict::local_minimizer);
      EXPECT_EQ(certificate.unique, false);
      ASSERT_FALSE(certificate.mixed.empty());
      // The end of the mixing: as good, nonnegative, another point.
      const MixedPair& pair = certificate.mixed.front();
      Matrix moved = certificate.U;
      const Index grow_at = pair.factor == 'L' ? 0 : 9, grow_rows = pair.factor == 'L' ? 9 : 4;
      const Index give_at = pair.factor == 'L' ? 9 : 0, give_rows = 13 - grow_rows;
      moved.col(pair.grows).segment(grow_at, grow_rows) +=
          pair.reach * certificate.U.col(pair.gives).segment(grow_at, grow_rows);
      moved.col(pair.gives).segment(give_at, give_rows) -=
          pair.reach * certificate.U.col(pair.grows).segment(give_at, give_rows);
      EXPECT_GE(moved.minCoeff(), -1e-12);
      EXPECT_NEAR(objective.value(moved), certificate.objective, 1e-12 * certificate.objective);
      EXPECT_GT((moved - certificate.U).norm(), 1e-6);
    }
  }
  EXPECT_GT(flat, 0);
}

TEST(Certify, TheEndOfAContinuumIsALocalMinimizerToo) {
  // Mixed as far as it goes, a zero without a multiplier appears; nothing near is lower, by sampling.
  Random random(5204);
  int ends = 0;
  for (int trial = 0; trial < 6; ++trial) {
    Matrix A = (random_matrix(random, 9, 2).array() + 0.5).matrix() *
               (random_matrix(random, 2, 4).array() + 0.5).matrix();
    A += 0.01 * random_matrix(random, 9, 4);
    const AsymmetricRecovery objective(fully_observed(A), 2);
    Matrix U = find_stationary(objective, trial);
    const Certificate inside = certify(objective, U);
    if (inside.verdict != Verdict::local_minimizer || inside.cone.nonnegative > 0) continue;
    const MixedPair pair = inside.mixed.front();
    U = inside.U;
    const bool left = pair.factor == 'L';
    const Index grow_at = left ? 0 : 9, grow_rows = left ? 9 : 4, give_at = left ? 9 : 0;
    U.col(pair.grows).segment(grow_at, grow_rows) +=
        pair.reach * U.col(pair.gives).segment(grow_at, grow_rows);
    U.col(pair.gives).segment(give_at, 13 - grow_rows) -=
        pair.reach * U.col(pair.grows).segment(give_at, 13 - grow_rows);
    Index at = 0;
    U.col(pair.gives).segment(give_at, 13 - grow_rows).minCoeff(&at);
    U(give_at + at, pair.gives) = 0;
    const Certificate end = certify(objective, U);
    EXPECT_EQ(end.verdict, Verdict::local_minimizer) << end.reasons.back();
    EXPECT_GE(end.cone.nonnegative, 1);
    EXPECT_EQ(end.unique, false);
    ++ends;
    for (int sample = 0; sample < 2000; ++sample) {
      const Matrix V = (end.U + 1e-4 * end.U.norm() * random_matrix(random, 13, 2, true)).cwiseMax(0.0);
      EXPECT_GE(objective.value(V), end.objective * (1 - 1e-12));
    }
  }
  EXPECT_GE(ends, 3);
}

TEST(Certify, APointMovedOffIsNotStationary) {
  Random random(53);
  for (const auto& problem : testing::random_problems(random, 12, 8)) {
    SCOPED_TRACE(problem.name);
    const AsymmetricRecovery objective(problem.observations, 2);
    const Matrix U = find_stationary(objective, 1);
    const Matrix moved = (U + 1e-3 * random_matrix(random, U.rows(), 2, true)).cwiseMax(0.0);
    EXPECT_EQ(certify(objective, moved).verdict, Verdict::not_stationary);
    EXPECT_NE(certify(objective, U).verdict, Verdict::not_stationary);
  }
}

TEST(Certify, AZeroColumnIsNeverAMinimum) {
  // (rank-one solution, zero column): first-order stationary for every data matrix, and a saddle as soon as
  // the residual has a negative entry.
  Random random(54);
  for (int trial = 0; trial < 20 / test::thin + 1; ++trial) {
    for (const auto& problem : testing::random_problems(random, 9, 7)) {
      SCOPED_TRACE(problem.name);
      const AsymmetricRecovery one(problem.observations, 1), two(problem.observations, 2);
      Matrix U = Matrix::Zero(two.rows(), 2);
      U.col(0) = find_stationary(one, 1);
      const Certificate certificate = certify(two, U);
      EXPECT_EQ(certificate.verdict, Verdict::saddle) << to_string(certificate.verdict);
      ASSERT_TRUE(certificate.escape.has_value());
      EXPECT_LT(certificate.escape->curvature, 0);
      // The way down is real: evaluated here once more, from the returned direction.
      const Matrix there =
          (certificate.U + certificate.escape->step * certificate.escape->direction).cwiseMax(0.0);
      EXPECT_LT(two.value(there), certificate.objective);
      EXPECT_NEAR(two.value(there), certificate.escape->objective, 1e-12 * certificate.objective);
    }
  }
}

TEST(Certify, AZeroColumnIsSettledByTheResidualAlone) {
  Random random(83);
  for (const bool symmetric : {false, true}) {
    Matrix A = random_matrix(random, 12, 12);
    if (symmetric) A = (A + A.transpose()).eval();
    const auto data = fully_observed(A);
    const auto objective = [&](Index rank) -> std::unique_ptr<Objective> {
      if (symmetric) return std::make_unique<SymmetricRecovery>(data, rank);
      return std::make_unique<AsymmetricRecovery>(data, rank);
    };
    const auto small = objective(2);
    Matrix U = Matrix::Zero(small->rows(), 3);
    U.leftCols(2) = symmetric ? testing::find_stationary_by_gradient(*small, 1) : find_stationary(*small, 1);
    const Certificate certificate = certify(*objective(3), U);
    EXPECT_EQ(certificate.verdict, Verdict::saddle);
    EXPECT_EQ(certificate.second_order.method, "zero column");
    ASSERT_TRUE(certificate.escape);
    EXPECT_LT(certificate.escape->objective, certificate.objective);
    EXPECT_GE(certificate.escape->direction.minCoeff(), 0);
  }
}

TEST(Certify, AHalfZeroColumnIsNeverStrict) {
  Random random(55);
  const Matrix data = random_matrix(random, 6, 5);
  const AsymmetricRecovery one(fully_observed(data), 1), two(fully_observed(data), 2);
  Matrix U = Matrix::Zero(11, 2);
  U.col(0) = find_stationary(one, 1);
  U(2, 1) = 1;  // l₂ = e₃, r₂ = 0
  const Verdict verdict = certify(two, U).verdict;
  EXPECT_TRUE(verdict == Verdict::not_stationary || verdict == Verdict::saddle ||
              verdict == Verdict::undecided);
}

/// The point of the paper's Theorem 4: U₀ = [1wᵀ; 0], truth [1_m 0; 0 I_k].
struct TheoremFour {
  Matrix truth, point;
};
TheoremFour theorem_four(Index m, const Vector& w, Index k) {
  const Index r = w.size();
  TheoremFour out{Matrix::Zero(m + k, r), Matrix::Zero(m + k, r)};
  out.truth.col(0).head(m).setOnes();
  for (Index i = 0; i < k; ++i) out.truth(m + i, 1 + i) = 1;
  out.point.topRows(m) = Vector::Ones(m) * w.transpose();
  return out;
}

TEST(Certify, TheoremFourIsALocalMinimumButNotStrict) {
  // m = 3, r = 2, k = 1: a spurious local minimum that second-order sufficient conditions cannot see (Zhang
  // 2025, Theorem 4). "Strict" or "saddle" would be wrong.
  const Vector w = Vector::Constant(2, 1 / std::sqrt(2.0));
  const TheoremFour instance = theorem_four(3, w, 1);
  const SymmetricRecovery objective(fully_observed(instance.truth * instance.truth.transpose()), 2);
  const Certificate certificate = certify(objective, instance.point, {}, &instance.truth);
  EXPECT_EQ(certificate.verdict, Verdict::second_order_critical);
  EXPECT_NEAR(certificate.objective, 0.5, 1e-14);
  EXPECT_FALSE(certificate.spurious.has_value());
  EXPECT_NEAR(*certificate.witness_objective, 0, 1e-28);
}

TEST(Certify, BeyondTheoremFourIsASaddle) {
  // On the constant-value set the point w has a descent direction when m · min w² < 1.
  Vector w(2);
  w << std::sqrt(0.9), std::sqrt(0.1);
  const TheoremFour instance = theorem_four(3, w, 1);
  const SymmetricRecovery objective(fully_observed(instance.truth * instance.truth.transpose()), 2);
  const Certificate certificate = certify(objective, instance.point);
  EXPECT_EQ(certificate.verdict, Verdict::saddle);
}

TEST(Certify, WitnessMakesAMinimumSpurious) {
  Random random(56);
  const Matrix data = (random_matrix(random, 20, 15, true).array() - 0.5).cwiseMax(0.0);
  const AsymmetricRecovery objective(fully_observed(data), 4);
  Matrix best, worst;
  double low = 1e300, high = 0;
  for (int seed = 1; seed <= 12; ++seed) {
    const Matrix U = find_stationary(objective, seed);
    const double value = objective.value(U);
    if (value < low) low = value, best = U;
    if (value > high) high = value, worst = U;
  }
  ASSERT_GT(high, low * 1.0001) << "all starts agree: pick other data";
  const Certificate above = certify(objective, worst, {}, &best);
  EXPECT_EQ(above.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(above.spurious, true);
  EXPECT_FALSE(certify(objective, best, {}, &worst).spurious.has_value());
  EXPECT_FALSE(certify(objective, best, {}, &best).spurious.has_value());
}

TEST(Certify, IsInvariantUnderPermutationScalingAndUnits) {
  Random random(57);
  // Half of the data are zeros, so that nonnegativity binds: otherwise factors can be rotated and are not
  // strict.
  const Matrix data = random_matrix(random, 10, 7, true).cwiseMax(0.0);
  const AsymmetricRecovery objective(fully_observed(data), 3);
  const Matrix U = find_stationary(objective, 2);
  const Certificate reference = certify(objective, U);
  ASSERT_EQ(reference.verdict, Verdict::strict_local_minimizer);
  Matrix V(U.rows(), 3);
  V << U.col(2), U.col(0), U.col(1);
  V.col(1).head(10) *= 1e3;
  V.col(1).tail(7) /= 1e3;
  const Certificate other = certify(objective, V);
  EXPECT_EQ(other.verdict, reference.verdict);
  EXPECT_NEAR(*other.second_order.modulus, *reference.second_order.modulus,
              1e-7 * *reference.second_order.modulus);
  EXPECT_EQ(other.cone.fixed, reference.cone.fixed);
  for (const double unit : {1e6, 1e40, 1e-40}) {
    const AsymmetricRecovery in_other_units(fully_observed(unit * data), 3);
    const Certificate scaled = certify(in_other_units, std::sqrt(unit) * U);
    EXPECT_EQ(scaled.verdict, reference.verdict) << unit;
    const double expected = unit * *reference.second_order.modulus;
    EXPECT_NEAR(scaled.second_order.modulus.value_or(0), expected, 1e-6 * expected);
    EXPECT_EQ(scaled.cone.fixed, reference.cone.fixed) << unit;
  }
}

TEST(Certify, RefusesBadPoints) {
  Random random(58);
  const Matrix data = random_matrix(random, 5, 4);
  const AsymmetricRecovery objective(fully_observed(data), 2);
  EXPECT_THROW(certify(objective, Matrix::Ones(8, 2)), InputError);
  EXPECT_THROW(certify(objective, -Matrix::Ones(9, 2)), InputError);
  const Matrix small = Matrix::Ones(2, 2);
  EXPECT_THROW(certify(objective, Matrix::Ones(9, 2), {}, &small), InputError);
}

}  // namespace
}  // namespace orthant

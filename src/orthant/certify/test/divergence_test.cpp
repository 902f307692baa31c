// Certificates of the Kullback–Leibler divergence at points that are known in closed form.

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/certify/certify.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;

/// The rank-one minimiser (A1)(Aᵀ1)ᵀ/ΣA, a share in each of `rank` columns.
Matrix margins(const Matrix& A, const Vector& shares) {
  Matrix U(A.rows() + A.cols(), shares.size());
  for (Index k = 0; k < shares.size(); ++k)
    U.col(k) << std::sqrt(shares(k)) * A.rowwise().sum(),
        std::sqrt(shares(k)) * A.colwise().sum().transpose() / A.sum();
  return U;
}

TEST(CertifyDivergence, MarginsAreTheMinimiserOfRankOne) {
  Random random(81);
  Matrix A = testing::random_matrix(random, 9, 6);
  A(2, 3) = A(5, 1) = 0;
  for (const bool sparse : {false, true}) {
    const DivergenceRecovery objective(
        fully_observed(sparse ? DataMatrix::sparse_rows(testing::compressed(A, A)) : DataMatrix::dense(A)), 1,
        Divergence::kullback_leibler);
    double modulus[2];
    int i = 0;
    for (const auto method : {SecondOrderMethod::schur, SecondOrderMethod::dense}) {
      CertifyOptions options;
      options.method = method;
      const Certificate certificate = certify(objective, margins(A, Vector::Ones(1)), options);
      EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer);
      EXPECT_LE(certificate.first_order.stationarity, 1e-15);
      modulus[i++] = certificate.second_order.modulus.value_or(0);
    }
    EXPECT_GT(modulus[1], 0);
    EXPECT_NEAR(modulus[0], modulus[1], 1e-6 * modulus[1]);
    // The form nowhere falls below the modulus, up to the scaling orbit, on which it is orthogonal.
    const Matrix U = certify(objective, margins(A, Vector::Ones(1))).U;
    Matrix orbit = U;
    orbit.bottomRows(6) *= -1;
    const auto expansion = objective.at(U);
    for (int trial = 0; trial < 200; ++trial) {
      Matrix D = testing::random_matrix(random, 15, 1, true);
      D -= orbit * (orbit.cwiseProduct(D).sum() / orbit.squaredNorm());
      D /= D.norm();
      EXPECT_GE(expansion->hessian_form(D), modulus[0] * (1 - 1e-6));
    }
  }
}

TEST(CertifyDivergence, AColumnGivenTwiceIsASaddle) {
  Random random(82);
  const Matrix A = testing::random_matrix(random, 9, 6);
  const DivergenceRecovery objective(fully_observed(DataMatrix::dense(A)), 2, Divergence::kullback_leibler);
  const Matrix U = margins(A, Vector::Constant(2, 0.5));
  for (const auto method : {SecondOrderMethod::automatic, SecondOrderMethod::dense}) {
    CertifyOptions options;
    options.method = method;
    const Certificate certificate = certify(objective, U, options);
    EXPECT_EQ(certificate.verdict, Verdict::saddle);
    ASSERT_TRUE(certificate.escape.has_value());
    const Matrix there =
        (certificate.U + certificate.escape->step * certificate.escape->direction).cwiseMax(0.0);
    EXPECT_LT(objective.value(there), objective.value(U));
  }
}

TEST(CertifyDivergence, APerfectFitIsGlobal) {
  Random random(83);
  const Matrix L = testing::random_matrix(random, 7, 2), R = testing::random_matrix(random, 5, 2);
  Matrix U(12, 2);
  U << L, R;
  for (const auto divergence : {Divergence::kullback_leibler, Divergence::itakura_saito}) {
    const DivergenceRecovery objective(fully_observed(DataMatrix::dense(L * R.transpose())), 2, divergence);
    const Certificate certificate = certify(objective, U);
    EXPECT_EQ(certificate.verdict, Verdict::global_minimizer);
    EXPECT_EQ(certificate.spurious, false);
  }
}

TEST(CertifyDivergence, TinyEntriesStayWhereTheObjectiveNeedsThem) {
  Matrix A = Matrix::Ones(3, 2);
  A(0, 0) = 1e-14;
  A(0, 1) = 1e-14;
  const DivergenceRecovery objective(fully_observed(DataMatrix::dense(A)), 1, Divergence::kullback_leibler);
  const Certificate certificate = certify(objective, margins(A, Vector::Ones(1)));
  EXPECT_EQ(certificate.first_order.snapped, 0);
  EXPECT_TRUE(std::isfinite(certificate.objective));
  EXPECT_GT(certificate.U(0, 0), 0);
  Matrix zero = margins(A, Vector::Ones(1));
  zero(0, 0) = 0;
  EXPECT_EQ(certify(objective, zero).verdict, Verdict::not_stationary);
}

}  // namespace
}  // namespace orthant

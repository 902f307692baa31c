// Certificates of divergences with missing entries, weights and terms, at points that are stationary by
// construction.

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>

#include "orthant/certify/certify.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using enum Divergence;

Certificate certified(const Objective& objective, const Matrix& U, SecondOrderMethod method,
                      const Matrix* witness = nullptr) {
  CertifyOptions options;
  options.method = method;
  return certify(objective, U, options, witness);
}

/// Observed entries of `data` with weights ω > 0.
std::shared_ptr<DivergenceRecovery> observed(const Matrix& data, const Matrix& weight, Index rank,
                                             Divergence divergence) {
  std::vector<double> roots;
  for (Index i = 0; i < data.rows(); ++i)
    for (Index j = 0; j < data.cols(); ++j)
      if (weight(i, j) > 0) roots.push_back(std::sqrt(weight(i, j)));
  return std::make_shared<DivergenceRecovery>(
      std::make_shared<EntriesObservations>(testing::compressed(data, weight), roots), rank, divergence);
}

/// A point with the gradient G: S on the observed entries with S R = G_L, SᵀL = G_R (less the terms'), and then the
/// data that have it, a = x(1 − S/ω) or x − S x²/ω.
Matrix data_with_gradient(const Matrix& L, const Matrix& R, const Matrix& weight, const Matrix& G,
                          Divergence divergence) {
  const Index n1 = L.rows(), n2 = R.rows(), r = L.cols();
  Matrix C = Matrix::Zero((n1 + n2) * r, n1 * n2);
  Vector goal((n1 + n2) * r);
  for (Index k = 0; k < r; ++k) {
    goal.segment(k * (n1 + n2), n1 + n2) = G.col(k);
    for (Index i = 0; i < n1; ++i)
      for (Index j = 0; j < n2; ++j) {
        if (weight(i, j) == 0) continue;
        C(k * (n1 + n2) + i, i * n2 + j) = R(j, k);
        C(k * (n1 + n2) + n1 + j, i * n2 + j) = L(i, k);
      }
  }
  const Vector S = C.completeOrthogonalDecomposition().solve(goal);
  EXPECT_LE((C * S - goal).norm(), 1e-12);
  Matrix data = L * R.transpose();
  for (Index i = 0; i < n1; ++i)
    for (Index j = 0; j < n2; ++j) {
      const double x = data(i, j), s = weight(i, j) > 0 ? S(i * n2 + j) / weight(i, j) : 0;
      data(i, j) = weight(i, j) == 0 ? 1 : divergence == kullback_leibler ? x * (1 - s) : x * (1 - s * x);
    }
  EXPECT_GT(data.minCoeff(), 0);
  return data;
}

void expect_strict_by_both_routes(const Objective& objective, const Matrix& U, Random& random) {
  const Certificate schur = certified(objective, U, SecondOrderMethod::schur),
                    dense = certified(objective, U, SecondOrderMethod::dense);
  for (const Certificate* certificate : {&schur, &dense}) {
    EXPECT_LE(certificate->first_order.stationarity, 1e-13);
    ASSERT_EQ(certificate->verdict, Verdict::strict_local_minimizer) << certificate->reasons.back();
    EXPECT_EQ(certificate->rigor, Rigor::numeric);
  }
  EXPECT_EQ(schur.second_order.method, "schur");
  EXPECT_EQ(dense.second_order.method, "dense");
  EXPECT_NEAR(*schur.second_order.modulus, *dense.second_order.modulus, 1e-6 * *dense.second_order.modulus);
  const Matrix at = schur.U;
  for (int trial = 0; trial < 100; ++trial) {
    const Matrix there = (at + 1e-3 * testing::random_matrix(random, U.rows(), U.cols(), true)).cwiseMax(0.0);
    EXPECT_GE(objective.value(there), schur.objective);
  }
}

TEST(CertifyObservedDivergence, PlantedMinimaOfRankTwo) {
  Random random(181);
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    for (const bool weighted : {false, true}) {
      Matrix L = testing::random_matrix(random, 9, 2).array() + 0.5,
             R = testing::random_matrix(random, 7, 2).array() + 0.5;
      L(0, 1) = L(1, 0) = R(0, 1) = R(1, 0) = 0;
      for (Index k = 0; k < 2; ++k) R.col(k) *= L.col(k).norm() / R.col(k).norm();
      Matrix weight = testing::random_mask(random, 9, 7, 0.8);
      weight.topLeftCorner(3, 3).setOnes();
      weight(0, 1) = weight(1, 0) = 0;  // x would be 0 < a there
      if (weighted)
        weight = weight.cwiseProduct((testing::random_matrix(random, 9, 7).array() + 0.5).matrix());
      // Multipliers of the zeros that agree with LᵀG_L = G_RᵀR.
      Matrix G = Matrix::Zero(16, 2);
      G(0, 1) = 0.05 / L(0, 0), G(1, 0) = 0.05 / L(1, 1);
      G(9 + 1, 0) = 0.05 / R(1, 1), G(9, 1) = 0.05 / R(0, 0);
      Matrix data = data_with_gradient(L, R, weight, G, divergence);
      Matrix U(16, 2);
      U << L, R;
      const auto objective = observed(data, weight, 2, divergence);
      expect_strict_by_both_routes(*objective, U, random);
      // What is not observed is not looked at.
      for (Index e = 0; e < data.size(); ++e)
        if (weight.data()[e] == 0) data.data()[e] = 100;
      EXPECT_EQ(certified(*observed(data, weight, 2, divergence), U, SecondOrderMethod::schur).objective,
                certified(*objective, U, SecondOrderMethod::schur).objective);
    }
  }
}

TEST(CertifyObservedDivergence, PlantedMinimaWithTerms) {
  Random random(182);
  const Regularisation terms{0.2, 0.1, 0.3, 0.4};
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    Matrix U = testing::random_matrix(random, 16, 1).array() + 0.5;
    scale_to_least_penalty(terms, U, 9);
    const Matrix L = U.topRows(9), R = U.bottomRows(7);
    Matrix weight = testing::random_mask(random, 9, 7, 0.8)
                        .cwiseProduct((testing::random_matrix(random, 9, 7).array() + 1).matrix());
    weight.row(0).setOnes();
    weight.col(0).setOnes();
    Matrix G = Matrix::Zero(16, 1);
    terms.add_gradient(Side::left, L, G.topRows(9));
    terms.add_gradient(Side::right, R, G.bottomRows(7));
    const Matrix data = data_with_gradient(L, R, weight, -G, divergence);
    const Regularised objective(observed(data, weight, 1, divergence), terms);
    expect_strict_by_both_routes(objective, U, random);
    const Certificate certificate = certify(objective, U);
    EXPECT_EQ(certificate.second_order.scaling, "none");
    EXPECT_EQ(certificate.regularisation->l1_left, 0.2);
    Matrix away = U;
    away(3, 0) *= 1.01;
    EXPECT_EQ(certify(objective, away).verdict, Verdict::not_stationary);
  }
}

/// Three blocks of rank one and zeros elsewhere. Two columns can have one block each and share the third, or one of
/// them two blocks: each of these is a local minimum, of blocks i and j in one column at the cost
/// s_i log((s_i + s_j)/s_i) + s_j log((s_i + s_j)/s_j), s the sums of the blocks. The cheapest is of the smallest two.
TEST(CertifyObservedDivergence, APlantedSpuriousMinimum) {
  Random random(183);
  const double sums[] = {10, 8, 1};
  Matrix data = Matrix::Zero(9, 6), weight = Matrix::Ones(9, 6);
  for (Index block = 0; block < 3; ++block) {
    const Matrix p = testing::random_matrix(random, 3, 1).array() + 0.2,
                 q = testing::random_matrix(random, 2, 1).array() + 0.2;
    data.block(3 * block, 2 * block, 3, 2) = sums[block] / (p.sum() * q.sum()) * p * q.transpose();
  }
  // One weight where one column has to fit, any where the product is zero, and some of that unobserved.
  weight.topLeftCorner(6, 4).setConstant(2);
  weight(0, 4) = weight(7, 1) = weight(4, 5) = 0;
  weight(1, 5) = 3;
  const auto merged = [&](Index first, Index second, Index alone) {
    Matrix U = Matrix::Zero(15, 2);
    const auto add = [&](Index column, std::initializer_list<Index> blocks) {
      double total = 0;
      for (const Index b : blocks) total += data.block(3 * b, 2 * b, 3, 2).sum();
      for (const Index b : blocks) {
        const Matrix block = data.block(3 * b, 2 * b, 3, 2);
        U.col(column).segment(3 * b, 3) = block.rowwise().sum() / std::sqrt(total);
        U.col(column).segment(9 + 2 * b, 2) = block.colwise().sum().transpose() / std::sqrt(total);
      }
    };
    add(0, {first, second});
    add(1, {alone});
    return U;
  };
  const auto objective = observed(data, weight, 2, kullback_leibler);
  const Matrix U = merged(0, 1, 2), witness = merged(1, 2, 0);
  const double cost = 2 * (10 * std::log(1.8) + 8 * std::log(18 / 8.0));
  for (const auto method : {SecondOrderMethod::schur, SecondOrderMethod::dense}) {
    const Certificate certificate = certified(*objective, U, method, &witness);
    EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer) << certificate.reasons.back();
    EXPECT_NEAR(certificate.objective, cost, 1e-12 * cost);
    EXPECT_LE(certificate.first_order.stationarity, 1e-15);
    EXPECT_EQ(certificate.spurious, true);
    EXPECT_LT(*certificate.witness_objective, cost);
  }
}

TEST(CertifyObservedDivergence, APerfectFitOfWhatIsObservedIsGlobal) {
  Random random(184);
  const Matrix L = testing::random_matrix(random, 8, 2), R = testing::random_matrix(random, 7, 2);
  Matrix U(15, 2), weight = testing::random_mask(random, 8, 7, 0.7), data = L * R.transpose();
  U << L, R;
  for (Index e = 0; e < data.size(); ++e)
    if (weight.data()[e] == 0) data.data()[e] = 50;
  for (const auto divergence : {kullback_leibler, itakura_saito}) {
    const Certificate certificate = certify(*observed(data, weight, 2, divergence), U);
    EXPECT_EQ(certificate.verdict, Verdict::global_minimizer);
    EXPECT_EQ(certificate.spurious, false);
  }
}

}  // namespace
}  // namespace orthant

// Derivatives of both objectives on every kind of observation: Taylor slopes, the dense oracle, and the
// paper's (12) as printed against the corrected one.

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/objectives/derivative_check.hpp"
#include "orthant/objectives/recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::random_problems;

void expect_right_derivatives(const Objective& objective, Random& random) {
  const Matrix U = random_matrix(random, objective.rows(), objective.rank());
  const Matrix D = random_matrix(random, objective.rows(), objective.rank(), true);
  const DerivativeCheck check = derivative_check(objective, U, D);
  EXPECT_NEAR(check.gradient_slope, 2, 0.1);
  EXPECT_NEAR(check.hessian_slope, 3, 0.1);
  EXPECT_LE(check.product_error, 1e-10);
  EXPECT_TRUE(check.passed());
  // The form is the diagonal of a symmetric bilinear cross term.
  const Matrix E = random_matrix(random, objective.rows(), objective.rank(), true);
  const auto expansion = objective.at(U);
  const double cross = expansion->hessian_cross(D, E);
  EXPECT_NEAR(cross, expansion->hessian_cross(E, D), 1e-10 * (1 + std::abs(cross)));
  EXPECT_NEAR(cross, expansion->hessian_vector(D).cwiseProduct(E).sum(), 1e-10 * (1 + std::abs(cross)));
  EXPECT_NEAR(expansion->hessian_form(D + E),
              expansion->hessian_form(D) + 2 * cross + expansion->hessian_form(E),
              1e-9 * (1 + std::abs(cross)));
}

TEST(SymmetricRecovery, DerivativesHaveTheirTaylorSlopes) {
  Random random(21);
  for (const auto& problem : random_problems(random, 7, 7)) {
    SCOPED_TRACE(problem.name);
    expect_right_derivatives(SymmetricRecovery(problem.observations, 3), random);
  }
}

TEST(AsymmetricRecovery, DerivativesHaveTheirTaylorSlopes) {
  Random random(22);
  for (const double balance : {0.0, 0.25, 3.0}) {
    for (const auto& problem : random_problems(random, 8, 5)) {
      SCOPED_TRACE(problem.name);
      expect_right_derivatives(AsymmetricRecovery(problem.observations, 3, balance), random);
    }
  }
}

TEST(AsymmetricRecovery, GradientMatchesDenseFormulas) {
  Random random(23);
  const double balance = 0.7;
  for (const auto& problem : random_problems(random, 6, 9)) {
    SCOPED_TRACE(problem.name);
    const AsymmetricRecovery objective(problem.observations, 2, balance);
    const Matrix U = random_matrix(random, 15, 2);
    const Matrix L = U.topRows(6), R = U.bottomRows(9);
    const Matrix S = problem.weight.cwiseProduct(L * R.transpose() - problem.data);
    const Matrix B = L.transpose() * L - R.transpose() * R;
    Matrix G(15, 2);
    G << S * R + 2 * balance * L * B, S.transpose() * L - 2 * balance * R * B;
    EXPECT_LE((objective.gradient(U) - G).norm(), 1e-12 * (1 + G.norm()));
    const double misfit = problem.weight.cwiseProduct((L * R.transpose() - problem.data).cwiseAbs2()).sum();
    EXPECT_NEAR(objective.value(U), misfit / 2 + balance * B.squaredNorm() / 2, 1e-11);
  }
}

TEST(AsymmetricRecovery, PrintedBalanceDerivativesAreWrong) {
  // Errata of (12): the printed gradient lacks a factor 2, and the printed Hessian has 4‖LᵀD_L − RᵀD_R‖²
  // where ‖Ḃ‖² belongs. Central differences decide.
  Random random(24);
  const Matrix L = random_matrix(random, 5, 3), R = random_matrix(random, 4, 3);
  const Matrix DL = random_matrix(random, 5, 3, true), DR = random_matrix(random, 4, 3, true);
  const auto h = [](const Matrix& l, const Matrix& r) {
    return (l.transpose() * l - r.transpose() * r).squaredNorm() / 2;
  };
  const double t = 1e-3;
  const double slope = (h(L + t * DL, R + t * DR) - h(L - t * DL, R - t * DR)) / (2 * t);
  const double curvature = (h(L + t * DL, R + t * DR) - 2 * h(L, R) + h(L - t * DL, R - t * DR)) / (t * t);
  const Matrix B = L.transpose() * L - R.transpose() * R;
  const double right_slope = (2 * L * B).cwiseProduct(DL).sum() - (2 * R * B).cwiseProduct(DR).sum();
  const Matrix X = L.transpose() * DL - R.transpose() * DR;
  const double common = 2 * B.cwiseProduct(DL.transpose() * DL - DR.transpose() * DR).sum();
  EXPECT_NEAR(slope, right_slope, 1e-4 * std::abs(slope));
  EXPECT_GT(std::abs(slope - right_slope / 2), 0.1 * std::abs(slope));
  EXPECT_NEAR(curvature, common + (X + X.transpose()).squaredNorm(), 1e-4 * std::abs(curvature));
  EXPECT_GT(std::abs(curvature - common - 4 * X.squaredNorm()), 0.01 * std::abs(curvature));
}

TEST(AsymmetricRecovery, RowSeparableTermsRebuildTheHessian) {
  Random random(25);
  for (const double balance : {0.0, 0.5}) {
    for (const auto& problem : random_problems(random, 5, 4)) {
      SCOPED_TRACE(problem.name);
      const AsymmetricRecovery objective(problem.observations, 3, balance);
      const Matrix U = random_matrix(random, 9, 3), D = random_matrix(random, 9, 3, true);
      const Matrix L = U.topRows(5), R = U.bottomRows(4), DL = D.topRows(5), DR = D.bottomRows(4);
      const auto expansion = objective.at(U);
      const auto terms = expansion->row_separable();
      ASSERT_TRUE(terms.has_value());
      const Matrix S = problem.weight.cwiseProduct(L * R.transpose() - problem.data);
      const Matrix moved = L * DR.transpose() + DL * R.transpose();
      double form = 2 * S.cwiseProduct(DL * DR.transpose()).sum() +
                    problem.weight.cwiseProduct(moved.cwiseAbs2()).sum();
      form += terms->left.cwiseProduct(DL.transpose() * DL).sum() +
              terms->right.cwiseProduct(DR.transpose() * DR).sum();
      for (size_t q = 0; q < terms->pairs.size(); ++q) {
        const auto [k, l] = terms->pairs[q];
        const double w = L.col(k).dot(DL.col(l)) + L.col(l).dot(DL.col(k)) - R.col(k).dot(DR.col(l)) -
                         R.col(l).dot(DR.col(k));
        form += terms->weight(static_cast<Index>(q)) * w * w;
      }
      EXPECT_NEAR(expansion->hessian_form(D), form, 1e-11 * (1 + std::abs(form)));
    }
  }
}

/// An objective whose gradient is wrong by one entry, to see that the check sees it.
class WrongGradient final : public Objective {
 public:
  WrongGradient(std::shared_ptr<const Observations> observations, Index rank)
      : Objective(observations, rank), right_(observations, rank) {}
  Index rows() const override { return right_.rows(); }
  bool is_asymmetric() const override { return true; }
  double value_error(const Matrix& U) const override { return right_.value_error(U); }
  std::unique_ptr<Expansion> at(const Matrix& U) const override {
    struct Wrong final : Expansion {
      std::unique_ptr<Expansion> right;
      Matrix G;
      double value() const override { return right->value(); }
      const Matrix& gradient() const override { return G; }
      Matrix hessian_vector(const Matrix& D) const override { return right->hessian_vector(D); }
      double hessian_cross(const Matrix& D, const Matrix& E) const override {
        return right->hessian_cross(D, E);
      }
      const ImplicitMatrix& residual() const override { return right->residual(); }
    };
    auto wrong = std::make_unique<Wrong>();
    wrong->right = right_.at(U);
    wrong->G = wrong->right->gradient();
    wrong->G(0, 0) *= 1.01;
    return wrong;
  }

 private:
  AsymmetricRecovery right_;
};

TEST(DerivativeCheck, SeesAWrongGradient) {
  Random random(26);
  const auto problem = random_problems(random, 6, 5).front();
  const WrongGradient wrong(problem.observations, 2);
  const DerivativeCheck check =
      derivative_check(wrong, random_matrix(random, 11, 2), random_matrix(random, 11, 2, true));
  EXPECT_LT(check.gradient_slope, 1.5);
  EXPECT_FALSE(check.passed());
}

TEST(Objective, RefusesWhatItCannotBe) {
  Random random(27);
  const auto problem = random_problems(random, 6, 5).front();
  EXPECT_THROW(AsymmetricRecovery(problem.observations, 0), InputError);
  EXPECT_THROW(AsymmetricRecovery(problem.observations, 6), InputError);
  EXPECT_THROW(AsymmetricRecovery(problem.observations, 2, -1), InputError);
  EXPECT_THROW(SymmetricRecovery(problem.observations, 2), InputError);
  EXPECT_THROW(AsymmetricRecovery(problem.observations, 2).at(Matrix::Ones(3, 2)), InputError);
  try {
    AsymmetricRecovery(problem.observations, 7);
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "rank = 7; expected 1 ≤ rank ≤ min(rows, cols) = 5");
  }
}

}  // namespace
}  // namespace orthant

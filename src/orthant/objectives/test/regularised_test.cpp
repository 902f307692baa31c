// L1 and L2 terms around every objective: dense formulas, Taylor slopes, row blocks as exact coordinate
// minimisers, the best scaling of columns, closed forms of rank one.

#include "orthant/objectives/regularised.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/objectives/derivative_check.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::random_problems;

const Regularisation weights{0.3, 0.7, 0.4, 1.1};

std::shared_ptr<Regularised> regularised(const testing::OracleProblem& problem, Index rank,
                                         const Regularisation& with = weights, double balance = 0) {
  return std::make_shared<Regularised>(
      std::make_shared<AsymmetricRecovery>(problem.observations, rank, balance), with);
}

/// p(L,R) entry by entry.
double penalty(const Regularisation& w, const Matrix& L, const Matrix& R) {
  double sum = 0;
  for (Index e = 0; e < L.size(); ++e)
    sum += w.l1_left * L.data()[e] + w.l2_left / 2 * L.data()[e] * L.data()[e];
  for (Index e = 0; e < R.size(); ++e)
    sum += w.l1_right * R.data()[e] + w.l2_right / 2 * R.data()[e] * R.data()[e];
  return sum;
}

/// f from dense matrices.
double dense_value(const testing::OracleProblem& problem, const Regularisation& w, const Matrix& L,
                   const Matrix& R) {
  const Matrix difference = L * R.transpose() - problem.data;
  return problem.weight.cwiseProduct(difference.cwiseAbs2()).sum() / 2 + penalty(w, L, R);
}

void expect_regularised_derivatives(const Objective& objective, Random& random) {
  const Matrix U = random_matrix(random, objective.rows(), objective.rank());
  const Matrix D = random_matrix(random, objective.rows(), objective.rank(), true);
  const Matrix E = random_matrix(random, objective.rows(), objective.rank(), true);
  const DerivativeCheck check = derivative_check(objective, U, D);
  EXPECT_NEAR(check.gradient_slope, 2, 0.1);
  EXPECT_GE(check.hessian_slope, 2.9);  // more where the third derivative happens to be small
  EXPECT_TRUE(check.passed());
  EXPECT_LE(check.product_error, 1e-10);
  const auto expansion = objective.at(U);
  const double cross = expansion->hessian_cross(D, E);
  EXPECT_NEAR(cross, expansion->hessian_vector(D).cwiseProduct(E).sum(), 1e-10 * (1 + std::abs(cross)));
  EXPECT_NEAR(expansion->value(), objective.value(U), 1e-12 * (1 + objective.value(U)));
}

TEST(Regularised, DerivativesHaveTheirTaylorSlopes) {
  Random random(31);
  for (const auto& problem : random_problems(random, 8, 8)) {
    SCOPED_TRACE(problem.name);
    for (const double balance : {0.0, 0.5})
      expect_regularised_derivatives(*regularised(problem, 3, weights, balance), random);
    expect_regularised_derivatives(Regularised(std::make_shared<SymmetricRecovery>(problem.observations, 3),
                                               {.l1_left = 0.6, .l2_left = 2}),
                                   random);
  }
}

TEST(Regularised, GoesAroundADivergence) {
  Random random(30);
  const Matrix data = random_matrix(random, 7, 5).array() + 0.05;
  const Matrix mask = testing::random_mask(random, 7, 5, 0.7);
  const std::shared_ptr<const Observations> observed[] = {
      testing::fully_observed(data), std::make_shared<EntriesObservations>(testing::compressed(data, mask))};
  for (const int kind : {0, 1, 2, 3}) {
    const bool kullback_leibler = kind % 2 == 0;
    const auto misfit = std::make_shared<DivergenceRecovery>(
        observed[kind / 2], 2, kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito);
    const Regularised objective(misfit, weights);
    expect_regularised_derivatives(objective, random);
    EXPECT_EQ(objective.loss(), misfit->loss());
    EXPECT_EQ(objective.size(), misfit->size());
    EXPECT_FALSE(objective.has_scaling_freedom());
    const Matrix U = random_matrix(random, 12, 2);
    EXPECT_NEAR(objective.value(U), misfit->value(U) + penalty(weights, U.topRows(7), U.bottomRows(5)),
                1e-12);
    EXPECT_EQ(objective.gradient_scale(U), misfit->gradient_scale(U));
    // The entrywise errors, with α + βu among the positive terms of the slope.
    const Matrix gradient = objective.gradient(U), X = U.topRows(7) * U.bottomRows(5).transpose();
    const Matrix counted = kind < 2 ? Matrix::Ones(7, 5) : mask;
    const Matrix down = kullback_leibler ? counted : counted.cwiseQuotient(X);
    double squares = 0;
    for (Index i = 0; i < 12; ++i) {
      const bool left = i < 7;
      const Vector u = U.row(i), g = gradient.row(i);
      Vector plus = left ? Vector(U.bottomRows(5).transpose() * down.row(i).transpose())
                         : Vector(U.topRows(7).transpose() * down.col(i - 7));
      plus = (plus + (left ? weights.l2_left : weights.l2_right) * u).array() +
             (left ? weights.l1_left : weights.l1_right);
      const double weight = u.dot(2 * plus - g);
      for (Index k = 0; k < 2; ++k)
        squares += std::pow(g(k) < 0 ? g(k) / (2 * plus(k) - g(k)) : u(k) * g(k) / weight, 2);
    }
    EXPECT_NEAR(stationarity(objective, U, gradient), std::sqrt(squares / 24), 1e-12);
  }
}

TEST(Regularised, MatchesDenseFormulas) {
  Random random(32);
  for (const auto& problem : random_problems(random, 6, 9)) {
    SCOPED_TRACE(problem.name);
    const auto objective = regularised(problem, 2);
    const Matrix U = random_matrix(random, 15, 2), L = U.topRows(6), R = U.bottomRows(9);
    const Matrix S = problem.weight.cwiseProduct(L * R.transpose() - problem.data);
    Matrix G(15, 2);
    G.topRows(6) = S * R + weights.l2_left * L + Matrix::Constant(6, 2, weights.l1_left);
    G.bottomRows(9) = S.transpose() * L + weights.l2_right * R + Matrix::Constant(9, 2, weights.l1_right);
    EXPECT_LE((objective->gradient(U) - G).norm(), 1e-12 * (1 + G.norm()));
    EXPECT_NEAR(objective->value(U), dense_value(problem, weights, L, R), 1e-11);
    EXPECT_FALSE(objective->has_scaling_freedom());
    EXPECT_EQ(*objective->regularisation(), weights);
  }
}

TEST(Regularised, WithoutWeightsIsTheMisfit) {
  Random random(33);
  const auto problem = random_problems(random, 6, 5).front();
  const AsymmetricRecovery plain(problem.observations, 2);
  const auto same = regularised(problem, 2, {});
  const Matrix U = random_matrix(random, 11, 2), D = random_matrix(random, 11, 2, true);
  EXPECT_EQ(same->value(U), plain.value(U));
  EXPECT_EQ(same->gradient(U), plain.gradient(U));
  EXPECT_EQ(same->at(U)->hessian_form(D), plain.at(U)->hessian_form(D));
  EXPECT_TRUE(same->has_scaling_freedom());
}

TEST(Regularised, RowSeparableTermsRebuildTheHessian) {
  Random random(34);
  for (const double balance : {0.0, 0.5}) {
    for (const auto& problem : random_problems(random, 5, 4)) {
      SCOPED_TRACE(problem.name);
      const auto objective = regularised(problem, 3, weights, balance);
      const AsymmetricRecovery misfit(problem.observations, 3, balance);
      const Matrix U = random_matrix(random, 9, 3), D = random_matrix(random, 9, 3, true);
      const auto with = objective->at(U)->row_separable(), without = misfit.at(U)->row_separable();
      ASSERT_TRUE(with.has_value());
      EXPECT_EQ(with->blocks, without->blocks);  // of the misfit: the weights are in left and right
      EXPECT_EQ(with->pairs, without->pairs);
      const Matrix DL = D.topRows(5), DR = D.bottomRows(4);
      const double added = (with->left - without->left).cwiseProduct(DL.transpose() * DL).sum() +
                           (with->right - without->right).cwiseProduct(DR.transpose() * DR).sum();
      EXPECT_NEAR(objective->at(U)->hessian_form(D), misfit.at(U)->hessian_form(D) + added, 1e-10);
      EXPECT_NEAR(added, weights.l2_left * DL.squaredNorm() + weights.l2_right * DR.squaredNorm(), 1e-10);
    }
  }
}

TEST(RegularisedBlocks, SayValueAndGradient) {
  Random random(35);
  for (const auto& problem : random_problems(random, 7, 5)) {
    SCOPED_TRACE(problem.name);
    const auto objective = regularised(problem, 3);
    const RowBlocks& blocks = *objective->row_blocks();
    const Matrix U = random_matrix(random, 12, 3), gradient = objective->gradient(U);
    for (const Side side : {Side::left, Side::right}) {
      const bool left = side == Side::left;
      const Matrix X = left ? U.topRows(7) : U.bottomRows(5), V = left ? U.bottomRows(5) : U.topRows(7);
      const Matrix expected = left ? gradient.topRows(7) : gradient.bottomRows(5);
      const Matrix C = blocks.linear(side, V), G = blocks.gradient(side, X, C, V);
      EXPECT_LE((G - expected).norm(), 1e-11 * (1 + expected.norm()));
      EXPECT_NEAR(objective->constant_in(side, V) + (G - C).cwiseProduct(X).sum() / 2, objective->value(U),
                  1e-10);
      Matrix into(X.rows(), 3), linear(X.rows(), 3);
      blocks.linear_into(side, V, Precision::full, linear);
      blocks.gradient_into(side, X, C, V, into);
      EXPECT_LE((linear - C).norm(), 1e-12 * C.norm());
      EXPECT_LE((into - G).norm(), 1e-12 * (1 + G.norm()));
      for (Index i = 0; i < X.rows(); ++i) {
        const Vector row = blocks.gram(side, i, V) * X.row(i).transpose() - C.row(i).transpose();
        EXPECT_LE((row - G.row(i).transpose()).norm(), 1e-11 * (1 + G.norm()));
      }
    }
  }
}

/// One sweep of a single column, by hand: every entry goes to where the dense objective is smallest along it.
TEST(RegularisedBlocks, SweepsMinimiseEachCoordinateOfTheObjective) {
  Random random(36);
  // Zero columns on the other side: a curvature of β alone, and with β = 0 none at all.
  for (const Regularisation& w : {weights, Regularisation{0.2, 0.1, 0, 0}, Regularisation{0, 0, 0.5, 0.25}}) {
    for (const auto& problem : random_problems(random, 6, 5)) {
      SCOPED_TRACE(problem.name);
      const auto objective = regularised(problem, 3, w);
      for (const Precision precision : {Precision::full, Precision::single}) {
        Matrix L = random_matrix(random, 6, 3), R = random_matrix(random, 5, 3);
        R.col(2).setZero();
        Matrix swept = L;
        const RowBlocks& blocks = *objective->row_blocks();
        blocks.sweep(Side::left, swept, blocks.linear(Side::left, R), R,
                     {.sweeps = 1, .precision = precision});
        for (Index k = 0; k < 3; ++k)
          for (Index i = 0; i < 6; ++i) {
            const auto at = [&](double x) {
              Matrix moved = L;
              moved(i, k) = x;
              return dense_value(problem, w, moved, R);
            };
            // A parabola through three points, which is exact.
            const double middle = at(1), slope = (at(2) - at(0)) / 2, curvature = at(2) - 2 * middle + at(0);
            const double best = curvature > 1e-12 ? std::max(0.0, 1 - slope / curvature) : 0.0;
            EXPECT_NEAR(swept(i, k), best, precision == Precision::full ? 1e-9 : 1e-4);
            L(i, k) = swept(i, k);
          }
      }
    }
  }
}

TEST(RegularisedBlocks, ManySweepsSolveTheRows) {
  Random random(37);
  for (const auto& problem : random_problems(random, 9, 7)) {
    SCOPED_TRACE(problem.name);
    const auto objective = regularised(problem, 3);
    Matrix U = random_matrix(random, 16, 3);
    const Matrix V = U.topRows(9);
    const RowBlocks& blocks = *objective->row_blocks();
    double value = objective->value(U);
    for (int sweep = 0; sweep < 500; ++sweep) {
      blocks.sweep(Side::right, U.bottomRows(7), blocks.linear(Side::right, V), V, {});
      const double next = objective->value(U);
      EXPECT_LE(next, value * (1 + 1e-14));
      value = next;
    }
    const Matrix R = U.bottomRows(7), G = objective->gradient(U).bottomRows(7);
    EXPECT_LE(projected_gradient_of(R, G).norm(), 1e-10 * (1 + G.norm()));
  }
}

TEST(ColumnScaling, IsTheLowestPointAlongTheOrbit) {
  Random random(38);
  const auto problem = random_problems(random, 6, 5).front();
  for (const Regularisation& w : {weights, Regularisation{2, 3, 0, 0}, Regularisation{0, 0, 1e-9, 1e5},
                                  Regularisation{1, 0, 0, 1}, Regularisation{1e-40, 0, 0, 1e40}}) {
    const auto objective = regularised(problem, 3, w);
    Matrix U = random_matrix(random, 11, 3);
    U.col(0) *= 1e6;
    Matrix before = U;
    const Vector T = objective->scale_columns(U);
    for (Index k = 0; k < 3; ++k) {
      const auto l = U.col(k).head(6), r = U.col(k).tail(5);
      EXPECT_LE((l - T(k) * before.col(k).head(6)).norm(), 1e-14 * l.norm());
      EXPECT_LE((r - before.col(k).tail(5) / T(k)).norm(), 1e-14 * r.norm());
      const double left = w.l1_left * l.sum() + w.l2_left * l.squaredNorm();
      const double right = w.l1_right * r.sum() + w.l2_right * r.squaredNorm();
      EXPECT_NEAR(left, right, 1e-11 * (left + right));
      for (const double t : {0.5, 0.99, 1.01, 3.0}) {
        const auto value = [&](double s) { return penalty(w, s * l, r / s); };
        EXPECT_GT(value(t), value(1));
      }
    }
    // What is best stays.
    Matrix again = U;
    const Vector ones = objective->scale_columns(again);
    EXPECT_LE((ones - Vector::Ones(3)).norm(), 1e-12);
  }
}

TEST(ColumnScaling, LeavesWhatItCannotScale) {
  Random random(39);
  const auto problem = random_problems(random, 6, 5).front();
  const auto objective = regularised(problem, 3);
  Matrix U = random_matrix(random, 11, 3);
  U.col(1).head(6).setZero();
  U.col(2).setZero();
  const Matrix before = U;
  const Vector T = objective->scale_columns(U);
  EXPECT_EQ(T.tail(2), Vector::Ones(2));
  EXPECT_EQ(U.rightCols(2), before.rightCols(2));
  // With λ > 0 the balance term has a say.
  Matrix held = before;
  EXPECT_EQ(regularised(problem, 3, weights, 0.5)->scale_columns(held), Vector::Ones(3));
  EXPECT_EQ(held, before);
}

/// A = [a], rank 1, l = r = u: f = ½(u² − a)² + 2αu + βu² is least at the largest root of u³ + (β − a)u + α =
/// 0, or at 0. With α = 0: u² = max(0, a − β).
TEST(Regularised, RankOneInClosedForm) {
  const auto one = [](double a) {
    return testing::full_problem("", DataMatrix::dense(Matrix::Constant(1, 1, a)), Matrix::Constant(1, 1, a));
  };
  const auto ridge = regularised(one(4), 1, {0, 0, 1, 1});
  const auto gradient_at = [](const Objective& f, double u) { return f.gradient(Matrix::Constant(2, 1, u)); };
  EXPECT_LE(gradient_at(*ridge, std::sqrt(3.0)).norm(), 1e-14);
  EXPECT_NEAR(ridge->value(Matrix::Constant(2, 1, std::sqrt(3.0))), 0.5 + 3, 1e-14);
  // u³ − 3u + 1 = 0 has the roots 2 cos 40°, 2 cos 80° and −2 cos 20°.
  const auto lasso = regularised(one(4), 1, {1, 1, 1, 1});
  const double degree = std::acos(-1.0) / 180;
  EXPECT_LE(gradient_at(*lasso, 2 * std::cos(40 * degree)).norm(), 1e-14);
  EXPECT_LE(gradient_at(*lasso, 2 * std::cos(80 * degree)).norm(), 1e-14);
  EXPECT_GT(lasso->value(Matrix::Constant(2, 1, 2 * std::cos(80 * degree))),
            lasso->value(Matrix::Constant(2, 1, 2 * std::cos(40 * degree))));
}

/// A → cA, α → c^{3/2}α, β → cβ, U → c^{1/2}U.
TEST(Regularised, StationarityHasNoUnits) {
  Random random(40);
  const Matrix data = random_matrix(random, 7, 5), U = random_matrix(random, 12, 2);
  const auto at = [&](double root) {
    const double c = root * root;
    const auto problem = testing::full_problem("", DataMatrix::dense(c * data), c * data);
    const auto objective = regularised(
        problem, 2,
        {c * root * weights.l1_left, c * root * weights.l1_right, c * weights.l2_left, c * weights.l2_right});
    return stationarity(*objective, root * U, objective->gradient(root * U));
  };
  EXPECT_NEAR(at(1024), at(1), 1e-13 * at(1));
  EXPECT_NEAR(at(0x1p-30), at(1), 1e-13 * at(1));
  // Zero is stationary as soon as the weights outweigh the data, and the quotient does not divide by zero.
  const auto problem = testing::full_problem("", DataMatrix::dense(data), data);
  const auto objective = regularised(problem, 2);
  const Matrix zero = Matrix::Zero(12, 2);
  EXPECT_EQ(stationarity(*objective, zero, objective->gradient(zero)), 0);
}

std::string refusal(const std::function<void()>& make) {
  try {
    make();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Regularised, RefusesWhatHasNoMinimizerOrMeaning) {
  Random random(41);
  const auto problem = random_problems(random, 5, 5).front();
  const auto with = [&](const Regularisation& w, double balance = 0) {
    return refusal([&] { regularised(problem, 2, w, balance); });
  };
  EXPECT_EQ(with({-1, 0, 0, 0}), "l1_left = -1; expected 0 ≤ l1_left ≤ 1e+100");
  EXPECT_EQ(with({0, 0, 0, std::numeric_limits<double>::quiet_NaN()}),
            "l2_right = nan; expected 0 ≤ l2_right ≤ 1e+100");
  EXPECT_EQ(with({0, std::numeric_limits<double>::infinity(), 0, 0}),
            "l1_right = inf; expected 0 ≤ l1_right ≤ 1e+100");
  EXPECT_TRUE(
      with({1, 0, 0, 0}).starts_with("weights on L only; expected one on R too (l1_right or l2_right)"));
  EXPECT_TRUE(
      with({0, 0, 0, 1}).starts_with("weights on R only; expected one on L too (l1_left or l2_left)"));
  EXPECT_EQ(with({1, 0, 0, 1}), "");
  EXPECT_EQ(with({1, 0, 0, 0}, 0.25), "");  // the balance term holds L and R together
  const auto symmetric = [&](const Regularisation& w) {
    return refusal([&] { Regularised(std::make_shared<SymmetricRecovery>(problem.observations, 2), w); });
  };
  EXPECT_EQ(symmetric({1, 0, 1, 0}), "");
  EXPECT_TRUE(symmetric({1, 0, 0, 2}).starts_with("l2_right = 2; expected 0 for a symmetric model"));
}

}  // namespace
}  // namespace orthant

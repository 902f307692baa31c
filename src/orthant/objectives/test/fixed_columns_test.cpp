// Objectives with fixed columns: derivatives, row blocks, and what their minimizers are.

#include "orthant/objectives/fixed_columns.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/objectives/derivative_check.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

constexpr Index fixed_m = 9, fixed_n = 7, fixed_r = 4;

/// Column 1 of L, columns 0 and 3 of R; column 2 with nothing fixed.
FixedColumns some_fixed(Random& random) {
  return fixed_columns(random_matrix(random, fixed_m + fixed_n, fixed_r), fixed_m, {1}, {3, 0});
}

/// Row offsets in column 2, column offsets in column 3.
FixedColumns offsets_of_two() {
  Matrix U = Matrix::Zero(fixed_m + fixed_n, fixed_r);
  U.col(2).tail(fixed_n).setOnes();
  U.col(3).head(fixed_m).setOnes();
  FixedColumns out = fixed_columns(U, fixed_m, {3}, {2});
  out.offsets = 2;
  return out;
}

/// With and without L1 and L2 terms, on every kind of observation, fixed columns and offsets.
std::vector<std::shared_ptr<const Objective>> all_objectives(Random& random) {
  std::vector<std::shared_ptr<const Objective>> out;
  for (auto& problem : testing::problems_from(random, random_matrix(random, fixed_m, fixed_n))) {
    for (const bool offsets : {false, true}) {
      auto f = std::make_shared<AsymmetricRecovery>(problem.observations, fixed_r);
      auto fixed = std::make_shared<WithFixedColumns>(f, offsets ? offsets_of_two() : some_fixed(random));
      out.push_back(fixed);
      out.push_back(
          std::make_shared<Regularised>(fixed, Regularisation{0.1, 0.2, 0.3, 0.4, offsets ? 0.7 : 0}));
    }
  }
  return out;
}

TEST(FixedColumns, DerivativesAreThoseOfTheValue) {
  Random random(31);
  for (const auto& objective : all_objectives(random)) {
    const Matrix V = random_matrix(random, fixed_m + fixed_n, fixed_r),
                 D = random_matrix(random, fixed_m + fixed_n, fixed_r, true);
    const auto at = objective->at(V);
    EXPECT_NEAR(at->value(), objective->value(V), 1e-12 * at->value());
    const double h = 1e-5;
    const double slope = (objective->value(V + h * D) - objective->value(V - h * D)) / (2 * h);
    const double exact = at->gradient().cwiseProduct(D).sum();
    EXPECT_NEAR(slope, exact, 1e-6 * (1 + std::abs(exact)));
    const Matrix curved = (objective->gradient(V + h * D) - objective->gradient(V - h * D)) / (2 * h);
    EXPECT_LE((curved - at->hessian_vector(D)).norm(), 1e-6 * (1 + curved.norm()));
    EXPECT_NEAR(at->hessian_form(D), at->hessian_vector(D).cwiseProduct(D).sum(), 1e-9 * (1 + curved.norm()));
    Matrix newton(fixed_m + fixed_n, fixed_r);
    const Matrix free = objective->fixed_columns()->remaining(D);
    ASSERT_TRUE(at->gauss_newton_vector(free, newton));
    EXPECT_EQ(newton, objective->fixed_columns()->remaining(newton));
  }
}

TEST(FixedColumns, RowBlocksAreTheObjectiveInOneFactor) {
  Random random(32);
  for (const auto& objective : all_objectives(random)) {
    const RowBlocks* blocks = objective->row_blocks();
    ASSERT_NE(blocks, nullptr);
    const FixedColumns& fixed = *objective->fixed_columns();
    const Matrix V = fixed.remaining(random_matrix(random, fixed_m + fixed_n, fixed_r));
    const Matrix L = V.topRows(fixed_m), R = V.bottomRows(fixed_n), gradient = objective->gradient(V);
    for (const Side side : {Side::left, Side::right}) {
      const bool left = side == Side::left;
      const Matrix &X = left ? L : R, &other = left ? R : L;
      const Matrix C = blocks->linear(side, other), G = blocks->gradient(side, X, C, other);
      const Matrix expected = left ? gradient.topRows(fixed_m) : gradient.bottomRows(fixed_n);
      EXPECT_LE((G - expected).norm(), 1e-11 * expected.norm());
      EXPECT_NEAR(objective->constant_in(side, other) + (G - C).cwiseProduct(X).sum() / 2,
                  objective->value(V), 1e-11 * objective->value(V));
      for (Index i = 0; i < X.rows(); ++i)
        EXPECT_LE((blocks->gram(side, i, other) * X.row(i).transpose() - (G + C).row(i).transpose()).norm(),
                  1e-10 * C.norm());
      // Two factors side by side, as passes that several starts share.
      const Matrix twice = blocks->linear(side, beside(other, 2 * other));
      EXPECT_LE((twice.leftCols(fixed_r) - C).norm(), 1e-12 * C.norm());
      EXPECT_LE((twice.rightCols(fixed_r) - blocks->linear(side, 2 * other)).norm(), 1e-12 * twice.norm());
      Matrix swept = random_matrix(random, X.rows(), fixed_r);
      blocks->sweep(side, swept, C, other, {.sweeps = 3});
      for (const Index k : fixed.of(side)) EXPECT_TRUE(swept.col(k).isZero(0));
    }
  }
}

TEST(FixedColumns, FixedEntriesAreStrictlyActive) {
  Random random(33);
  for (const auto& objective : all_objectives(random)) {
    const FixedColumns& fixed = *objective->fixed_columns();
    const Matrix V = fixed.remaining(random_matrix(random, fixed_m + fixed_n, fixed_r));
    const Matrix gradient = objective->gradient(V), held = gradient - fixed.remaining(gradient);
    for (const Index k : fixed.left) EXPECT_GT(held.col(k).head(fixed_m).minCoeff(), 0);
    for (const Index k : fixed.right) EXPECT_GT(held.col(k).tail(fixed_n).minCoeff(), 0);
    Matrix W = V;
    W(0, fixed.left.front()) += 0.1;
    EXPECT_GT(objective->value(W), objective->value(V));
    EXPECT_EQ(fixed.remaining(objective->factors(V)), V);
  }
}

TEST(FixedColumns, RefusesWhatItIsNotAbout) {
  Random random(34);
  const auto observed = testing::fully_observed(random_matrix(random, fixed_m, fixed_n));
  const Matrix U = random_matrix(random, fixed_m + fixed_n, fixed_r);
  EXPECT_THROW(fixed_columns(U, fixed_m, {4}, {}), InputError);
  EXPECT_THROW(WithFixedColumns(std::make_shared<AsymmetricRecovery>(observed, fixed_r, 1.0),
                                fixed_columns(U, fixed_m, {0}, {})),
               InputError);
  EXPECT_THROW(WithFixedColumns(std::make_shared<AsymmetricRecovery>(observed, fixed_r - 1),
                                fixed_columns(U, fixed_m, {0}, {})),
               InputError);
  EXPECT_THROW(WithFixedColumns(std::make_shared<AsymmetricRecovery>(observed, fixed_r),
                                fixed_columns(-U, fixed_m, {0}, {})),
               InputError);
}

}  // namespace
}  // namespace orthant

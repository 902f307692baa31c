// The penalty of long rows: dense formulas, derivatives by differences on both sides of the bound and at it, the
// Lipschitz constant of its Hessian, and what it does to the objectives that it is added to.

#include "orthant/objectives/row_penalty.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/objectives/derivative_check.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::random_problems;

/// Rows of these lengths.
Matrix with_lengths(Random& random, const Vector& lengths, Index rank) {
  Matrix U = random_matrix(random, lengths.size(), rank).array() + 0.05;
  for (Index i = 0; i < U.rows(); ++i) U.row(i) *= lengths(i) / U.row(i).norm();
  return U;
}

Matrix hessian_of(const RowPenalty& Q, const Matrix& U, const Matrix& D) {
  Matrix out = Matrix::Zero(U.rows(), U.cols());
  Q.add_hessian_vector(U, D, out);
  return out;
}

TEST(RowPenalty, IsTheSumOverRows) {
  Random random(1);
  const Matrix U = with_lengths(random, Vector{{0.5, 1.0, 1.5, 3.0}}, 3);
  EXPECT_NEAR((RowPenalty{2, 1}.value(U)), 2 * (0.0625 + 16), 1e-12);
  EXPECT_NEAR((RowPenalty{2, 0}.value(U)), 2 * (0.0625 + 1 + 5.0625 + 81), 1e-11);
  EXPECT_EQ((RowPenalty{2, 3.1}.value(U)), 0);
  EXPECT_FALSE((RowPenalty{2, 3.1}.acts(U)));
  EXPECT_FALSE((RowPenalty{0, 0}.acts(U)));
  EXPECT_TRUE((RowPenalty{2, 2.9}.acts(U)));
}

TEST(RowPenalty, DerivativesAreDifferencesAlsoAtTheBound) {
  Random random(2);
  for (const double bound : {0.0, 1.0}) {
    const RowPenalty Q{0.7, bound};
    // Shorter, at the bound, longer, and zero.
    Matrix U = with_lengths(random, Vector{{0.4, 1.0, 1.3, 4.0, 1.0}}, 3);
    U.row(4).setZero();
    const Matrix D = random_matrix(random, 5, 3, true), E = random_matrix(random, 5, 3, true);
    constexpr double h = 1e-4;
    const auto gradient = [&](const Matrix& at) {
      Matrix G = Matrix::Zero(5, 3);
      Q.add_gradient(at, G);
      return G;
    };
    EXPECT_NEAR(gradient(U).cwiseProduct(D).sum(), (Q.value(U + h * D) - Q.value(U - h * D)) / (2 * h), 1e-5);
    const Matrix HD = hessian_of(Q, U, D);
    EXPECT_LE((HD - (gradient(U + h * D) - gradient(U - h * D)) / (2 * h)).norm(), 1e-4);
    EXPECT_NEAR(Q.hessian_cross(U, D, E), HD.cwiseProduct(E).sum(), 1e-12);
    EXPECT_GE(Q.hessian_cross(U, D, D), 0);
    for (Index i = 0; i < 5; ++i) {
      Matrix block = Matrix::Zero(3, 3);
      Q.add_row_block(U, i, block);
      EXPECT_LE((D.row(i) * block - HD.row(i)).norm(), 1e-12);
    }
    EXPECT_LE((hessian_of(Q, U + h * D, E) - HD).norm(), 1e3);  // finite everywhere
    const double change = (hessian_of(Q, U + h * D, E) - hessian_of(Q, U, E)).norm();
    EXPECT_LE(change, 1.01 * Q.hessian_lipschitz(U) * h * D.norm() * E.norm());
  }
}

/// Three derivatives at the bound are zero: Q grows with the fourth power from there.
TEST(RowPenalty, GrowsWithTheFourthPowerFromTheBound) {
  const RowPenalty Q{1, 1};
  const Matrix U = Matrix{{0.6, 0.8}};
  for (const double t : {1e-1, 1e-2, 1e-3}) {
    EXPECT_NEAR(Q.value((1 + t) * U) / (t * t * t * t), 1, 1e-8);
    EXPECT_EQ(Q.value((1 - t) * U), 0);
  }
}

TEST(RowPenalty, IsAddedToEveryObjectiveOfSquares) {
  Random random(3);
  for (const auto& problem : random_problems(random, 8, 8)) {
    SCOPED_TRACE(problem.name);
    std::vector<std::shared_ptr<const Objective>> misfits = {
        std::make_shared<SymmetricRecovery>(problem.observations, 3)};
    for (const double balance : {0.0, 0.5})
      misfits.push_back(std::make_shared<AsymmetricRecovery>(problem.observations, 3, balance));
    for (const auto& misfit : misfits) {
      const Matrix U = random_matrix(random, misfit->rows(), 3);
      const double middle = U.rowwise().norm().mean(), longest = U.rowwise().norm().maxCoeff();
      const Regularised acting(misfit, {.density = 0.8, .density_bound = middle});
      const RowPenalty Q{0.8, middle};
      EXPECT_NEAR(acting.value(U), misfit->value(U) + Q.value(U), 1e-12 * (1 + acting.value(U)));
      EXPECT_GT(acting.value(U), misfit->value(U));
      EXPECT_EQ(acting.row_blocks(), nullptr);
      EXPECT_FALSE(acting.has_scaling_freedom());
      EXPECT_FALSE(acting.at(U)->row_separable().has_value());
      const Matrix D = random_matrix(random, misfit->rows(), 3, true);
      const DerivativeCheck check = derivative_check(acting, U, D);
      EXPECT_TRUE(check.passed());
      EXPECT_LE(check.product_error, 1e-10);
      // Scaling of columns is left alone.
      Matrix scaled = U;
      EXPECT_EQ(acting.scale_columns(scaled), Vector::Ones(3));
      // Where no row is longer: the misfit's derivatives.
      const Regularised idle(misfit, {.density = 0.8, .density_bound = longest});
      EXPECT_EQ(idle.value(U), misfit->value(U));
      EXPECT_EQ(idle.gradient(U), misfit->gradient(U));
      EXPECT_EQ(idle.at(U)->hessian_vector(D), misfit->at(U)->hessian_vector(D));
      EXPECT_EQ(idle.at(U)->row_separable().has_value(), misfit->at(U)->row_separable().has_value());
      Matrix block, plain;
      if (misfit->at(U)->row_block(2, plain) && acting.at(U)->row_block(2, block)) {
        Q.add_row_block(U, 2, plain);
        EXPECT_LE((block - plain).norm(), 1e-12);
      }
    }
  }
}

TEST(RowPenalty, IsOfSquaresWithoutFixedColumns) {
  Random random(4);
  const Matrix data = random_matrix(random, 6, 5).array() + 0.05;
  const auto full = testing::fully_observed(data);
  const auto said = [](const auto& make) -> std::string {
    try {
      make();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(said([&] {
              Regularised(std::make_shared<DivergenceRecovery>(full, 2, Divergence::kullback_leibler),
                          {.density = 1});
            }),
            "density = 1 with loss = kullback-leibler; expected frobenius or density = 0");
  EXPECT_EQ(said([&] { Regularised(std::make_shared<AsymmetricRecovery>(full, 2), {.density_bound = 2}); }),
            "density_bound = 2 with density = 0; expected density > 0");
  const auto fixed = std::make_shared<WithFixedColumns>(std::make_shared<AsymmetricRecovery>(full, 2),
                                                        fixed_columns(Matrix::Ones(11, 2), 6, {0}, {}));
  EXPECT_EQ(said([&] { Regularised(fixed, {.density = 1}); }),
            "density = 1 with fixed columns or offsets; expected density = 0");
  // On both factors, so that there is a minimizer: no weight on the other is missing.
  EXPECT_EQ(said([&] { Regularised(std::make_shared<AsymmetricRecovery>(full, 2), {.density = 1}); }), "");
}

}  // namespace
}  // namespace orthant

// Newton's method and what it is made of: the Gauss–Newton product, row blocks, the preconditioner.

#include "orthant/solvers/newton.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/hals.hpp"
#include "orthant/solvers/row_preconditioner.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::until;

/// The matrix of D ↦ product(D), column by column.
template <class Product>
Matrix matrix_of(Index rows, Index cols, const Product& product) {
  const Index n = rows * cols;
  Matrix out(n, n), D = Matrix::Zero(rows, cols);
  for (Index p = 0; p < n; ++p) {
    D.data()[p] = 1;
    const Matrix column = product(D);
    out.col(p) = Eigen::Map<const Vector>(column.data(), n);
    D.data()[p] = 0;
  }
  return out;
}

Matrix gauss_newton_matrix(const Expansion& at, Index rows, Index cols) {
  return matrix_of(rows, cols, [&](const Matrix& D) {
    Matrix out(rows, cols);
    EXPECT_TRUE(at.gauss_newton_vector(D, out));
    return out;
  });
}

std::vector<std::shared_ptr<Objective>> objectives(const testing::OracleProblem& problem, Index rank) {
  return {std::make_shared<AsymmetricRecovery>(problem.observations, rank),
          std::make_shared<AsymmetricRecovery>(problem.observations, rank, 0.25),
          std::make_shared<SymmetricRecovery>(problem.observations, rank)};
}

TEST(GaussNewton, IsTheHessianWhereTheFitIsExact) {
  // Without a residual nothing is left out; λ's part is exact where LᵀL = RᵀR, as here.
  Random random(51);
  const Matrix V = random_matrix(random, 7, 2);
  int exact_fits = 0;
  for (const auto& problem : testing::problems_from(random, V * V.transpose(), 0.8)) {
    SCOPED_TRACE(problem.name);
    for (const auto& objective : objectives(problem, 2)) {
      Matrix U = V;
      if (objective->is_asymmetric()) {
        U.resize(14, 2);
        U << V, V;
      }
      const auto at = objective->at(U);
      if (at->value() > 1e-20) continue;  // full observations of a product with entries removed
      ++exact_fits;
      const Matrix hessian =
          matrix_of(U.rows(), 2, [&](const Matrix& D) -> Matrix { return at->hessian_vector(D); });
      EXPECT_LE((gauss_newton_matrix(*at, U.rows(), 2) - hessian).norm(), 1e-12 * hessian.norm());
    }
  }
  EXPECT_GE(exact_fits, 6);
}

TEST(GaussNewton, IsPositiveSemidefiniteAndItsRowBlocksAreItsDiagonal) {
  Random random(52);
  const Matrix base = random_matrix(random, 6, 6);
  for (const auto& problem : testing::problems_from(random, base + base.transpose(), 0.8)) {
    SCOPED_TRACE(problem.name);
    const AsymmetricRecovery objective(problem.observations, 2);
    const Matrix U = random_matrix(random, 12, 2);
    const auto at = objective.at(U);
    const Matrix H = gauss_newton_matrix(*at, 12, 2);
    EXPECT_LE((H - H.transpose()).norm(), 1e-12 * H.norm());
    EXPECT_GE(Eigen::SelfAdjointEigenSolver<Matrix>(H).eigenvalues().minCoeff(), -1e-12 * H.norm());
    Matrix block;
    for (Index i = 0; i < 12; ++i) {
      ASSERT_TRUE(at->row_block(i, block));
      for (Index k = 0; k < 2; ++k)
        for (Index l = 0; l < 2; ++l) EXPECT_NEAR(block(k, l), H(i + 12 * k, i + 12 * l), 1e-12 * H.norm());
    }
  }
}

TEST(RowPreconditioner, SolvesEachRowOnItsFreeEntries) {
  Random random(53);
  for (const auto& problem : testing::random_problems(random, 9, 6)) {
    SCOPED_TRACE(problem.name);
    const AsymmetricRecovery objective(problem.observations, 3);
    Matrix U = random_matrix(random, 15, 3);
    U = (U.array() < 0.3).select(0.0, U);
    const auto at = objective.at(U);
    const double damping = 0.05;
    const RowPreconditioner preconditioner(*at, U, damping);
    const Matrix R = random_matrix(random, 15, 3);
    Matrix Z = Matrix::Constant(15, 3, -7), block;  // stays where nothing is free
    preconditioner.apply(R, Z);
    for (Index i = 0; i < 15; ++i) {
      ASSERT_TRUE(at->row_block(i, block));
      std::vector<Index> free;
      for (Index k = 0; k < 3; ++k) {
        const double g = at->gradient()(i, k);
        const bool expected = !(g > 0 && U(i, k) <= g / block(k, k));
        EXPECT_EQ(preconditioner.free()(i, k), g < 0 || (expected && U(i, k) > 0));
        if (preconditioner.free()(i, k)) {
          free.push_back(k);
        } else {
          EXPECT_EQ(Z(i, k), -7);
        }
      }
      for (const Index k : free) {
        double product = damping * Z(i, k);
        for (const Index l : free) product += block(k, l) * Z(i, l);
        EXPECT_NEAR(product, R(i, k), 1e-5 * (1 + std::abs(R(i, k))));
      }
    }
  }
}

TEST(Newton, ArrivesOnEveryObjectiveAndDescends) {
  struct DescentWatch final : Observer {
    void observe(const Progress& p, const Matrix& U) override {
      values.push_back(p.objective);
      feasible = feasible && U.minCoeff() >= 0;
    }
    std::vector<double> values;
    bool feasible = true;
  };
  Random random(54);
  const Matrix base = random_matrix(random, 12, 12);
  for (const auto& problem : testing::problems_from(random, base + base.transpose(), 0.95)) {
    SCOPED_TRACE(problem.name);
    for (const auto& objective : objectives(problem, 2)) {
      DescentWatch watch;
      const SolveResult result =
          newton(*objective, random_start(*objective, 1, 1), {}, until(1e-12, 500), &watch);
      EXPECT_EQ(result.status, Status::stationary);
      const auto at = objective->at(result.U);
      EXPECT_LE(stationarity(*objective, result.U, at->gradient()), 1.01e-12);
      EXPECT_TRUE(watch.feasible);
      for (size_t i = 1; i < watch.values.size(); ++i)
        EXPECT_LE(watch.values[i], watch.values[i - 1] * (1 + 2e-13));
    }
  }
}

TEST(Newton, EndsQuadratically) {
  Random random(55);
  const Matrix data = random_matrix(random, 40, 30);
  const auto problem = testing::full_problem("", DataMatrix::dense(data), data);
  const AsymmetricRecovery objective(problem.observations, 4);
  const SolveResult near = hals(objective, random_start(objective, 2, 1), {}, until(1e-7));
  const SolveResult result = newton(objective, near.U, {.damping = 1e-9, .exact = true}, until(1e-12, 50));
  EXPECT_EQ(result.status, Status::stationary);
  EXPECT_LE(result.iterations, 4);
  EXPECT_NEAR(result.objective, near.objective, 1e-9 * near.objective);
}

}  // namespace
}  // namespace orthant

// Observations against the same quantities computed from dense matrices.

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::OracleProblem;
using testing::random_matrix;
using testing::random_problems;

/// S = ω ∘ (LRᵀ − data).
Matrix oracle_residual(const OracleProblem& problem, const Matrix& L, const Matrix& R) {
  return problem.weight.cwiseProduct(L * R.transpose() - problem.data);
}

struct Case {
  OracleProblem problem;
  Matrix L, R;
};

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const auto& [rows, cols] : {std::pair<Index, Index>{9, 6}, {4, 13}}) {
    Random random(3, static_cast<std::uint64_t>(rows));
    for (auto& problem : random_problems(random, rows, cols)) {
      out.push_back({std::move(problem), random_matrix(random, rows, 3), random_matrix(random, cols, 3)});
    }
  }
  return out;
}

TEST(Observations, ResidualMatchesDense) {
  for (const auto& [problem, L, R] : cases()) {
    SCOPED_TRACE(problem.name);
    const Matrix S = oracle_residual(problem, L, R);
    const auto residual = problem.observations->residual(L, R);
    Random random(5);
    const Matrix V = random_matrix(random, R.rows(), 2, true), W = random_matrix(random, L.rows(), 2, true);
    EXPECT_LE((residual->times(V) - S * V).norm(), 1e-12);
    EXPECT_LE((residual->transpose_times(W) - S.transpose() * W).norm(), 1e-12);
    const double misfit = problem.weight.cwiseProduct((L * R.transpose() - problem.data).cwiseAbs2()).sum();
    EXPECT_NEAR(residual->squared_norm(), misfit, 1e-12 * misfit);
    EXPECT_NEAR(problem.observations->squared_norm(),
                problem.weight.cwiseProduct(problem.data.cwiseAbs2()).sum(), 1e-12);
    const Matrix back = problem.weight.cwiseProduct(problem.data);
    EXPECT_NEAR(problem.observations->back_projection_norm(), back.norm(), 1e-12);
    EXPECT_LE((problem.observations->back_projection().times(V) - back * V).norm(), 1e-12);
  }
}

TEST(Observations, ResidualKeepsItsDigitsAtAPerfectFit) {
  Random random(8);
  const Matrix L = random_matrix(random, 30, 4), R = random_matrix(random, 20, 4);
  for (const auto& problem : testing::problems_from(random, L * R.transpose(), 1.0)) {
    SCOPED_TRACE(problem.name);
    EXPECT_LE(problem.observations->residual(L, R)->squared_norm(),
              1e-28 * problem.observations->squared_norm());
  }
}

TEST(Observations, RowBlocksMatchDense) {
  for (const auto& [problem, L, R] : cases()) {
    SCOPED_TRACE(problem.name);
    const RowBlocks* blocks = problem.observations->row_blocks();
    ASSERT_NE(blocks, nullptr);
    const Matrix S = oracle_residual(problem, L, R), back = problem.weight.cwiseProduct(problem.data);
    const Matrix C = blocks->linear(Side::left, R), D = blocks->linear(Side::right, L);
    EXPECT_LE((C - back * R).norm(), 1e-12);
    EXPECT_LE((D - back.transpose() * L).norm(), 1e-12);
    EXPECT_LE((blocks->gradient(Side::left, L, C, R) - S * R).norm(), 1e-12);
    EXPECT_LE((blocks->gradient(Side::right, R, D, L) - S.transpose() * L).norm(), 1e-12);
    Vector s, omega;
    for (Index i = 0; i < L.rows(); ++i) {
      const Matrix gram = R.transpose() * problem.weight.row(i).asDiagonal() * R;
      EXPECT_LE((blocks->gram(Side::left, i, R) - gram).norm(), 1e-12);
      blocks->residual_row(Side::left, i, L, R, s, omega);
      EXPECT_LE((s - S.row(i).transpose()).norm(), 1e-12);
      EXPECT_LE((omega - problem.weight.row(i).transpose()).norm(), 1e-15);
    }
    for (Index j = 0; j < R.rows(); ++j) {
      const Matrix gram = L.transpose() * problem.weight.col(j).asDiagonal() * L;
      EXPECT_LE((blocks->gram(Side::right, j, L) - gram).norm(), 1e-12);
      blocks->residual_row(Side::right, j, L, R, s, omega);
      EXPECT_LE((s - S.col(j)).norm(), 1e-12);
      EXPECT_LE((omega - problem.weight.col(j)).norm(), 1e-15);
    }
  }
}

TEST(Observations, SweepsSolveNonnegativeLeastSquares) {
  // After many sweeps every row satisfies the optimality conditions of its own problem.
  for (const auto& [problem, L, R] : cases()) {
    SCOPED_TRACE(problem.name);
    const RowBlocks* blocks = problem.observations->row_blocks();
    const Matrix C = blocks->linear(Side::left, R);
    Matrix X = L;
    blocks->sweep(Side::left, X, C, R, {20000, 0});
    const Matrix G = blocks->gradient(Side::left, X, C, R);
    EXPECT_GE(X.minCoeff(), 0);
    EXPECT_GE(G.minCoeff(), -1e-8);
    EXPECT_LE(G.cwiseProduct(X).cwiseAbs().maxCoeff(), 1e-8);
  }
}

TEST(Observations, WeightsAreChecked) {
  Random random(1);
  const Matrix M = random_matrix(random, 3, 3);
  const CompressedLines values = testing::compressed(M, Matrix::Ones(3, 3));
  EXPECT_THROW(EntriesObservations(values, std::vector<double>(8, 1.0)), InputError);
  std::vector<double> weights(9, 1.0);
  weights[4] = 0;
  EXPECT_THROW(EntriesObservations(values, weights), InputError);
}

}  // namespace
}  // namespace orthant

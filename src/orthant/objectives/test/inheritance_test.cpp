// Lemma 9 on random operators that satisfy Assumption 2, and its failure on one that does not.
#include "orthant/objectives/inheritance.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

/// A random kernel of finite rank whose terms are symmetric, so that ℋ keeps symmetric matrices symmetric.
std::shared_ptr<const MeasurementOperator> random_kernel(Random& random, Index n, bool symmetric_terms) {
  std::vector<LowRankTerm> terms;
  for (int t = 0; t < 2; ++t) {
    Matrix left = random_matrix(random, n, n, true), right = random_matrix(random, n, n, true);
    if (symmetric_terms) {
      left = (left + left.transpose()).eval();
      right = (right + right.transpose()).eval();
    }
    terms.push_back({Matrix(0.3 * left / left.norm()), Matrix(right / right.norm())});
  }
  return std::make_shared<const KernelMeasurement>(n, n, std::move(terms));
}

Problem random_problem(Random& random, std::shared_ptr<const MeasurementOperator> measurement, Index r) {
  Problem problem;
  problem.rank = r;
  problem.measurement = std::move(measurement);
  problem.truth = Factors{random_matrix(random, problem.rows(), 2), {}};
  return problem;
}

InheritanceDefect random_defect(Random& random, const Problem& problem) {
  const Matrix U = random_matrix(random, problem.rows(), problem.rank);
  const Matrix D = random_matrix(random, 2 * problem.rows(), problem.rank, true);
  return inheritance_defect(problem, U, D);
}

TEST(Inheritance, HoldsUnderAssumption2) {
  Random random(3);
  for (int round = 0; round < 40; ++round) {
    const Index n = 3 + static_cast<Index>(random.below(5)), r = 1 + static_cast<Index>(random.below(3));
    const Problem problem = random_problem(random, random_kernel(random, n, true), r);
    const InheritanceDefect defect = random_defect(random, problem);
    EXPECT_LE(defect.value, 1e-12 * defect.scale);
    EXPECT_LE(defect.gradient, 1e-12 * defect.scale);
    EXPECT_LE(defect.form, 1e-12 * defect.scale);
  }
}

TEST(Inheritance, HoldsForFullObservationAndSymmetricDenseKernels) {
  Random random(4);
  const Problem full = random_problem(random, std::make_shared<const FullMeasurement>(5, 5), 2);
  EXPECT_LE(random_defect(random, full).form, 1e-12 * random_defect(random, full).scale + 1e-12);
  // Symmetrise a random kernel under transposition T: ½(H + THT) satisfies Assumption 2.
  const Index n = 3, size = n * n;
  Matrix root = random_matrix(random, size, size, true);
  Matrix H = root.transpose() * root, T = Matrix::Zero(size, size);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) T(i * n + j, j * n + i) = 1;
  H = (0.5 * (H + T * H * T)).eval();
  H = (0.5 * (H + H.transpose())).eval();
  const Problem dense = random_problem(random, std::make_shared<const DenseKernelMeasurement>(n, n, H), 2);
  const InheritanceDefect defect = random_defect(random, dense);
  EXPECT_LE(defect.gradient, 1e-12 * defect.scale);
  EXPECT_LE(defect.form, 1e-12 * defect.scale);
}

TEST(Inheritance, FailsWithoutAssumption2) {
  Random random(5);
  int gradient_fails = 0, form_fails = 0;
  for (int round = 0; round < 20; ++round) {
    const Problem problem = random_problem(random, random_kernel(random, 4, false), 2);
    const InheritanceDefect defect = random_defect(random, problem);
    gradient_fails += defect.gradient > 1e-3 * defect.scale ? 1 : 0;
    form_fails += defect.form > 1e-3 * defect.scale ? 1 : 0;
  }
  EXPECT_GE(gradient_fails, 15);
  EXPECT_GE(form_fails, 15);
}

TEST(Inheritance, NeedsASymmetricProblemWithATruth) {
  Random random(6);
  Problem problem = random_problem(random, std::make_shared<const FullMeasurement>(3, 3), 1);
  EXPECT_THROW(inherited(inherited(problem)), InputError);
  problem.measurements = Vector::Ones(9);
  problem.truth.reset();
  EXPECT_THROW(inherited(problem), InputError);
}

}  // namespace
}  // namespace orthant

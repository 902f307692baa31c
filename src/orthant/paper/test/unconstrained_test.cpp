// The statements of the introduction and of positive truths, and that their comparisons can fail.
#include "orthant/paper/introduction.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/paper/positive_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {
namespace {

using checker::Rational;
using checker::RationalMatrix;

Rational ratio(long a, long b) {
  return Rational(a) / Rational(b);
}

TEST(IntroductionStatements, HoldExactlyOrAreSampledAtSeveralSeeds) {
  for (const std::uint64_t seed : {0, 1, 2}) {
    Parameters p;
    p.seed = seed;
    for (const auto evaluate : {equations_1_5, bound_one_half, overparametrised, tractable, positive_truth}) {
      const Statement statement = evaluate(p);
      EXPECT_TRUE(statement.as_expected) << statement.place;
      for (const Row& row : statement.rows) {
        EXPECT_TRUE(row.holds) << row.quantity << ": " << row.expected << " against " << row.measured;
        EXPECT_TRUE(row.rigor == RowRigor::exact || row.rigor == RowRigor::sampled) << row.quantity;
      }
    }
  }
}

TEST(Overparametrised, KernelIsWithinDeltaExactlyFromTheThresholdOn) {
  for (const auto& [r, r_star, delta, holds] : {std::tuple{1L, 1L, ratio(1, 2), true},
                                                {1L, 1L, ratio(49, 100), false},
                                                {4L, 1L, ratio(2, 3), true},
                                                {4L, 1L, ratio(66, 100), false},
                                                {2L, 1L, ratio(3, 5), true},
                                                {2L, 1L, ratio(58, 100), false},
                                                {3L, 2L, ratio(14, 25), true},
                                                {3L, 2L, ratio(11, 20), false}}) {
    const Overparametrised o(r, r_star, delta);
    EXPECT_EQ(o.discriminant() >= Rational(0), holds) << r << " " << delta.to_string();
    EXPECT_EQ(within(o.kernel(), delta * delta), holds) << r << " " << delta.to_string();
    EXPECT_EQ(dot(o.moved(), o.moved()) <= delta * delta * dot(o.misfit(), o.misfit()), holds);
  }
}

TEST(Overparametrised, HessianNeedsTheLargerEigenvalueBetweenTheBlocks) {
  const Overparametrised o(4, 1, ratio(2, 3));
  const RationalMatrix plain = ball_kernel(o.misfit(), o.moved());
  const RationalMatrix S = o.misfit() + o.moved();
  EXPECT_TRUE(apply(plain, o.misfit()) == S);
  EXPECT_TRUE(is_positive_semidefinite(hessian_at(o.kernel(), S, o.columns(), o.t)));
  EXPECT_FALSE(is_positive_semidefinite(hessian_at(plain, S, o.columns(), o.t)));
}

TEST(Overparametrised, TheSearchSeesASpuriousMinimumAboveOneHalf) {
  // δ = ½ with the eigenvalue between the blocks raised to 1.6: the Hessian becomes definite, δ = 0.6.
  RationalMatrix kernel = Overparametrised(1, 1, ratio(1, 2)).kernel();
  kernel.add(1, 1, ratio(1, 10));
  kernel.add(2, 2, ratio(1, 10));
  EXPECT_TRUE(within(kernel, ratio(9, 25)));
  Matrix truth(2, 1), start(2, 1);
  truth << 1, 0;
  start << 0.01, 0.7;
  const Problem problem = kernel_problem(doubles(kernel), truth);
  const auto objective = problem.objective();
  EXPECT_GT(objective->value(descend(*objective, start, false)), 0.1);
}

TEST(ExplicitKernel, HessianIsThatOfTheCheckersArithmetic) {
  // half_delta: t = ½ of the columns' scale.
  const Overparametrised o(1, 1, ratio(1, 2));
  const RationalMatrix Q = hessian_at(o.kernel(), o.misfit() + o.moved(), o.columns(), o.t);
  EXPECT_TRUE(Q(0, 0) == Rational(0) && Q(0, 1) == Rational(0)) << Q(0, 0).to_string();
  // S is 0 in the place (2, 2), which leaves ⟨X, ℋX⟩ with X = 2√t·E₂₂.
  EXPECT_TRUE(Q(1, 1) == Rational(4) * o.t * o.kernel()(3, 3)) << Q(1, 1).to_string();
}

TEST(Tractable, OnlyExtremeRowsGiveNonnegativeComplements) {
  RationalMatrix V(3, 2);  // directions (3, 1), (1, 1), (1, 2): the second lies between
  V.set(0, 0, 3), V.set(0, 1, 1), V.set(1, 0, 1), V.set(1, 1, 1), V.set(2, 0, 1), V.set(2, 1, 2);
  const RationalMatrix M = V * V.transpose();
  EXPECT_TRUE(is_nonnegative_of_rank_one(schur_complement(M, 0)));
  EXPECT_FALSE(is_nonnegative_of_rank_one(schur_complement(M, 1)));
  EXPECT_TRUE(is_nonnegative_of_rank_one(schur_complement(M, 2)));
  EXPECT_EQ(extreme_row(M), 0);
  // A truth of three columns has none.
  RationalMatrix three(3, 3);
  for (long i = 0; i < 3; ++i) three.set(i, i, 1);
  EXPECT_EQ(extreme_row(three), std::nullopt);
}

TEST(PositiveTruth, TheSearchFindsTheBoundaryAboveTheThreshold) {
  const BoundaryPoint b{{ratio(24, 25), ratio(7, 25)}, 0};
  const double threshold = std::sqrt(49.0 / 337);
  Random random(3, 3);
  EXPECT_GT(positive_truth_ends(b, 1.5 * threshold, random, 60).boundary, 0);
  EXPECT_EQ(positive_truth_ends(b, 0.95 * threshold, random, 60).boundary, 0);
}

TEST(PositiveTruth, ASmallerDeltaDoesNotHoldTheKernel) {
  const BoundaryPoint b{{ratio(4, 5), ratio(3, 5)}, 0};
  EXPECT_TRUE(within(b.kernel(), ratio(9, 17)));
  EXPECT_FALSE(within(b.kernel(), ratio(9, 17) - ratio(1, 1000)));
}

}  // namespace
}  // namespace orthant::paper

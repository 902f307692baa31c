#include <gtest/gtest.h>

#include "orthant/prove/gram.hpp"
#include "orthant/prove/squares.hpp"

namespace orthant {
namespace {

using checker::Polynomial;
using checker::Rational;

TEST(PerronScaling, MakesRowSumsTheSpectralRadius) {
  Matrix N(4, 4);
  N << 0, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0.5, 0.25, 0, 0, 0.5, 0.25;
  const Vector D = perron_scaling(N);
  const Vector sums = (N * D).cwiseQuotient(D);
  EXPECT_NEAR(sums(0), 2, 1e-3);
  EXPECT_NEAR(sums(1), 2, 1e-3);
  EXPECT_NEAR(sums(2), 0.75, 1e-3);
  EXPECT_NEAR(sums(3), 0.75, 1e-3);
  EXPECT_EQ(perron_scaling(Matrix::Ones(3, 3) / 7), Vector::Ones(3));
  EXPECT_EQ(perron_scaling(Matrix::Zero(2, 2)), Vector::Ones(2));
}

/// max log det X with X_11 = 1, X_22 = 1, X_33 = 4: the diagonal.
TEST(GramCenter, IsTheAnalyticCentre) {
  GramSystem system;
  system.orders = {3};
  system.entries = {{{0, 0, 0, 1}, {1, 1, 1, 1}, {2, 2, 2, 1}}};
  system.p = Vector(3);
  system.p << 1, 1, 4;
  const GramCenter center = gram_center(system);
  EXPECT_LT(center.residual, 1e-8);
  EXPECT_LT((center.X[0] - Matrix(system.p.asDiagonal())).norm(), 1e-6);
}

TEST(GramCenter, HasAResidualWhereThereIsNoSolution) {
  GramSystem system;
  system.orders = {1};
  system.entries = {{{0, 0, 0, 1}}};
  system.p = Vector::Constant(1, -1);
  EXPECT_GT(gram_center(system).residual, 0.9);
}

TEST(FloatPolynomial, HasTheDerivativesOfThePolynomial) {
  const Polynomial p = Polynomial::parse("x0_0^3*x1_0-2*x1_0^2+5*x0_0", 2, 1);
  const FloatPolynomial q(p, 2);
  const Vector e = (Vector(2) << 2, 3).finished();
  EXPECT_EQ(q.at(e), 16);
  EXPECT_EQ(q.gradient(e), (Vector(2) << 41, -4).finished());
  EXPECT_EQ(q.hessian(e), (Matrix(2, 2) << 36, 12, 12, -4).finished());
  EXPECT_EQ(q.along(e).head(5), (Vector(5) << 0, 10, -18, 0, 24).finished());
}

/// The squares add up to the polynomial, exactly, from Gram matrices that are off by 1e-6.
TEST(GramRounding, RestoresTheIdentity) {
  const Polynomial p = Polynomial::parse("x0_0^4+x0_0^2*x1_0^2+x1_0^4+x0_0^2+1/3*x1_0^2-1/7*x0_0*x1_0", 2, 1);
  const GramProblem problem(p, 2, 1, {false, false});
  GramCenter center = gram_center(problem.system());
  ASSERT_LT(center.residual, 1e-6);
  for (Matrix& X : center.X) X.array() += 1e-6;
  const auto squares = round_to_squares(problem, center.X);
  ASSERT_TRUE(squares);
  checker::Steps steps;
  const Polynomial ball = Polynomial::parse("1-x0_0^2-x1_0^2", 2, 1);
  Polynomial rest = p;
  for (const GramSquare& square : *squares) {
    EXPECT_GT(square.coefficient.sign(), 0);
    const GramBlock& block = problem.blocks()[static_cast<std::size_t>(square.block)];
    Polynomial q;
    for (const auto& [i, weight] : square.weights)
      q.add(block.basis[static_cast<std::size_t>(i)], weight, steps);
    const Polynomial squared = q.times(q, steps);
    rest.add(block.ball ? squared.times(ball, steps) : squared, -square.coefficient, steps);
  }
  EXPECT_TRUE(rest.is_zero()) << rest.to_string(1);
}

TEST(GramRounding, RefusesWhatIsNotDefinite) {
  const Polynomial p = Polynomial::parse("x0_0^2-x1_0^2", 2, 1);
  const GramProblem problem(p, 2, 1, {false, false});
  EXPECT_FALSE(round_to_squares(problem, gram_center(problem.system()).X));
}

}  // namespace
}  // namespace orthant

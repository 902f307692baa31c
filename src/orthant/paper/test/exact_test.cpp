// Rational values of problems against their objectives in doubles, and identities of polynomials.
#include <gtest/gtest.h>

#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"

namespace orthant::paper {
namespace {

using checker::Rational;
using checker::RationalMatrix;

TEST(ExactPoint, AgreesWithTheObjective) {
  Random random(1, 2);
  for (const bool symmetric : {true, false}) {
    Theorem3 t;
    t.n = 5, t.r = 2, t.r_star = 2, t.epsilon = mpq_class(3, 10);
    if (!symmetric) t = asymmetric(t, 0.25);
    Problem problem = theorem3(t);
    const Index rows = symmetric ? 5 : 10;
    const Matrix U = random_nonnegative(random, rows, 2), D = random_signs(random, rows, 2);
    problem.point = Factors{Matrix(U.topRows(5)), symmetric ? ScaledMatrix() : Matrix(U.bottomRows(5))};
    const ExactPoint exact(problem);
    const auto objective = problem.objective();
    const auto expansion = objective->at(U);
    EXPECT_NEAR(exact.value().approx(), expansion->value(), 1e-12);
    EXPECT_EQ(exact.truth_value(), Rational(0));
    EXPECT_EQ(exact.value_at(*problem.point), exact.value());
    const RationalMatrix gradient = exact.scaled_gradient();
    for (Index i = 0; i < rows; ++i)
      for (Index k = 0; k < 2; ++k) EXPECT_NEAR(gradient(i, k).approx(), expansion->gradient()(i, k), 1e-12);
    EXPECT_NEAR(exact.form(rational(D)).approx(), expansion->hessian_form(D), 1e-11);
    EXPECT_FALSE(exact.is_stationary());
    EXPECT_TRUE(ExactPoint(theorem3(t)).is_stationary());
  }
}

TEST(Symbolic, SeesEveryTerm) {
  Symbols s;
  const PolyMatrix L = s.matrix(3, 2), R = s.matrix(2, 2);
  const Poly t = s.scalar();
  EXPECT_EQ(s.count(), 11);
  const Poly h = (L.transpose() * L - R.transpose() * R).squared_norm();
  const Poly same = (L * L.transpose()).squared_norm() + (R * R.transpose()).squared_norm() -
                    Poly(2) * (L * R.transpose()).squared_norm();
  EXPECT_TRUE(identity("h", "", h, same).holds);
  EXPECT_FALSE(identity("h", "", h, same + L(0, 1) * t).holds);
  const Poly moved = (L + t * L).squared_norm();
  EXPECT_TRUE((moved.coefficient(t, 1) - Poly(2) * L.squared_norm()).is_zero());
  EXPECT_TRUE(moved.coefficient(t, 3).is_zero());
  EXPECT_TRUE((stacked(L, R).squared_norm() - L.squared_norm() - R.squared_norm()).is_zero());
  const Row row = corrected(identity("h", "", h, same), "as printed", same + Poly(1), h);
  EXPECT_TRUE(row.holds);
  EXPECT_EQ(row.printed_holds, false);
}

TEST(Rows, CompareRationalsWithoutTolerance) {
  const Rational tiny = Rational(1) / Rational(1L << 60);
  EXPECT_TRUE(equal("x", "", Rational(1), Rational(1)).holds);
  EXPECT_FALSE(equal("x", "", Rational(1), Rational(1) + tiny).holds);
  EXPECT_TRUE(less("x", "", Rational(1), Rational(1) - tiny).holds);
  EXPECT_FALSE(at_least("x", "", Rational(1), Rational(1) - tiny).holds);
  EXPECT_EQ(equal("x", "", Rational(1), Rational(1)).rigor, RowRigor::exact);
}

TEST(Rows, AVerdictBringsItsCertificate) {
  Statement statement;
  add_verdict(statement, "theorem-3-symmetric", "U₀ = αQ₂", Verdict::strict_local_minimizer, true,
              judge_with_proof(theorem3({})));
  EXPECT_TRUE(statement.rows[0].holds) << statement.rows[0].measured;
  EXPECT_EQ(statement.rows[0].rigor, RowRigor::exact);
  ASSERT_EQ(statement.certificates.size(), 1U);
  EXPECT_EQ(statement.certificates[0].certificate.checked, true);
  EXPECT_FALSE(
      add_verdict(statement, "", "U₀", Verdict::saddle, false, judge_with_proof(theorem3({}))).holds);
}

}  // namespace
}  // namespace orthant::paper

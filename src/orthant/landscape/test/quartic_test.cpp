// Quartics in two variables: fitted exactly, and all their stationary points.

#include "orthant/landscape/quartic.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/base/random.hpp"

namespace orthant {
namespace {

Quartic random_quartic(Random& random) {
  Quartic q;
  for (int i = 0; i <= 4; ++i)
    for (int j = 0; i + j <= 4; ++j) q.coefficient(i, j) = random.normal();
  return q;
}

TEST(Quartic, IsRecoveredFromItsValues) {
  Random random(1);
  const Quartic q = random_quartic(random);
  const QuarticFit fit = fit_quartic([&](double s, double t) { return q.value({s, t}); });
  for (int i = 0; i <= 4; ++i)
    for (int j = 0; i + j <= 4; ++j)
      EXPECT_NEAR(fit.polynomial.coefficient(i, j), q.coefficient(i, j), 1e-13);
  EXPECT_LE(fit.misfit, 1e-13);
  EXPECT_GT(fit_quartic([](double s, double t) { return std::exp(s + t) + std::abs(s); }).misfit, 1e-3);
}

TEST(Quartic, DerivativesAreThoseOfItsValues) {
  Random random(2);
  const Quartic q = random_quartic(random);
  const Point2 p(0.3, -0.7);
  constexpr double h = 1e-5;
  for (int k = 0; k < 2; ++k) {
    const Point2 e = h * Point2::Unit(k);
    EXPECT_NEAR(q.gradient(p)[k], (q.value(p + e) - q.value(p - e)) / (2 * h), 1e-8);
    EXPECT_LE((q.hessian(p).col(k) - (q.gradient(p + e) - q.gradient(p - e)) / (2 * h)).norm(), 1e-8);
  }
  EXPECT_NEAR(q.shifted(p).value({0.2, 0.1}), q.value({0.5, -0.6}), 1e-14);
  const auto line = q.along(p, {0.4, 0.9});
  EXPECT_NEAR(line[0] + line[1] + line[2] + line[3] + line[4], q.value({0.7, 0.2}), 1e-13);
}

// Separable: the nine stationary points are pairs of the roots of two cubics.
TEST(Quartic, FindsAllNineStationaryPoints) {
  Quartic q;  // q_s = (s + 0.9)(s − 0.05)(s − 0.06), q_t = (t + 1)(t)(t − 0.7)
  const auto set = [&](bool by_s, double a, double b, double c) {
    const double d[] = {-a * b * c, a * b + a * c + b * c, -(a + b + c), 1};
    for (int k = 0; k < 4; ++k) (by_s ? q.coefficient(k + 1, 0) : q.coefficient(0, k + 1)) = d[k] / (k + 1);
  };
  set(true, -0.9, 0.05, 0.06);
  set(false, -1, 0, 0.7);
  const StationaryPoints found = stationary_points(q);
  EXPECT_TRUE(found.isolated);
  ASSERT_EQ(found.points.size(), 9U);
  std::size_t k = 0;
  for (const double s : {-0.9, 0.05, 0.06})
    for (const double t : {-1.0, 0.0, 0.7})
      EXPECT_LE((found.points[k++] - Point2(s, t)).norm(), 1e-9) << s << " " << t;
}

TEST(Quartic, TellsACircleOfStationaryPoints) {
  Quartic q;  // (s² + t² − ½)²
  q.coefficient(4, 0) = q.coefficient(0, 4) = 1;
  q.coefficient(2, 2) = 2;
  q.coefficient(2, 0) = q.coefficient(0, 2) = -1;
  const StationaryPoints found = stationary_points(q);
  EXPECT_FALSE(found.isolated);
  EXPECT_GE(found.points.size(), 6U);
  for (const Point2& p : found.points)
    EXPECT_LE(std::min(p.norm(), std::abs(p.norm() - std::sqrt(0.5))), 1e-6);
}

TEST(Quartic, RootsOfTheDerivativeOnALine) {
  // Derivative (τ − 0.5)(τ + 0.25)(τ − 3): the last is outside.
  const double a = 0.5, b = -0.25, c = 3;
  const auto roots =
      stationary_parameters({7, -a * b * c, (a * b + a * c + b * c) / 2, -(a + b + c) / 3, 0.25});
  ASSERT_EQ(roots.size(), 2U);
  EXPECT_NEAR(roots[0], -0.25, 1e-13);
  EXPECT_NEAR(roots[1], 0.5, 1e-13);
  EXPECT_EQ(stationary_parameters({1, 2, 2, 0, 0}), std::vector<double>{-0.5});
  EXPECT_TRUE(stationary_parameters({1, 0, 0, 0, 0}).empty());
  EXPECT_TRUE(stationary_parameters({0, 1, 0, 1.0 / 3, 0}).empty());  // τ² + 1
}

}  // namespace
}  // namespace orthant

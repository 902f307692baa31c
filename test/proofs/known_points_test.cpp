// The closed forms of the known points against the objective's own value, gradient and Hessian.
#include "known_points.hpp"

#include <gtest/gtest.h>

#include "grid.hpp"
#include "orthant/certify/certify.hpp"

namespace orthant {
namespace {

using testing::known_point;
using testing::KnownPoint;
using testing::Recipe;

double scale_of(const Recipe& recipe) {
  return std::ldexp(1, 2 * recipe.exponent);
}

TEST(KnownPoints, FirstOrderHoldsAsComputed) {
  int points = 0;
  for (const Recipe& recipe : testing::everything()) {
    const KnownPoint known = known_point(recipe);
    const auto expansion = known.problem.objective()->at(known.stationary);
    const double scale = scale_of(recipe) * std::ldexp(1, recipe.exponent);
    EXPECT_LE((expansion->gradient() - known.gradient).cwiseAbs().maxCoeff(), 1e-13 * scale) << known.name;
    EXPECT_GE(known.gradient.minCoeff(), 0) << known.name;
    EXPECT_EQ(known.gradient.cwiseProduct(known.stationary).cwiseAbs().maxCoeff(), 0) << known.name;
    ++points;
  }
  EXPECT_GE(points, 500);
}

TEST(KnownPoints, CurvatureAndObjectiveAreAsComputed) {
  for (const Recipe& recipe : testing::everything()) {
    const KnownPoint known = known_point(recipe);
    const auto expansion = known.problem.objective()->at(known.stationary);
    const double size = scale_of(recipe) * known.direction.squaredNorm();
    EXPECT_NEAR(expansion->hessian_form(known.direction) / size, known.curvature / size, 1e-13) << known.name;
    EXPECT_NEAR(expansion->value() / known.objective.get_d(), 1, 1e-13) << known.name;
    EXPECT_EQ(known.gradient.cwiseProduct(known.direction).cwiseAbs().maxCoeff(), 0) << known.name;
    for (Index e = 0; e < known.direction.size(); ++e)
      if (known.stationary.data()[e] == 0) {
        EXPECT_GE(known.direction.data()[e], 0) << known.name;
      }
  }
}

/// Far from all borders floating point sees the truth, too: minimizers, and the modulus is below the known
/// form.
TEST(KnownPoints, PlainMinimizersAreSeenInFloatingPoint) {
  for (const Recipe& recipe : testing::plain_minimizers()) {
    const KnownPoint known = known_point(recipe);
    const Certificate seen = certify(*known.problem.objective(), known.problem.stacked_point());
    ASSERT_TRUE(known.minimizer);
    EXPECT_EQ(seen.verdict, Verdict::strict_local_minimizer) << known.name;
    EXPECT_LE(*seen.second_order.modulus, known.curvature / known.direction.squaredNorm() * (1 + 1e-12))
        << known.name;
  }
}

/// Saddles of relative curvature −1e-3 are seen as such, or at least not taken for minima.
TEST(KnownPoints, PlainSaddlesAreSeenInFloatingPoint) {
  for (Recipe recipe : testing::plain_minimizers()) {
    recipe.t = 1 + 0x1p-6;
    const KnownPoint known = known_point(recipe);
    const Certificate seen = certify(*known.problem.objective(), known.problem.stacked_point());
    EXPECT_EQ(seen.verdict, Verdict::saddle) << known.name;
  }
}

}  // namespace
}  // namespace orthant

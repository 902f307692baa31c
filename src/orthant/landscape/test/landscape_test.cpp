// Figure 1 of the paper and planes through larger problems: critical points, verdicts, polygons.

#include "orthant/landscape/landscape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

/// Theorem 3 with Q the first columns of the identity: U⋆ = Q₁, U₀ = αQ₂.
Problem theorem_three_problem(Index n, Index r, Index r_star, double alpha, double epsilon) {
  Matrix B = Matrix::Zero(n, n), C = Matrix::Zero(n, n), truth = Matrix::Zero(n, r_star),
         point = Matrix::Zero(n, r);
  B.block(0, r_star, r_star, r).setConstant(-epsilon);
  B.block(r_star, 0, r, r_star).setConstant(-epsilon);
  B.block(r_star, r_star, r, r).setIdentity();
  C.topLeftCorner(r_star, r_star).diagonal().setConstant(alpha * alpha / static_cast<double>(r_star));
  truth.topRows(r_star).setIdentity();
  point.middleRows(r_star, r).diagonal().setConstant(alpha);
  Problem problem;
  problem.rank = r;
  problem.measurement = std::make_shared<KernelMeasurement>(n, n, std::vector<LowRankTerm>{{B, C}});
  problem.truth = Factors{truth, {}};
  problem.point = Factors{point, {}};
  return problem;
}

const LandscapePoint* at(const Panel& panel, double x, double y) {
  for (const LandscapePoint& point : panel.points)
    if ((point.slice.place - Point2(x, y)).norm() < 1e-9) return &point;
  return nullptr;
}

Landscape figure_one(double epsilon) {
  const Problem problem = theorem_three_problem(2, 1, 1, 0.5, epsilon);
  const auto objective = problem.objective();
  LandscapeOptions options;
  options.witness = problem.stacked_truth();
  return landscape(*objective, whole_plane(*objective), options);
}

TEST(Landscape, FigureOneHasASpuriousMinimumOnlyUnderTheConstraint) {
  const Landscape picture = figure_one(0.3);
  ASSERT_TRUE(picture.whole_space);
  EXPECT_LE(picture.misfit, 1e-14);
  const Panel &free = picture.panels[0], &constrained = picture.panels[1];
  EXPECT_NEAR(free.window.x_min, -1.5, 1e-12);
  EXPECT_NEAR(free.window.y_max, 1.5, 1e-12);

  const LandscapePoint* spurious = at(constrained, 0, 0.5);
  ASSERT_NE(spurious, nullptr);
  EXPECT_EQ(spurious->certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(spurious->certificate.spurious, true);
  EXPECT_EQ(spurious->slice.type, SliceType::minimum);
  EXPECT_EQ(spurious->slice.active, 1);
  EXPECT_NEAR(spurious->certificate.objective, (1 - 0.0625) / 2, 1e-14);
  EXPECT_NEAR(*spurious->certificate.second_order.modulus, 4 * 0.25, 1e-9);  // 4α² for r = 1, n = 2
  const LandscapePoint* global = at(constrained, 1, 0);
  ASSERT_NE(global, nullptr);
  EXPECT_EQ(global->certificate.verdict, Verdict::global_minimizer);
  const LandscapePoint* corner = at(constrained, 0, 0);
  ASSERT_NE(corner, nullptr);
  EXPECT_EQ(corner->slice.active, 2);
  EXPECT_EQ(corner->slice.type, SliceType::maximum);
  EXPECT_EQ(corner->certificate.verdict, Verdict::saddle);

  EXPECT_EQ(at(free, 0, 0.5), nullptr);
  for (const double sign : {-1.0, 1.0}) {
    const LandscapePoint* minimum = at(free, sign, 0);
    ASSERT_NE(minimum, nullptr);
    EXPECT_EQ(minimum->certificate.verdict, Verdict::global_minimizer);
    EXPECT_EQ(minimum->slice.type, SliceType::minimum);
  }
  for (const LandscapePoint& point : free.points) EXPECT_NE(point.certificate.spurious, true);
}

// ε = 0: f is a polynomial in a = u₁², b = u₂², and its critical points are (±1, 0), (0, ±α) and 0, worked
// out by hand: f = ½((a−1)² + 2ab + b²) + α²b(a−1).
TEST(Landscape, FindsAllCriticalPointsOfTheSymmetricCase) {
  const Landscape picture = figure_one(0);
  const Panel& free = picture.panels[0];
  ASSERT_EQ(free.points.size(), 5U);
  for (const double sign : {-1.0, 1.0}) {
    ASSERT_NE(at(free, sign, 0), nullptr);
    EXPECT_EQ(at(free, sign, 0)->slice.type, SliceType::minimum);
    ASSERT_NE(at(free, 0, sign / 2), nullptr);
    EXPECT_EQ(at(free, 0, sign / 2)->slice.type, SliceType::saddle);
  }
  ASSERT_NE(at(free, 0, 0), nullptr);
  EXPECT_EQ(at(free, 0, 0)->slice.type, SliceType::maximum);
  EXPECT_EQ(picture.panels[1].points.size(), 3U);
}

// f grows without bound in every direction, so minima and maxima are one more than saddles (Poincaré and
// Hopf): a critical point that was missed, or found twice, would show. Gradients are the objective's own.
TEST(Landscape, IndicesOfTheCriticalPointsAddUpToOne) {
  for (const double epsilon : {0.05, 0.1, 0.3, 0.7, 1.1}) {
    if (test::sanitized && epsilon > 0.1) break;
    const Problem problem = theorem_three_problem(2, 1, 1, 0.5, epsilon);
    const auto objective = problem.objective();
    const Landscape picture = landscape(*objective, whole_plane(*objective));
    int index = 0;
    for (const LandscapePoint& point : picture.panels[0].points) {
      ASSERT_NE(point.slice.type, SliceType::flat) << epsilon;
      index += point.slice.type == SliceType::saddle ? -1 : 1;
      const Matrix U = (Matrix(2, 1) << point.slice.place.x(), point.slice.place.y()).finished();
      EXPECT_LE(objective->gradient(U).norm(), 1e-13) << epsilon;
    }
    EXPECT_EQ(index, 1) << epsilon;
  }
}

TEST(Landscape, AnExactLowRankMatrixHasOneMinimumInTheQuadrant) {
  Problem problem;
  problem.measurement = std::make_shared<FullMeasurement>(2, 2);
  problem.truth = Factors{Matrix((Matrix(2, 1) << 0.8, 0.6).finished()), {}};
  const auto objective = problem.objective();
  const Landscape picture = landscape(*objective, whole_plane(*objective));
  ASSERT_EQ(picture.panels[0].points.size(), 3U);
  const Panel& constrained = picture.panels[1];
  ASSERT_EQ(constrained.points.size(), 2U);
  ASSERT_NE(at(constrained, 0.8, 0.6), nullptr);
  EXPECT_EQ(at(constrained, 0.8, 0.6)->certificate.verdict, Verdict::global_minimizer);
}

// A 1×1 asymmetric problem: minima fill the hyperbola lr = 1.
TEST(Landscape, SpreadsPointsOverACurveOfMinima) {
  Problem problem;
  problem.symmetric = false;
  problem.measurement = std::make_shared<FullMeasurement>(1, 1);
  problem.truth = Factors{Matrix(Matrix::Ones(1, 1)), Matrix(Matrix::Ones(1, 1))};
  const auto objective = problem.objective();
  LandscapeOptions options;
  options.window = Window{-2, 2, -2, 2};
  const Landscape picture = landscape(*objective, whole_plane(*objective), options);
  const auto& points = picture.panels[0].points;
  ASSERT_GE(points.size(), 4U);
  for (const LandscapePoint& point : points) {
    EXPECT_FALSE(point.slice.isolated);
    const double product = point.slice.place.prod();
    EXPECT_LE(std::min(std::abs(product - 1), point.slice.place.norm()), 1e-4);
  }
}

TEST(Landscape, AmongLargerProblemsTheSliceHoldsThePointAndTheTruth) {
  const Problem problem = theorem_three_problem(6, 2, 2, 0.5, 0.3);
  const auto objective = problem.objective();
  PlaneOptions plane_options;
  plane_options.truth = problem.stacked_truth();
  const SlicePlane plane = plane_through(*objective, problem.stacked_point(), plane_options);
  const Plane& P = plane.plane;
  EXPECT_NEAR(P.first.cwiseProduct(P.second).sum(), 0, 1e-12);
  EXPECT_NEAR(P.first.norm(), P.second.norm(), 1e-12);

  const Slice slice(*objective, P, {-0.75, 1.75, -1.25, 1.25});
  Random random(3);
  for (int trial = 0; trial < 20; ++trial) {
    const Point2 p(3 * random.uniform() - 1, 3 * random.uniform() - 1.5);
    const double value = objective->value(P.at(p));
    EXPECT_NEAR(slice.value(p), value, 1e-11 * (1 + value));
    const Matrix G = objective->gradient(P.at(p));
    const Point2 g(G.cwiseProduct(P.first).sum(), G.cwiseProduct(P.second).sum());
    EXPECT_LE((slice.polynomial().gradient(slice.scaled(p)).cwiseQuotient(slice.window().half()) - g).norm(),
              1e-10 * (1 + g.norm()));
  }

  LandscapeOptions options;
  options.witness = problem.stacked_truth();
  const Landscape picture = landscape(*objective, plane, options);
  EXPECT_FALSE(picture.whole_space);
  const LandscapePoint* point = at(picture.panels[1], 0, 0);
  ASSERT_NE(point, nullptr);
  EXPECT_EQ(point->certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(point->certificate.spurious, true);
  const LandscapePoint* truth = at(picture.panels[1], 1, 0);
  ASSERT_NE(truth, nullptr);
  EXPECT_EQ(truth->certificate.verdict, Verdict::global_minimizer);
  for (const LandscapePoint& other : picture.panels[1].points)
    EXPECT_TRUE((P.at(other.slice.place).array() >= -1e-10).all());
}

TEST(Landscape, LevelsSeparateTheCriticalValues) {
  const Problem problem = theorem_three_problem(2, 1, 1, 0.5, 0.3);
  const auto objective = problem.objective();
  const Landscape picture = landscape(*objective, whole_plane(*objective));
  EXPECT_TRUE(std::is_sorted(picture.levels.begin(), picture.levels.end()));
  std::vector<double> values;
  for (const Panel& panel : picture.panels)
    for (const LandscapePoint& point : panel.points) values.push_back(point.slice.value);
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    if (values[i + 1] - values[i] < 1e-6) continue;
    EXPECT_GE(std::count_if(picture.levels.begin(), picture.levels.end(),
                            [&](double v) { return v > values[i] && v < values[i + 1]; }),
              1)
        << values[i] << " " << values[i + 1];
  }
}

TEST(Landscape, PutsThePanelAroundTheFeasiblePolygon) {
  Plane plane{Matrix::Zero(2, 1), Matrix(2, 1), Matrix(2, 1)};
  plane.base << 1, 1;  // feasible: x + 1 ≥ 0 and 1 − x − y ≥ 0
  plane.first << 1, -1;
  plane.second << 0, -1;
  const auto polygon = feasible_polygon(plane, {-2, 2, -2, 2});
  ASSERT_EQ(polygon.size(), 4U);
  double area = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point2 &a = polygon[i].place, &b = polygon[(i + 1) % polygon.size()].place;
    area += (a.x() * b.y() - a.y() * b.x()) / 2;
  }
  EXPECT_NEAR(area, 7.5, 1e-12);  // [−1, 2]×[−2, 2] less the corner above x + y = 1
  EXPECT_EQ(std::count_if(polygon.begin(), polygon.end(), [](const Corner& c) { return c.is_constraint(); }),
            2);
  plane.base << -1, -1;
  plane.first << 0, 0;
  EXPECT_TRUE(feasible_polygon(plane, {-2, 2, -2, 2}).empty());
}

TEST(Landscape, RefusesWhatMakesNoPicture) {
  const Problem problem = theorem_three_problem(2, 1, 1, 0.5, 0.3);
  const auto objective = problem.objective();
  const SlicePlane plane = whole_plane(*objective);
  LandscapeOptions options;
  options.grid = 15;
  EXPECT_THROW(landscape(*objective, plane, options), InputError);
  options = {};
  options.window = Window{1, 1, 0, 1};
  EXPECT_THROW(landscape(*objective, plane, options), InputError);
  SlicePlane flat = plane;
  flat.plane.second = 2 * flat.plane.first;
  EXPECT_THROW(landscape(*objective, flat), InputError);
  const Problem larger = theorem_three_problem(3, 1, 1, 0.5, 0.3);
  EXPECT_THROW(whole_plane(*larger.objective()), InputError);
  EXPECT_THROW(landscape(*larger.objective(), plane), InputError);
}

}  // namespace
}  // namespace orthant

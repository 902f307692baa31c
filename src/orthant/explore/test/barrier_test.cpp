// Passes between minima: against heights known in closed form, a flood of the plane, and laws.

#include "orthant/explore/barrier.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <queue>

#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/solvers/projected_gradient.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::uniform_matrix;

Matrix column(std::initializer_list<double> entries) {
  Matrix out(static_cast<Index>(entries.size()), 1);
  std::copy(entries.begin(), entries.end(), out.data());
  return out;
}

/// f(u) = ½‖uuᵀ − [1 −c; −c 1]‖² has its minima in the quadrant at e₁ and e₂, ½ + c², 0 < c < 1. Every path between them
/// crosses the diagonal, where f is least at u₁² = u₂² = (1 − c)/2: the lowest pass is (1 + c)²/2.
TEST(Barrier, IsThePassOfASymmetricPlane) {
  for (const double c : {0.1, 0.5, 0.9}) {
    const SymmetricRecovery objective(fully_observed(Matrix{{1, -c}, {-c, 1}}), 1);
    const LowPath found = lowest_path(objective, column({1, 0}), column({0, 1}), {}, Budget());
    const double pass = (1 + c) * (1 + c) / 2;
    EXPECT_GE(found.height, pass * (1 - 1e-14)) << c;
    EXPECT_LE(found.height, pass * (1 + 1e-6)) << c;
    EXPECT_LE(found.height, found.straight);
  }
}

/// The objective in the plane as a landscape of `side`² cells: the least level at which water connects two of them.
double level_of_flood(const Objective& objective, const Matrix& U, const Matrix& V, double width,
                      Index side) {
  const auto value = [&](Index cell) {
    const double x = width * static_cast<double>(cell / side) / static_cast<double>(side - 1),
                 y = width * static_cast<double>(cell % side) / static_cast<double>(side - 1);
    return objective.value(column({x, y}));
  };
  const auto cell_of = [&](const Matrix& W) {
    const auto round = [&](double x) { return std::lround(x / width * static_cast<double>(side - 1)); };
    return static_cast<Index>(round(W(0))) * side + static_cast<Index>(round(W(1)));
  };
  using Shore = std::pair<double, Index>;
  std::priority_queue<Shore, std::vector<Shore>, std::greater<>> shore;
  std::vector<bool> wet(static_cast<std::size_t>(side * side), false);
  const Index begin = cell_of(U), end = cell_of(V);
  shore.push({value(begin), begin});
  double level = -1;
  while (!shore.empty()) {
    const auto [height, cell] = shore.top();
    shore.pop();
    if (wet[static_cast<std::size_t>(cell)]) continue;
    wet[static_cast<std::size_t>(cell)] = true;
    level = std::max(level, height);
    if (cell == end) return level;
    for (Index dx = -1; dx <= 1; ++dx)
      for (Index dy = -1; dy <= 1; ++dy) {
        const Index x = cell / side + dx, y = cell % side + dy;
        if (x < 0 || y < 0 || x >= side || y >= side || wet[static_cast<std::size_t>(x * side + y)]) continue;
        shore.push({value(x * side + y), x * side + y});
      }
  }
  return level;
}

TEST(Barrier, AgreesWithAFloodOfThePlane) {
  Random random(3);
  int uneven = 0;
  for (int trial = 0; trial < 12; ++trial) {
    const double a = 0.5 + random.uniform(), b = 0.5 + random.uniform(), c = 0.3 * random.uniform() + 0.1;
    const SymmetricRecovery objective(fully_observed(Matrix{{a, -c}, {-c, b}}), 1);
    const Matrix U = column({std::sqrt(a), 0}), V = column({0, std::sqrt(b)});
    const LowPath found = lowest_path(objective, U, V, {}, Budget());
    const double flood = level_of_flood(objective, U, V, 1.6, 321);
    EXPECT_NEAR(found.height, flood, 2e-3 * flood) << trial;
    uneven += std::abs(found.straight - found.height) > 1e-3 * found.height ? 1 : 0;
  }
  EXPECT_GT(uneven, 6);  // paths that had to be bent
}

/// The largest objective at many points of a path is no higher than its height, which is met.
void expect_height_of_path(const Objective& objective, const LowPath& path) {
  double largest = 0;
  for (std::size_t i = 0; i + 1 < path.points.size(); ++i)
    for (int k = 0; k <= 50; ++k)
      largest = std::max(largest,
                         objective.value(path.points[i] + k / 50.0 * (path.points[i + 1] - path.points[i])));
  EXPECT_LE(largest, path.height * (1 + 1e-12));
  const bool exact = path_height_of(objective) == PathHeight::quartic;
  EXPECT_GE(largest, path.height * (1 - (exact ? 1e-3 : 5e-2)));
  for (const Matrix& point : path.points) EXPECT_GE(point.minCoeff(), 0);
}

std::shared_ptr<const Objective> some_objective(Random& random, int kind) {
  const Matrix A = random_matrix(random, 8, 6), S = random_matrix(random, 7, 7, true);
  const auto squares = std::make_shared<AsymmetricRecovery>(fully_observed(A), 3);
  switch (kind) {
    case 0:
      return squares;
    case 1:
      return std::make_shared<AsymmetricRecovery>(fully_observed(A), 3, 0.3);
    case 2:
      return std::make_shared<SymmetricRecovery>(fully_observed(S + S.transpose()), 3);
    case 3:
      return std::make_shared<Regularised>(squares, Regularisation{0.1, 0.2, 0.05, 0.1});
    case 4:
      return std::make_shared<Regularised>(squares, Regularisation{.density = 0.5, .density_bound = 0.3});
    case 5:
      return std::make_shared<DivergenceRecovery>(fully_observed(A), 3, Divergence::kullback_leibler);
    default:
      return std::make_shared<DivergenceRecovery>(fully_observed(A), 3, Divergence::itakura_saito);
  }
}

Matrix resting_point(const Objective& objective, Random& random) {
  return projected_gradient(objective, random_matrix(random, objective.rows(), objective.rank()), {},
                            any_of({stationary(1e-8), iteration_limit(5000)}))
      .U;
}

TEST(Barrier, IsTheHeightOfAFeasiblePathFromEndToEnd) {
  Random random(11);
  const PathHeight kinds[] = {PathHeight::quartic, PathHeight::quartic, PathHeight::quartic,
                              PathHeight::quartic, PathHeight::convex,  PathHeight::convex,
                              PathHeight::sampled};
  for (int kind = 0; kind < 7; ++kind) {
    const auto objective = some_objective(random, kind);
    ASSERT_EQ(path_height_of(*objective), kinds[kind]) << kind;
    int lowered = 0;
    for (int trial = 0; trial < 4; ++trial) {
      const Matrix U = resting_point(*objective, random), V = resting_point(*objective, random);
      const LowPath path = lowest_path(*objective, U, V, {.images = 8, .steps = 20}, Budget());
      if (kinds[kind] != PathHeight::sampled) expect_height_of_path(*objective, path);
      EXPECT_GE(path.height, std::max(objective->value(U), objective->value(V)));
      EXPECT_LE(path.height, path.straight);
      lowered += path.height < path.straight ? 1 : 0;
      EXPECT_NEAR(objective->value(path.points.front()), objective->value(U), 1e-6 * objective->value(U));
      EXPECT_NEAR(objective->value(path.points.back()), objective->value(V), 1e-6 * objective->value(V));
      EXPECT_EQ(lowest_path(*objective, V, U, {.images = 8, .steps = 20}, Budget()).height, path.height);
    }
    EXPECT_GT(lowered, 0) << kind;
  }
}

TEST(Barrier, ThereIsNoneBetweenAPointAndItselfInAnotherOrder) {
  Random random(4);
  const AsymmetricRecovery objective(fully_observed(random_matrix(random, 8, 6)), 3);
  const Matrix U = random_matrix(random, 14, 3);
  Matrix V = U(Eigen::all, std::vector<Index>{2, 0, 1});
  V.topRows(8).col(1) *= 3;
  V.bottomRows(6).col(1) /= 3;
  const LowPath path = lowest_path(objective, U, V, {}, Budget());
  EXPECT_NEAR(path.height, objective.value(U), 1e-12 * path.height);
}

/// Points of a path go down side by side where each has enough to do.
TEST(Barrier, DoesNotDependOnThreads) {
  Random random(6);
  const AsymmetricRecovery objective(fully_observed(random_matrix(random, 60, 50)), 8);
  const Matrix U = resting_point(objective, random), V = resting_point(objective, random);
  const int before = threads();
  set_threads(1);
  const LowPath alone = lowest_path(objective, U, V, {.steps = 10}, Budget());
  set_threads(2);
  const LowPath both = lowest_path(objective, U, V, {.steps = 10}, Budget());
  set_threads(before);
  EXPECT_NEAR(alone.height, both.height, 1e-9 * alone.height);
  EXPECT_LT(both.height, both.straight);
  expect_height_of_path(objective, both);
}

TEST(Barrier, WithoutTimeItIsTheStraightPath) {
  Random random(5);
  const AsymmetricRecovery objective(fully_observed(random_matrix(random, 8, 6)), 3);
  const Matrix U = random_matrix(random, 14, 3), V = random_matrix(random, 14, 3);
  const LowPath path = lowest_path(objective, U, V, {}, Budget(-1));
  EXPECT_EQ(path.height, path.straight);
  EXPECT_EQ(path.points.size(), 2u);
  EXPECT_THROW(lowest_path(objective, U, V, {.images = 1}, Budget()), InputError);
}

TEST(Barrier, HugeDataHaveNoHeightRatherThanAWrongOne) {
  const SymmetricRecovery objective(fully_observed(Matrix{{1e200, 0}, {0, 1e200}}), 1);
  const LowPath path = lowest_path(objective, column({1e100, 0}), column({0, 1e100}), {}, Budget());
  EXPECT_TRUE(std::isinf(path.height));
}

}  // namespace
}  // namespace orthant

// Where basins join: minimax paths against all chains, and the laws of an ultrametric.

#include "orthant/explore/disconnectivity.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/objectives/recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;

std::vector<Barrier> random_barriers(Index m, Random& random) {
  std::vector<Barrier> out;
  for (Index i = 0; i < m; ++i)
    for (Index j = i + 1; j < m; ++j) out.push_back({i, j, 1 + random.uniform(), 2, true});
  return out;
}

/// By Floyd and Warshall with max for plus.
Matrix minimax_of(Index m, const std::vector<Barrier>& barriers) {
  Matrix h = Matrix::Constant(m, m, INFINITY);
  for (const Barrier& one : barriers) h(one.first, one.second) = h(one.second, one.first) = one.height;
  for (Index k = 0; k < m; ++k)
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < m; ++j) h(i, j) = std::min(h(i, j), std::max(h(i, k), h(k, j)));
  return h;
}

TEST(Disconnectivity, JoinsAreMinimaxPaths) {
  Random random(7);
  for (Index m = 1; m <= 9; ++m) {
    Disconnectivity graph;
    graph.objective.assign(static_cast<std::size_t>(m), 0.5);
    graph.barriers = random_barriers(m, random);
    graph.joins = joins_of(m, graph.barriers);
    ASSERT_EQ(static_cast<Index>(graph.joins.size()), m - 1);
    const Matrix h = join_heights(graph), expected = minimax_of(m, graph.barriers);
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < m; ++j) {
        EXPECT_EQ(h(i, j), i == j ? 0.5 : expected(i, j));
        for (Index k = 0; k < m; ++k) EXPECT_LE(h(i, k), std::max(h(i, j), h(j, k)));
      }
  }
}

TEST(Disconnectivity, PairsWithoutAHeightStayApart) {
  Disconnectivity graph;
  graph.objective = {1, 1, 1};
  graph.barriers = {{0, 1, 2, 2, true}, {0, 2, INFINITY, INFINITY, true}};
  graph.joins = joins_of(3, graph.barriers);
  ASSERT_EQ(graph.joins.size(), 1u);
  EXPECT_EQ(join_heights(graph)(0, 1), 2);
  EXPECT_TRUE(std::isinf(join_heights(graph)(1, 2)));
}

/// f(u) = ½‖uuᵀ − (I − c(11ᵀ − I))‖² in n dimensions: the units e_i are its minima, and (1 + c)²/2 + … the pass between
/// any two, by way of the plane of both: there f is that of two dimensions and a constant.
TEST(Disconnectivity, OfTheUnitsAllJoinAtOnePass) {
  const double c = 0.5;
  constexpr Index n = 4;
  Matrix M = Matrix::Constant(n, n, -c);
  M.diagonal().setOnes();
  const SymmetricRecovery objective(fully_observed(M), 1);
  std::vector<Matrix> units;
  for (Index i = 0; i < n; ++i) units.push_back(Matrix::Identity(n, n).col(i));
  const double beyond = (M.squaredNorm() - Matrix(M.topLeftCorner(2, 2)).squaredNorm()) / 2;
  for (const bool every_pair : {false, true}) {
    const Disconnectivity graph = disconnectivity(objective, units, {.every_pair = every_pair}, Budget());
    EXPECT_TRUE(graph.left_out.empty());
    EXPECT_EQ(graph.barriers.size(), 6u);
    Index searched = 0;
    for (const Barrier& one : graph.barriers) searched += one.searched ? 1 : 0;
    EXPECT_GE(searched, every_pair ? 6 : 3);
    ASSERT_EQ(graph.joins.size(), 3u);
    for (const Join& join : graph.joins)
      EXPECT_NEAR(join.height, (1 + c) * (1 + c) / 2 + beyond, 1e-5 * join.height);
  }
}

TEST(Disconnectivity, LargeDataAffordFewerMinima) {
  const SymmetricRecovery small(fully_observed(Matrix::Identity(4, 4)), 2);
  EXPECT_EQ(affordable_minima(small, {}), 12);
  EXPECT_EQ(affordable_minima(small, {.minima = 3}), 3);
  Index before = 13;
  for (const Index n : {100, 1000, 4000}) {
    const SymmetricRecovery larger(fully_observed(Matrix::Identity(n, n)), 20);
    const Index tree = affordable_minima(larger, {}), all = affordable_minima(larger, {.every_pair = true});
    EXPECT_LE(all, tree);
    EXPECT_LE(tree, before);
    before = tree;
  }
  EXPECT_LT(before, 2);
}

TEST(Disconnectivity, SaysWhatTheTimeLeftOut) {
  const SymmetricRecovery objective(fully_observed(Matrix{{1, -0.5}, {-0.5, 1}}), 1);
  const std::vector<Matrix> minima = {Matrix{{1}, {0}}, Matrix{{0}, {1}}};
  const Disconnectivity graph = disconnectivity(objective, minima, {}, Budget(-1));
  EXPECT_TRUE(graph.barriers.empty());
  EXPECT_TRUE(graph.joins.empty());
  EXPECT_EQ(graph.left_out, "1 of 1 pairs of minima are left out: the time ran out.");
}

}  // namespace
}  // namespace orthant

/// Second-order conditions of relaxed points, against curves and all clusterings of few points.
#include "orthant/kmeans/relaxed_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "orthant/kmeans/augmented_lagrangian.hpp"
#include "orthant/kmeans/clustering_exchange.hpp"
#include "orthant/kmeans/kmeans.hpp"
#include "orthant/kmeans/relaxation_start.hpp"
#include "orthant/kmeans/relaxation_tangent.hpp"

namespace orthant {
namespace {

/// Columns, centred, of mean square 1.
Matrix standard_columns(Index d, Index n, Random& random) {
  Matrix P(d, n);
  for (double& x : P.reshaped()) x = random.normal();
  const Vector mean = P.rowwise().mean();
  P.colwise() -= mean;
  return P / std::sqrt(P.squaredNorm() / static_cast<double>(n));
}

Matrix factor_of(const std::vector<Index>& labels, Index columns) {
  Matrix U = Matrix::Zero(std::ssize(labels), columns);
  for (Index i = 0; i < U.rows(); ++i) {
    const Index label = labels[static_cast<std::size_t>(i)];
    U(i, label) = 1 / std::sqrt(static_cast<double>(std::count(labels.begin(), labels.end(), label)));
  }
  return U;
}

double infeasibility(const Matrix& U, Index clusters) {
  const Vector excess = U * U.colwise().sum().transpose() - Vector::Ones(U.rows());
  return excess.norm() + std::abs(U.squaredNorm() - static_cast<double>(clusters)) -
         std::min(0.0, U.minCoeff());
}

/// All clusterings of n points, labels in order of appearance.
std::vector<std::vector<Index>> all_clusterings(Index n, Index clusters) {
  std::vector<std::vector<Index>> out;
  std::vector<Index> labels(static_cast<std::size_t>(n));
  const auto extend = [&](auto&& self, std::size_t at, Index used) -> void {
    if (at == labels.size()) {
      if (used == clusters) out.push_back(labels);
      return;
    }
    for (Index k = 0; k <= std::min(used, clusters - 1); ++k) {
      labels[at] = k;
      self(self, at + 1, std::max(used, k + 1));
    }
  };
  extend(extend, 0, 0);
  return out;
}

TEST(RelaxedOrder, ProjectsOnTheTangentSpace) {
  Random random(1);
  const Matrix P = standard_columns(2, 30, random);
  const RelaxedPoint point = relax(P, 2, random_start(30, 4, random), {}, Budget());
  Matrix U = point.U;
  ASSERT_TRUE(restore_feasibility(U, 2, 0.01));
  EXPECT_LE(infeasibility(U, 2), 1e-10);
  const RelaxationTangent tangent(U);
  Matrix V(30, 4);
  for (double& x : V.reshaped()) x = random.normal();
  const Matrix W = tangent.project(V);
  EXPECT_LE(tangent.constraints(W).norm(), 1e-10);
  EXPECT_EQ((U.array() > 0).select(0.0, W.array()).abs().maxCoeff(), 0);
  EXPECT_LE((tangent.project(W) - W).norm(), 1e-12);
  const Vector w = Vector::Random(31);
  EXPECT_NEAR(tangent.adjoint(w).cwiseProduct(V).sum(),
              w.dot(tangent.constraints(tangent.support().cwiseProduct(V))), 1e-10);
  EXPECT_NEAR(W.cwiseProduct(tangent.adjoint(w)).sum(), 0, 1e-10);
}

/// The ways of clustering_exchange.hpp: feasible, continuous at both ends, the objective linear in τ.
TEST(RelaxedOrder, WaysBetweenClusteringsAreFeasibleAndFall) {
  Random random(2);
  for (const Index clusters : {2, 3})
    for (const Index columns : {clusters, clusters + 1, clusters + 2, 2 * clusters}) {
      const Index n = 6;
      const Matrix P = standard_columns(2, n, random);
      const auto all = all_clusterings(n, clusters);
      Index ways = 0;
      for (const auto& from : all)
        for (const auto& to : all) {
          const auto way = ClusteringExchange::between(from, to, clusters, columns);
          if (!way) continue;
          ++ways;
          const double before = (P * factor_of(from, columns)).squaredNorm(),
                       after = (P * factor_of(to, columns)).squaredNorm();
          for (const double tau : {0.0, 1e-8, 1e-3, 0.3, 0.999, 1.0}) {
            const Matrix U = way->at(tau);
            EXPECT_LE(infeasibility(U, clusters), 1e-12);
            EXPECT_NEAR((P * U).squaredNorm(), (1 - tau) * before + tau * after, 1e-12);
          }
          EXPECT_LE((way->at(1e-10) - way->at(0)).norm(), 1e-4);
          const Matrix U = way->at(0);
          EXPECT_LE(
              (U * U.transpose() - factor_of(from, columns) * factor_of(from, columns).transpose()).norm(),
              1e-12);
        }
      EXPECT_EQ(ways == 0, columns == clusters);
      if (columns == 2 * clusters) {
        EXPECT_EQ(ways, std::ssize(all) * (std::ssize(all) - 1));
      }
    }
}

/// At r = K every clustering is isolated; with spare columns a clustering is a saddle where a better one can be reached,
/// and the best one never leads to another clustering.
TEST(RelaxedOrder, FindsTheSaddlesAmongAllClusteringsOfSixPoints) {
  Random random(3);
  Index saddles = 0, missed = 0;
  for (int trial = 0; trial < 6; ++trial)
    for (const Index clusters : {2, 3}) {
      const Matrix P = standard_columns(1 + trial % 2, 6, random);
      const auto all = all_clusterings(6, clusters);
      const auto inertia = [&](const std::vector<Index>& labels) {
        return clustering_of(P, labels, clusters).inertia;
      };
      const auto best = *std::min_element(
          all.begin(), all.end(), [&](const auto& a, const auto& b) { return inertia(a) < inertia(b); });
      const Clustering known = clustering_of(P, best, clusters);
      for (Index columns = clusters; columns <= 2 * clusters; ++columns)
        for (const auto& labels : all) {
          const RelaxedOrder order =
              relaxed_order(P, factor_of(labels, columns), clusters, known, random, Budget());
          EXPECT_TRUE(order.clustering);
          EXPECT_NEAR(order.objective, inertia(labels), 1e-9);
          const bool saddle = order.verdict == "saddle";
          if (columns == clusters) {
            EXPECT_EQ(order.verdict, "second_order");
          }
          if (labels == best) {
            EXPECT_FALSE(saddle);
          }
          if (columns == 2 * clusters) {
            EXPECT_EQ(saddle, inertia(labels) > inertia(best) + 1e-9) << inertia(labels) - inertia(best);
          }
          // With one spare column: where any part of a cluster would better be in another.
          const bool reached = std::any_of(all.begin(), all.end(), [&](const auto& to) {
            return inertia(to) < inertia(labels) - 1e-9 &&
                   ClusteringExchange::between(labels, to, clusters, columns).has_value();
          });
          if (saddle) {
            EXPECT_TRUE(reached);
            ++saddles;
            EXPECT_LE(infeasibility(order.below, clusters), 1e-12);
            const double below = P.squaredNorm() - (P * order.below).squaredNorm();
            EXPECT_NEAR(below, order.below_objective, 1e-10);
            EXPECT_LT(below, order.objective);
          }
          missed += reached && !saddle ? 1 : 0;
        }
    }
  EXPECT_GT(saddles, 300);
  EXPECT_LT(20 * missed, saddles);  // the search for a better clustering is local
}

/// What is called a saddle has a lower point, feasible; what is called second order has none nearby.
TEST(RelaxedOrder, ExaminesEndsOfTheRelaxation) {
  Random random(4);
  Index saddles = 0, minima = 0;
  for (int trial = 0; trial < 12; ++trial) {
    const Index clusters = 2 + trial % 3, n = 40;
    const Matrix P = standard_columns(2, n, random);
    const Clustering known =
        with_single_moves(P, lloyd(P, P(Eigen::all, spread_points(P, clusters, random)), Budget()), Budget());
    const RelaxedPoint point = relax(P, clusters, spread_start(P, 2 * clusters, random), {}, Budget());
    const RelaxedOrder order = relaxed_order(P, point.U, clusters, known, random, Budget());
    EXPECT_NE(order.verdict, "not_stationary");
    EXPECT_NEAR(order.objective, point.objective, 1e-3);
    if (order.verdict == "saddle") {
      ++saddles;
      EXPECT_LE(infeasibility(order.below, clusters), 1e-10);
      EXPECT_NEAR(P.squaredNorm() - (P * order.below).squaredNorm(), order.below_objective, 1e-9);
      EXPECT_LT(order.below_objective, order.objective);
    }
    if (order.verdict != "second_order" || order.clustering) continue;
    ++minima;
    Matrix U = merged_columns(point.U);
    ASSERT_TRUE(restore_feasibility(U, clusters, 0.01));
    for (int look = 0; look < 200; ++look) {
      Matrix V(n, U.cols());
      for (double& x : V.reshaped()) x = random.normal();
      Matrix at = U + 1e-3 * RelaxationTangent(U).project(V);
      at = at.cwiseMax(0.0);
      if (!restore_feasibility(at, clusters, 0.1)) continue;
      EXPECT_GE(P.squaredNorm() - (P * at).squaredNorm(), order.objective - 1e-9);
    }
  }
  EXPECT_GT(saddles + minima, 8);
}

/// Ends of relaxations with parallel columns are saddles at times: the search leaves them, downwards.
TEST(RelaxedOrder, SaddlesAreLeft) {
  Random random(5);
  Index left = 0;
  for (int trial = 0; trial < 6; ++trial) {
    const Matrix X = standard_columns(2, 60, random).transpose();
    const KMeansResult found = kmeans(X, 4, {.starts = 2, .seed = trial});
    ASSERT_TRUE(found.relaxed && found.order);
    left += found.left_saddles;
    for (const KMeansStart& start : found.starts)
      if (start.converged) {
        EXPECT_LE(*found.relaxed, *start.relaxed * (1 + 1e-6));
      }
    EXPECT_LE(*found.relaxed, found.inertia * (1 + 1e-4));
    EXPECT_FALSE(order_in_words(found).empty());
  }
  EXPECT_GT(left, 0);
}

}  // namespace
}  // namespace orthant

// Theorem 4, its constant-value set, imbalanced clusters, and the unconstrained counterexample.
#include <gtest/gtest.h>

#include <cmath>

#include "orthant/certify/certify.hpp"
#include "orthant/operators/rip/rip.hpp"
#include "orthant/paper/instances/named.hpp"
#include "orthant/paper/instances/theorem4.hpp"

namespace orthant::paper {
namespace {

Certificate judge_point(const Problem& problem, bool unconstrained = false) {
  CertifyOptions options;
  options.unconstrained = unconstrained;
  const Matrix truth = *problem.stacked_truth();
  return certify(*problem.objective(), problem.stacked_point(), options, &truth);
}

TEST(TheoremFourPoint, IsSecondOrderCriticalAndNotStrict) {
  for (const Index r_star : {2, 3})
    for (const Index r : {2, 3, 4}) {
      if (r < r_star) continue;
      Theorem4 t;
      t.m = r + 2, t.r = r, t.r_star = r_star;
      const Certificate certificate = judge_point(theorem4(t));
      EXPECT_EQ(certificate.verdict, Verdict::second_order_critical) << "r = " << r << ", r⋆ = " << r_star;
      EXPECT_EQ(certificate.second_order.copositive, "weak");
      EXPECT_LT(*certificate.witness_objective, certificate.objective);
    }
}

TEST(TheoremFourSet, ChangesFromCriticalToSaddleAtOneOverM) {
  for (const double factor : {0.5, 0.9, 1.1, 1.5}) {
    Theorem4 t;
    t.m = 6, t.r = 3, t.r_star = 2;
    const double least = factor / 6;
    t.w = {std::sqrt(least), std::sqrt((1 - least) / 2), std::sqrt((1 - least) / 2)};
    const Certificate certificate = judge_point(theorem4(t));
    EXPECT_EQ(certificate.verdict, factor > 1 ? Verdict::second_order_critical : Verdict::saddle) << factor;
    if (factor < 1) {
      EXPECT_LT(certificate.escape->objective, certificate.objective);
    }
  }
}

TEST(ImbalancedClustersPoint, IsASaddleOnceASmallClusterIsLargeEnough) {
  // m/r = 4 against the largest small cluster.
  for (const auto& [size, verdict] :
       {std::pair<Index, Verdict>{3, Verdict::second_order_critical}, {5, Verdict::saddle}}) {
    ImbalancedClusters c;
    c.m = 12, c.small = {1, size}, c.r = 3;
    EXPECT_EQ(judge_point(imbalanced_clusters(c)).verdict, verdict) << size;
  }
}

TEST(HalfDeltaPoint, IsSecondOrderCriticalWithoutTheConstraint) {
  const Problem problem = half_delta();
  const Certificate certificate = judge_point(problem, true);
  EXPECT_EQ(certificate.verdict, Verdict::second_order_critical);
  EXPECT_EQ(certificate.cone.free, 2);
  const RipResult rip = restricted_isometry(*problem.measurement, 2);
  EXPECT_NEAR(rip.scaled_lower, 0.5, 1e-12);
  EXPECT_NEAR(rip.scaled_upper, 0.5, 1e-12);
}

TEST(Unconstrained, PointsOfAnySignAreJudgedAndKeepTheirSmallEntries) {
  const Problem problem = half_delta();
  CertifyOptions options;
  options.unconstrained = true;
  Matrix minus(2, 1);
  minus << -1, 1e-14;
  const Certificate certificate = certify(*problem.objective(), minus, options);
  EXPECT_EQ(certificate.verdict, Verdict::global_minimizer);
  EXPECT_EQ(certificate.first_order.snapped, 0);
  EXPECT_EQ(certificate.U(1, 0), 1e-14);
}

}  // namespace
}  // namespace orthant::paper

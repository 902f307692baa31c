// φ(V) = f(V∘V): certified without a constraint, and how its critical points correspond to those of f.
#include "orthant/objectives/squared_variables.hpp"

#include <gtest/gtest.h>

#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "support/find_stationary.hpp"

namespace orthant::paper {
namespace {

CertifyOptions unconstrained() {
  CertifyOptions options;
  options.unconstrained = true;
  return options;
}

TEST(Squared, StrictMinimaWithPositiveMultipliersStayStrictForEverySign) {
  const Problem problem = theorem3({});
  const SquaredVariables phi(problem.objective());
  Matrix V = root_point(problem.stacked_point());
  for (const double sign : {1.0, -1.0}) {
    const Certificate certificate = certify(phi, sign * V, unconstrained());
    EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer);
    // The modulus: 2G at the zero, 4u·H·u at the other: min(2·2α³ε, 4α·4α²).
    EXPECT_NEAR(*certificate.second_order.modulus, 0.05, 1e-9);
  }
}

TEST(Squared, DegenerateEntriesAreOnlySecondOrderCriticalThere) {
  Theorem3 t;
  t.n = 4, t.r = 2, t.r_star = 2;
  const Problem problem = theorem3(t);
  const auto f = problem.objective();
  EXPECT_EQ(certify(*f, problem.stacked_point()).verdict, Verdict::strict_local_minimizer);
  const SquaredVariables phi(problem.objective());
  EXPECT_EQ(certify(phi, root_point(problem.stacked_point()), unconstrained()).verdict,
            Verdict::second_order_critical);
}

TEST(Squared, AStationaryPointOfRandomDataIsJudgedAlikeThroughBoth) {
  Random random(31);
  int compared = 0;
  for (const auto& problem : testing::random_problems(random, 7, 6)) {
    const auto base = std::make_shared<AsymmetricRecovery>(problem.observations, 2, 0.25);
    const Matrix U = testing::find_stationary_by_gradient(*base, 3, 20000, 1e-12);
    const Certificate direct = certify(*base, U);
    if (direct.verdict != Verdict::strict_local_minimizer || direct.cone.nonnegative > 0) continue;
    const Certificate squared = certify(SquaredVariables(base), root_point(direct.U), unconstrained());
    EXPECT_EQ(squared.verdict, Verdict::strict_local_minimizer) << problem.name;
    ++compared;
  }
  EXPECT_GE(compared, 2);
}

}  // namespace
}  // namespace orthant::paper

// Theorem 3 over a grid: exact constants, verdicts and sharp moduli, symmetric and asymmetric.
#include <gtest/gtest.h>

#include "orthant/certify/certify.hpp"
#include "orthant/operators/rip/rip.hpp"
#include "orthant/paper/instances/theorem3.hpp"

namespace orthant::paper {
namespace {

Certificate judge(const Problem& problem) {
  const Matrix truth = *problem.stacked_truth();
  return certify(*problem.objective(), problem.stacked_point(), {}, &truth);
}

/// Parameters inside the theorem's range: ranks to 4, with and without spare rows, permuted or not.
std::vector<Theorem3> grid() {
  std::vector<Theorem3> out;
  for (const Index r_star : {1, 2, 3})
    for (const Index r : {1, 2, 3, 4})
      for (const Index more : {0, 1, 3})
        for (const mpq_class& alpha : {mpq_class(1, 4), mpq_class(1, 2), mpq_class(7, 10)})
          for (const mpq_class& epsilon : {mpq_class(1, 20), mpq_class(1, 5), mpq_class(1, 2)}) {
            Theorem3 t;
            t.n = r + r_star + more, t.r = r, t.r_star = r_star, t.alpha = alpha, t.epsilon = epsilon;
            if (r < r_star || alpha.get_d() >= theorem3_answers(t).alpha_bound) continue;
            if (more == 1)
              for (Index i = t.n; i-- > 0;) t.permutation.push_back(i);
            out.push_back(t);
          }
  return out;
}

TEST(TheoremThreeGrid, IsometryConstantIsExact) {
  int points = 0;
  for (const Theorem3& t : grid()) {
    const RipResult rip = restricted_isometry(*theorem3(t).measurement, t.r + t.r_star);
    const double delta = theorem3_answers(t).delta;
    EXPECT_NEAR(rip.lower, delta, 1e-10);
    EXPECT_NEAR(rip.upper, delta, 1e-10);
    EXPECT_TRUE(rip.attained);
    ++points;
  }
  EXPECT_GE(points, 200);
}

TEST(TheoremThreeGrid, SymmetricPointIsASpuriousStrictMinimumWithSharpModulus) {
  for (const Theorem3& t : grid()) {
    const Problem problem = theorem3(t);
    const Certificate certificate = judge(problem);
    const std::string where = "n = " + std::to_string(t.n) + ", r = " + std::to_string(t.r) +
                              ", r⋆ = " + std::to_string(t.r_star) + ", α = " + t.alpha.get_str() +
                              ", ε = " + t.epsilon.get_str();
    ASSERT_EQ(certificate.verdict, Verdict::strict_local_minimizer) << where;
    EXPECT_EQ(certificate.spurious, true) << where;
    EXPECT_NEAR(*certificate.second_order.modulus, theorem3_answers(t).modulus, 1e-8) << where;
    EXPECT_NEAR(certificate.objective, theorem3_answers(t).objective, 1e-12) << where;
  }
}

TEST(TheoremThreeGrid, AsymmetricModuliForEveryBalance) {
  int points = 0;
  for (Theorem3 t : grid()) {
    if (t.epsilon != mpq_class(1, 5)) continue;
    t.symmetric = false;
    for (const double lambda : {0.0, 0.01, 0.125, 0.25, 2.0}) {
      t.balance = lambda;
      const Certificate certificate = judge(theorem3(t));
      const std::string where = "n = " + std::to_string(t.n) + ", r = " + std::to_string(t.r) +
                                ", r⋆ = " + std::to_string(t.r_star) + ", α = " + t.alpha.get_str() +
                                ", λ = " + std::to_string(lambda);
      ASSERT_EQ(certificate.verdict, Verdict::strict_local_minimizer) << where;
      EXPECT_EQ(certificate.spurious, true) << where;
      EXPECT_NEAR(*certificate.second_order.modulus, theorem3_answers(t).modulus, 1e-8) << where;
      EXPECT_EQ(certificate.second_order.scaling, lambda == 0 ? "orbit" : "none") << where;
      ++points;
    }
  }
  EXPECT_GE(points, 200);
}

TEST(SharperGrid, StrictSpuriousMinimaAtTheSmallestDelta) {
  for (const Index r_star : {1, 2})
    for (const Index r : {1, 2, 3})
      for (const mpq_class& alpha : {mpq_class(1, 4), mpq_class(1, 2), mpq_class(1), mpq_class(2)}) {
        if (r < r_star) continue;
        Sharper s;
        s.n = r + r_star + 1, s.r = r, s.r_star = r_star, s.alpha = alpha, s.margin = mpq_class(1, 100);
        const Problem problem = sharper_than_theorem3(s);
        const RipResult rip = restricted_isometry(*problem.measurement, r + r_star);
        EXPECT_NEAR(rip.upper, sharper_delta(s), 1e-10);
        EXPECT_NEAR(rip.lower, sharper_delta(s), 1e-10);
        const Certificate certificate = judge(problem);
        EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer)
            << "r = " << r << ", r⋆ = " << r_star << ", α = " << alpha.get_str();
        EXPECT_EQ(certificate.spurious, true);
      }
}

}  // namespace
}  // namespace orthant::paper

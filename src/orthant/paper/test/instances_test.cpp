// The known answers of the instances, from the objective and the operator alone: values, gradients, spectra.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "orthant/base/error.hpp"
#include "orthant/paper/instances/named.hpp"
#include "orthant/paper/instances/planted.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"

namespace orthant::paper {
namespace {

std::string refusal(const std::function<void()>& make) {
  try {
    make();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

/// Rows of the gradient where U⋆ = Q₁ lives hold `on`, all others 0.
void expect_gradient(const Problem& problem, double on, double tolerance) {
  const Matrix gradient = problem.objective()->gradient(problem.stacked_point());
  const Matrix Q1 = problem.truth->L.value();
  for (Index i = 0; i < gradient.rows(); ++i) {
    const bool here = !Q1.row(i % Q1.rows()).isZero(0);
    for (Index k = 0; k < gradient.cols(); ++k) EXPECT_NEAR(gradient(i, k), here ? on : 0, tolerance);
  }
}

TEST(TheoremThree, ValueGradientAndSpectrumOnAGrid) {
  int points = 0;
  for (const Index r_star : {1, 2, 3})
    for (const Index r : {1, 2, 3, 4})
      for (const Index more : {0, 2})
        for (const mpq_class& alpha : {mpq_class(1, 4), mpq_class(1, 2), mpq_class(3, 5)})
          for (const mpq_class& epsilon : {mpq_class(1, 100), mpq_class(1, 3)})
            for (const bool symmetric : {true, false}) {
              Theorem3 p{r + r_star + more, r, r_star, alpha, epsilon, {}, symmetric, symmetric ? 0 : 0.25};
              if (r < r_star) continue;
              if (alpha.get_d() >= theorem3_answers(p).alpha_bound) continue;
              if (more == 2)
                for (Index i = 0; i < p.n; ++i) p.permutation.push_back((i * (p.n - 1) + 1) % p.n);
              const Problem problem = theorem3(p);
              const Theorem3Answers answers = theorem3_answers(p);
              EXPECT_NEAR(problem.objective()->value(problem.stacked_point()), answers.objective, 1e-12);
              EXPECT_LE(problem.objective()->value(*problem.stacked_truth()), 1e-28);
              expect_gradient(problem, answers.gradient, 1e-12);
              const auto extremes = problem.measurement->kernel_extremes();
              EXPECT_NEAR(extremes->smallest, 1 - answers.delta, 1e-12);
              EXPECT_NEAR(extremes->largest, 1 + answers.delta, 1e-12);
              EXPECT_LE(std::max(extremes->smallest_rank, extremes->largest_rank), r + r_star);
              ++points;
            }
  EXPECT_GE(points, 150);
}

TEST(TheoremThree, ThePrintedOperatorHasThisKernel) {
  Theorem3 p{6, 3, 2, mpq_class(1, 2), mpq_class(1, 4), {3, 1, 5, 0, 2, 4}};
  const Problem kernel = theorem3(p);
  p.printed_operator = true;
  const Problem printed = theorem3(p);
  EXPECT_EQ(printed.measurement->kind(), "identity_plus_low_rank");
  for (Index e = 0; e < 36; ++e) {
    Matrix unit = Matrix::Zero(6, 6);
    unit.data()[e] = 1;
    const Matrix a = kernel.measurement->adjoint(kernel.measurement->apply(unit));
    const Matrix b = printed.measurement->adjoint(printed.measurement->apply(unit));
    EXPECT_LE((a - b).norm(), 1e-14);
  }
  EXPECT_NEAR(printed.objective()->value(printed.stacked_point()), theorem3_answers(p).objective, 1e-12);
}

TEST(TheoremThree, RefusesParametersOutsideItsRange) {
  EXPECT_NE(refusal([] { theorem3({.alpha = 1}); }).find("alpha = 1; expected 0 < alpha < "),
            std::string::npos);
  // From both sides of (1 + 2ε²)^(−1/4).
  EXPECT_EQ(refusal([] { theorem3({.alpha = mpq_class(999, 1000), .epsilon = mpq_class(1, 1000)}); }),
            "accepted");
  EXPECT_NE(
      refusal([] { theorem3({.alpha = mpq_class(999, 1000), .epsilon = mpq_class(1, 10)}); }).find("alpha"),
      std::string::npos);
  EXPECT_NE(refusal([] { theorem3({.alpha = 0}); }).find("alpha = 0"), std::string::npos);
  EXPECT_NE(refusal([] { theorem3({.epsilon = 0}); }).find("epsilon = 0; expected epsilon > 0"),
            std::string::npos);
  EXPECT_NE(refusal([] { theorem3({.epsilon = -1}); }).find("epsilon = -1"), std::string::npos);
  EXPECT_NE(refusal([] {
              theorem3({.n = 3, .r = 2, .r_star = 2});
            }).find("n = 3; expected n ≥ rank + true_rank = 4"),
            std::string::npos);
  EXPECT_NE(refusal([] {
              theorem3({.n = 5, .r = 1, .r_star = 2});
            }).find("rank = 1; expected rank ≥ true_rank = 2"),
            std::string::npos);
  EXPECT_NE(refusal([] {
              theorem3({.n = 2, .permutation = {0, 0}});
            }).find("permutation"),
            std::string::npos);
  EXPECT_NE(refusal([] { theorem3({.balance = 1}); }).find("balance"), std::string::npos);
}

TEST(Sharper, ReachesTheSmallestDelta) {
  // mathematics: δ = √(α⁴ + g²/(2α²))/√(1+α⁴) for n = 2; two values known from elsewhere.
  EXPECT_NEAR(sharper_delta({.alpha = mpq_class(1, 2), .margin = mpq_class(1, 100)}), 0.242923, 5e-7);
  EXPECT_NEAR(sharper_delta({.alpha = 2, .margin = mpq_class(1, 100)}), 0.970143, 5e-7);
  for (const Index r_star : {1, 2, 3})
    for (const Index r : {1, 2, 3})
      for (const mpq_class& alpha : {mpq_class(1, 2), mpq_class(1), mpq_class(2)}) {
        if (r < r_star) continue;
        const Sharper s{r + r_star + 1, r, r_star, alpha, mpq_class(1, 50)};
        const Problem problem = sharper_than_theorem3(s);
        const auto extremes = problem.measurement->kernel_extremes();
        EXPECT_NEAR(extremes->smallest, 1 - sharper_delta(s), 1e-12);
        EXPECT_NEAR(extremes->largest, 1 + sharper_delta(s), 1e-12);
        EXPECT_NEAR(problem.objective()->value(problem.stacked_point()), 0.5 * static_cast<double>(r_star),
                    1e-12);
        expect_gradient(problem, 0.02, 1e-12);
      }
}

TEST(Sharper, IsBelowTheoremThree) {
  for (const mpq_class& alpha : {mpq_class(1, 4), mpq_class(1, 2), mpq_class(3, 4)}) {
    // The gradient of Theorem 3 is 2α³ε: the same margin.
    const mpq_class epsilon(1, 10), margin = 2 * alpha * alpha * alpha * epsilon;
    EXPECT_LT(sharper_delta({.alpha = alpha, .margin = margin}),
              theorem3_answers({.alpha = alpha, .epsilon = epsilon}).delta);
  }
  EXPECT_NE(refusal([] { sharper_than_theorem3({.margin = 1}); }).find("margin = 1; expected 0 < margin < "),
            std::string::npos);
  EXPECT_NE(refusal([] { sharper_than_theorem3({.margin = 0}); }).find("margin = 0"), std::string::npos);
}

TEST(TheoremFour, ValueAndGradient) {
  for (const Index r_star : {2, 3, 4})
    for (const Index r : {2, 3, 4, 5})
      for (const bool symmetric : {true, false}) {
        if (r < r_star) continue;
        const Problem problem = theorem4({r + 1, r, r_star, symmetric, symmetric ? 0 : 0.5});
        EXPECT_NEAR(problem.objective()->value(problem.stacked_point()),
                    0.5 * static_cast<double>(r_star - 1), 1e-12);
        EXPECT_LE(problem.objective()->gradient(problem.stacked_point()).norm(), 1e-13);
        EXPECT_EQ(problem.objective()->value(*problem.stacked_truth()), 0);
      }
}

TEST(TheoremFour, TheSetHasConstantValueAndStationaryPoints) {
  for (const std::vector<double>& w : {std::vector<double>{1, 0, 0}, {1, 2, 3}, {1, 1, 1}}) {
    const Problem problem = theorem4({5, 3, 2, true, 0, w});
    EXPECT_NEAR(problem.objective()->value(problem.stacked_point()), 0.5, 1e-14);
    EXPECT_LE(problem.objective()->gradient(problem.stacked_point()).norm(), 1e-13);
  }
}

TEST(TheoremFour, TheLeastWeightIsExact) {
  EXPECT_EQ(least_weight(Theorem4{.m = 3, .r = 2}), mpq_class(3, 2));
  EXPECT_EQ(least_weight(Theorem4{.m = 2, .w = {1, 1}}), 1);
  EXPECT_EQ(least_weight(Theorem4{.m = 4, .w = {0, 1}}), 0);
  EXPECT_EQ(least_weight(Theorem4{.m = 5, .w = {1, 4}}), mpq_class(5, 17));
  EXPECT_EQ(least_weight(ImbalancedClusters{12, {1, 3}, 3}), mpq_class(4, 3));
  EXPECT_EQ(least_weight(ImbalancedClusters{12, {4, 2}, 3}), 1);
}

TEST(TheoremFour, RefusesParametersOutsideItsRange) {
  EXPECT_NE(refusal([] { theorem4({.m = 2, .r = 2}); }).find("m = 2; expected m > rank = 2"),
            std::string::npos);
  EXPECT_NE(
      refusal([] { theorem4({.m = 3, .r = 2, .r_star = 1}); }).find("true_rank = 1; expected true_rank ≥ 2"),
      std::string::npos);
  EXPECT_NE(refusal([] {
              theorem4({.m = 4, .r = 2, .r_star = 3});
            }).find("rank = 2; expected rank ≥ true_rank = 3"),
            std::string::npos);
  EXPECT_NE(refusal([] { theorem4({.m = 3, .w = {1, -1}}); }).find("w: -1"), std::string::npos);
  EXPECT_NE(refusal([] { theorem4({.m = 3, .w = {0, 0}}); }).find("w"), std::string::npos);
  EXPECT_NE(refusal([] { imbalanced_clusters({.small = {}}); }).find("cluster"), std::string::npos);
  EXPECT_NE(refusal([] {
              imbalanced_clusters({.m = 5, .small = {1, 2}, .r = 2});
            }).find("rank = 2"),
            std::string::npos);
}

TEST(ImbalancedClusters, CurvatureAlongASmallCluster) {
  // 2s(m/r − s) along 1_s e_1ᵀ, from the objective itself.
  const ImbalancedClusters c{12, {1, 3}, 3};
  const Problem problem = imbalanced_clusters(c);
  const auto expansion = problem.objective()->at(problem.stacked_point());
  EXPECT_NEAR(expansion->value(), 0.5 * (1 + 9), 1e-12);
  Matrix D = Matrix::Zero(16, 3);
  D(12, 0) = 1;
  EXPECT_NEAR(expansion->hessian_form(D), 2 * 1 * (12.0 / 3 - 1), 1e-12);
  D.setZero();
  D.block(13, 0, 3, 1).setOnes();
  EXPECT_NEAR(expansion->hessian_form(D), 2 * 3 * (12.0 / 3 - 3), 1e-12);
}

TEST(HalfDelta, ValueGradientHessianAndSpectrum) {
  const Problem problem = half_delta();
  const auto expansion = problem.objective()->at(problem.stacked_point());
  EXPECT_NEAR(expansion->value(), 0.375, 1e-15);
  EXPECT_LE(expansion->gradient().norm(), 1e-15);
  EXPECT_NEAR(expansion->hessian_form(Vector::Unit(2, 0)), 0, 1e-15);
  EXPECT_NEAR(expansion->hessian_form(Vector::Unit(2, 1)), 2, 1e-15);
  EXPECT_NEAR(expansion->hessian_cross(Vector::Unit(2, 0), Vector::Unit(2, 1)), 0, 1e-15);
  const auto extremes = problem.measurement->kernel_extremes();
  EXPECT_NEAR(extremes->smallest, 0.5, 1e-15);
  EXPECT_NEAR(extremes->largest, 1.5, 1e-15);
  // Along the null direction f grows by t⁴/2.
  Matrix moved = problem.stacked_point();
  moved(0, 0) = 0.1;
  EXPECT_NEAR(problem.objective()->value(moved), 0.375 + 0.5e-4, 1e-15);
}

TEST(Planted, TruthIsGlobalAndNoiseIsOfTheAskedSize) {
  for (const char* kind : {"full", "entries", "power_law", "gaussian", "rademacher", "rank_one"}) {
    for (const bool symmetric : {true, false}) {
      Planted p{12, symmetric ? 12 : 9, 3, 2, symmetric, 0, 0.6, 0, kind, 0, 1, 5};
      if (p.measurement == "power_law") p.measurements = 40;
      const Problem problem = planted(p);
      EXPECT_LE(problem.objective()->value(*problem.stacked_truth()), 1e-24) << kind;
      EXPECT_GE(problem.truth->L.value().minCoeff(), 0);
      p.noise = 0.1;
      const Problem noisy = planted(p);
      const double ratio = std::sqrt(2 * noisy.objective()->value(*noisy.stacked_truth()) /
                                     noisy.objective()->observations().squared_norm());
      EXPECT_NEAR(ratio, 0.1, 0.05) << kind;
    }
  }
  EXPECT_NE(refusal([] { planted({.density = 0}); }).find("density = 0"), std::string::npos);
  EXPECT_NE(refusal([] { planted({.measurement = "fourier"}); }).find("measurement = fourier; expected full"),
            std::string::npos);
  EXPECT_NE(refusal([] { planted({.rows = 3, .cols = 4}); }).find("square"), std::string::npos);
  EXPECT_NE(refusal([] { planted({.r = 21}); }).find("rank = 21"), std::string::npos);
}

}  // namespace
}  // namespace orthant::paper

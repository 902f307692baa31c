// Random problems whose entries, rows, columns or weights lie over sixteen orders of magnitude, all losses:
// what is said of the points that a few starts find is held against evaluations in 90 digits.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "exact_value.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/recover/multi_start.hpp"
#include "support/random_problems.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

using testing::ExactObjective;

struct ExtremeProblem {
  std::string name;
  std::shared_ptr<const Objective> objective;
  ExactObjective exact;
};

double over_sixteen_orders(Random& random) {
  return std::pow(10, 16 * random.uniform() - 8);
}

/// Rows, columns or entries of very different sizes, a single large entry, counts, exact products.
Matrix extreme_data(Random& random, Index rows, Index cols, Index rank, int kind) {
  Matrix A = testing::random_matrix(random, rows, cols);
  switch (kind % 7) {
    case 0:
      for (Index e = 0; e < A.size(); ++e) A.data()[e] *= over_sixteen_orders(random);
      break;
    case 1:
      for (Index i = 0; i < rows; ++i) A.row(i) *= over_sixteen_orders(random);
      break;
    case 2:
      for (Index j = 0; j < cols; ++j) A.col(j) *= over_sixteen_orders(random);
      break;
    case 3:
      A = (5 * A).array().round();
      A(0, 0) = 1e12;
      break;
    case 4:
      A.setZero();
      for (Index i = 0; i < std::min(rows, cols); ++i) A(i, i) = over_sixteen_orders(random);
      break;
    case 5:
      A = testing::random_matrix(random, rows, rank) * testing::random_matrix(random, rank, cols);
      break;
    default:
      A = (9 * A).array().floor();
  }
  return A;
}

ExtremeProblem extreme_problem(Random& random, int trial) {
  const auto size = [&](Index most) {
    return 2 + static_cast<Index>(random.uniform() * static_cast<double>(most - 1));
  };
  const Index rows = size(8), cols = size(8), most = std::min<Index>(3, std::min(rows, cols));
  const Index rank = 1 + static_cast<Index>(random.uniform() * static_cast<double>(most));
  const int loss = (trial / 7) % 5;
  Matrix A = extreme_data(random, rows, loss == 4 ? rows : cols, rank, trial);
  const std::string kind = "data of kind " + std::to_string(trial % 7);
  Matrix weight = Matrix::Ones(A.rows(), A.cols());
  if (loss == 1) {  // weights, some entries unobserved
    const Matrix mask = testing::random_mask(random, rows, cols, 0.8);
    std::vector<double> weights;
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < cols; ++j) {
        weight(i, j) = mask(i, j) == 0 ? 0 : over_sixteen_orders(random);
        if (mask(i, j) != 0) weights.push_back(weight(i, j));
      }
    }
    auto entries = std::make_shared<EntriesObservations>(testing::compressed(A, mask), weights);
    return {kind + ", weighted", std::make_shared<AsymmetricRecovery>(std::move(entries), rank),
            ExactObjective(A, weight, "frobenius", rows)};
  }
  if (loss == 4) {
    A = (A + A.transpose()).eval();
    return {kind + ", symmetric", std::make_shared<SymmetricRecovery>(testing::fully_observed(A), rank),
            ExactObjective(A, weight, "frobenius", rows)};
  }
  if (loss == 0)
    return {kind + ", full", std::make_shared<AsymmetricRecovery>(testing::fully_observed(A), rank),
            ExactObjective(A, weight, "frobenius", rows)};
  if (loss == 3) A = A.cwiseMax(1e-30);
  const Divergence divergence = loss == 2 ? Divergence::kullback_leibler : Divergence::itakura_saito;
  return {kind + ", " + std::string(to_string(divergence)),
          std::make_shared<DivergenceRecovery>(testing::fully_observed(A), rank, divergence),
          ExactObjective(A, weight, to_string(divergence), rows)};
}

bool says(const Certificate& certificate, const char* words) {
  for (const std::string& reason : certificate.reasons)
    if (reason.find(words) != std::string::npos) return true;
  return false;
}

/// No feasible point is lower than the certificate allows, along random directions of the cone.
void expect_no_descent(const ExtremeProblem& problem, const Certificate& certificate, Random& random) {
  const double modulus = certificate.second_order.modulus.value_or(0);
  const Matrix& U = certificate.U;
  for (int sample = 0; sample < 200; ++sample) {
    Matrix D(U.rows(), U.cols());
    for (Index e = 0; e < D.size(); ++e) {
      const double x = random.normal() * (sample % 2 == 0 ? 1 : over_sixteen_orders(random));
      D.data()[e] = U.data()[e] > 0 ? x : std::abs(x);
    }
    // Small changes by the size of all, and of every entry by its own. How small is the claim's own affair: a
    // product of two entries that rise from zero may gain as soon as it beats their multipliers.
    const Matrix V = sample % 4 < 2
                         ? Matrix((U + 1e-8 * U.norm() * D / D.norm()).cwiseMax(0.0))
                         : Matrix((U + 1e-5 * U.cwiseProduct(D) / D.cwiseAbs().maxCoeff()).cwiseMax(0.0));
    const double step = (V - U).norm();
    const double change = problem.exact.difference(V, U);
    if (std::isnan(change)) continue;  // d(a|0) = ∞
    ASSERT_GE(change, -certificate.objective_error * (1 + 1e-9))
        << to_string(certificate.verdict) << " of modulus " << modulus << ", step " << step << " lower by "
        << -change << " of " << certificate.objective;
  }
}

void expect_true_statements(const ExtremeProblem& problem, const MultiStartResult& result, Random& random) {
  std::vector<const Certificate*> found{&result.best};
  for (const Minimum& minimum : result.minima) found.push_back(&minimum.certificate);
  for (const Certificate* certificate : found) {
    SCOPED_TRACE(std::string(to_string(certificate->verdict)));
    ASSERT_TRUE(std::isfinite(certificate->objective));
    const double value = problem.exact.difference(certificate->U);
    ASSERT_NEAR(certificate->objective, value, certificate->objective_error + 1e-15 * value);
    if (certificate->verdict == Verdict::global_minimizer) {
      EXPECT_LE(value, 2 * certificate->objective_error) << "not zero";
    }
    EXPECT_TRUE(certificate->spurious != false || certificate->verdict == Verdict::global_minimizer);
    for (const Certificate* other : found) {
      const double gain = problem.exact.difference(certificate->U, other->U);
      const double known = certificate->objective_error + other->objective_error;
      if (certificate->verdict == Verdict::global_minimizer) {
        EXPECT_LE(gain, known) << "another start is lower";
      }
      if (other == &result.best && other != certificate) {
        if (says(*certificate, "not lower")) {
          EXPECT_LE(gain, known) << "and it is lower";
        }
        if (certificate->spurious == true) {
          EXPECT_GT(gain, 0) << "spurious, and the witness is not lower";
        }
        if (is_minimizer(certificate->verdict) && gain > 2 * known) {
          EXPECT_EQ(certificate->spurious, true) << "lower by " << gain;
        }
      }
    }
    const bool lowest =
        is_minimizer(certificate->verdict) || certificate->verdict == Verdict::global_minimizer;
    if (lowest) expect_no_descent(problem, *certificate, random);
  }
}

TEST(Statements, OfExtremeDataHoldInNinetyDigits) {
  const char* asked = std::getenv("ORTHANT_STATEMENTS");
  const int trials = asked != nullptr ? std::atoi(asked) : test::sanitized ? 14 : 350;
  int stationary = 0, strict = 0, global = 0, spurious = 0;
  for (int trial = 0; trial < trials; ++trial) {
    Random random(1400, static_cast<std::uint64_t>(trial));
    const ExtremeProblem problem = extreme_problem(random, trial);
    SCOPED_TRACE("trial " + std::to_string(trial) + ": " + problem.name);
    MultiStartOptions options;
    options.starts = 4;
    options.stopping.max_iterations = 2000;
    const Budget budget(20);
    const MultiStartResult result = multi_start(*problem.objective, options, budget);
    ASSERT_NO_FATAL_FAILURE(expect_true_statements(problem, result, random));
    if (::testing::Test::HasFailure()) return;
    stationary += result.best.verdict != Verdict::not_stationary;
    strict += result.best.verdict == Verdict::strict_local_minimizer;
    global += result.best.verdict == Verdict::global_minimizer;
    for (const Minimum& minimum : result.minima) spurious += minimum.certificate.spurious == true;
  }
  std::printf("%d problems: %d stationary, %d strict, %d global; %d spurious points\n", trials, stationary,
              strict, global, spurious);
  EXPECT_GE(stationary, trials / 2);
  EXPECT_GE(strict + global, trials / 5);
}

}  // namespace
}  // namespace orthant

// Exact certificates of the paper's instances (prove, with instances): every one has been accepted by the
// checker, and says what the closed forms say (docs/paper.md).
#include "orthant/prove/exact_proof.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "orthant/certify/certify.hpp"
#include "orthant/instances/half_delta.hpp"
#include "orthant/instances/planted.hpp"
#include "orthant/instances/sharper.hpp"
#include "orthant/instances/theorem3.hpp"
#include "orthant/instances/theorem4.hpp"

namespace orthant {
namespace {

ProofAttempt prove_point(const Problem& problem) {
  const auto objective = problem.objective();
  const auto truth = problem.stacked_truth();
  const Certificate numeric = certify(*objective, problem.stacked_point(), {}, truth ? &*truth : nullptr);
  return prove_exactly(problem, numeric);
}

mpq_class claimed_modulus(const Proof& proof) {
  return mpq_class(proof.document["claims"]["modulus"].get<std::string>());
}

struct Case {
  Index n, r, r_star;
  mpq_class alpha, epsilon;
};

std::vector<Case> cases() {
  std::vector<Case> out;
  const std::vector<std::array<Index, 3>> shapes = {{2, 1, 1},  {3, 1, 1},  {3, 2, 1},   {4, 2, 2},
                                                    {5, 2, 1},  {6, 3, 2},  {7, 3, 3},   {8, 4, 1},
                                                    {10, 5, 3}, {12, 6, 2}, {12, 11, 1}, {12, 6, 6}};
  for (const auto& [n, r, s] : shapes)
    for (const mpq_class& alpha : {mpq_class(1, 2), mpq_class(3, 7), mpq_class(1, 100)})
      for (const mpq_class& epsilon : {mpq_class(1, 10), mpq_class(2, 3), mpq_class(1, 1000)})
        out.push_back({n, r, s, alpha, epsilon});
  return out;
}

bool admissible(const Case& c) {
  const mpq_class spread = mpq_class(c.r, c.r_star) + 2 * c.epsilon * c.epsilon * static_cast<long>(c.r);
  return c.alpha * c.alpha * c.alpha * c.alpha * spread < 1;
}

/// Reversed, so that the truth does not come first.
std::vector<Index> reversed(Index n) {
  std::vector<Index> p(static_cast<size_t>(n));
  std::iota(p.rbegin(), p.rend(), Index{0});
  return p;
}

void expect_theorem3(const Case& c, bool symmetric, double balance, bool permuted) {
  const Problem problem = instances::theorem3({.n = c.n,
                                               .r = c.r,
                                               .r_star = c.r_star,
                                               .alpha = c.alpha,
                                               .epsilon = c.epsilon,
                                               .permutation = permuted ? reversed(c.n) : std::vector<Index>{},
                                               .symmetric = symmetric,
                                               .balance = balance});
  SCOPED_TRACE(::testing::Message() << "n " << c.n << " r " << c.r << " r_star " << c.r_star << " alpha "
                                    << c.alpha << " epsilon " << c.epsilon << " symmetric " << symmetric
                                    << " balance " << balance);
  const ProofAttempt attempt = prove_point(problem);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  const Proof& proof = *attempt.proof;
  EXPECT_EQ(proof.rigor, Rigor::exact);
  EXPECT_EQ(proof.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(proof.spurious, true);

  const mpq_class square = c.alpha * c.alpha;
  const bool single = c.r == 1 && c.n == 2;
  mpq_class sharp = (single ? 4 : 2) * square;
  if (!symmetric) {
    const mpq_class own(single ? 2 : 1), balanced = 8 * mpq_class(balance);
    sharp = square * (balance > 0 && balanced < own ? balanced : own);
  }
  EXPECT_EQ(claimed_modulus(proof), sharp);

  const mpq_class delta_squared =
      square * square * (mpq_class(c.r, c.r_star) + 2 * c.epsilon * c.epsilon * static_cast<long>(c.r));
  EXPECT_EQ(proof.document["evidence"]["rip"]["delta"].get<std::string>(),
            ExactScale::root(delta_squared).to_string());
  const mpq_class objective = (static_cast<long>(c.r_star) - square * square * static_cast<long>(c.r)) / 2;
  EXPECT_LE(mpq_class(proof.objective_low), objective);
  EXPECT_GE(mpq_class(proof.objective_high), objective);
}

TEST(ExactProof, Theorem3Symmetric) {
  int count = 0;
  for (const Case& c : cases()) {
    if (!admissible(c)) continue;
    expect_theorem3(c, true, 0, ++count % 2 == 0);
  }
  EXPECT_GT(count, 90);
}

TEST(ExactProof, Theorem3Asymmetric) {
  int count = 0;
  for (const Case& c : cases()) {
    if (!admissible(c)) continue;
    for (const double balance : {0.0, 0.01, 0.125, 0.25, 2.0})
      expect_theorem3(c, false, balance, ++count % 2 == 0);
  }
  EXPECT_GT(count, 450);
}

TEST(ExactProof, SharperThanTheorem3) {
  for (const auto& [n, r, s] :
       std::vector<std::array<Index, 3>>{{2, 1, 1}, {3, 2, 1}, {5, 2, 2}, {7, 3, 2}}) {
    for (const mpq_class& alpha : {mpq_class(1, 2), mpq_class(1, 3), mpq_class(9, 10)}) {
      for (const double balance : {-1.0, 0.0, 0.25}) {  // −1: symmetric
        const instances::Sharper parameters{.n = n,
                                            .r = r,
                                            .r_star = s,
                                            .alpha = alpha,
                                            .margin = mpq_class(1, 100),
                                            .symmetric = balance < 0,
                                            .balance = std::max(balance, 0.0)};
        const Problem problem = instances::sharper_than_theorem3(parameters);
        const ProofAttempt attempt = prove_point(problem);
        SCOPED_TRACE(::testing::Message() << "n " << n << " r " << r << " r_star " << s << " alpha " << alpha
                                          << " balance " << balance);
        if (!attempt.proof) {
          printf("%s n %ld a %s b %g\n", attempt.reason.c_str(), n, alpha.get_str().c_str(), balance);
          continue;
        }
        ASSERT_TRUE(attempt.proof) << attempt.reason;
        printf("n %ld r %ld s %ld a %s b %g mod %s %s %s\n", n, r, s, alpha.get_str().c_str(), balance,
               attempt.proof->document["claims"]["modulus"].dump().c_str(),
               attempt.proof->document["evidence"]["rip"]["delta"].dump().c_str(),
               attempt.proof->reasons[0].c_str());
        EXPECT_EQ(attempt.proof->verdict, Verdict::strict_local_minimizer);
        EXPECT_EQ(attempt.proof->spurious, true);
      }
    }
  }
}

TEST(ExactProof, PlantedTruth) {
  for (const char* kind : {"full", "entries", "gaussian"})
    for (const bool symmetric : {true, false}) {
      Problem problem = instances::planted({.rows = 9,
                                            .cols = symmetric ? 9 : 7,
                                            .rank = 3,
                                            .r_star = 3,
                                            .symmetric = symmetric,
                                            .measurement = kind});
      problem.point = problem.truth;
      const ProofAttempt attempt = prove_point(problem);
      printf("%s %d %s %d\n", kind, symmetric,
             attempt.proof ? attempt.proof->reasons[0].c_str() : attempt.reason.c_str(),
             problem.measurements.has_value());
    }
}

TEST(ExactProof, Theorem4) {
  for (const bool symmetric : {true, false})
    for (const auto& w : {std::vector<double>{}, {3, 4}, {1, 2}, {1, 1}, {1, 5}}) {
      const Problem problem =
          instances::theorem4({.m = 4, .r = 2, .r_star = 2, .symmetric = symmetric, .w = w});
      const ProofAttempt attempt = prove_point(problem);
      printf("t4 %d %s\n", symmetric,
             attempt.proof ? attempt.proof->reasons[0].c_str() : attempt.reason.c_str());
    }
  {
    const ProofAttempt attempt = prove_point(instances::imbalanced_clusters({}));
    printf("ic %s\n", attempt.proof ? attempt.proof->reasons[0].c_str() : attempt.reason.c_str());
  }
  {
    const ProofAttempt attempt = prove_point(instances::half_delta());
    printf("hd %s\n", attempt.proof ? attempt.proof->reasons[0].c_str() : attempt.reason.c_str());
  }
}

}  // namespace
}  // namespace orthant

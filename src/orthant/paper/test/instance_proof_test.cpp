// Exact certificates of the paper's instances (prove, with instances): every one has been accepted by the
// checker, and says what the closed forms say (docs/paper.md).
#include "orthant/prove/exact_proof.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "checker/check.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/paper/instances/planted.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"
#include "orthant/prove/checked_document.hpp"
#include "support/sanitized.hpp"

namespace orthant::paper {
namespace {

/// Without what certify says: it is needed only for a way down.
ProofAttempt prove_point(const Problem& problem) {
  return prove_exactly(problem, Certificate{});
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
  const Problem problem = theorem3({.n = c.n,
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
      if (++count % test::thin == 0) expect_theorem3(c, false, balance, count / test::thin % 2 == 0);
  }
  EXPECT_GT(count, 450);
}

TEST(ExactProof, Theorem3Large) {
  expect_theorem3({40, 12, 12, mpq_class(1, 3), mpq_class(1, 7)}, true, 0, false);
  expect_theorem3({40, 12, 1, mpq_class(1, 1000000), mpq_class(1, 1000000)}, true, 0, false);
  expect_theorem3({40, 12, 1, mpq_class(1, 3), mpq_class(1, 7)}, false, 0.3, true);
  expect_theorem3({40, 12, 5, mpq_class(1, 3), mpq_class(1, 7)}, false, 0, false);
}

TEST(ExactProof, PrintedOperatorHasARationalKernel) {
  // 𝒜 with √(1 − δ²), δ² = 51/400: its kernel is the rational one.
  for (const bool symmetric : {true, false}) {
    const ProofAttempt attempt = prove_point(theorem3({.n = 4,
                                                       .r = 2,
                                                       .r_star = 1,
                                                       .symmetric = symmetric,
                                                       .balance = symmetric ? 0.0 : 2.0,
                                                       .printed_operator = true}));
    ASSERT_TRUE(attempt.proof) << attempt.reason;
    EXPECT_EQ(claimed_modulus(*attempt.proof), symmetric ? mpq_class(1, 2) : mpq_class(1, 4));
    EXPECT_EQ(attempt.proof->document["evidence"]["rip"]["delta"], "sqrt(51/400)");
    EXPECT_EQ(attempt.proof->spurious, true);
  }
}

TEST(ExactProof, SharperThanTheorem3) {
  for (const auto& [n, r, s] :
       std::vector<std::array<Index, 3>>{{2, 1, 1}, {3, 2, 1}, {5, 2, 2}, {7, 3, 2}}) {
    for (const mpq_class& alpha : {mpq_class(1, 2), mpq_class(1, 3), mpq_class(9, 10)}) {
      mpq_class symmetric_modulus;
      for (const double balance : {-1.0, 0.0, 0.25}) {  // −1: symmetric
        const Sharper parameters{.n = n,
                                 .r = r,
                                 .r_star = s,
                                 .alpha = alpha,
                                 .margin = mpq_class(1, 100),
                                 .symmetric = balance < 0,
                                 .balance = std::max(balance, 0.0)};
        const ProofAttempt attempt = prove_point(sharper_than_theorem3(parameters));
        SCOPED_TRACE(::testing::Message() << "n " << n << " r " << r << " r_star " << s << " alpha " << alpha
                                          << " balance " << balance);
        ASSERT_TRUE(attempt.proof) << attempt.reason;
        EXPECT_EQ(attempt.proof->verdict, Verdict::strict_local_minimizer);
        EXPECT_EQ(attempt.proof->spurious, true);
        // δ² = (α⁴r + rr⋆g²/(2α²)) / (α⁴r + r⋆), in lowest terms.
        const mpq_class square = alpha * alpha, g(1, 100);
        const mpq_class delta_squared = (square * square * long(r) + long(r * s) * g * g / (2 * square)) /
                                        (square * square * long(r) + long(s));
        EXPECT_EQ(attempt.proof->document["evidence"]["rip"]["delta"].get<std::string>(),
                  ExactScale::root(delta_squared).to_string());
        // Half of the symmetric modulus without symmetry (mathematics.md, inheritance).
        const mpq_class modulus = claimed_modulus(*attempt.proof);
        if (balance < 0) {
          symmetric_modulus = modulus;
          if (r >= 2 && alpha <= mpq_class(1, 2)) {
            EXPECT_EQ(modulus, 2 * square);
          }
        } else {
          EXPECT_EQ(2 * modulus, symmetric_modulus);
        }
      }
    }
  }
}

TEST(ExactProof, PlantedTruthIsGlobal) {
  for (const char* kind : {"full", "entries", "gaussian"}) {
    for (const bool symmetric : {true, false}) {
      Problem problem = planted({.rows = 9,
                                 .cols = symmetric ? 9 : 7,
                                 .r = 3,
                                 .r_star = 3,
                                 .symmetric = symmetric,
                                 .measurement = kind});
      problem.point = problem.truth;
      const ProofAttempt attempt = prove_point(problem);
      ASSERT_TRUE(attempt.proof) << kind << ": " << attempt.reason;
      EXPECT_EQ(attempt.proof->verdict, Verdict::global_minimizer);
      EXPECT_EQ(attempt.proof->rigor, Rigor::exact);
      EXPECT_EQ(attempt.proof->spurious, false);
      EXPECT_EQ(attempt.proof->objective_high, 0);
    }
  }
}

TEST(ExactProof, RoundedPointsHaveNoExactProofAndSayWhere) {
  // Exact, 1/5·(3, 4) is on the set of constant value; in doubles the gradient is of the size of rounding.
  Problem problem = theorem4({.m = 4, .r = 2, .r_star = 2, .w = {3, 4}});
  problem.point = Factors{problem.point->L.value(), {}};
  const ProofAttempt attempt = prove_point(problem);
  ASSERT_FALSE(attempt.proof);
  EXPECT_NE(attempt.reason.find("is positive and the gradient there is not zero"), std::string::npos)
      << attempt.reason;
}

TEST(ExactProof, Theorem4LeavesTheSetWhereAWeightIsSmall) {
  // m·min w² = 4/26 < 1: a row of Z along e_1 goes down; with (3, 4) it is 36/25 > 1.
  for (const bool symmetric : {true, false}) {
    const ProofAttempt down =
        prove_point(theorem4({.m = 4, .r = 2, .r_star = 2, .symmetric = symmetric, .w = {1, 5}}));
    ASSERT_TRUE(down.proof) << down.reason;
    EXPECT_EQ(down.proof->verdict, Verdict::saddle);
    EXPECT_FALSE(
        prove_point(theorem4({.m = 4, .r = 2, .r_star = 2, .symmetric = symmetric, .w = {3, 4}})).proof);
  }
}

TEST(ExactProof, WeakMinimizersAreNotProvedStrict) {
  for (const bool symmetric : {true, false}) {
    const ProofAttempt attempt = prove_point(theorem4({.m = 4, .r = 2, .r_star = 2, .symmetric = symmetric}));
    ASSERT_FALSE(attempt.proof);
    EXPECT_NE(attempt.reason.find("the form is not positive on the critical cone"), std::string::npos)
        << attempt.reason;
  }
}

TEST(ExactProof, ImbalancedClustersAreASaddle) {
  // m·min w² = 5/3 < 2: along 1_s e_iᵀ the form is 2s(m w_i² − s) = 4(5/3 − 2), of the direction that was
  // rounded.
  for (const bool symmetric : {true, false}) {
    const Problem problem = imbalanced_clusters({.symmetric = symmetric});
    const Certificate numeric = certify(*problem.objective(), problem.stacked_point());
    ASSERT_TRUE(numeric.escape);
    for (const Certificate& known : {numeric, Certificate{}}) {
      const ProofAttempt attempt = prove_exactly(problem, known);
      ASSERT_TRUE(attempt.proof) << attempt.reason;
      EXPECT_EQ(attempt.proof->verdict, Verdict::saddle);
      EXPECT_FALSE(attempt.proof->spurious);
    }
  }
}

class Spoiled : public ::testing::Test {
 protected:
  Spoiled() {
    const Problem problem = theorem3({.n = 4, .r = 2, .r_star = 1, .symmetric = false, .balance = 0.25});
    proof = *prove_point(problem).proof;
  }

  /// The checker's answer to the certificate after a change.
  std::string refusal(const std::function<void(nlohmann::ordered_json&)>& change) const {
    Proof spoiled = proof;
    change(spoiled.document);
    const nlohmann::ordered_json& claims = spoiled.document["claims"];
    const nlohmann::ordered_json certificate = {{"format", "orthant-certificate/1"},
                                                {"verdict", claims["verdict"]},
                                                {"rigor", "exact"},
                                                {"spurious", claims["spurious"]},
                                                {"objective", spoiled.objective_low},
                                                {"proof", spoiled.document}};
    return checker::check(certificate.dump(), BundleFiles(spoiled.files)).reason;
  }

  Proof proof;
};

TEST_F(Spoiled, TheProofItselfIsAccepted) {
  EXPECT_EQ(refusal([](auto&) {}), "");
}

TEST_F(Spoiled, EveryNumberCounts) {
  const auto expect = [&](const char* word, const std::function<void(nlohmann::ordered_json&)>& change) {
    const std::string reason = refusal(change);
    EXPECT_NE(reason.find(word), std::string::npos) << word << ": " << reason;
  };
  expect("not semidefinite",
         [](auto& d) { d["claims"]["modulus"] = "1000000001/4000000000"; });  // sharp: α² = ¼
  expect("restricted isometry",
         [](auto& d) { d["evidence"]["rip"]["delta"] = "sqrt(12749/100000)"; });  // 51/400
  expect("gradient there is not zero", [](auto& d) {
    d["problem"]["point"]["L"]["scale"] = "1000001/2000000";
    d["problem"]["point"]["R"]["scale"] = "1000001/2000000";
    d["claims"]["objective"] = {"0", "1"};
    d["claims"]["spurious"] = nullptr;
  });
  expect("objective", [](auto& d) { d["problem"]["point"]["L"]["scale"] = "1000001/2000000"; });
  expect("not semidefinite", [](auto& d) { d["problem"]["balance"] = 0.12; });  // 8λ < 1
  expect("truth: objective", [](auto& d) { d["claims"]["objective"] = {"0", "1"}; });
  expect("gradient there is negative", [](auto& d) {  // ε < 0
    for (auto& term : d["problem"]["operator"]["terms"])
      for (const char* side : {"left", "right"})
        if (term[side].is_object() && term[side].contains("scale")) {
          auto& scale = term[side]["scale"];
          if (scale.template get<std::string>().starts_with('-'))
            scale = scale.template get<std::string>().substr(1);
        }
  });
  expect("not positive semidefinite", [](auto& d) {  // α beyond the bound: the kernel is no 𝒜*𝒜
    for (auto& term : d["problem"]["operator"]["terms"])
      for (const char* side : {"left", "right"})
        if (term[side].is_object() && term[side].contains("scale")) term[side]["scale"] = "3";
  });
  expect("not semidefinite", [](auto& d) { d["evidence"]["form"]["nonnegative"] = nlohmann::json::array(); });
}

}  // namespace
}  // namespace orthant::paper

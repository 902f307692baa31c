#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checker/read/files.hpp"
#include "stationary_sample.hpp"

namespace orthant::checker {
namespace {

std::string text_of(double x) {
  return Rational::from_double(x).to_string();
}

void expect_refused(const Problem& problem, const Claims& claims, const Json& evidence,
                    const std::string& part) {
  const std::string reason = refusal(problem, claims, evidence);
  EXPECT_NE(reason.find(part), std::string::npos)
      << "expected \"" << part << "\", found \"" << reason << "\"";
  EXPECT_EQ(reason.find('\n'), std::string::npos);
}

struct Named {
  const char* name;
  Sample::Shape shape;
};

class IsolatedKinds : public testing::TestWithParam<Named> {};

/// σ = 9/8 μ: accepted as long as σ stays below the smallest eigenvalue, refused from there on.
TEST_P(IsolatedKinds, AcceptedUpToTheSmallestEigenvalue) {
  const Sample sample(GetParam().shape);
  ASSERT_GT(sample.smallest, 1e-3);
  ASSERT_GT(sample.low_multiplier, 1e-6);
  EXPECT_EQ(refusal(sample.problem, sample.claims, sample.evidence), "");
  const auto with = [&](double share) {
    Json evidence = sample.evidence;
    evidence["hessian"] = text_of(share * sample.smallest);
    return evidence;
  };
  EXPECT_EQ(refusal(sample.problem, sample.claims, with(0.888)), "");
  for (const double share : {0.89, 1.001, 2.0, 1e6})
    expect_refused(sample.problem, sample.claims, with(share), "condition 1 fails");
}

/// Moving any kept entry away, or the data, breaks condition 2 or 3.
TEST_P(IsolatedKinds, AnotherPointOrOtherDataAreRefused) {
  const Sample sample(GetParam().shape);
  Problem moved = sample.problem;
  for (double& x : moved.point.L.values)
    if (x > 0) x *= 1 + 1e-8;
  expect_refused(moved, sample.claims, sample.evidence, "condition 2 fails");
  Problem other = sample.problem;
  for (double& b : other.measurements ? other.measurements->values : other.truth->L.values) b += 1e-8;
  EXPECT_NE(refusal(other, sample.claims, sample.evidence), "");
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, IsolatedKinds,
    testing::Values(
        Named{"Tall", {}}, Named{"Wide", {.rows = 4, .cols = 6, .seed = 2}},
        Named{"Sparse", {.rows = 6, .cols = 5, .sparse = true, .seed = 3}},
        Named{"Entries", {.rows = 7, .cols = 5, .entries = true, .seed = 4}},
        Named{"WeightedWide", {.rows = 5, .cols = 7, .entries = true, .weighted = true, .seed = 2}},
        Named{"ZeroRow", {.rows = 6, .cols = 4, .zero_row = 2, .seed = 1}},
        Named{"Balanced", {.balance = 0.25, .seed = 7}},
        Named{"BalancedEntries", {.rows = 6, .balance = 0.5, .entries = true, .weighted = true, .seed = 8}},
        Named{"Symmetric", {.symmetric = true, .rows = 5, .cols = 5, .seed = 9}},
        Named{"SymmetricEntries",
              {.symmetric = true, .rows = 6, .cols = 6, .entries = true, .weighted = true, .seed = 3}},
        Named{"SymmetricSparse", {.symmetric = true, .rows = 6, .cols = 6, .sparse = true, .seed = 11}},
        Named{"Sensing", {.seed = 1, .measured = Measured::sensing}},
        Named{"SensingTruth", {.seed = 2, .measured = Measured::sensing_truth}},
        Named{"SensingBalanced", {.balance = 0.25, .seed = 1, .measured = Measured::sensing}},
        Named{"SensingSymmetric",
              {.symmetric = true, .rows = 5, .cols = 5, .seed = 1, .measured = Measured::sensing}},
        Named{"RankOne", {.rank = 1, .seed = 1, .measured = Measured::rank_one}},
        Named{"RankOneBalanced", {.balance = 0.5, .seed = 1, .measured = Measured::rank_one}},
        Named{"RankOneSymmetric",
              {.symmetric = true, .rows = 5, .cols = 5, .seed = 4, .measured = Measured::rank_one}},
        Named{"LowRank", {.seed = 1, .measured = Measured::low_rank}},
        Named{"LowRankTruth", {.seed = 1, .measured = Measured::low_rank_truth}},
        Named{"LowRankBalanced", {.balance = 0.25, .seed = 1, .measured = Measured::low_rank}},
        Named{"LowRankSymmetric",
              {.symmetric = true, .rows = 5, .cols = 5, .seed = 1, .measured = Measured::low_rank}},
        Named{"KernelTerms", {.seed = 1, .measured = Measured::terms}},
        Named{"KernelTermsBalanced", {.balance = 0.25, .seed = 1, .measured = Measured::terms}},
        Named{"KernelTermsSymmetric",
              {.symmetric = true, .rows = 5, .cols = 5, .seed = 1, .measured = Measured::terms}},
        Named{"KernelMatrix", {.seed = 2, .measured = Measured::matrix}},
        Named{"KernelMatrixBalanced", {.balance = 0.25, .seed = 1, .measured = Measured::matrix}},
        Named{"KernelMatrixSymmetric",
              {.symmetric = true, .rows = 5, .cols = 5, .seed = 4, .measured = Measured::matrix}}),
    [](const auto& of) { return std::string(of.param.name); });

class IsolatedConditions : public testing::Test {
 protected:
  Sample sample{{.rows = 6, .cols = 4, .zero_row = 2, .seed = 1}};
  Problem problem = sample.problem;
  Claims claims = sample.claims;
  Json evidence = sample.evidence;

  void expect(const std::string& part) const { expect_refused(problem, claims, evidence, part); }
};

TEST_F(IsolatedConditions, TheSampleHasEveryKindOfEntry) {
  EXPECT_EQ(refusal(problem, claims, evidence), "");
  EXPECT_EQ(evidence["pins"].size(), 2u);
  EXPECT_GE(evidence["degenerate"].size(), 2u);
  EXPECT_LT(sample.low_multiplier, 1e299);
}

TEST_F(IsolatedConditions, RadiusTooLarge) {
  claims.radius = Rational(1000);
  expect("condition 1 fails: hessian");
  // Λρ stays below μ, and the multipliers below Mρ.
  claims.modulus.reset();
  claims.radius = Rational::from_double(sample.smallest / 20);
  expect("condition 3 fails");
}

TEST_F(IsolatedConditions, RadiusTooSmallOrNone) {
  claims.radius = Rational::from_double(1e-22);
  expect("condition 2 fails");
  claims.radius = Rational(0);
  expect("radius is not positive");
  claims.radius.reset();
  expect("radius is not positive");
}

TEST_F(IsolatedConditions, ModulusAboveTheBound) {
  claims.modulus = Rational::parse(evidence["hessian"].get<std::string>());
  expect("claims.modulus");
  evidence["hessian"] = "0";
  expect("hessian is not positive");
}

TEST_F(IsolatedConditions, PinsAreOneInEachColumnAndPositive) {
  const Json good = evidence["pins"];
  evidence["pins"].erase(0);
  expect("has 0 pins");
  evidence["pins"] = good;
  evidence["pins"].push_back({good[0][0].get<long>() == 0 ? 1 : 0, good[0][1]});
  expect("has 2 pins");
  evidence["pins"] = good;
  evidence["pins"][0] = {2, good[0][1]};  // the zero row
  expect("is zero; expected a positive entry");
}

TEST_F(IsolatedConditions, DegenerateEntriesAreZeros) {
  evidence["degenerate"].push_back(evidence["pins"][0]);
  expect("is positive; expected a zero");
}

/// Left out of the degenerate ones, a zero row counts as fixed without a multiplier.
TEST_F(IsolatedConditions, FixedEntriesNeedAMultiplier) {
  evidence["degenerate"].erase(0);
  expect("condition 3 fails");
}

/// Free entries that are pushed to zero want to grow.
TEST_F(IsolatedConditions, APositiveEntryTurnedIntoAFixedZero) {
  for (long i = 0; i < problem.rows; ++i) {
    if (problem.point.L(i, 0) == 0 || evidence["pins"][0] == Json({i, 0})) continue;
    problem.point.L.values[static_cast<std::size_t>(i * problem.rank)] = 0;
    expect("condition 3 fails");
    return;
  }
  FAIL();
}

TEST_F(IsolatedConditions, TheObjectiveIsInItsInterval) {
  const Rational low = claims.objective_low, high = claims.objective_high, half = Rational(1) / Rational(2);
  claims.objective_high = low;
  expect("claims.objective ends");
  claims.objective_high = high;
  claims.objective_low = high;
  expect("claims.objective begins");
  claims.objective_low = low * half;
  EXPECT_EQ(refusal(problem, claims, evidence), "");
}

TEST_F(IsolatedConditions, SpuriousNeedsALowerPointOfTheSameRank) {
  claims.spurious = true;
  expect("without a witness");
  problem.witness = problem.point;
  expect("not below");
  // A is better matched by a factorization of full rank.
  problem.witness = Factors{Numbers{6, 4, problem.measurements->values, {}},
                            Numbers{4, 4, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, {}}};
  expect("4 columns; expected at most rank = 2");
  claims.spurious = false;
  expect("spurious is false");
}

TEST_F(IsolatedConditions, ClaimsAndEvidenceOfOtherMethodsAreRefused) {
  claims.global_low = Rational(0);
  expect("global_low");
  claims.global_low.reset();
  evidence["more"] = 1;
  expect("unknown field");
  evidence.erase("more");
  evidence["hessian"] = 0.5;
  expect("not a text");
}

TEST_F(IsolatedConditions, OtherOperatorsAndScalesAreRefused) {
  problem.point.L.scale.value = Rational(2);
  expect("has a scale");
  problem.point.L.scale.value = Rational(1);
  problem.kind = &dense_sensing_kind;
  expect("without its matrix");
  problem.kind = &rank_one_kind;
  expect("without its vectors");
}

/// U = 0 is stationary, and every direction of descent is left open to it: only the Hessian can refuse.
TEST(Isolated, ASaddleIsRefused) {
  Sample sample({.symmetric = true, .rows = 3, .cols = 3, .rank = 1, .seed = 3});
  std::fill(sample.problem.point.L.values.begin(), sample.problem.point.L.values.end(), 0.0);
  sample.claims.objective_low = Rational(0);
  sample.claims.objective_high = Rational(100);
  sample.claims.modulus.reset();
  const Json evidence = {{"hessian", "1/1000"},
                         {"pins", Json::array()},
                         {"degenerate", Json::parse("[[0, 0], [1, 0], [2, 0]]")}};
  expect_refused(sample.problem, sample.claims, evidence, "condition 1 fails");
}

/// M⋆ = diag(4, 1): (2, 0) is spurious to (0, 0; …) with the truth of two columns, not of one.
TEST(Isolated, ASpuriousMinimizerWithALowerWitness) {
  Problem problem;
  problem.symmetric = true;
  problem.rows = problem.cols = 2;
  problem.rank = 1;
  problem.measurements = Numbers{2, 2, {4, -3, -3, 9}, {}};
  problem.point.L = Numbers{2, 1, {2, 0}, {}};
  problem.witness = Factors{Numbers{2, 1, {0, 3}, {}}, {}};
  Claims claims;
  claims.verdict = "strict_local_minimizer";
  claims.spurious = true;
  claims.objective_low = claims.objective_high = Rational(99) / Rational(2);  // 9 + 81/2
  claims.radius = Rational::from_double(0x1p-20);
  // ∂f at (1, 0) is (S + Sᵀ)U = 2·(3·2) = 12; the Hessian on the first entry is 16
  const Json evidence = {{"hessian", "14"}, {"pins", Json::array()}, {"degenerate", Json::array()}};
  EXPECT_EQ(refusal(problem, claims, evidence), "");
  problem.witness->L.scale = Scale{Rational(1) / Rational(3), true, 1};  // (0, √3): 8 + 9 + 18 = 35
  EXPECT_EQ(refusal(problem, claims, evidence), "");
  problem.witness->L.values = {1, 0};
  problem.witness->L.scale = {};
  expect_refused(problem, claims, evidence, "not below");
}

}  // namespace
}  // namespace orthant::checker

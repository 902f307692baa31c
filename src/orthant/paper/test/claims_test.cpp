// Every claim holds, at the default parameters and at others; parameters outside a theorem's range are
// refused.
#include "orthant/paper/claim.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "orthant/base/error.hpp"

namespace orthant {
namespace {

std::string said(const Claim& claim) {
  std::string text = claim.place + ": " + claim.verdict;
  for (const ClaimRow& row : claim.rows)
    if (!row.holds)
      text += "\n  " + row.quantity + ": expected " + row.expected + ", measured " + row.measured;
  return text;
}

class EveryClaim : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryClaim, HoldsAsExpected) {
  ClaimParameters parameters;
  parameters.starts = 6;
  const auto claims = evaluate_claims(parameters, {GetParam()}, {}, Budget());
  ASSERT_EQ(claims.size(), 1u);
  const Claim& claim = claims.front();
  EXPECT_TRUE(claim.as_expected) << said(claim);
  EXPECT_FALSE(claim.statement.empty());
  EXPECT_FALSE(claim.place.empty());
  EXPECT_GE(claim.rows.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Paper, EveryClaim, ::testing::ValuesIn(claim_ids()), [](const auto& claim) {
  std::string name = claim.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Claims, HoldAtOtherParameters) {
  ClaimParameters parameters;
  parameters.n = 2, parameters.rank = 1, parameters.true_rank = 1;
  parameters.alpha = mpq_class(7, 10), parameters.epsilon = mpq_class(1, 20);
  parameters.m = 3, parameters.rank4 = 2, parameters.true_rank4 = 2;
  parameters.balance = 0.1;
  parameters.starts = 3;
  const std::vector<std::string> ids = {"theorem-3", "lemma-5",  "lemma-6",  "lemma-7",
                                        "lemma-8",   "lemma-9",  "lemma-11", "theorem-4",
                                        "lemma-12",  "lemma-13", "lemma-14", "sharper"};
  for (const Claim& claim : evaluate_claims(parameters, ids, {}, Budget()))
    EXPECT_TRUE(claim.as_expected) << said(claim);
  parameters.n = 9, parameters.rank = 4, parameters.true_rank = 2;
  parameters.alpha = mpq_class(1, 3);
  parameters.m = 7, parameters.rank4 = 4, parameters.true_rank4 = 2;
  for (const Claim& claim : evaluate_claims(parameters, ids, {}, Budget()))
    EXPECT_TRUE(claim.as_expected) << said(claim);
}

TEST(Claims, ErrataShowThePrintedFormulaToBeWrong) {
  for (const char* id : {"equation-12", "lemma-6", "lemma-10", "lemma-11", "lemma-12", "lemma-13"}) {
    const auto claims = evaluate_claims({}, {id}, {}, Budget());
    EXPECT_EQ(claims.front().verdict, "holds, corrected") << id;
    EXPECT_TRUE(std::any_of(claims.front().rows.begin(), claims.front().rows.end(), [](const ClaimRow& row) {
      return !row.printed.empty() && !row.printed_holds && row.holds;
    })) << id;
  }
  EXPECT_EQ(evaluate_claims({}, {"conjecture-v1"}, {}, Budget()).front().verdict, "refuted");
}

TEST(Claims, RefuseWhatIsOutOfRange) {
  EXPECT_THROW(evaluate_claims({}, {"lemma-99"}, {}, Budget()), InputError);
  ClaimParameters wide;
  wide.alpha = 1;
  EXPECT_THROW(evaluate_claims(wide, {"theorem-3"}, {}, Budget()), InputError);
  ClaimParameters small;
  small.m = 3;
  EXPECT_THROW(evaluate_claims(small, {"theorem-4"}, {}, Budget()), InputError);
}

TEST(Claims, EndWithTheBudget) {
  EXPECT_TRUE(evaluate_claims({}, {}, {}, Budget(-1)).empty());
}

}  // namespace
}  // namespace orthant

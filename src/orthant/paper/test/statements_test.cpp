// Every statement holds, at the default parameters and at others; parameters outside a theorem's range are
// refused.
#include "orthant/paper/reproduce.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"

namespace orthant::paper {
namespace {

std::string said(const Statement& statement) {
  std::string text = statement.place + ": " + std::string(to_string(statement.verdict));
  for (const Row& row : statement.rows)
    if (!row.holds)
      text += "\n  " + row.quantity + ": expected " + row.expected + ", measured " + row.measured;
  return text;
}

class EveryStatement : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryStatement, HoldsAsExpected) {
  const Reproduction found = reproduce({.only = {GetParam()}, .starts = 6}, Budget());
  ASSERT_EQ(found.statements.size(), 1u);
  const Statement& statement = found.statements.front();
  EXPECT_TRUE(statement.as_expected) << said(statement);
  EXPECT_TRUE(std::all_of(found.statements.begin(), found.statements.end(),
                          [](const Statement& each) { return each.as_expected; }));
  EXPECT_FALSE(statement.text.empty());
  EXPECT_FALSE(statement.place.empty());
  EXPECT_GE(statement.rows.size(), 1u);
  EXPECT_EQ(statement.command, "orthant reproduce --only " + GetParam() + " --starts 6");
  EXPECT_EQ(found.figures.empty(), GetParam() != "figure-1");
}

INSTANTIATE_TEST_SUITE_P(Paper, EveryStatement, ::testing::ValuesIn(statement_ids()), [](const auto& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Statements, HoldAtOtherParameters) {
  const std::vector<std::string> ids = {"theorem-3", "lemma-5",  "lemma-6",  "lemma-7",
                                        "lemma-8",   "lemma-9",  "lemma-11", "theorem-4",
                                        "lemma-12",  "lemma-13", "lemma-14", "sharper"};
  const ReproduceOptions small{.only = ids,
                               .n = 2,
                               .rank = 1,
                               .true_rank = 1,
                               .alpha = "7/10",
                               .epsilon = "0.05",
                               .m = 3,
                               .rank4 = 2,
                               .true_rank4 = 2,
                               .balance = 0.1,
                               .starts = 3};
  ReproduceOptions large = small;
  large.n = 9, large.rank = 4, large.true_rank = 2;
  large.alpha = "1/3";
  large.m = 7, large.rank4 = 4, large.true_rank4 = 2;
  for (const ReproduceOptions& options : {small, large}) {
    const Reproduction found = reproduce(options, Budget());
    EXPECT_EQ(found.statements.size(), ids.size());
    for (const Statement& statement : found.statements) EXPECT_TRUE(statement.as_expected) << said(statement);
  }
}

TEST(Statements, ErrataShowThePrintedFormulaToBeWrong) {
  for (const char* id : {"equation-12", "lemma-6", "lemma-10", "lemma-11", "lemma-12", "lemma-13"}) {
    const Statement statement = reproduce({.only = {id}}, Budget()).statements.front();
    EXPECT_EQ(statement.verdict, Outcome::corrected) << id;
    EXPECT_TRUE(std::any_of(statement.rows.begin(), statement.rows.end(), [](const Row& row) {
      return !row.printed.empty() && row.printed_holds == false && row.holds;
    })) << id;
  }
  EXPECT_EQ(reproduce({.only = {"conjecture-v1"}}, Budget()).statements.front().verdict, Outcome::refuted);
}

TEST(Statements, RefuseWhatIsOutOfRange) {
  const auto refused = [](const ReproduceOptions& options) {
    try {
      reproduce(options, Budget(-1));
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_TRUE(
      refused({.only = {"lemma-99"}}).starts_with("only = lemma-99; expected ids among equations-1-5"));
  EXPECT_TRUE(refused({.alpha = "1"}).starts_with("alpha = 1; expected 0 < alpha < "));
  EXPECT_EQ(refused({.m = 3}), "m = 3; expected rank4 + 1 = 4 ≤ m ≤ 40");
  EXPECT_EQ(refused({}), "");
}

TEST(Statements, AreLeftOutWhenTheBudgetEnds) {
  const Reproduction found = reproduce({}, Budget(-1));
  EXPECT_TRUE(found.statements.empty());
  EXPECT_EQ(found.left_out, statement_ids());
}

}  // namespace
}  // namespace orthant::paper

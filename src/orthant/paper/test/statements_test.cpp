// Every statement holds, at the default parameters and at others; parameters outside a theorem's range are
// refused.
#include "orthant/paper/statement.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "orthant/base/error.hpp"

namespace orthant::paper {
namespace {

std::string said(const Statement& statement) {
  std::string text = statement.place + ": " + statement.verdict;
  for (const Row& row : statement.rows)
    if (!row.holds)
      text += "\n  " + row.quantity + ": expected " + row.expected + ", measured " + row.measured;
  return text;
}

class EveryStatement : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryStatement, HoldsAsExpected) {
  Parameters parameters;
  parameters.starts = 6;
  const auto statements = evaluate_statements(parameters, {GetParam()}, {}, Budget());
  ASSERT_EQ(statements.size(), 1u);
  const Statement& statement = statements.front();
  EXPECT_TRUE(statement.as_expected) << said(statement);
  EXPECT_FALSE(statement.text.empty());
  EXPECT_FALSE(statement.place.empty());
  EXPECT_GE(statement.rows.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Paper, EveryStatement, ::testing::ValuesIn(statement_ids()),
                         [](const auto& statement) {
                           std::string name = statement.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Statements, HoldAtOtherParameters) {
  Parameters parameters;
  parameters.n = 2, parameters.rank = 1, parameters.true_rank = 1;
  parameters.alpha = mpq_class(7, 10), parameters.epsilon = mpq_class(1, 20);
  parameters.m = 3, parameters.rank4 = 2, parameters.true_rank4 = 2;
  parameters.balance = 0.1;
  parameters.starts = 3;
  const std::vector<std::string> ids = {"theorem-3", "lemma-5",  "lemma-6",  "lemma-7",
                                        "lemma-8",   "lemma-9",  "lemma-11", "theorem-4",
                                        "lemma-12",  "lemma-13", "lemma-14", "sharper"};
  for (const Statement& statement : evaluate_statements(parameters, ids, {}, Budget()))
    EXPECT_TRUE(statement.as_expected) << said(statement);
  parameters.n = 9, parameters.rank = 4, parameters.true_rank = 2;
  parameters.alpha = mpq_class(1, 3);
  parameters.m = 7, parameters.rank4 = 4, parameters.true_rank4 = 2;
  for (const Statement& statement : evaluate_statements(parameters, ids, {}, Budget()))
    EXPECT_TRUE(statement.as_expected) << said(statement);
}

TEST(Statements, ErrataShowThePrintedFormulaToBeWrong) {
  for (const char* id : {"equation-12", "lemma-6", "lemma-10", "lemma-11", "lemma-12", "lemma-13"}) {
    const auto statements = evaluate_statements({}, {id}, {}, Budget());
    EXPECT_EQ(statements.front().verdict, "holds, corrected") << id;
    EXPECT_TRUE(
        std::any_of(statements.front().rows.begin(), statements.front().rows.end(),
                    [](const Row& row) { return !row.printed.empty() && !row.printed_holds && row.holds; }))
        << id;
  }
  EXPECT_EQ(evaluate_statements({}, {"conjecture-v1"}, {}, Budget()).front().verdict, "refuted");
}

TEST(Statements, RefuseWhatIsOutOfRange) {
  EXPECT_THROW(evaluate_statements({}, {"lemma-99"}, {}, Budget()), InputError);
  Parameters wide;
  wide.alpha = 1;
  EXPECT_THROW(evaluate_statements(wide, {"theorem-3"}, {}, Budget()), InputError);
  Parameters small;
  small.m = 3;
  EXPECT_THROW(evaluate_statements(small, {"theorem-4"}, {}, Budget()), InputError);
}

TEST(Statements, EndWithTheBudget) {
  EXPECT_TRUE(evaluate_statements({}, {}, {}, Budget(-1)).empty());
}

}  // namespace
}  // namespace orthant::paper

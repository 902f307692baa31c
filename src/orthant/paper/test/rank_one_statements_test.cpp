// §1, §5 and §6 for truths of rank one: errata with printed and right formulas, other seeds, and that the
// comparisons can fail.
#include <gtest/gtest.h>

#include <algorithm>

#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {
namespace {

std::string failed_rows(const Statement& statement) {
  std::string text = statement.place + ": " + std::string(to_string(statement.verdict));
  for (const Row& row : statement.rows)
    if (!row.holds) text += "\n  " + row.quantity + ": " + row.expected + " against " + row.measured;
  return text;
}

TEST(RankOneStatements, HoldAtOtherSeeds) {
  for (const std::uint64_t seed : {1U, 2U, 12345U}) {
    Parameters p;
    p.seed = seed, p.starts = 4, p.balance = 0.3 * static_cast<double>(seed % 3);
    for (const auto evaluate :
         {equations_1_5, bound_one_half, overparametrised, tractable, proposition_1, remark_2, lemma_15,
          lemma_16, lemma_17, lemma_18, every_balance, positive_truth, strict_saddle}) {
      const Statement statement = evaluate(p);
      EXPECT_TRUE(statement.as_expected) << "seed " << seed << "\n" << failed_rows(statement);
      for (const Row& row : statement.rows)
        EXPECT_TRUE(row.rigor == RowRigor::exact || row.rigor == RowRigor::sampled) << row.quantity;
    }
  }
}

TEST(RankOneStatements, LemmaSeventeenAsPrinted) {
  const Statement statement = lemma_17({});
  EXPECT_EQ(statement.verdict, Outcome::corrected);
  EXPECT_EQ(std::count_if(statement.rows.begin(), statement.rows.end(),
                          [](const Row& row) { return row.holds && row.printed_holds == false; }),
            2);
}

TEST(RankOneStatements, AStationaryPointElsewhereRefutes) {
  // Theorem 4's truth has rank two: its minimum is first-order critical, neither 0 nor global.
  Theorem4 t;
  const Problem problem = theorem4(t);
  FirstOrderEnds ends;
  classify(problem, problem.stacked_point(), ends);
  EXPECT_EQ(ends.elsewhere, 1);
  ends.global = 1;
  EXPECT_FALSE(none_elsewhere("x", ends, false).holds);
  FirstOrderEnds zero;
  classify(problem, Matrix::Zero(problem.rows(), problem.rank), zero);
  EXPECT_EQ(zero.zero, 1);
  EXPECT_FALSE(none_elsewhere("only zeros", zero, false).holds);
}

TEST(RankOneStatements, ProductZeroIsAllowedOnlyWithoutBalance) {
  FirstOrderEnds ends;
  ends.runs = 2, ends.global = 1, ends.product_zero = 1;
  EXPECT_TRUE(none_elsewhere("x", ends, true).holds);
  EXPECT_FALSE(none_elsewhere("x", ends, false).holds);
}

TEST(RankOneStatements, EveryBalanceAgainstHostileStarts) {
  // λ on both sides of ⅛ and ½, where the proof changes, and r up to 5.
  Random random(7, 7);
  FirstOrderEnds ends;
  for (const double lambda : {0.003, 0.06, 0.125, 0.2, 0.49, 0.51, 30.0})
    for (const Index r : {1, 3, 5})
      search_first_order(rank_one_problem(random, r, false, lambda), 6,
                         static_cast<std::uint64_t>(1000 * lambda) + static_cast<std::uint64_t>(r), ends);
  EXPECT_EQ(ends.elsewhere, 0);
  EXPECT_GT(ends.global, 50);
}

}  // namespace
}  // namespace orthant::paper

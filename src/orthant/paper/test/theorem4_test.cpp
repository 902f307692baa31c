// Theorem 4, Lemmas 12 to 14 and what goes beyond them: the errata with printed and right formulas, the edge,
// other parameters, and that the comparisons can fail.
#include <gtest/gtest.h>

#include <algorithm>

#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4.hpp"

namespace orthant::paper {
namespace {

using checker::Rational;

const Row& row_of(const Statement& statement, const std::string& part) {
  const auto found = std::find_if(statement.rows.begin(), statement.rows.end(), [&](const Row& row) {
    return row.quantity.find(part) != std::string::npos;
  });
  if (found == statement.rows.end()) throw std::runtime_error("no row " + part);
  return *found;
}

std::string failures(const Statement& statement) {
  std::string text = statement.place + ": " + std::string(to_string(statement.verdict));
  for (const Row& row : statement.rows)
    if (!row.holds) text += "\n  " + row.quantity + ": " + row.expected + " against " + row.measured;
  return text;
}

TEST(TheoremFourStatements, HoldAtRandomParametersAndAreProved) {
  Random random(4, 4);
  const auto up_to = [&](Index low, Index high) {
    return low +
           std::min(high - low, static_cast<Index>(random.uniform() * static_cast<double>(high - low + 1)));
  };
  for (int round = 0; round < 5; ++round) {
    Parameters p;
    p.rank4 = up_to(2, 7);
    p.true_rank4 = up_to(2, p.rank4);
    p.m = up_to(p.rank4 + 1, p.rank4 + 5);
    p.balance = round == 0 ? 0 : 0.3 * round;
    p.seed = static_cast<std::uint64_t>(round);
    for (const auto evaluate : {theorem_4, lemma_12, lemma_13, lemma_14, edge_of_theorem_4, thresholding}) {
      const Statement statement = evaluate(p);
      EXPECT_TRUE(statement.as_expected)
          << "m = " << p.m << ", r = " << p.rank4 << ", r⋆ = " << p.true_rank4 << "\n"
          << failures(statement);
      for (const Row& row : statement.rows)
        EXPECT_TRUE(row.rigor == RowRigor::exact || row.rigor == RowRigor::sampled) << row.quantity;
      for (const StatementCertificate& each : statement.certificates)
        EXPECT_EQ(each.certificate.checked, true) << each.name;
    }
  }
}

TEST(TheoremFourStatements, TheSetIsLabelledByTheWeightsThemselves) {
  // m/r = 9/8 < 1.2: the label comes from w, not from what was aimed at.
  Parameters p;
  p.m = 9, p.rank4 = 8, p.true_rank4 = 2;
  const Statement statement = theorem_4(p);
  EXPECT_TRUE(statement.as_expected) << failures(statement);
  EXPECT_NE(row_of(statement, "m·min w²").quantity.find("1.06"), std::string::npos)
      << row_of(statement, "m·min w²").quantity;
}

TEST(TheoremFourStatements, TheThirdLineOfLemmaTwelve) {
  Theorem4 t;
  t.m = 4, t.r = 2, t.r_star = 3;
  t.r = 3;
  const Problem problem = theorem4(t);
  const auto [Y, Z] = left_blocks(problem, t.m);
  const Poly half = Rational(1) / Rational(2);
  const Poly left = objective_in_entries(problem) - Poly(1);  // k/2
  const auto right = [&half, &Y = Y, &Z = Z](const PolyMatrix& subtracted) {
    return half * (Y * Y.transpose() - PolyMatrix::ones(4, 4)).squared_norm() +
           half * (Z.transpose() * Z - subtracted).squared_norm() + (Y * Z).squared_norm() - Z.squared_norm();
  };
  EXPECT_TRUE((left - right(PolyMatrix(2, 2))).is_zero());
  const Poly off = right(PolyMatrix::identity(2)) - left;
  EXPECT_FALSE(off.is_zero());
  EXPECT_TRUE((off - (Poly(1) - Z.squared_norm())).is_zero());
}

TEST(TheoremFourStatements, ErrataAreEvaluatedAsPrinted) {
  const Statement twelve = lemma_12({}), thirteen = lemma_13({});
  EXPECT_EQ(twelve.verdict, Outcome::corrected);
  EXPECT_EQ(thirteen.verdict, Outcome::corrected);
  EXPECT_EQ(row_of(twelve, "f(U) − f(U₀)").printed_holds, false);
  const Row& norms = row_of(twelve, "‖YᵀY − Y₀ᵀY₀‖² at a Y");
  EXPECT_TRUE(norms.holds);
  EXPECT_EQ(norms.printed_holds, false) << norms.printed;
  EXPECT_EQ(row_of(thirteen, "‖Z_L‖² + ‖Z_R‖²").printed_holds, false);
  const auto row_with = [](const Statement& statement, const char* words) {
    return std::any_of(statement.rows.begin(), statement.rows.end(),
                       [&](const Row& row) { return row.printed.find(words) != std::string::npos; });
  };
  EXPECT_TRUE(row_with(twelve, "ZᵀZ − I"));
  EXPECT_TRUE(row_with(twelve, "n×k"));
  EXPECT_TRUE(row_with(thirteen, "Z_L + Z_R"));
}

TEST(TheoremFourStatements, AnotherBallAndAnotherVerdictAreNotProved) {
  Theorem4 t;
  t.m = 5, t.r = 3, t.r_star = 2;
  const Problem problem = theorem4(t);
  const Judged judged = judge_with_proof(problem);
  EXPECT_TRUE(ball_row(t, problem, judged, "x").holds);
  Theorem4 wide = t;
  wide.m = 1, wide.r = 1;  // a ball of radius ¼, as if ρ were 1/(4r√m) with r = m = 1
  EXPECT_TRUE(ball_row(wide, problem, judged, "x").holds);
  Judged none = judged;
  none.proof.reset();
  EXPECT_FALSE(ball_row(t, problem, none, "x").holds);
  Judged small = judged;
  small.proof->document["evidence"]["radius"] = "1/100";
  EXPECT_FALSE(ball_row(t, problem, small, "x").holds);
  // m = r: neither a certificate nor the verdict.
  t.w = {1, 1, 1}, t.m = 3;
  Statement statement;
  add_minimum(statement, "none", "m = r", t);
  EXPECT_FALSE(statement.rows[0].holds);
  EXPECT_TRUE(statement.certificates.empty());
}

TEST(TheoremFourStatements, LargeSizesAreReducedAndSaySo) {
  Theorem4 t;
  t.m = 40, t.r = 20, t.r_star = 20;
  const Theorem4 used = within(t, 1e5);
  EXPECT_LE(size_of(used), 1e5);
  EXPECT_GT(used.m, used.r);
  EXPECT_GE(used.r, used.r_star);
  EXPECT_NE(said_size(t, used), "");
  EXPECT_EQ(said_size(t, within(t, 1e9)), "");
}

TEST(TheoremFourStatements, ANormDoesNotPreventTheCollapse) {
  const Statement statement = norm_constraint({});
  EXPECT_TRUE(statement.as_expected) << failures(statement);
  EXPECT_EQ(row_of(statement, "m = 4, r = 2, k = 1: f").measured, "3/4");
}

TEST(TheoremFourStatements, RowSumsPreventTheCollapseAndColumnsToSpareItsSuccessor) {
  const Statement statement = row_sums({});
  EXPECT_TRUE(statement.as_expected) << failures(statement);
  const auto rigor = [&](RowRigor which) {
    return std::count_if(statement.rows.begin(), statement.rows.end(),
                         [&](const Row& row) { return row.rigor == which; });
  };
  EXPECT_EQ(rigor(RowRigor::exact), 11);
  EXPECT_EQ(rigor(RowRigor::sampled), 7);
  // Lost clusters are rows of zeros: without row sums the searches find some, which is what they are measured by.
  EXPECT_NE(row_of(statement, "f, M⋆ = diag(11ᵀ, I), ‖U‖² = ‖U⋆‖², r = 3: 30 random starts")
                .measured.find("rows that are 0"),
            std::string::npos);
}

TEST(TheoremFourStatements, TheEdgeHasLowerPointsAtEveryDistance) {
  const Statement statement = edge_of_theorem_4({});
  EXPECT_TRUE(statement.as_expected) << failures(statement);
  const auto lower = std::count_if(statement.rows.begin(), statement.rows.end(), [](const Row& row) {
    return row.quantity.find("a lower point") != std::string::npos && row.rigor == RowRigor::exact;
  });
  EXPECT_EQ(lower, 3);
}

TEST(SquaredVariablesStatement, KeepsTheSpuriousMinima) {
  const Statement statement = squared_variables({});
  EXPECT_TRUE(statement.as_expected) << failures(statement);
  EXPECT_EQ(statement.certificates.size(), 4U);
}

}  // namespace
}  // namespace orthant::paper

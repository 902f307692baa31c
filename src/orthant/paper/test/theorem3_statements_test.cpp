// Sections 2 and 3 of the paper: the printed formula beside the right one for every erratum, and no failure
// and no floating point on random parameters of the whole range.
#include <gtest/gtest.h>

#include <algorithm>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/paper/reproduce.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/symbolic.hpp"
#include "orthant/paper/theorem3.hpp"

namespace orthant::paper {
namespace {

using checker::Rational;
using checker::RationalMatrix;

std::vector<Statement> evaluated_all(const Parameters& p, const std::vector<std::string>& ids,
                                     const Budget& budget = Budget()) {
  return reproduce({.only = ids,
                    .n = p.n,
                    .rank = p.rank,
                    .true_rank = p.true_rank,
                    .alpha = p.alpha.get_str(),
                    .epsilon = p.epsilon.get_str(),
                    .m = p.m,
                    .rank4 = p.rank4,
                    .true_rank4 = p.true_rank4,
                    .balance = p.balance,
                    .starts = p.starts,
                    .seed = static_cast<long>(p.seed)},
                   budget)
      .statements;
}

Statement evaluated(const char* id, const Parameters& parameters = {}) {
  auto all = evaluated_all(parameters, {id});
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? Statement{} : std::move(all[0]);
}

const Row* row_with(const Statement& statement, const std::string& printed) {
  for (const Row& row : statement.rows)
    if (row.printed.find(printed) != std::string::npos) return &row;
  return nullptr;
}

void expect_corrected(const char* id, const std::string& printed) {
  const Statement statement = evaluated(id);
  EXPECT_EQ(statement.verdict, Outcome::corrected) << id;
  const Row* row = row_with(statement, printed);
  ASSERT_NE(row, nullptr) << id << ": " << printed;
  EXPECT_TRUE(row->holds) << row->measured;
  EXPECT_EQ(row->printed_holds, false) << row->printed;
  EXPECT_EQ(row->rigor, RowRigor::exact);
}

TEST(Errata, ThePrintedFormulaIsWrongAndTheRightOneHolds) {
  expect_corrected("equation-12", "⟨[LB; −RB], D⟩");
  expect_corrected("equation-12", "… + 4‖LᵀD_L − RᵀD_R‖²");
  expect_corrected("equation-12", "½‖𝒜(LRᵀ − L⋆R⋆ᵀ)‖²");
  expect_corrected("lemma-6", "α²β, in the lines");
  expect_corrected("lemma-10", "4‖Uᵀ(D_L − D_R)‖²");
  expect_corrected("lemma-11", "8α²‖Y‖²");
  expect_corrected("lemma-11", "≥ 2α²‖Z‖²");
  expect_corrected("lemma-11", "v2: ¼‖V̇‖²");
  expect_corrected("lemma-11", "v1: ‖V̇‖²");
  expect_corrected("version-1", "any α, ε > 0");
  expect_corrected("version-1", "⟨∇²f[U̇],U̇⟩ − 2⟨S, V̇V̇ᵀ⟩");
  expect_corrected("version-1", "H = G⁻¹");
}

TEST(Errata, NothingIsSaidOfWhatIsRight) {
  for (const char* id : {"equation-7", "equation-9", "equation-10", "equation-11", "theorem-3", "lemma-5",
                         "lemma-7", "lemma-8", "lemma-9", "figure-1"}) {
    const Statement statement = evaluated(id);
    EXPECT_EQ(statement.verdict, Outcome::holds) << id;
    for (const Row& row : statement.rows) EXPECT_TRUE(row.printed.empty()) << id << ": " << row.printed;
  }
}

TEST(Errata, ThePrintedModuliAreLowerBounds) {
  for (const char* id : {"lemma-6", "lemma-11"}) {
    const Statement statement = evaluated(id);
    int bounds = 0;
    for (const Row& row : statement.rows) {
      if (row.quantity.find("bound") == std::string::npos) continue;
      ++bounds;
      EXPECT_TRUE(row.holds);
      EXPECT_TRUE(row.printed.empty());
    }
    EXPECT_GE(bounds, 2);
  }
}

TEST(TheoremThreeStatements, BringTheirCertificates) {
  const Statement statement = evaluated("theorem-3");
  std::vector<std::string> names;
  for (const StatementCertificate& each : statement.certificates) {
    names.push_back(each.name);
    EXPECT_EQ(each.proof.rigor, Rigor::exact) << each.name;
    EXPECT_EQ(each.certificate.checked, true) << each.name;
  }
  for (const char* name : {"theorem-3-symmetric", "theorem-3-asymmetric", "theorem-3-no-balance",
                           "theorem-3-printed-operator", "theorem-3-permuted", "theorem-3-overparametrised"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

/// Rows about a point are proofs; searches say that they are.
void expect_no_failure(const Parameters& p, const std::vector<std::string>& ids) {
  SCOPED_TRACE(::testing::Message() << "n " << p.n << " r " << p.rank << " r_star " << p.true_rank
                                    << " alpha " << p.alpha << " epsilon " << p.epsilon << " balance "
                                    << p.balance << " seed " << p.seed);
  const auto statements = evaluated_all(p, ids);
  EXPECT_EQ(statements.size(), ids.size());
  for (const Statement& statement : statements) {
    for (const Row& row : statement.rows) {
      EXPECT_TRUE(row.holds) << statement.id << ", " << row.quantity << ": expected " << row.expected
                             << ", measured " << row.measured;
      EXPECT_NE(row.rigor, RowRigor::numeric) << statement.id << ", " << row.quantity << ": " << row.measured;
    }
  }
}

const std::vector<std::string> ids_of_the_theorem = {"equation-7", "equation-12", "theorem-3", "lemma-5",
                                                     "lemma-6",    "lemma-7",     "lemma-8",   "lemma-9",
                                                     "lemma-11",   "sharper"};

Parameters random_parameters(Random& random) {
  const auto below = [&](int n) {
    return static_cast<std::size_t>(random.below(static_cast<std::uint64_t>(n)));
  };
  const mpq_class epsilons[] = {mpq_class(1, 1000000), mpq_class(1, 10), mpq_class(7, 5), mpq_class(1000)};
  const double balances[] = {0, 0.25, 1e-6, 1e6, 0.3};
  Parameters p;
  p.rank = 1 + static_cast<Index>(below(6));
  p.true_rank = 1 + static_cast<Index>(below(static_cast<int>(p.rank)));
  p.n = p.rank + p.true_rank + static_cast<Index>(below(3));
  p.epsilon = epsilons[below(4)];
  p.balance = balances[below(5)];
  p.seed = random.below(1000);
  Theorem3 t = theorem3_at(p);
  const double bound = theorem3_answers(t).alpha_bound;
  p.alpha = below(3) == 0 ? mpq_class(1, 1000000)
                          : mpq_class((1 - 1e-6 * random.uniform()) * bound * random.uniform());
  if (below(3) == 0) p.alpha = mpq_class(bound * (1 - 1e-7));
  return p;
}

TEST(TheoremThreeStatements, HoldOnRandomParameters) {
  Random random(20260122);
  for (int round = 0; round < 12; ++round) expect_no_failure(random_parameters(random), ids_of_the_theorem);
}

// A matrix pair of size 26 and more has ‖b‖‖c‖ > 1 unless it is scaled; above six columns the linear program
// of floating point bounds the modulus only from below.
TEST(TheoremThreeStatements, HoldWhereFloatingPointDidNot) {
  Parameters p;
  p.n = 30;
  for (const std::uint64_t seed : {0, 1, 2}) {
    p.seed = seed;
    expect_no_failure(p, {"lemma-5", "lemma-8"});
  }
  p = {};
  p.n = 12, p.rank = 6, p.true_rank = 3, p.alpha = mpq_class(1, 2), p.epsilon = mpq_class(1, 10);
  expect_no_failure(p, {"theorem-3", "lemma-11"});
  p = {};
  p.n = 20, p.rank = 10, p.true_rank = 10;
  expect_no_failure(p, {"theorem-3", "lemma-6"});
  p = {};
  p.alpha = mpq_class(1, 1000), p.epsilon = mpq_class(1, 1000);
  expect_no_failure(p, {"sharper"});
}

TEST(TheoremThreeStatements, EndWithTheBudgetInsideOfThem) {
  Parameters p;
  p.n = 40, p.rank = 12, p.true_rank = 1;
  p.alpha = mpq_class(1, 4);
  EXPECT_TRUE(evaluated_all(p, {"theorem-3"}, Budget(0.001)).empty());
}

TEST(ExactTheorem3, FormulasAreThoseOfTheInstance) {
  Theorem3 t;
  t.n = 6, t.r = 3, t.r_star = 2, t.alpha = mpq_class(3, 7), t.epsilon = mpq_class(1, 5);
  const ExactTheorem3 exact(t);
  const auto answers = theorem3_answers(t);
  EXPECT_NEAR(exact.delta2.approx(), answers.delta * answers.delta, 1e-14);
  EXPECT_NEAR(exact.modulus(true, 0).approx(), answers.modulus, 1e-14);
  EXPECT_NEAR(dot(exact.E(), exact.S()).approx() / 2, answers.objective, 1e-14);
  RationalMatrix other = exact.S();
  other.add(5, 0, Rational(1) / Rational(1L << 60));
  const Row row = same("S", "", exact.S(), other);
  EXPECT_FALSE(row.holds);
  EXPECT_EQ(row.measured.substr(0, 12), "entry (6, 1)");
}

// (A + tB)³ and ½‖a + tb‖², by hand.
TEST(Jets, AreTheTaylorCoefficients) {
  Symbols s;
  const PolyMatrix A = s.matrix(2, 2), B = s.matrix(2, 2);
  const Jet cube = Jet::moving(A, B) * Jet::moving(A, B) * Jet::moving(A, B);
  EXPECT_TRUE((cube.slope - (A * A * B + A * B * A + B * A * A)).squared_norm().is_zero());
  EXPECT_TRUE((cube.bend - (A * B * B + B * A * B + B * B * A)).squared_norm().is_zero());
  const Expanded norm = half_squared_norm(Jet::moving(A, B));
  EXPECT_TRUE((norm.slope - inner(A, B)).is_zero());
  EXPECT_TRUE((Poly(2) * norm.half_form - B.squared_norm()).is_zero());
  EXPECT_FALSE(norm.half_form.is_zero());
}

}  // namespace
}  // namespace orthant::paper

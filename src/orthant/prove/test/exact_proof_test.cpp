// Exact proofs of small problems whose answers a person can follow. A proof that is returned has passed the
// checker.
#include "orthant/prove/exact_proof.hpp"
#include "orthant/prove/certificate_document.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "checker/check.hpp"
#include "checker/exact/form_evidence.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/linalg/sparse.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/prove/form_search.hpp"
#include "orthant/prove/prove.hpp"

namespace orthant {
namespace {

Problem symmetric(const Matrix& A, const Matrix& U, const ExactScale& scale = {}) {
  Problem p;
  p.rank = U.cols();
  p.measurement = std::make_shared<FullMeasurement>(A.rows(), A.rows());
  p.measurements = Matrix(A.transpose()).reshaped();
  p.point = Factors{ScaledMatrix(U, scale), {}};
  return p;
}

ProofAttempt prove(const Problem& p, const Matrix* witness = nullptr) {
  return prove_exactly(p, Certificate{}, witness);
}

std::string modulus(const ProofAttempt& attempt) {
  return attempt.proof ? attempt.proof->document["claims"].value("modulus", "none") : attempt.reason;
}

/// f = ½((x² − 1)² + 2(xy − b)² + (y² − a)²) at (1, 0): ∇f = (0, −2b); for b = 0, ∇²f = diag(4, 2 − 2a).
Problem corner(double a, double b = 0) {
  return symmetric(Matrix{{1, b}, {b, a}}, Matrix{{1}, {0}});
}

TEST(ProveExactly, CornerOfTwoEntries) {
  EXPECT_EQ(modulus(prove(corner(0.5))), "1");
  EXPECT_EQ(modulus(prove(corner(0.25))), "3/2");
  EXPECT_EQ(modulus(prove(corner(100, -1))), "4");  // y is fixed
  // 0.1 is the double that it is.
  EXPECT_EQ(modulus(prove(corner(0.1))), mpq_class(2 - 2 * mpq_class(0.1)).get_str());
  const ProofAttempt down = prove(corner(2));
  ASSERT_TRUE(down.proof) << down.reason;
  EXPECT_EQ(down.proof->verdict, Verdict::saddle);
  EXPECT_FALSE(down.proof->modulus);
  const ProofAttempt flat = prove(corner(1));
  EXPECT_FALSE(flat.proof);
  EXPECT_EQ(flat.reason, "the form is not positive on the critical cone: no exact certificate");
  const ProofAttempt wrong = prove(corner(0.5, 1e-17));
  EXPECT_EQ(wrong.reason,
            "entry (1, 0) is zero and the gradient there is negative, -2e-17: no exact certificate");
}

TEST(ProveExactly, OverturnsWhatFloatingPointSaidAndWhatItLeft) {
  // ∇f = (0, 2⁻⁴⁷): too small a multiplier to be told from zero, so floating point sees a saddle at a strict
  // minimum.
  const Problem p = corner(1.5, -0x1p-48);
  const auto objective = p.objective();
  Certificate certificate = certify(*objective, p.stacked_point());
  ASSERT_TRUE(certificate.escape);
  const double lower = certificate.escape->objective;
  const ProofAttempt attempt = orthant::prove(*objective, &p, certificate, nullptr);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  adopt(certificate, *attempt.proof);
  EXPECT_EQ(certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(certificate.rigor, Rigor::exact);
  EXPECT_FALSE(certificate.escape);
  EXPECT_EQ(certificate.cone.nonnegative, 0);
  EXPECT_EQ(certificate.cone.fixed, 1);
  EXPECT_EQ(certificate.second_order.method, "exact");
  EXPECT_EQ(certificate.second_order.copositive, "strict");
  // The way down led to a lower feasible point all the same.
  EXPECT_LT(lower, certificate.objective);
  EXPECT_EQ(certificate.spurious, true);
  EXPECT_EQ(certificate.witness_objective, lower);
  for (const std::string& reason : certificate.reasons)
    EXPECT_EQ(reason.find("negative curvature"), std::string::npos) << reason;
}

TEST(ProveExactly, OverturnsANonnegativeFormThatIsNot) {
  const Problem p =
      symmetric(Matrix{{1, 0, 0}, {0, 1 + 0x1p-40, -0x1p-20}, {0, -0x1p-20, 0}}, Matrix{{1}, {0}, {0}});
  const auto objective = p.objective();
  Certificate certificate = certify(*objective, p.stacked_point());
  const ProofAttempt attempt = orthant::prove(*objective, &p, certificate, nullptr);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  adopt(certificate, *attempt.proof);
  EXPECT_EQ(certificate.verdict, Verdict::saddle);
  EXPECT_EQ(certificate.second_order.copositive, "no");
  EXPECT_FALSE(certificate.second_order.modulus);
}

/// A multiplier of 2⁻⁴⁷ is positive, whatever tolerance floating point has: it holds its entry at zero.
TEST(ProveExactly, ATinyMultiplierHoldsItsEntry) {
  const Problem p = corner(1.5, -0x1p-48);
  Certificate numeric;
  numeric.U = Matrix{{1}, {0}};
  numeric.verdict = Verdict::saddle;
  numeric.second_order.copositive = "no";
  numeric.escape.emplace();
  numeric.escape->direction = Matrix{{-0.5}, {1}};
  numeric.escape->step = 1;
  const ProofAttempt attempt = prove_exactly(p, numeric, nullptr);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->verdict, Verdict::strict_local_minimizer);
  EXPECT_TRUE(attempt.proof->checked);
  adopt(numeric, *attempt.proof);
  EXPECT_FALSE(numeric.escape);
  EXPECT_EQ(numeric.second_order.copositive, "strict");
  EXPECT_EQ(checker::contradiction(certificate_document(numeric, &*attempt.proof).dump()), "");
}

TEST(ProveExactly, ObjectiveLiesBetweenItsDoubles) {
  // U = 3·(1/3): the data (1 + 1/3)… f = ½·(1/9)² has no double.
  const ExactScale third = ExactScale::rational(mpq_class(1, 3));
  const ProofAttempt attempt = prove(symmetric(Matrix{{1, 0}, {0, -1}}, Matrix{{3}, {0}}, third));
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->objective_low, 0.5);
  EXPECT_EQ(attempt.proof->objective_high, 0.5);
  // Not stationary at (2/3, 0), and the text says by how much: 2(x³ − x) = −20/27.
  EXPECT_EQ(prove(symmetric(Matrix{{1, 0}, {0, -1}}, Matrix{{2}, {0}}, third)).reason,
            "entry (0, 0) is positive and the gradient there is not zero, -0.740741: no exact certificate");
}

TEST(ProveExactly, WitnessMakesItSpurious) {
  // Data 1 and 4 with −1 between: (1, 0) has 9, (0, 2) has 3/2.
  const Matrix lower{{0}, {2}}, higher{{1}, {1}};
  const ProofAttempt spurious = prove(corner(4, -1), &lower);
  ASSERT_TRUE(spurious.proof) << spurious.reason;
  EXPECT_EQ(spurious.proof->spurious, true);
  EXPECT_TRUE(spurious.proof->document.contains("witness"));
  EXPECT_EQ(spurious.proof->files.count("U_witness.npy"), 1U);
  Matrix same{{1}, {0}};
  const ProofAttempt unknown = prove(corner(4, -1), &same);
  ASSERT_TRUE(unknown.proof) << unknown.reason;
  EXPECT_EQ(unknown.proof->spurious, std::nullopt);
  EXPECT_FALSE(unknown.proof->document.contains("witness"));
  EXPECT_EQ(unknown.proof->files.count("U_witness.npy"), 0U);
}

TEST(ProveExactly, CopositiveButNotSemidefinite) {
  // ∇²f = diag(4, …) + 2S on the degenerate entries, 2 + 2S_ii on their diagonal. Horn's matrix for 2S, less
  // 1 on the diagonal (2 + 2S_ii = 2): copositive + I: modulus 1, by Keller's criterion only.
  Matrix H(5, 5);
  H << 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1, -1, 1, 1, -1, 1;
  Matrix A = Matrix::Zero(6, 6), U = Matrix::Zero(6, 1);
  A(0, 0) = U(0, 0) = 1;
  A.bottomRightCorner(5, 5) = -0.5 * (H - Matrix::Identity(5, 5));
  const ProofAttempt attempt = prove(symmetric(A, U));
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->document["claims"]["modulus"], "1");
  EXPECT_EQ(attempt.proof->document["evidence"]["form"]["kind"], "keller");
}

TEST(ProveExactly, ResidualDecidesGlobally) {
  // Rank 1 of diag(1, 1): a circle of global minimizers among one column is none; the residual at (1, 0) is
  // diag(0, −1). Of diag(1, −1), S = diag(0, 1): the local proof comes first, and here it is strict.
  EXPECT_EQ(modulus(prove(corner(-1))), "4");
  // Two columns (3/5, 4/5) of row 0 can rotate: not strict, but S = diag(0, 1) is copositive.
  Problem p =
      symmetric(Matrix{{1, 0}, {0, -1}}, Matrix{{3, 4}, {0, 0}}, ExactScale::rational(mpq_class(1, 5)));
  const ProofAttempt attempt = prove(p);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->verdict, Verdict::global_minimizer);
  EXPECT_EQ(attempt.proof->document["evidence"]["kind"], "copositive_residual");
  // The same, asymmetric: the columns rotate together.
  p.symmetric = false;
  p.point->R = p.point->L;
  for (const double balance : {0.0, 0.5}) {
    p.balance = balance;
    const ProofAttempt asymmetric = prove(p);
    ASSERT_TRUE(asymmetric.proof) << asymmetric.reason;
    EXPECT_EQ(asymmetric.proof->verdict, Verdict::global_minimizer);
    EXPECT_EQ(asymmetric.proof->document["evidence"]["kind"], "nonnegative_residual");
  }
}

TEST(ProveExactly, EntriesWithWeights) {
  // f = ½(4(x² − 1)² + 9(y² − 1)² + w²(xy)²) at (1, 0): ∇²f = diag(16, w² − 18).
  const auto problem = [](double w) {
    CompressedLines values;
    values.lines = values.length = 2;
    values.start = {0, 2, 3};
    values.index = {0, 1, 1};
    values.value = {1, 0, 1};
    Problem p;
    p.rank = 1;
    p.measurement = std::shared_ptr<const MeasurementOperator>(
        std::make_shared<EntriesMeasurement>(std::make_shared<SamplingPattern>([&] {
          CompressedLines weights = values;
          weights.value = {4, w * w, 9};
          return weights;
        }())));
    p.measurements = Vector{{2, 0, 3}};
    p.point = Factors{Matrix{{1}, {0}}, {}};
    return p;
  };
  EXPECT_EQ(modulus(prove(problem(5))), "7");
  EXPECT_EQ(modulus(prove(problem(10))), "16");
  const ProofAttempt down = prove(problem(4));
  ASSERT_TRUE(down.proof) << down.reason;
  EXPECT_EQ(down.proof->verdict, Verdict::saddle);
}

TEST(FormSearch, SharpModulusOfAMatrixWithoutNiceEigenvectors) {
  // Eigenvector (1, 2, 3) with 1/7, 5 across: Q = 5I − (34/7)vvᵀ/14.
  checker::RationalMatrix Q(3, 3);
  for (long i = 0; i < 3; ++i)
    for (long j = 0; j < 3; ++j)
      Q.set(i, j,
            checker::Rational(i == j ? 5 : 0) -
                checker::Rational(34 * (i + 1) * (j + 1)) / checker::Rational(7 * 14));
  const ModulusSearch search = find_modulus(Q, {false, false, false}, {}, {});
  ASSERT_TRUE(search.found);
  EXPECT_EQ(search.found->modulus.to_string(), "1/7");
}

TEST(FormSearch, IrrationalModulusIsMetFromBelow) {
  // [[2, 1], [1, 3]]: (5 − √5)/2 = 1.381966…
  checker::RationalMatrix Q(2, 2);
  Q.set(0, 0, 2);
  Q.set(0, 1, 1);
  Q.set(1, 0, 1);
  Q.set(1, 1, 3);
  const ModulusSearch search = find_modulus(Q, {false, false}, {}, {});
  ASSERT_TRUE(search.found);
  // The roots of m² − 5m + 5.
  const checker::Rational m = search.found->modulus;
  EXPECT_GT(m * m - checker::Rational(5) * m + checker::Rational(5), checker::Rational(0));
  EXPECT_NEAR(m.approx(), (5 - std::sqrt(5.0)) / 2, 2e-8);
}

TEST(FormSearch, SplitBySearchWhereKellerIsTooLarge) {
  // Twenty degenerate variables: a semidefinite matrix of rank 5 plus ½I plus nonnegative entries in a cycle,
  // which the whole matrix hides.
  constexpr long n = 20;
  checker::RationalMatrix B(n, 5);
  for (long i = 0; i < n; ++i)
    for (long k = 0; k < 5; ++k) B.set(i, k, (i * (k + 3) + k) % 7 - 3);
  checker::Work work;
  checker::RationalMatrix Q = checker::times(B, B.transpose(), work);
  for (long i = 0; i < n; ++i) {
    Q.add(i, i, checker::Rational(1) / checker::Rational(2));
    for (const long j : {(i + 1) % n, (i + n - 1) % n}) Q.add(i, j, 40);
  }
  const std::vector<bool> all(n, true);
  ASSERT_TRUE(checker::negative_direction(Q, work));
  EXPECT_TRUE(find_form(Q, all, {Q}, true));
  const ModulusSearch search = find_modulus(Q, all, {}, {});
  ASSERT_TRUE(search.found);
  EXPECT_GT(search.found->modulus, checker::Rational(1) / checker::Rational(4));
}

/// 3(I + Ā) − E of Paley's graph on 17 vertices, whose cliques have 3: copositive, not strictly, no split, and too large
/// for Keller's criterion.
Matrix paley_form() {
  constexpr Index q = 17;
  std::set<Index> squares;
  for (Index i = 1; i < q; ++i) squares.insert(i * i % q);
  Matrix Q = Matrix::Constant(q, q, 2);
  for (Index i = 0; i < q; ++i)
    for (Index j = 0; j < q; ++j)
      if (squares.contains((i - j + q) % q)) Q(i, j) = -1;
  return Q;
}

TEST(FormSearch, SupportTreeWhereNothingElseShowsIt) {
  const Matrix Q = paley_form();
  const ProofAttempt attempt = prove(symmetric(-Q, Matrix::Zero(17, 1)));
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  Json document = attempt.proof->document;
  EXPECT_EQ(document["evidence"]["kind"], "copositive_residual");
  const Json form = document["evidence"]["form"];
  EXPECT_EQ(form["kind"], "copositive");
  // The evidence is about this matrix, and not about one that is lower anywhere.
  checker::RationalMatrix exact(17, 17);
  for (Index i = 0; i < 17; ++i)
    for (Index j = 0; j < 17; ++j) exact.set(i, j, static_cast<long>(Q(i, j)));
  const std::vector<bool> all(17, true);
  checker::Work work;
  EXPECT_NO_THROW(checker::require_form(exact, all, form, work));
  exact.add(0, 0, checker::Rational(-1) / checker::Rational(1000));
  EXPECT_THROW(checker::require_form(exact, all, form, work), checker::Rejected);
  for (const char* field : {"dropped", "parts"}) {
    Json other = form;
    other.erase(field);
    EXPECT_THROW(checker::require_form(exact, all, other, work), checker::Rejected);
  }
}

TEST(FormSearch, SimplestFractions) {
  const auto q = [](long a, long b) { return checker::Rational(a) / checker::Rational(b); };
  EXPECT_EQ(simplest_between(q(314, 100), q(315, 100)), q(22, 7));
  EXPECT_EQ(simplest_between(q(1, 3), q(1, 3)), q(1, 3));
  EXPECT_EQ(simplest_between(q(2, 5), q(9, 4)), q(1, 1));
}

}  // namespace
}  // namespace orthant

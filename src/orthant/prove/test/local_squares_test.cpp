#include "orthant/prove/exact_proof.hpp"

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {
namespace {

/// Clusters of the sizes m, s_1, s_2, …; U₀ = scale·[1 wᵀ; 0].
struct Clusters {
  Index m = 3;
  std::vector<Index> small = {1};
  std::vector<double> w = {1, 1};
  ExactScale scale = ExactScale::root(mpq_class(1, 2));
  bool symmetric = true;
  double balance = 0;

  Problem problem() const {
    Index n = m;
    for (const Index s : small) n += s;
    Matrix truth = Matrix::Zero(n, 1 + static_cast<Index>(small.size()));
    truth.topLeftCorner(m, 1).setOnes();
    Index row = m;
    for (std::size_t j = 0; j < small.size(); row += small[j++])
      truth.block(row, static_cast<Index>(j) + 1, small[j], 1).setOnes();
    Matrix U = Matrix::Zero(n, static_cast<Index>(w.size()));
    for (Index a = 0; a < U.cols(); ++a) U.col(a).head(m).setConstant(w[static_cast<std::size_t>(a)]);
    Problem out;
    out.symmetric = symmetric;
    out.rank = U.cols();
    out.balance = balance;
    out.measurement = std::make_shared<const FullMeasurement>(n, n);
    out.truth = Factors{truth, symmetric ? ScaledMatrix() : ScaledMatrix(truth)};
    out.point = Factors{ScaledMatrix(U, scale), symmetric ? ScaledMatrix() : ScaledMatrix(U, scale)};
    out.check();
    return out;
  }
};

Clusters theorem4(Index m, Index r, Index r_star, bool symmetric = true, double balance = 0) {
  return {.m = m,
          .small = std::vector<Index>(r_star - 1, 1),
          .w = std::vector<double>(r, 1),
          .scale = ExactScale::root(mpq_class(1, static_cast<long>(r))),
          .symmetric = symmetric,
          .balance = balance};
}

class Stored final : public checker::Files {
 public:
  explicit Stored(const std::map<std::string, std::string>& files) : files_(files) {}
  std::string bytes(const std::string& name) const override { return files_.at(name); }

 private:
  const std::map<std::string, std::string>& files_;
};

checker::Outcome check(const Proof& proof, const Json& document) {
  const Json certificate = {
      {"format", "orthant-certificate/1"},          {"verdict", "local_minimizer"},      {"rigor", "exact"},
      {"spurious", document["claims"]["spurious"]}, {"objective", proof.objective_high}, {"proof", document}};
  return checker::check(certificate.dump(), Stored(proof.files));
}

Certificate not_yet_proved() {
  Certificate out;
  out.verdict = Verdict::second_order_critical;
  return out;
}

double radius(const Proof& proof) {
  return mpq_class(proof.document["claims"]["radius"].get<std::string>()).get_d();
}

void expect_theorem4(Index m, Index r, Index r_star, bool symmetric, double balance) {
  SCOPED_TRACE(::testing::Message() << "m " << m << ", r " << r << ", r⋆ " << r_star << ", λ " << balance);
  const ProofAttempt attempt =
      prove_local_squares(theorem4(m, r, r_star, symmetric, balance).problem(), not_yet_proved());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  const Proof& proof = *attempt.proof;
  EXPECT_EQ(proof.verdict, Verdict::local_minimizer);
  EXPECT_EQ(proof.rigor, Rigor::exact);
  EXPECT_EQ(proof.spurious, true);
  EXPECT_LE(proof.objective_low, static_cast<double>(r_star - 1) / 2);
  EXPECT_GE(proof.objective_high, static_cast<double>(r_star - 1) / 2);
  // In units of U the radius is √(m/r) − 1, rounded down by less than a percent, and above the paper's.
  const double m_r = static_cast<double>(m) / static_cast<double>(r), root_r = std::sqrt(r);
  EXPECT_LE(radius(proof) / root_r, std::sqrt(m_r) - 1);
  EXPECT_GE(radius(proof) / root_r, 0.99 * (std::sqrt(m_r) - 1));
  EXPECT_GT(radius(proof) / root_r, 1 / (4 * static_cast<double>(r) * std::sqrt(m)));
  const checker::Outcome outcome = check(proof, proof.document);
  EXPECT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_EQ(outcome.rigor, "exact");
}

TEST(LocalSquares, Theorem4IsProvedOfTheSymmetricProblem) {
  for (Index m = 3; m <= 8; ++m)
    for (Index r_star = 2; r_star <= 4; ++r_star)
      for (Index r = r_star; r < m; ++r) expect_theorem4(m, r, r_star, true, 0);
}

TEST(LocalSquares, Theorem4IsProvedOfTheAsymmetricProblemAtEveryBalance) {
  for (Index m = 3; m <= 5; ++m)
    for (Index r_star = 2; r_star <= 4; ++r_star)
      for (Index r = r_star; r < m; ++r)
        for (const double balance : {0.0, 0.25, 1.0}) expect_theorem4(m, r, r_star, false, balance);
  for (const double balance : {0.0, 0.25, 1.0}) expect_theorem4(8, 7, 4, false, balance);
}

/// Points {[1wᵀ; 0]} with ‖w‖ = 1: local minimizers just when m·min w² > 1.
TEST(LocalSquares, PointsOfTheConstantSetAreProvedOnTheRightSide) {
  const auto attempt = [](Index m, std::vector<double> w, const ExactScale& scale, bool symmetric) {
    return prove_local_squares(
        Clusters{.m = m, .small = {1, 1}, .w = std::move(w), .scale = scale, .symmetric = symmetric}
            .problem(),
        not_yet_proved());
  };
  const ExactScale fifth = ExactScale::rational(mpq_class(1, 5)), tenth = ExactScale::root(mpq_class(1, 10));
  for (const bool symmetric : {true, false}) {
    EXPECT_TRUE(attempt(3, {3, 4}, fifth, symmetric).proof);  // 27/25
    EXPECT_TRUE(attempt(4, {3, 4}, fifth, symmetric).proof);
    EXPECT_FALSE(attempt(2, {3, 4}, fifth, symmetric).proof);             // 18/25
    EXPECT_TRUE(attempt(11, {1, 3}, tenth, symmetric).proof);             // 11/10
    const ProofAttempt boundary = attempt(10, {1, 3}, tenth, symmetric);  // 1
    EXPECT_EQ(boundary.reason.substr(0, boundary.reason.find(':')), "row 10, column 0");
    EXPECT_FALSE(attempt(9, {1, 3}, tenth, symmetric).proof);
    const ProofAttempt empty = attempt(9, {0, 1}, {}, symmetric);
    EXPECT_TRUE(empty.reason.starts_with("row 9, column 0: the other rows give 0; expected more than 0"));
  }
}

TEST(LocalSquares, LargerClustersNeedMorePoints) {
  const auto proved = [](Index m, std::vector<Index> small, bool symmetric) {
    const ProofAttempt attempt = prove_local_squares(
        Clusters{.m = m, .small = std::move(small), .symmetric = symmetric, .balance = symmetric ? 0.0 : 0.5}
            .problem(),
        not_yet_proved());
    return attempt.proof.has_value();
  };
  for (const bool symmetric : {true, false}) {
    EXPECT_TRUE(proved(5, {1, 2}, symmetric));
    EXPECT_TRUE(proved(7, {3}, symmetric));
    EXPECT_FALSE(proved(6, {3}, symmetric));
    EXPECT_FALSE(proved(5, {3}, symmetric));
  }
}

/// A residual block that no equal weights pay for: [[0, 3/4], [3/4, 0]] with unequal diagonal.
TEST(LocalSquares, UnequalRowsAreScaledByThePerronVector) {
  Problem problem = Clusters{.m = 3, .small = {1, 1}}.problem();
  Matrix M = Matrix::Zero(5, 5);
  M.topLeftCorner(3, 3).setOnes();
  M.bottomRightCorner(2, 2) << 1.375, 0.25, 0.25, 0.5;  // a row sum of 1.625, an eigenvalue of 1.441
  problem.truth.reset();
  problem.measurements = M.reshaped<Eigen::RowMajor>();
  const ProofAttempt attempt = prove_local_squares(problem, not_yet_proved());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->spurious, std::nullopt);
  EXPECT_NEAR(attempt.proof->objective_high, (1.375 * 1.375 + 0.5 * 0.5 + 0.125) / 2, 1e-12);
}

TEST(LocalSquares, ScalesOfTheTwoFactorsMayDiffer) {
  Problem problem = theorem4(4, 3, 2, false).problem();
  problem.point->L.scale = ExactScale::root(mpq_class(4, 3));
  problem.point->R.scale = ExactScale::root(mpq_class(1, 12));
  EXPECT_TRUE(prove_local_squares(problem, not_yet_proved()).proof);
  problem.balance = 1;
  EXPECT_TRUE(prove_local_squares(problem, not_yet_proved())
                  .reason.starts_with("entry (0, 0) of LᵀL − RᵀR is 5; expected 0"));
}

/// All entries observed but one of the large cluster's, each with a weight.
TEST(LocalSquares, WeightedEntriesAreProved) {
  Problem problem = theorem4(5, 3, 2).problem();
  std::vector<Triplet> triplets;
  for (int i = 0; i < 6; ++i)
    for (int j = 0; j < 6; ++j)
      if (i != 0 || j != 1) triplets.push_back({i, j, i < 5 && j < 5 ? 2.25 : 1.0});
  problem.measurement = std::make_shared<const EntriesMeasurement>(
      std::make_shared<const SamplingPattern>(compress_rows(6, 6, triplets)));
  const ProofAttempt attempt = prove_local_squares(problem, not_yet_proved());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->spurious, true);
}

TEST(LocalSquares, AWitnessIsStoredAndChecked) {
  Problem problem = theorem4(3, 2, 2).problem();
  const Matrix witness = *problem.stacked_truth();
  problem.measurements = (problem.truth->L.entries * problem.truth->L.entries.transpose()).reshaped();
  problem.truth.reset();
  EXPECT_EQ(prove_local_squares(problem, not_yet_proved()).proof->spurious, std::nullopt);
  const ProofAttempt attempt = prove_local_squares(problem, not_yet_proved(), &witness);
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->spurious, true);
  EXPECT_TRUE(attempt.proof->document.contains("witness"));
}

TEST(LocalSquares, PointsThatAreNotStationaryAreRefused) {
  Problem problem = theorem4(3, 2, 2).problem();
  problem.point->L.entries(0, 0) = 2;
  EXPECT_EQ(prove_local_squares(problem, not_yet_proved()).reason,
            "the residual where rows 0 and 0 meet is 1.5; expected 0; f falls along entry (0, 0): first "
            "derivative 4");
}

/// Each damage is found, and said in one line.
TEST(LocalSquares, DamagedProofsAreRejected) {
  const ProofAttempt attempt = prove_local_squares(theorem4(3, 2, 2).problem(), not_yet_proved());
  ASSERT_TRUE(attempt.proof);
  const Proof& proof = *attempt.proof;
  const auto rejection = [&](const auto& damage) {
    Json document = proof.document;
    damage(document["claims"], document["evidence"]["terms"], document);
    const checker::Outcome outcome = check(proof, document);
    EXPECT_FALSE(outcome.accepted);
    EXPECT_EQ(outcome.reason.find('\n'), std::string::npos);
    return outcome.reason;
  };
  const auto bound = [](Json& terms) -> Json& {
    for (Json& term : terms)
      if (term.contains("bounds")) return term;
    throw std::logic_error("no bound");
  };
  const auto contains = [](const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in " << text;
  };
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["coefficient"] = "3/7"; }), "differ by");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["coefficient"] = "-1/2"; }), "expected > 0");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["coefficient"] = "2/4"; }), "lowest terms");
  contains(rejection([](Json&, Json& terms, Json&) { terms.erase(0); }), "differ by");
  contains(rejection([](Json&, Json& terms, Json&) { terms.push_back(terms[0]); }), "differ by");
  contains(
      rejection([](Json& claims, Json&, Json& all) { claims["radius"] = all["evidence"]["radius"] = "1/3"; }),
      "not shown to be ≥ 0 within 1/3");
  contains(rejection([](Json& claims, Json&, Json&) { claims["radius"] = "1/3"; }), "claimed radius is 1/3");
  contains(rejection(
               [](Json& claims, Json&, Json& all) { claims["radius"] = all["evidence"]["radius"] = "-1/9"; }),
           "expected > 0");
  contains(rejection([&](Json&, Json& terms, Json&) { bound(terms)["bounds"][0] = "x0_0^2"; }), "differ by");
  contains(rejection([&](Json&, Json& terms, Json&) { bound(terms)["bounds"][0] = "x0_0-x1_0-1"; }),
           "not shown to be ≥ 0");
  contains(rejection([&](Json&, Json& terms, Json&) { bound(terms)["bounds"][0] = "x0_0^9"; }),
           "not a polynomial");
  contains(rejection([&](Json&, Json& terms, Json&) { bound(terms)["bounds"][0] = "x4_0"; }),
           "not a polynomial");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["entries"] = {{4, 0}}; }), "outside 4×2");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["squares"].push_back("x0_0^4"); }), "degree");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["ball"] = 1; }), "differ by");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["ball"] = 2; }), "from 0 to 1");
  contains(rejection([](Json&, Json& terms, Json&) { terms[0]["sines"] = 1; }), "sines");
  contains(rejection([](Json& claims, Json&, Json&) { claims["modulus"] = "1/10"; }), "modulus");
  contains(rejection([](Json& claims, Json&, Json&) { claims["objective"] = {"1/4", "1/3"}; }), "objective");
  contains(rejection([](Json&, Json&, Json& all) { all["problem"]["point"]["U"]["scale"] = "sqrt(1/3)"; }),
           "objective");
}

/// 77 and 154 variables.
TEST(LocalSquares, TheLargestOfTheBarsAreProved) {
  for (const bool symmetric : {true, false})
    EXPECT_TRUE(
        prove_local_squares(theorem4(8, 7, 4, symmetric, symmetric ? 0 : 1).problem(), not_yet_proved())
            .proof);
}

}  // namespace
}  // namespace orthant

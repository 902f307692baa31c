// Exact factorizations of matrices of known nonnegative rank, from points of floating point. A proof that is returned
// has passed the checker.
#include "orthant/prove/exact_factorization.hpp"

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "orthant/base/random.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/prove.hpp"
#include "orthant/prove/rational_factors.hpp"

namespace orthant {
namespace {

Matrix integers(Index rows, Index cols, Random& random, int below) {
  Matrix out(rows, cols);
  for (double& x : out.reshaped()) x = std::floor(random.uniform() * below);
  return out;
}

Problem problem_of(const Matrix& A, Index rank) {
  Problem p;
  p.symmetric = false;
  p.rank = rank;
  p.measurement = std::make_shared<FullMeasurement>(A.rows(), A.cols());
  p.measurements = Matrix(A.transpose()).reshaped();
  return p;
}

Matrix stack(const Matrix& L, const Matrix& R) {
  Matrix U(L.rows() + R.rows(), L.cols());
  U << L, R;
  return U;
}

struct Judged {
  Certificate certificate;
  ProofAttempt attempt;
  std::string statement() const {
    return attempt.proof ? attempt.proof->reasons.front() : "no proof: " + attempt.reason;
  }
};

Judged judge(const Matrix& A, const Matrix& U) {
  const auto objective = problem_of(A, U.cols()).objective();
  Judged out;
  out.certificate = certify(*objective, U);
  out.attempt = prove(*objective, nullptr, out.certificate, nullptr);
  if (out.attempt.proof) adopt(out.certificate, *out.attempt.proof);
  return out;
}

bool says(const Judged& judged, const char* text) {
  return judged.statement().find(text) != std::string::npos;
}

TEST(ProveExactFactorization, OfPositiveFactorsAnyBasisWillDo) {
  Random random(1, 1);
  for (const Index r : {1, 3, 5}) {
    const Matrix L = integers(9, r, random, 50), R = integers(8, r, random, 50), A = L * R.transpose();
    const Judged judged = judge(A, stack(L / 3, 3 * R));  // rounded
    ASSERT_TRUE(judged.attempt.proof) << judged.statement();
    EXPECT_TRUE(says(judged, ("; the nonnegative rank of the data is " + std::to_string(r)).c_str()))
        << judged.statement();
    EXPECT_EQ(judged.certificate.rigor, Rigor::exact);
    EXPECT_EQ(judged.certificate.objective, 0);
    EXPECT_EQ(judged.certificate.spurious, false);
    const Matrix& U = judged.certificate.U;
    EXPECT_LE((A - U.topRows(9) * U.bottomRows(8).transpose()).norm(), 1e-13 * A.norm());
  }
}

TEST(ProveExactFactorization, ForcedZerosStayZeros) {
  // The identity has no other factors than scaled permutations; and rows that are nothing.
  Matrix A = Matrix::Identity(4, 4);
  A *= 7;
  const Judged judged =
      judge(A, stack(Matrix::Identity(4, 4) * std::sqrt(7.0), Matrix::Identity(4, 4) * std::sqrt(7.0)));
  EXPECT_TRUE(says(judged, "nonnegative rank of the data is 4")) << judged.statement();
  // Zeros in both factors that determine every column.
  const Matrix L{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 2, 0}, {0, 0, 0}},
      R{{2, 1, 0}, {0, 1, 3}, {1, 0, 1}, {0, 0, 1}};
  const Judged sparse = judge(L * R.transpose(), stack(L * Vector{{0.3, 0.7, 1.1}}.asDiagonal(),
                                                       R * Vector{{1 / 0.3, 1 / 0.7, 1 / 1.1}}.asDiagonal()));
  EXPECT_TRUE(says(sparse, "nonnegative rank of the data is 3")) << sparse.statement();
}

TEST(ProveExactFactorization, BeyondTheRankTheSupportIsEnough) {
  // Thomas 1974: rank 3, nonnegative rank 4.
  const Matrix thomas{{1, 1, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {0, 0, 1, 1}};
  const Judged judged =
      judge(thomas, stack(thomas * std::sqrt(0.3), Matrix::Identity(4, 4) / std::sqrt(0.3)));
  EXPECT_TRUE(says(judged, "nonnegative rank of the data is 4")) << judged.statement();
}

TEST(ProveExactFactorization, DecimalsAreTakenForTheFractionsThatTheyMean) {
  const Matrix L{{1, 3}, {2, 1}, {5, 7}}, R{{3, 1}, {1, 2}, {4, 9}};
  const Judged judged = judge(L * R.transpose() / 10, stack(L / 10, R));
  EXPECT_TRUE(says(judged, "as fractions that round to the stored doubles")) << judged.statement();
  EXPECT_EQ(judged.certificate.rigor, Rigor::exact);
}

TEST(ProveExactFactorization, RoundedProductsHaveNone) {
  Random random(2, 1);
  Matrix L(7, 3), R(6, 3);
  for (double& x : L.reshaped()) x = random.uniform();
  for (double& x : R.reshaped()) x = random.uniform();
  const auto objective = problem_of(L * R.transpose(), 3).objective();
  const ProofAttempt exact = prove_exact_factorization(*objective, certify(*objective, stack(L, R)));
  EXPECT_FALSE(exact.proof);
  EXPECT_NE(exact.reason.find("have a rank above 3, so that no 3 parts have just them for their product"),
            std::string::npos)
      << exact.reason;
  // What is proved of them is how near zero they are, by rounding that is accounted for.
  const Judged judged = judge(L * R.transpose(), stack(L, R));
  ASSERT_TRUE(judged.attempt.proof);
  EXPECT_EQ(judged.attempt.proof->rigor, Rigor::verified);
  EXPECT_GT(judged.attempt.proof->objective_high, 0);
}

TEST(ProveExactFactorization, ASpoiledFractionIsRefused) {
  Random random(3, 1);
  const Matrix L = integers(5, 2, random, 20), R = integers(6, 2, random, 20);
  const Judged judged = judge(L * R.transpose(), stack(L, R));
  ASSERT_TRUE(judged.attempt.proof);
  Json document = certificate_document(judged.certificate, &*judged.attempt.proof);
  const BundleFiles files(judged.attempt.proof->files);
  EXPECT_TRUE(checker::check(document.dump(), files).accepted);
  Json spoiled = document;
  Json& entry = spoiled["proof"]["evidence"]["left"][2][1];
  entry =
      (checker::Rational::parse(entry.get<std::string>()) + checker::Rational::parse("1/1000000000000000000"))
          .to_string();
  EXPECT_FALSE(checker::check(spoiled.dump(), files).accepted);
  spoiled = document;
  spoiled["proof"]["claims"]["radius"] = "1/1000000000000000000000000000000";
  EXPECT_EQ(checker::check(spoiled.dump(), files).accepted, document["proof"]["claims"]["radius"] == "0");
}

TEST(ProveExactFactorization, LeavesOtherPointsAlone) {
  const Matrix A{{1, 0}, {0, 1}};
  const auto objective = problem_of(A, 1).objective();
  const Certificate far = certify(*objective, Matrix{{1}, {0}, {1}, {0}});
  const ProofAttempt attempt = prove_exact_factorization(*objective, far);
  EXPECT_FALSE(attempt.proof);
  EXPECT_EQ(attempt.reason, "");
}

TEST(SolutionNear, FreeUnknownsAreRoundedAndTheOthersFollow) {
  checker::Work work;
  checker::RationalMatrix M(1, 3), b(1, 1);
  M.set(0, 0, 2);
  M.set(0, 1, 1);
  b.set(0, 0, 5);
  const auto y = solution_near(M, b, Vector{{1.3, 2.4, 0.26}}, 2, work);
  ASSERT_TRUE(y);
  EXPECT_EQ((*y)[1].to_string(), "2");
  EXPECT_EQ((*y)[2].to_string(), "0");
  EXPECT_EQ((*y)[0].to_string(), "3/2");
  checker::RationalMatrix none(1, 3);
  EXPECT_FALSE(solution_near(none, b, Vector::Ones(3), 2, work));
}

}  // namespace
}  // namespace orthant

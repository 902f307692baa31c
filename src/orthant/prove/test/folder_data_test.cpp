// Operators that measure no entries: values and gradients against rationals (GMP) that no code of this folder uses,
// proofs of minimizers that are known, and what becomes of them when a number is changed.

#include "orthant/prove/folder_data.hpp"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "checker/read/files.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/rank_one.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/prove.hpp"
#include "orthant/prove/rank_bound.hpp"
#include "support/find_stationary.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using Rationals = std::vector<mpq_class>;

/// An operator, and the matrix of its 𝒜, or of ℋ where that is given, by rows of vec X.
struct Form {
  std::string name;
  std::shared_ptr<const MeasurementOperator> measurement;
  std::vector<Rationals> rows;
  bool kernel = false;
};

Rationals exact(const ConstMatrixRef& A, const mpq_class& scale = 1) {
  Rationals out;
  for (Index i = 0; i < A.rows(); ++i)
    for (Index j = 0; j < A.cols(); ++j) out.push_back(scale * mpq_class(A(i, j)));
  return out;
}

Form sensing(Random& random, Index rows, Index cols) {
  const Matrix A = 0.3 * random_matrix(random, rows * cols + 4, rows * cols, true) +
                   Matrix::Identity(rows * cols + 4, rows * cols);
  Form out{"dense_sensing", std::make_shared<DenseSensing>(rows, cols, A), {}};
  for (Index t = 0; t < A.rows(); ++t) out.rows.push_back(exact(A.row(t)));
  return out;
}

Form rank_one(Random& random, Index rows, Index cols, bool sparse) {
  const Index m = 3 * rows * cols;
  const Matrix left = random_matrix(random, m, rows, true), right = random_matrix(random, m, cols, true);
  const auto data = [&](const Matrix& M) {
    return std::make_shared<const DataMatrix>(
        sparse ? DataMatrix::sparse_rows(testing::compressed(M, Matrix::Ones(M.rows(), M.cols())))
               : DataMatrix::dense(M));
  };
  Form out{sparse ? "rank_one, sparse" : "rank_one",
           std::make_shared<RankOneSensing>(data(left), data(right)),
           {}};
  for (Index t = 0; t < m; ++t) {
    out.rows.emplace_back();
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j)
        out.rows.back().push_back(mpq_class(left(t, i)) * mpq_class(right(t, j)));
  }
  return out;
}

/// The second term with scales that no double holds; as a kernel it is 2·(1/3)·(1/7) of two matrices.
Form terms(Random& random, Index rows, Index cols, bool kernel) {
  std::vector<LowRankTerm> given;
  Form out{kernel ? "kernel of terms" : "identity_plus_low_rank", nullptr, {}, kernel};
  out.rows.assign(static_cast<std::size_t>(rows * cols), Rationals(static_cast<std::size_t>(rows * cols)));
  for (std::size_t p = 0; p < out.rows.size(); ++p) out.rows[p][p] = 1;
  for (const mpq_class& scale : {mpq_class(1, 7), mpq_class(1, 3)}) {
    LowRankTerm term{Matrix(0.2 * random_matrix(random, rows, cols, true)),
                     Matrix(0.2 * random_matrix(random, rows, cols, true))};
    term.left.scale = ExactScale::rational(scale);
    const Rationals left = exact(term.left.entries, scale), right = exact(term.right.entries);
    for (std::size_t p = 0; p < left.size(); ++p)
      for (std::size_t q = 0; q < left.size(); ++q)
        out.rows[p][q] += left[p] * right[q] + (kernel ? right[p] * left[q] : mpq_class(0));
    given.push_back(std::move(term));
  }
  if (kernel)
    out.measurement = std::make_shared<KernelMeasurement>(rows, cols, std::move(given));
  else
    out.measurement = std::make_shared<IdentityPlusLowRank>(rows, cols, std::move(given));
  return out;
}

Form matrix(Random& random, Index rows, Index cols) {
  const Matrix F = 0.1 * random_matrix(random, rows * cols, 3, true);
  Matrix H = F * F.transpose() + Matrix::Identity(rows * cols, rows * cols);
  H = (0.5 * (H + H.transpose())).eval();
  Form out{"kernel matrix", std::make_shared<DenseKernelMeasurement>(rows, cols, H), {}, true};
  for (Index p = 0; p < H.rows(); ++p) out.rows.push_back(exact(H.row(p)));
  return out;
}

std::vector<Form> forms(Random& random, Index rows, Index cols) {
  return {sensing(random, rows, cols),        rank_one(random, rows, cols, false),
          rank_one(random, rows, cols, true), terms(random, rows, cols, false),
          terms(random, rows, cols, true),    matrix(random, rows, cols)};
}

Problem problem_of(const Form& form, bool symmetric, double balance, Index rank) {
  Problem out;
  out.symmetric = symmetric;
  out.rank = rank;
  out.balance = balance;
  out.measurement = form.measurement;
  return out;
}

void set_truth(Problem& problem, const Matrix& U) {
  problem.truth.emplace();
  problem.truth->L = Matrix(U.topRows(problem.rows()));
  if (!problem.symmetric) problem.truth->R = Matrix(U.bottomRows(problem.cols()));
}

/// f without its balance term, and S, exactly.
struct ExactMisfit {
  mpq_class value;
  Rationals S;
};

Rationals product(const Matrix& L, const Matrix& R) {
  Rationals out;
  for (Index i = 0; i < L.rows(); ++i)
    for (Index j = 0; j < R.rows(); ++j) {
      out.emplace_back(0);
      for (Index k = 0; k < L.cols(); ++k) out.back() += mpq_class(L(i, k)) * mpq_class(R(j, k));
    }
  return out;
}

ExactMisfit exact_misfit(const Form& form, const Problem& problem, const Matrix& L, const Matrix& R) {
  Rationals E = product(L, R), y;
  if (problem.truth) {
    const Factors& truth = *problem.truth;
    const Rationals other = product(truth.L.entries, problem.symmetric ? truth.L.entries : truth.R.entries);
    for (std::size_t p = 0; p < E.size(); ++p) E[p] -= other[p];
  }
  ExactMisfit out{0, Rationals(E.size())};
  for (std::size_t t = 0; t < form.rows.size(); ++t) {
    mpq_class e =
        problem.measurements ? mpq_class(-(*problem.measurements)(static_cast<Index>(t))) : mpq_class(0);
    for (std::size_t p = 0; p < E.size(); ++p) e += form.rows[t][p] * E[p];
    out.value += (form.kernel ? E[t] : e) * e / 2;
    for (std::size_t p = 0; !form.kernel && p < E.size(); ++p) out.S[p] += form.rows[t][p] * e;
    if (form.kernel) out.S[t] = e;
  }
  return out;
}

void expect_exact_enclosed(const Form& form, const Problem& problem, const Matrix& U) {
  SCOPED_TRACE(form.name + (problem.truth ? ", truth" : ""));
  std::string reason;
  const auto observations = problem.observe();
  const auto data = proof_data(*observations, &problem, reason);
  ASSERT_NE(data, nullptr) << reason;
  const RigorousPoint point = rigorous_point(*data, problem.symmetric, 0, U);
  const Index n = problem.rows(), second = problem.symmetric ? 0 : n;
  const Matrix L = U.topRows(n), R = problem.symmetric ? L : Matrix(U.bottomRows(problem.cols()));
  const ExactMisfit misfit = exact_misfit(form, problem, L, R);
  EXPECT_LE(mpq_class(point.value_low), misfit.value);
  EXPECT_GE(mpq_class(point.value_high), misfit.value);
  EXPECT_LT(point.value_high - point.value_low, 1e-12 * (1 + point.value_high));
  std::vector<Rationals> gradient(static_cast<std::size_t>(U.rows()),
                                  Rationals(static_cast<std::size_t>(U.cols())));
  mpq_class squares = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < problem.cols(); ++j) {
      const mpq_class& s = misfit.S[static_cast<std::size_t>(i * problem.cols() + j)];
      squares += s * s;
      for (Index k = 0; k < U.cols(); ++k) {
        gradient[i][k] += s * mpq_class(R(j, k));
        gradient[second + j][k] += s * mpq_class(L(i, k));
      }
    }
  EXPECT_GE(mpq_class(point.residual_norm) * mpq_class(point.residual_norm), squares);
  for (Index i = 0; i < U.rows(); ++i)
    for (Index k = 0; k < U.cols(); ++k) {
      EXPECT_LE(abs(mpq_class(point.gradient(i, k)) - gradient[i][k]), mpq_class(point.error(i, k)));
      EXPECT_LT(point.error(i, k), 1e-12);
    }
}

TEST(FolderData, EnclosesRationals) {
  Random random(21);
  for (const bool symmetric : {false, true}) {
    const Index rows = 4, cols = symmetric ? 4 : 3, n = symmetric ? rows : rows + cols;
    for (const Form& form : forms(random, rows, cols)) {
      Problem problem = problem_of(form, symmetric, 0, 2);
      const Matrix truth = random_matrix(random, n, 3);
      set_truth(problem, truth);
      expect_exact_enclosed(form, problem, random_matrix(random, n, 2));
      // Near the truth, where everything cancels.
      expect_exact_enclosed(form, problem, truth * (1 + 0x1p-50));
      if (form.kernel) continue;
      problem.truth.reset();
      problem.measurements = 3 * random_matrix(random, form.measurement->measurements(), 1).col(0);
      expect_exact_enclosed(form, problem, random_matrix(random, n, 2));
    }
  }
}

checker::Outcome outcome_of_folder(const Certificate& numeric, const Proof& proof) {
  Certificate certificate = numeric;
  adopt(certificate, proof);
  return checker::check(certificate_document(certificate, &proof).dump(), BundleFiles(proof.files));
}

/// Whether a file holds numbers of the operator.
bool is_of_operator(const std::string& name) {
  for (const char* part : {"term", "kernel", "sensing", "left", "right"})
    if (name.find(part) != std::string::npos) return true;
  return false;
}

/// The same with one number of a file changed, and its hash with it.
Proof with_other_number(const Proof& proof, const std::string& name, std::size_t place) {
  Proof out = proof;
  std::string& bytes = out.files.at(name);
  double x = 0;
  char* at = bytes.data() + bytes.size() - (place + 1) * sizeof x;
  std::memcpy(&x, at, sizeof x);
  x += 1e-3;
  std::memcpy(at, &x, sizeof x);
  out.document["files"][name] = checker::sha256(bytes);
  return out;
}

/// Rank one: the truth is the only minimizer near it, for every ℋ that is definite, and known without rounding.
TEST(FolderData, TheTruthIsWithinTheRadius) {
  Random random(22);
  for (const double balance : {-1.0, 0.0, 0.25}) {  // −1: symmetric
    const bool symmetric = balance < 0;
    const Index rows = 4, cols = symmetric ? 4 : 3, n = symmetric ? rows : rows + cols;
    for (const Form& form : forms(random, rows, cols)) {
      SCOPED_TRACE(form.name + ", balance " + std::to_string(balance));
      Problem problem = problem_of(form, symmetric, std::max(balance, 0.0), 1);
      Matrix truth(n, 1);
      if (symmetric)
        truth << 1, 2, 0.5, 0;
      else
        truth << 1, 2, 2, 0, 2, 1, 2;  // of the same norm
      set_truth(problem, truth);
      const auto objective = problem.objective();
      const Matrix U = truth.cwiseProduct(Matrix::Ones(n, 1) + 1e-9 * random_matrix(random, n, 1));
      CertifyOptions loose;
      loose.stationarity = 1e-6;  // the Newton steps of the proof do the rest
      const Certificate numeric = certify(*objective, U, loose);
      const ProofAttempt attempt = prove_isolated(*objective, numeric, nullptr, {}, &problem);
      ASSERT_TRUE(attempt.proof.has_value()) << attempt.reason;
      const Proof& proof = *attempt.proof;
      Matrix minimizer = truth;
      if (balance == 0) {
        const Index pin = proof.document["evidence"]["pins"][0][0].get<Index>();
        const double t = (*proof.point)(pin, 0) / truth(pin, 0);
        minimizer.topRows(rows) *= pin < rows ? t : 1 / t;
        minimizer.bottomRows(cols) *= pin < rows ? 1 / t : t;
      }
      EXPECT_LE((*proof.point - minimizer).norm(), proof.radius + 1e-16);
      EXPECT_LT(proof.radius, 1e-10);
      EXPECT_LE(proof.objective_low, 0);
      EXPECT_LT(proof.objective_high, 1e-13);
      const checker::Outcome outcome = outcome_of_folder(numeric, proof);
      EXPECT_TRUE(outcome.accepted) << outcome.reason;
      for (const auto& [name, bytes] : proof.files) {
        if (is_of_operator(name)) continue;  // another one has the same fit
        EXPECT_FALSE(outcome_of_folder(numeric, with_other_number(proof, name, 1)).accepted) << name;
      }
      Proof spoiled = proof;
      spoiled.document["evidence"]["hessian"] = "1000000";
      EXPECT_NE(outcome_of_folder(numeric, spoiled).reason.find("condition 1 fails"), std::string::npos);
    }
  }
}

/// With noise the minimizer is nobody's truth; two columns, so that they meet.
TEST(FolderData, EveryKindHasProofsOfNoisyMinimizers) {
  Random random(23);
  int proved = 0, tried = 0;
  for (int trial = 0; trial < 2; ++trial)
    for (const double balance : {-1.0, 0.0, 0.25}) {
      const bool symmetric = balance < 0;
      const Index rows = 5, cols = symmetric ? 5 : 4, n = symmetric ? rows : rows + cols;
      for (const Form& form : forms(random, rows, cols)) {
        SCOPED_TRACE(form.name + ", balance " + std::to_string(balance));
        Problem problem = problem_of(form, symmetric, std::max(balance, 0.0), 2);
        // Of a larger rank, with zeros, that two columns do not reach.
        set_truth(problem, random_matrix(random, n, 4).cwiseProduct(testing::random_mask(random, n, 4, 0.5)));
        const auto objective = problem.objective();
        CertifyOptions loose;
        loose.stationarity = 1e-6;
        const Certificate numeric =
            certify(*objective, testing::find_stationary_by_gradient(*objective, trial, 4000, 1e-9), loose);
        if (numeric.verdict != Verdict::strict_local_minimizer) continue;
        ++tried;
        const ProofAttempt attempt = prove_isolated(*objective, numeric, nullptr, {}, &problem);
        if (!attempt.proof) continue;
        ++proved;
        const checker::Outcome outcome = outcome_of_folder(numeric, *attempt.proof);
        EXPECT_TRUE(outcome.accepted) << outcome.reason;
        for (const auto& [name, bytes] : attempt.proof->files)
          EXPECT_FALSE(outcome_of_folder(numeric, with_other_number(*attempt.proof, name, 1)).accepted)
              << name;
      }
    }
  EXPECT_GE(tried, 15);
  EXPECT_GE(proved, tried - 3);
}

/// A planted fit that others share is no isolated minimizer; that it is global is proved all the same.
TEST(FolderData, FitsOfZeroAreGlobalToAGap) {
  Random random(24);
  for (const Form& form : forms(random, 5, 5)) {
    SCOPED_TRACE(form.name);
    Problem problem = problem_of(form, true, 0, 2);
    const Matrix truth = random_matrix(random, 5, 2);
    set_truth(problem, truth);
    const auto objective = problem.objective();
    Matrix turned(2, 2);  // no double holds it, and the truth is positive enough to stay so
    turned << std::cos(1e-3), std::sin(1e-3), -std::sin(1e-3), std::cos(1e-3);
    const Certificate numeric = certify(*objective, truth * turned);
    ASSERT_EQ(numeric.verdict, Verdict::global_minimizer);
    const RankProof bound = prove_bound(*objective, numeric, 1e9, {}, &problem);
    ASSERT_TRUE(bound.attempt.proof.has_value()) << bound.attempt.reason;
    const Proof& proof = *bound.attempt.proof;
    EXPECT_EQ(proof.verdict, Verdict::global_minimizer);
    const checker::Outcome outcome = outcome_of_folder(numeric, proof);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
    for (const auto& [name, bytes] : proof.files) {
      if (is_of_operator(name)) continue;
      EXPECT_FALSE(outcome_of_folder(numeric, with_other_number(proof, name, 1)).accepted) << name;
    }
  }
}

TEST(FolderData, SaysWhatItDoesNotTake) {
  Random random(25);
  const Form form = sensing(random, 3, 3);
  Problem problem = problem_of(form, true, 0, 1);
  set_truth(problem, Matrix::Ones(3, 1));
  const auto observations = problem.observe();
  std::string reason;
  EXPECT_EQ(proof_data(*observations, nullptr, reason), nullptr);
  EXPECT_NE(reason.find("no problem folder"), std::string::npos);
  // A kernel of −I and more: f is no sum of squares that anybody has shown.
  Matrix H = Matrix::Constant(9, 9, 0.5);
  H.diagonal().setOnes();
  problem.measurement = std::make_shared<DenseKernelMeasurement>(3, 3, H);
  const auto kernel = problem.observe();
  const auto data = proof_data(*kernel, &problem, reason);
  ASSERT_NE(data, nullptr) << reason;
  EXPECT_FALSE(data->is_nonnegative());
  const auto objective = problem.objective();
  const RankProof bound = prove_bound(*objective, certify(*objective, Matrix::Ones(3, 1)), 1e9, {}, &problem);
  EXPECT_FALSE(bound.attempt.proof.has_value());
  EXPECT_NE(bound.attempt.reason.find("positive semidefinite"), std::string::npos) << bound.attempt.reason;
}

}  // namespace
}  // namespace orthant

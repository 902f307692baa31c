#include "orthant/prove/exact_proof.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "checker/arithmetic/bound_text.hpp"
#include "checker/exact/exact_problem.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/read_problem.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/prove/checked_document.hpp"

namespace orthant {

namespace {

using checker::Rational;

Matrix positive_part(const Matrix& A) {
  const auto [values, vectors] = symmetric_eigenpairs(A);
  return vectors * values.cwiseMax(0).asDiagonal() * vectors.transpose();
}

/// A = U₀U₀ᵀ − S in doubles, symmetric.
Matrix data_of(const checker::ExactProblem& exact, const checker::Problem& problem) {
  const Index n = problem.rows;
  const checker::Scale& scale = problem.point.L.scale;
  const double square = scale.root ? scale.value.approx() : std::pow(scale.value.approx(), 2);
  Matrix A(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      double product = 0;
      for (Index k = 0; k < problem.rank; ++k) product += problem.point.L(i, k) * problem.point.L(j, k);
      A(i, j) = square * product - exact.residual()(i, j).approx();
    }
  return (A + A.transpose()) / 2;
}

/// T = P + N + δI, entry for entry as it is stored, and the N that is taken from it.
struct StoredDual {
  Matrix T;
  Json form;
};

StoredDual store(const DualSplit& split, double size) {
  const Index n = split.P.rows();
  const double delta =
      1e-13 * static_cast<double>(n) * size;  // more than the rounding of P + N and of P itself
  StoredDual out{Matrix(n, n), {{"kind", "split"}, {"nonnegative", Json::array()}}};
  for (Index i = 0; i < n; ++i) {
    out.T(i, i) = split.P(i, i) + split.N(i, i) + delta;
    for (Index j = i + 1; j < n; ++j) {
      out.T(i, j) = out.T(j, i) = split.P(i, j) + split.N(i, j);
      if (split.N(i, j) > 0) out.form["nonnegative"].push_back({i, j, fraction(split.N(i, j))});
    }
  }
  return out;
}

/// At least 100·(high/low − 1) for the number that the text says, 0 < low ≤ high: the text as a double, the
/// quotient and the difference are each rounded once.
double percent_above(double high, const std::string& low) {
  const double above = high / std::strtod(low.c_str(), nullptr) * (1 + 0x1p-50);
  return 100 * std::max(0.0, above - 1) * (1 + 0x1p-50);
}

}  // namespace

DualSplit dual_split(const Matrix& A, int iterations) {
  // X + p + q = A throughout; −p ⪰ 0 and −q ≥ 0 after every round.
  Matrix X = A, p = Matrix::Zero(A.rows(), A.cols()), q = p;
  double bound = 0;
  for (int k = 0; k < iterations; ++k) {
    check_budget();
    const Matrix before = X + p, Y = positive_part(before);
    p = before - Y;
    const Matrix shifted = Y + q;
    X = shifted.cwiseMax(0);
    q = shifted - X;
    const double now = (p + q).cwiseProduct(A).sum() - (p + q).squaredNorm() / 2;
    if (std::fabs(now - bound) <= 1e-9 * A.squaredNorm() && k > 10) break;
    bound = now;
  }
  return {-(p + p.transpose()) / 2, -(q + q.transpose()) / 2};
}

bool attach_gap(Proof& proof, Index most_order) {
  if (proof.verdict == Verdict::global_minimizer || proof.verdict == Verdict::saddle) return false;
  const Json& stored = proof.document["problem"];
  if (stored["factorization"] != "symmetric" || stored["operator"]["kind"] != "full" ||
      stored["rows"].get<Index>() > most_order)
    return false;
  checker::Problem problem = as_checked(stored, BundleFiles(proof.files), proof.data.get());
  checker::Work work(exact_work, check_budget);
  const checker::ExactProblem exact(problem, work);
  const Matrix A = data_of(exact, problem);
  const StoredDual dual = store(dual_split(A), A.norm());

  const char* name = "dual_certified.npy";
  const double value = -dual.T.cwiseProduct(A).sum() - dual.T.squaredNorm() / 2;
  const double low = value - 1e-12 * static_cast<double>(A.rows()) * (A.squaredNorm() + dual.T.squaredNorm());
  if (!(low > 0)) return false;  // f ≥ 0 says as much
  const Json gap = {{"dual", name}, {"form", dual.form}};
  problem.dual = checker::Numbers{A.rows(), A.cols(), {dual.T.data(), dual.T.data() + dual.T.size()}, {}};
  try {
    (void)checker::check_gap(problem, Rational::from_double(low), checker::Json(gap), work);
  } catch (const checker::Rejected&) {
    return false;
  }
  Bundle bundle;
  bundle.dense(name, dual.T);
  proof.document["files"].update(bundle.hashes());
  proof.files.merge(bundle.files());
  proof.global_low = low;
  proof.document["claims"]["global_low"] = fraction(low);
  proof.document["gap"] = gap;
  proof.checked = false;
  const std::string low_text = checker::text_at_most(low, 10);
  proof.reasons.push_back(
      fmt::format("Proved: no nonnegative factors of any rank have an objective below {}; this point is "
                  "above that by at most {} %.",
                  low_text, checker::text_at_least(percent_above(proof.objective_high, low_text), 3)));
  return true;
}

}  // namespace orthant

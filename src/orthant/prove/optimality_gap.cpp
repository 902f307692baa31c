#include "orthant/prove/optimality_gap.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/form_search.hpp"
#include "orthant/verify/claims.hpp"
#include "orthant/verify/exact_problem.hpp"
#include "orthant/verify/read_problem.hpp"

namespace orthant {

namespace {

using Json = nlohmann::ordered_json;
using verify::Rational;
using verify::RationalMatrix;

/// S + εI as rationals.
RationalMatrix shifted(const RationalMatrix& S, const Rational& epsilon) {
  RationalMatrix out = S;
  for (long i = 0; i < S.rows(); ++i) out.add(i, i, epsilon);
  return out;
}

Matrix approx(const RationalMatrix& S) {
  Matrix out(S.rows(), S.cols());
  for (long i = 0; i < S.rows(); ++i)
    for (long j = 0; j < S.cols(); ++j) out(i, j) = S(i, j).approx();
  return out;
}

struct Shift {
  Rational epsilon;
  Json form;
};

/// The smallest ε of a few for which S + εI has a FORM.
std::optional<Shift> find_shift(const RationalMatrix& S) {
  const double lowest = symmetric_eigenvalues(approx(S))(0);
  const std::vector<bool> nonnegative(static_cast<std::size_t>(S.rows()), true);
  const double semidefinite = std::max(0.0, -lowest) * (1 + 1e-6) + 1e-12 * std::fabs(lowest);
  for (const double share : {0.0, 1.0 / 64, 1.0 / 16, 1.0 / 4, 1.0 / 2, 1.0}) {
    const Rational epsilon = Rational::from_double(share * semidefinite);
    // Small shares cost a search; the last one is semidefinite without any.
    if (share < 1 && S.rows() > 60) continue;
    if (auto form = find_form(shifted(S, epsilon), nonnegative, {}, share < 1))
      return Shift{epsilon, std::move(*form)};
  }
  return std::nullopt;
}

}  // namespace

void attach_gap(Proof& proof, long most_order) {
  if (proof.verdict == Verdict::global_minimizer || proof.verdict == Verdict::saddle) return;
  const Json& stored = proof.document["problem"];
  if (stored["factorization"] != "symmetric" || stored["operator"]["kind"] != "full" ||
      stored["rows"].get<long>() > most_order)
    return;
  const BundleFiles files(proof.files);
  verify::NamedFiles named(verify::Json::parse(proof.document["files"].dump()), files);
  const verify::Problem problem = verify::read_problem(verify::Json::parse(stored.dump()), named);
  verify::Work work;
  const verify::ExactProblem exact(problem, work);
  RationalMatrix S = exact.residual();
  S += exact.residual().transpose();
  S *= Rational(1) / Rational(2);
  const auto shift = find_shift(S);
  if (!shift) return;

  const long n = problem.rows;
  const double objective = at_least(exact.objective());
  double point_norm = 0, inner = 0;
  const Matrix doubles = approx(S);
  {
    Matrix X(n, problem.rank);
    for (long i = 0; i < n; ++i)
      for (long k = 0; k < problem.rank; ++k) X(i, k) = problem.point.L(i, k);
    const verify::Scale& scale = problem.point.L.scale;
    const double c = scale.root ? std::sqrt(scale.value.approx()) : scale.value.approx();
    X *= c;
    point_norm = X.squaredNorm();
    inner = (X.transpose() * doubles * X).trace();
  }
  const double data_trace = point_norm - doubles.trace();
  const double trace = data_trace + std::sqrt(2 * static_cast<double>(n) * objective) +
                       1e-9 * (point_norm + std::fabs(doubles.trace()) + std::sqrt(objective));
  const double bound = objective - inner - shift->epsilon.approx() * trace;
  const double low =
      std::min(bound, objective) - 1e-9 * (std::fabs(objective) + std::fabs(inner) + point_norm);
  const Json gap = {
      {"epsilon", shift->epsilon.to_string()}, {"trace", fraction(trace)}, {"form", shift->form}};
  try {
    (void)verify::check_gap(problem, Rational::from_double(low), verify::Json::parse(gap.dump()));
  } catch (const verify::Rejected&) {
    return;
  }
  if (!(low > 0)) return;  // f ≥ 0 says as much
  proof.global_low = low;
  proof.document["claims"]["global_low"] = fraction(low);
  proof.document["gap"] = gap;
  proof.reasons.push_back(fmt::format(
      "Proved: no nonnegative factors of any rank have an objective below {:.10g}: this point is within "
      "{:.3g} % of the best possible.",
      low, 100 * (proof.objective_high / low - 1)));
}

}  // namespace orthant

// The gap of a symmetric, fully observed problem: how far below f(U₀) nonnegative factors of any rank can be.
//
// f is convex in X = UUᵀ with gradient S = U₀U₀ᵀ − A at U₀, so for every U ≥ 0 with f(U) ≤ f(U₀)
//
//   f(U) ≥ f(U₀) + ⟨S, UUᵀ − U₀U₀ᵀ⟩ ≥ f(U₀) − ⟨S, U₀U₀ᵀ⟩ − ε tr UUᵀ           when S + εI is copositive,
//   tr UUᵀ = tr A + tr(UUᵀ − A) ≤ tr A + √n ‖UUᵀ − A‖ ≤ tr A + √(2n f(U₀)) ≤ τ.
//
// U₀ need not be stationary. Cost: that of the FORM.
#include "orthant/verify/claims.hpp"
#include "orthant/verify/exact_problem.hpp"
#include "orthant/verify/files.hpp"
#include "orthant/verify/form_evidence.hpp"

namespace orthant::verify {

namespace {

/// ⟨T, U₀U₀ᵀ⟩ for the stored point.
Rational inner_with_point(const RationalMatrix& T, const Numbers& point) {
  Rational sum;
  for (long k = 0; k < point.cols; ++k) {
    std::vector<Rational> column;
    for (long i = 0; i < point.rows; ++i) column.push_back(Rational::from_double(point(i, k)));
    sum += form(T, column);
  }
  const Scale& scale = point.scale;
  return sum * (scale.root ? scale.value : scale.value * scale.value);
}

RationalMatrix identity(long n) {
  RationalMatrix I(n, n);
  for (long i = 0; i < n; ++i) I.set(i, i, 1);
  return I;
}

}  // namespace

std::string check_gap(const Problem& problem, const Rational& global_low, const nlohmann::json& gap) {
  const std::string where = "proof.gap";
  require_fields(gap, where, {"epsilon", "trace", "form"});
  if (!problem.symmetric || problem.kind != Problem::Kind::full)
    throw Rejected(where + " of a problem that is not symmetric and fully observed");
  if (problem.rows > most_kept)
    throw Rejected("residual of order " + std::to_string(problem.rows) + "; an exact check takes at most " +
                   std::to_string(most_kept));
  const Rational epsilon = rational_field(gap, where, "epsilon"), trace = rational_field(gap, where, "trace");
  if (epsilon.sign() < 0) throw Rejected(where + ".epsilon is negative");
  Work work;
  const ExactProblem exact(problem, work);
  RationalMatrix S = exact.residual();
  S += exact.residual().transpose();
  S *= Rational(1) / Rational(2);
  const RationalMatrix I = identity(problem.rows);
  const Rational trace_of_data = inner_with_point(I, problem.point.L) - inner(I, S);
  const Rational rest = trace - trace_of_data;
  if (rest.sign() < 0 || rest * rest < Rational(2 * problem.rows) * exact.objective())
    throw Rejected(where + ".trace = " + form_text(trace) + " is below tr A + √(2n f)");
  const Rational low = exact.objective() - inner_with_point(S, problem.point.L) - epsilon * trace;
  if (global_low > low || global_low > exact.objective())
    throw Rejected("claims.global_low = " + form_text(global_low) +
                   " is above f − ⟨S, UUᵀ⟩ − ετ = " + form_text(low));
  for (long i = 0; i < problem.rows; ++i) S.add(i, i, epsilon);
  require_form(S, std::vector<bool>(static_cast<std::size_t>(problem.rows), true), gap["form"], work);
  return "no nonnegative factors of any rank have an objective below " + global_low.at_most(10);
}

}  // namespace orthant::verify

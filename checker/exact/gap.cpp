// The gap of a symmetric, fully observed problem: how low nonnegative factors of any rank can be, by duality.
// For every X = UUᵀ with U ≥ 0 and every copositive T
//
//   ½‖X − A‖² ≥ ⟨T, X − A⟩ − ½‖T‖² ≥ −⟨T, A⟩ − ½‖T‖²,
//
// the first by ½‖X − A − T‖² ≥ 0, the second because ⟨T, UUᵀ⟩ = Σ u_kᵀTu_k ≥ 0. The best T makes both equal.
// Cost: that of the FORM.
#include "checker/read/claims.hpp"

#include <nlohmann/json.hpp>
#include "checker/exact/exact_problem.hpp"
#include "checker/exact/form_evidence.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// ⟨T, U₀U₀ᵀ⟩ for the stored point.
Rational inner_with_point(const RationalMatrix& T, const Numbers& point, Work& work) {
  Rational sum;
  for (long k = 0; k < point.cols; ++k) {
    std::vector<Rational> column;
    for (long i = 0; i < point.rows; ++i) column.push_back(Rational::from_double(point(i, k)));
    sum += form(T, column, &work);
  }
  const Scale& scale = point.scale;
  return sum * (scale.root ? scale.value : scale.value * scale.value);
}

}  // namespace

std::string check_gap(const Problem& problem, const Rational& global_low, const nlohmann::json& gap,
                      Work& work) {
  const std::string where = "proof.gap";
  require_fields(gap, where, {"dual", "form"});
  if (!problem.symmetric || !problem.measures_all_entries())
    throw Rejected(where + " of a problem that is not symmetric and fully observed");
  const long n = problem.rows;
  if (n > most_order)
    throw Rejected("a dual of order " + std::to_string(n) + "; an exact check takes at most " +
                   std::to_string(most_order));
  if (!problem.dual || problem.dual->rows != n || problem.dual->cols != n)
    throw Rejected(where + ".dual is not a matrix of order " + std::to_string(n));
  const RationalMatrix T = RationalMatrix::values_of(*problem.dual);
  if (!(T == T.transpose())) throw Rejected(where + ".dual is not symmetric");
  const ExactProblem exact(problem, work);
  // The residual at U₀ is U₀U₀ᵀ − A.
  const Rational with_data = inner_with_point(T, problem.point.L, work) - inner(T, exact.residual(), work);
  const Rational low = -with_data - inner(T, T, work) / Rational(2);
  if (global_low > low)
    throw Rejected("claims.global_low = " + form_text(global_low) +
                   " is above −⟨T, A⟩ − ½‖T‖² = " + form_text(low));
  require_form(T, std::vector<bool>(static_cast<std::size_t>(n), true), gap["form"], work);
  return "no nonnegative factors of any rank have an objective below " + global_low.at_most(10);
}

}  // namespace orthant::checker

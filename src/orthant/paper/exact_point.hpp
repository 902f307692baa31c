/// The paper's statements in rationals: matrices of fractions, and a problem at its point.
#pragma once

#include <gmpxx.h>
#include <memory>
#include <vector>

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/exact/exact_problem.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/checked_document.hpp"

namespace orthant::paper {

/// Matrices of rationals in the tone of formulas: what rows are made of. Sizes of order ten to
/// a thousand; each product is counted (checker/arithmetic/work.hpp) and ends with the budget in force.

checker::Rational rational(const mpq_class& q);
/// The doubles of M, as they are.
checker::RationalMatrix rational(const ConstMatrixRef& M);

/// Σ A_ij B_ij.
checker::Rational dot(const checker::RationalMatrix& A, const checker::RationalMatrix& B);
checker::RationalMatrix operator*(const checker::RationalMatrix& A, const checker::RationalMatrix& B);
inline checker::RationalMatrix operator*(const checker::Rational& a, checker::RationalMatrix B) {
  return B *= a;
}
inline checker::RationalMatrix operator+(checker::RationalMatrix A, const checker::RationalMatrix& B) {
  return A += B;
}
inline checker::RationalMatrix operator-(checker::RationalMatrix A, const checker::RationalMatrix& B) {
  return A -= B;
}
/// The doubles next to the entries.
Matrix doubles(const checker::RationalMatrix& A);
checker::RationalMatrix identity(long n);
/// E_ij.
checker::RationalMatrix unit(long rows, long cols, long i, long j);
/// Of the entries `entry(i, j)`, by rows.
template <class Entry>
checker::RationalMatrix entrywise(long rows, long cols, const Entry& entry) {
  checker::RationalMatrix out(rows, cols);
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < cols; ++j) out.set(i, j, entry(i, j));
  return out;
}
/// Entries k/16, k from −16 to 16 (from 0).
checker::RationalMatrix random_rationals(Random& random, long rows, long cols, bool nonnegative = false);

/// A problem at its point in rationals (every stored double is the rational that it is, times its exact
/// scale): value, gradient, S, curvature, by the arithmetic of the checker, which shares nothing with the
/// objectives in floating point.
///
/// Every function throws checker::Rejected where the exact arithmetic refuses: negative entries of the point,
/// sizes (checker/exact/exact_problem.hpp), irrational numbers.

class ExactPoint {
 public:
  explicit ExactPoint(const Problem& problem);
  ExactPoint(const ExactPoint&) = delete;

  /// f at the point, and at the truth of the problem.
  checker::Rational value() const { return exact_->objective(); }
  checker::Rational truth_value() const;
  /// f at other factors, feasible and of at most r columns.
  checker::Rational value_at(const Factors& factors) const;

  /// S = 𝒜*(𝒜(UUᵀ) − b), rows×cols.
  const checker::RationalMatrix& residual() const { return exact_->residual(); }
  /// c·∇f in the stacked rows, c the scale of the point: ∇f itself where the scale is 1, and c² ∇f/c where it
  /// is a root. Symmetric: c·(S + Sᵀ)U; asymmetric: c_L(SR + 2λLB), c_R(SᵀL − 2λRB).
  checker::RationalMatrix scaled_gradient() const { return exact_->scaled_gradient(); }
  /// c_L², c_R² and c_L c_R of the point's scales.
  struct Scales {
    checker::Rational LL, RR, LR;
  };
  Scales scales() const;
  /// (6) holds: U ≥ 0, ∇f ≥ 0, ⟨∇f, U⟩ = 0.
  bool is_stationary() const;
  /// The critical cone; throws Rejected with the entry where (6) fails.
  checker::ExactCone cone() const { return exact_->first_order(); }

  /// ⟨∇²f(U)[D], D⟩, D in the stacked rows with at most 1600 entries that are not zero, in the cone or not.
  checker::Rational form(const checker::RationalMatrix& D) const;
  /// ∇²f(U) on the given entries.
  checker::RationalMatrix hessian(const std::vector<checker::Variable>& entries) const;

  /// ℋ(X) = 𝒜*𝒜(X).
  checker::RationalMatrix kernel(const checker::RationalMatrix& X) const {
    return exact_->measurement().kernel(X);
  }
  const checker::Problem& problem() const { return problem_; }

 private:
  checker::Work work_{exact_work, check_budget};
  checker::Problem problem_;
  std::unique_ptr<checker::ExactProblem> exact_;
};

}  // namespace orthant::paper

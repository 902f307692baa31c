#include "orthant/objectives/inheritance.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"

namespace orthant {

Problem inherited(const Problem& symmetric, double balance) {
  if (!symmetric.symmetric) throw InputError("problem is asymmetric already; expected a symmetric one");
  if (!symmetric.truth || symmetric.measurements)
    throw InputError("problem with measurements; expected one with a truth and no noise");
  Problem out = symmetric;
  out.symmetric = false;
  out.balance = balance;
  out.truth->R = out.truth->L;
  if (out.point) out.point->R = out.point->L;
  out.check();
  return out;
}

InheritanceDefect inheritance_defect(const Problem& symmetric, const Matrix& U, const Matrix& D) {
  const Problem asymmetric = inherited(symmetric);
  const auto f = symmetric.objective(), g = asymmetric.objective();
  const Index n = U.rows();
  Matrix both(2 * n, U.cols());
  both << U, U;
  const auto at_f = f->at(U), at_g = g->at(both);
  const Matrix mean = 0.5 * (D.topRows(n) + D.bottomRows(n)), half = 0.5 * (D.topRows(n) - D.bottomRows(n));

  const double form_f = at_f->hessian_form(mean);
  const double bend = -2 * at_f->residual().inner(half, half);
  // V̇Uᵀ − UV̇ᵀ = [V̇, U][U, −V̇]ᵀ.
  const Matrix left = beside(half, U), right = beside(U, -half);
  const double skew = symmetric.measurement->kernel_inner(left, right, left, right);
  const double form_g = at_g->hessian_form(D);

  Matrix halves(2 * n, U.cols());
  halves << 0.5 * at_f->gradient(), 0.5 * at_f->gradient();
  InheritanceDefect defect;
  defect.value = std::abs(at_g->value() - at_f->value());
  defect.gradient = (at_g->gradient() - halves).norm();
  defect.form = std::abs(form_g - (form_f + bend + skew));
  defect.scale = std::max({std::abs(form_g), std::abs(form_f), std::abs(bend), std::abs(skew),
                           at_g->gradient().norm(), at_f->value(), 1e-300});
  return defect;
}

}  // namespace orthant

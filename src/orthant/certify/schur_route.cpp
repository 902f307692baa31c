#include "orthant/certify/definiteness.hpp"

#include <algorithm>
#include <limits>

#include "orthant/certify/gauge.hpp"
#include "orthant/certify/schur_complement.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/lanczos.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// About the largest diagonal entry of the Hessian, the scale of its curvature: weights of entries and border
/// are left out.
double hessian_scale(const Objective& objective, const Matrix& U, const RowSeparableTerms& terms) {
  const Index n1 = objective.observations().rows();
  const Matrix &at = terms.seen(U), L = at.topRows(n1), R = at.bottomRows(U.rows() - n1);
  double scale = terms.largest_weight *
                 std::max(L.colwise().squaredNorm().maxCoeff(), R.colwise().squaredNorm().maxCoeff());
  if (terms.left.size() > 0) scale += terms.left.cwiseAbs().maxCoeff();
  return scale;
}

/// A vector of the subspace as a unit direction with its curvature.
void set_direction(ReducedHessian& result, const Expansion& expansion, const ConeSubspace& subspace,
                   const Vector& x) {
  result.direction = subspace.scatter(x.normalized());
  result.curvature = expansion.hessian_form(result.direction);
}

/// The modulus, once H ≻ 0 is known: Lanczos on H⁻¹, then definiteness at a shift just below. A residual ρ
/// leaves an error of ρ²/gap in the eigenvalue, so a few digits of the vector are enough.
double certified_shift(const SchurProblem& problem, const SchurComplement& schur) {
  const LuFactor T(Matrix(schur.complement().selfadjointView<Eigen::Lower>()));
  const auto solve_T = [&](Vector b) { return T.solve(std::move(b)); };
  const LanczosResult lanczos = approx_largest_eigenpair(
      problem.subspace.order(), [&](const Vector& x) { return schur.solve(x, solve_T); },
      {.restarts = 3, .tolerance = 1e-8});
  const double smallest = 1 / lanczos.value;
  for (const double margin : {1e-9, 1e-7, 1e-5, 1e-3, 0.1, 0.5}) {
    const double shift = smallest * (1 - margin);
    const auto shifted = SchurComplement::eliminate(problem, shift);
    if (shifted && shifted->positive_definite()) return shift;
  }
  return 0;
}

}  // namespace

ReducedHessian schur_route(const Objective& objective, const Expansion& expansion, const Matrix& U,
                           const ConeSubspace& subspace, const DefinitenessOptions& options,
                           const FlatDirections& flat) {
  RowSeparableTerms terms = expansion.row_separable().value();
  const Index n1 = objective.observations().rows();
  if (options.gauge) add_gauge(terms, U, n1);

  const SchurSplit split = split_by_rows(subspace, n1);
  const SchurProblem problem{objective.observations(), expansion.residual(), U, terms, subspace};
  ReducedHessian result;
  result.method = "schur";
  result.order = split.K.count;
  result.tolerance = options.relative_tolerance * hessian_scale(objective, U, terms);
  if (subspace.order() == 0) {
    result.definiteness = Definiteness::positive;
    result.modulus = std::numeric_limits<double>::infinity();
    return result;
  }
  const double width = static_cast<double>(result.order) + static_cast<double>(terms.pairs.size());
  const double flops = static_cast<double>(split.E.count) * width * width;
  if (result.order > options.schur_order || flops > options.schur_flops) {
    result.reason = "the Schur complement has order " + std::to_string(result.order) + " and takes " +
                    std::to_string(static_cast<long>(flops / 1e9)) + " Gflop; the limits are " +
                    std::to_string(options.schur_order) + " and " +
                    std::to_string(static_cast<long>(options.schur_flops / 1e9));
    return result;
  }

  Index bad_row = -1;
  auto schur = SchurComplement::eliminate(problem, 0, &bad_row);
  if (!schur) {
    result.reason = std::string("the Hessian block of row ") + std::to_string(bad_row + 1) + " of " +
                    (split.E.side == Side::left ? "L" : "R") + " is singular";
    return result;
  }
  if (options.spectrum && schur->eliminated_positive())
    result.spectrum = symmetric_eigenvalues(schur->folded());
  if (schur->positive_definite()) {
    if (!options.modulus) {
      result.definiteness = Definiteness::positive;
      return result;
    }
    result.modulus = certified_shift(problem, *schur);
    if (result.modulus > result.tolerance) {
      result.definiteness = Definiteness::positive;
      return result;
    }
    result.modulus = 0;
  }
  if (!schur->eliminated_positive()) {
    result.reason = "the Hessian is singular or indefinite, and the elimination has no direction to show";
    return result;
  }
  set_direction(result, expansion, subspace, schur->extend(lowest_eigenpair(schur->folded()).vector));
  result.definiteness =
      result.curvature < -result.tolerance ? Definiteness::indefinite : Definiteness::singular;
  const Matrix known = result.definiteness == Definiteness::singular && flat ? flat() : Matrix();
  if (known.cols() > 0) {
    // The eliminated block is definite: a vector x is null iff its kept part is null for the Schur
    // complement.
    const LeastAcross least = least_across(schur->folded(), known.middleRows(split.K.begin, split.K.count));
    if (least.value > result.tolerance) {
      result.definiteness = Definiteness::flat;
      // The Schur complement is stiffer than the Hessian: what that says of the vector that this one extends
      // to.
      const Matrix Q = orthonormal_columns(known);
      Vector x = schur->extend(least.vector);
      x -= Q * (Q.transpose() * x);
      result.modulus = std::min(least.value, expansion.hessian_form(subspace.scatter(x.normalized())));
    }
  }
  return result;
}

}  // namespace orthant

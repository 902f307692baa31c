/// What a second-order route says of the reduced Hessian on a coordinate subspace.
#pragma once

#include <functional>
#include <string>

#include "orthant/certify/critical_cone.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

enum class Definiteness {
  positive,     ///< smallest eigenvalue above the curvature tolerance
  singular,     ///< smallest eigenvalue within the tolerance of zero
  flat,         ///< as `singular`, and the null space is that of the known flat directions, no more
  indefinite,   ///< a direction of negative curvature is at hand
  not_decided,  ///< too large for the method, or a block that it cannot eliminate
};

struct ReducedHessian {
  Definiteness definiteness = Definiteness::not_decided;
  std::string method;    ///< "dense" or "schur"
  Index order = 0;       ///< of the matrix that was factored
  double modulus = 0;    ///< `positive`: lower bound on the form over unit vectors of the subspace, if asked
                         ///< for; `flat`: the same across the flat directions, an estimate by the Schur route
  double curvature = 0;  ///< `indefinite`: the form at the unit vector `direction`
  double tolerance = 0;  ///< |eigenvalue| at or below this counts as zero
  Matrix direction;      ///< n×r, unit norm; a null direction when `singular`
  Vector spectrum;       ///< eigenvalues of the factored matrix, ascending, when computed
  std::string reason;    ///< why `not_decided`, or what is singular
};

/// Directions of the subspace (order×q) that are known to be null, made when they are asked for.
using FlatDirections = std::function<Matrix()>;

/// Across the span of `flat`, whose columns need not be orthonormal: the least eigenvalue of a symmetric H
/// (its lower triangle), and its vector. Zero when H is not null on that span, up to 1e-6 of its largest
/// diagonal entry. Costs the eigenvalues of H.
struct LeastAcross {
  double value = 0;
  Vector vector;
};
LeastAcross least_across(const Matrix& H, const Matrix& flat);

struct DefinitenessOptions {
  bool gauge = false;                 ///< add the balance term of gauge.hpp
  Index dense_order = 3000;           ///< largest reduced Hessian that the dense route forms (72 MB)
  Index schur_order = 4000;           ///< largest Schur complement (128 MB; about seven such at the peak)
  double schur_flops = 2e12;          ///< most work the elimination may take
  double relative_tolerance = 1e-11;  ///< curvature tolerance = this × largest diagonal entry
  bool spectrum = false;              ///< also compute `spectrum`
  bool modulus = true;  ///< false: `positive` without one, from a factorization alone (Schur route)
};

// The dense route: the reduced Hessian of any objective on a coordinate subspace, column by column through
// Hessian products, and its eigenvalues.
// Cost: N Hessian products and 4N³/3 flops, N = order ≤ dense_order.
// Memory: 8N² bytes, twice.

/// The Hessian on the subspace (order m), plus the balance term of gauge.hpp when `gauge`: m Hessian
/// products.
Matrix reduced_hessian(const Expansion& expansion, const Matrix& U, Index left_rows,
                       const ConeSubspace& subspace, bool gauge);

/// `left_rows` is where L ends in U = [L; R]; used with options.gauge only.
/// `flat`: where these are all null directions, `Definiteness::flat` is the answer.
ReducedHessian dense_route(const Expansion& expansion, const Matrix& U, Index left_rows,
                           const ConeSubspace& subspace, const DefinitenessOptions& options,
                           const FlatDirections& flat = {});

// The Schur route: definiteness of a row-separable Hessian without forming it.
//
//   1. eliminate the larger side at shift 0; T ≻ 0 (Cholesky) ⇔ H ≻ 0 (schur_complement.hpp)
//   2. smallest eigenvalue μ̂ of H by Lanczos on H⁻¹, each product a block elimination
//   3. eliminate again at shift μ = μ̂(1 − 1e-9): Cholesky succeeds ⇔ H ≻ μI; μ is the modulus
//
// When T is not positive definite, its lowest eigenvector extends to a direction of negative curvature of H.
// Cost: two eliminations, |E|(|K| + p)² flops each, and some dozens of block solves.

/// The expansion must have a row-separable view.
/// `flat`: where these are all null directions, `Definiteness::flat` is the answer.
ReducedHessian schur_route(const Objective& objective, const Expansion& expansion, const Matrix& U,
                           const ConeSubspace& subspace, const DefinitenessOptions& options,
                           const FlatDirections& flat = {});

}  // namespace orthant

/// The Schur route: definiteness of a row-separable Hessian without forming it.
///
///   1. eliminate the larger side at shift 0; T ≻ 0 (Cholesky) ⇔ H ≻ 0 (schur_complement.hpp)
///   2. smallest eigenvalue μ̂ of H by Lanczos on H⁻¹, each product a block elimination
///   3. eliminate again at shift μ = μ̂(1 − 1e-9): Cholesky succeeds ⇔ H ≻ μI; μ is the modulus
///
/// When T is not positive definite, its lowest eigenvector extends to a direction of negative curvature of H.
/// Cost: two eliminations, |E|(|K| + p)² flops each, and some dozens of block solves.
#pragma once

#include "orthant/certify/cone_subspace.hpp"
#include "orthant/certify/definiteness.hpp"

namespace orthant {

/// The expansion must have a row-separable view.
/// `flat`: where these are all null directions, `Definiteness::flat` is the answer.
ReducedHessian schur_route(const Objective& objective, const Expansion& expansion, const Matrix& U,
                           const ConeSubspace& subspace, const DefinitenessOptions& options,
                           const FlatDirections& flat = {});

}  // namespace orthant

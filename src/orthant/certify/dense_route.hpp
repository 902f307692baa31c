/// The dense route: the reduced Hessian of any objective on a coordinate subspace, column by column through
/// Hessian products, and its eigenvalues.
/// Cost: N Hessian products and 4N³/3 flops, N = order ≤ dense_order.
/// Memory: 8N² bytes, twice.
#pragma once

#include "orthant/certify/cone_subspace.hpp"
#include "orthant/certify/definiteness.hpp"

namespace orthant {

/// The Hessian on the subspace (order m), plus the balance term of gauge.hpp when `gauge`: m Hessian
/// products.
Matrix reduced_hessian(const Expansion& expansion, const Matrix& U, Index left_rows,
                       const ConeSubspace& subspace, bool gauge);

/// `left_rows` is where L ends in U = [L; R]; used with options.gauge only.
/// `flat`: where these are all null directions, `Definiteness::flat` is the answer.
ReducedHessian dense_route(const Expansion& expansion, const Matrix& U, Index left_rows,
                           const ConeSubspace& subspace, const DefinitenessOptions& options,
                           const FlatDirections& flat = {});

}  // namespace orthant

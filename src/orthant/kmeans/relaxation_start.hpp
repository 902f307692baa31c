/// Where a relaxation (relaxation.hpp) begins: U and y.
#pragma once

#include "orthant/base/random.hpp"
#include "orthant/kmeans/lloyd.hpp"
#include "orthant/kmeans/relaxation.hpp"

namespace orthant {

/// u_ik ∝ exp(−2‖x_i − x_k‖²/mean) of r points that k-means++ spreads; y = 0.
RelaxationStart spread_start(const ConstMatrixRef& points, Index rank, Random& random);

/// Each row in one column at random, and a little in the others; y = 0.
RelaxationStart random_start(Index points, Index rank, Random& random);

/// [1_k/√n_k] of a clustering, blurred, and the y with which it is stationary. In the notation of docs/kmeans.md: with
/// s_b = ‖Σ_b x‖²/n_b, for i in cluster b
///
///   y_i = (2 x_i·Σ_b x − s_b − t)/n_b
///   ½(y_i n_a + s_a − t) ≥ x_i·Σ_a x  for all a ≠ b                                                            (1)
///
/// where t lies between the largest eigenvalue of the scatter within a cluster, which t must be above for the
/// clustering to be optimal, and the largest t for which (1) holds.
RelaxationStart clustering_start(const ConstMatrixRef& points, const Clustering& clustering, Index rank,
                                 Random& random);

}  // namespace orthant

/// From a point U of the relaxation to clusterings.
///
/// Where UUᵀ is that of a clustering, rows of U are the same within a cluster and orthogonal between clusters. Near
/// there two roundings find it, and elsewhere they need not be the same, so both are given:
///
/// * by the largest column of each row; of more than K groups the two whose union costs least are united
///   (Ward), n_a n_b/(n_a+n_b) ‖c_a − c_b‖², and of fewer the farthest points become groups;
/// * K-means of the rows of U, each divided by its norm.
#pragma once

#include <vector>

#include "orthant/kmeans/lloyd.hpp"

namespace orthant {

/// Centres, d×K, of both.
std::vector<Matrix> rounded(const ConstMatrixRef& points, const Matrix& U, Index clusters, Random& random,
                            const Budget& budget);

}  // namespace orthant

/// Clusterings of points into K groups, none empty, and the classical ways to a better one.
///
///   inertia   Σ_k Σ_{i∈k} ‖x_i − c_k‖²,   c_k the mean of cluster k                                          (1)
///
/// * k-means++ (Arthur & Vassilvitskii 2007), the greedy one: the next centre is the best of 2 + log K points
///   drawn with probabilities ∝ their squared distance from the centres so far.
/// * Lloyd: each point to its nearest centre, each centre to the mean, until no point changes. A cluster that
///   is left empty takes the point that is farthest from its centre.
/// * Moves of single points (Hartigan): i from a to b changes (1), all centres moved, by
///
///     n_b/(n_b+1) ‖x_i − c_b‖² − n_a/(n_a−1) ‖x_i − c_a‖²                                                    (2)
///
///   and is made while that is negative: ends of Lloyd are rarely optimal in this sense (Telgarsky & Vattani 2010).
///
/// Points are the columns of a d×N matrix. A pass costs 2dKN flops; memory is that of the points and O(N).
#pragma once

#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct Clustering {
  std::vector<Index> labels;  ///< of every point, from 0
  Matrix centres;             ///< d×K: the means
  double inertia = 0;
};

/// Means and inertia of labels, each used at least once.
Clustering clustering_of(const ConstMatrixRef& points, std::vector<Index> labels, Index clusters);

/// Indices of K different points. Where fewer are different in value the others are any.
std::vector<Index> spread_points(const ConstMatrixRef& points, Index clusters, Random& random);

/// From any centres, d×K with K ≤ N.
Clustering lloyd(const ConstMatrixRef& points, Matrix centres, const Budget& budget);

/// Moves of single points until none is better. The inertia does not rise.
Clustering with_single_moves(const ConstMatrixRef& points, Clustering clustering, const Budget& budget);

}  // namespace orthant

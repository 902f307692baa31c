/// Similarity matrices of graphs and of points, sparse, symmetric entry for entry.
///
/// A graph's adjacency A ≥ 0 with degrees d = A1 is divided by their roots,
///
///   D^{-1/2} A D^{-1/2},   D = diag(d),                                                       (1)
///
/// whose largest eigenvalue is 1, so that nodes of large degree do not outweigh all others. A node without edges
/// stays one. Points x_1 … x_n become a graph by similarities in units that are usual around each:
///
///   s_ij = exp(−‖x_i − x_j‖²/(σ_i σ_j)),   σ_i = ‖x_i − its 7th neighbour‖,   s_ii = 0,          (2)
///
/// kept where one of the two is among the k nearest of the other, k = ⌊log₂ n⌋ + 1 unless it is chosen. Points that
/// coincide have s_ij = 1.
/// Cost of (2): n² distances, 2n²d flops, in blocks of rows; k n numbers stay. Looks at the budget.
/// Source: (1), (2) Zelnik-Manor & Perona 2004; k: von Luxburg 2007, Kuang, Ding & Park 2012.
#pragma once

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// (1) of a symmetric, nonnegative A, dense or sparse.
DataMatrix normalized_graph(const DataMatrix& A);

/// ⌊log₂ n⌋ + 1, and less than n.
Index usual_neighbours(Index points);

/// (2) of the rows of `points`; 1 ≤ neighbours < rows. Throws InputError on coordinates too large to be squared.
DataMatrix self_tuned_graph(Matrix points, Index neighbours);

}  // namespace orthant

/// Observed entries from matrices as files hold them: NaN for what is missing, or a matrix of weights.
///
/// The misfit is ½ Σ ω_ij (x_ij − l_i·r_j)² over the observed (i, j). A weight ω_ij = 0, or one that a sparse
/// file of weights does not store, means unobserved, whatever x_ij is. Memory: 12 bytes an observed entry, 8
/// more for its weight, and one row of the data at a time; sparse data are never expanded.
#pragma once

#include <string>
#include <vector>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// The entries of A that are not NaN, by rows; zeros stay observed.
CompressedLines entries_not_nan(const DataMatrix& A);

struct WeightedEntries {
  CompressedLines values;       ///< x_ij by rows
  std::vector<double> weights;  ///< w_ij = √ω_ij in the same order, as EntriesObservations takes them
};

/// The entries of A where W is positive. Absent coordinates of a sparse A are zeros if `absent_is_zero`,
/// unobserved otherwise. `name` stands for W's file. Throws InputError on another size, a weight that is
/// neither 0 nor from 1e-20 to 1e20, and when nothing is observed.
WeightedEntries weighted_entries(const DataMatrix& A, bool absent_is_zero, const DataMatrix& W,
                                 const std::string& name);

}  // namespace orthant

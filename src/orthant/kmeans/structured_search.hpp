/// The dual point that follows from labels and a number t (docs/kmeans.md, theorem 2), in floating point: for
/// which t the labels are optimal by it.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Centred data with their largest entry between 1 and 2, and what they were divided by, a power of two.
struct ScaledData {
  Matrix X;
  int exponent = 0;
};
ScaledData scaled_data(const Matrix& X);

class StructuredDual {
 public:
  /// `X`: centred.
  StructuredDual(const Matrix& X, std::span<const Index> labels, Index clusters);

  double inertia() const { return inertia_; }
  /// The least margin: the largest t that is allowed.
  double largest_t() const { return largest_t_; }
  Index order() const { return std::min(offsets_.rows(), offsets_.cols() * clusters_); }
  /// Rows x_i − c_b.
  const Matrix& offsets() const { return offsets_; }
  const std::vector<Index>& sizes() const { return sizes_; }
  /// margin − t of row i against cluster a, times what makes it a row sum of Λ.
  Matrix row_sums(double t) const;

  /// W(t).
  Matrix form(double t) const;
  /// Room that rounding takes, relative to the largest eigenvalue, here and in the checker.
  double room() const { return 1e-12 + 0x1p-46 * static_cast<double>(order()); }

  struct Choice {
    double t = 0;
    double excess = 0;  ///< largest eigenvalue of W(t) less t, with room for rounding: optimal below 0
  };
  Choice choose() const;

 private:
  double margin(Index i, Index a) const;
  Matrix weights(double t) const;

  Index clusters_;
  std::vector<Index> labels_, sizes_;
  Matrix offsets_, centres_;
  double inertia_ = 0, largest_t_ = 0;
  Matrix rows_;                    ///< order×d
  std::vector<Index> cluster_of_;  ///< of each of them
  Matrix along_;                   ///< order×K: ⟨row, c_b − c_a⟩
};

}  // namespace orthant

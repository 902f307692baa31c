/// A coordinate subspace of the stacked variable: the entries that a second-order route works on, numbered
/// row by row (all columns of row 0 first), so that the rows' blocks are contiguous.
#pragma once

#include <vector>

#include "orthant/certify/critical_cone.hpp"

namespace orthant {

struct Entry {
  Index row, col;
};

class ConeSubspace {
 public:
  /// The free entries, and the nonnegative ones too when `with_nonnegative` (the span of the cone).
  ConeSubspace(const CriticalCone& cone, bool with_nonnegative);

  Index rows() const { return static_cast<Index>(start_.size()) - 1; }
  Index order() const { return static_cast<Index>(entries_.size()); }
  const std::vector<Entry>& entries() const { return entries_; }

  /// Positions of row i's entries: first(i) … first(i+1)−1.
  Index first(Index row) const { return start_[static_cast<size_t>(row)]; }
  Index count(Index row) const { return first(row + 1) - first(row); }

  /// The entries as a matrix (zero elsewhere), and back.
  Matrix scatter(const Vector& x) const;
  Vector gather(const Matrix& D) const;

 private:
  Index matrix_rows_, matrix_cols_;
  std::vector<Entry> entries_;
  std::vector<Index> start_;
};

}  // namespace orthant

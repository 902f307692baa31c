/// The entries that a loss is summed over, Σ ω_ij d(a_ij | x_ij), with their data a and weights ω > 0:
///
///   full observations    every entry, ω = 1; absent coordinates of sparse data are zeros
///   observed entries     those alone, zeros among them when they are stored; ω as the observations have it
///
/// Observed entries are kept as a sparse matrix of their values, besides what the observations hold: 24 bytes
/// an entry, less for floats and short lines (linalg/data_matrix.hpp). The weights are the observations' own.
#pragma once

#include <memory>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

/// Of the data: a, and its weight ω.
struct Datum {
  double a, weight;
};

class EntrySet {
 public:
  explicit EntrySet(std::shared_ptr<const FullObservations> full);
  explicit EntrySet(std::shared_ptr<const EntriesObservations> observed);

  const DataMatrix& matrix() const { return *matrix_; }
  Index rows() const { return matrix_->rows(); }
  Index cols() const { return matrix_->cols(); }

  /// Whether absent coordinates of sparse data are zeros that count.
  bool absent_are_zeros() const { return pattern_ == nullptr && matrix_->is_sparse(); }
  /// Whether entries are missing, or have weights; the data are sparse then.
  bool observed_only() const { return pattern_ != nullptr; }
  bool weighted() const { return weighted_; }

  /// Of sparse data: the rows, or the columns, and the weights of the stored entries in that order, null for
  /// ones.
  LineView lines(Side side) const { return side == Side::left ? matrix_->row_lines() : matrix_->col_lines(); }
  const double* weights(Side side) const {
    if (!weighted_) return nullptr;
    return (side == Side::left ? pattern_->rows : pattern_->cols).value.data();
  }

  double count() const { return count_; }                ///< entries
  double total_weight() const { return total_weight_; }  ///< Σ ω
  double weighted_sum() const { return weighted_sum_; }  ///< Σ ω a

  /// visit(i, j, e) for every stored entry, row by row for sparse data.
  template <class Visit>
  void for_each(const Visit& visit) const {
    const double* weight = matrix_->is_sparse() ? weights(Side::left) : nullptr;
    matrix_->for_each([&](Index i, Index j, double a) {
      visit(i, j, Datum{a, weight != nullptr ? *weight++ : 1});
    });
  }

 private:
  std::shared_ptr<const DataMatrix> matrix_;
  std::shared_ptr<const SamplingPattern> pattern_;  ///< of observed entries
  bool weighted_ = false;
  double count_ = 0, total_weight_ = 0, weighted_sum_ = 0;
};

}  // namespace orthant

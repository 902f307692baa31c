#include "orthant/files/weighted_entries.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr double smallest_weight = 1e-20, largest_weight = 1e20;

CompressedLines positive_weights(const DataMatrix& W, const std::string& name) {
  std::vector<Triplet> triplets;
  W.for_each([&](Index i, Index j, double w) {
    if (w == 0) return;
    if (!(w >= smallest_weight && w <= largest_weight))
      refuse(name,
             fmt::format("entry ({}, {}) is {}; expected 0 or a weight from 1e-20 to 1e20", i + 1, j + 1, w));
    triplets.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), w});
  });
  if (triplets.empty()) refuse(name, "all weights are zero; expected at least one positive weight");
  return compress_rows(W.rows(), W.cols(), std::move(triplets));
}

/// One row of A at a time: its entries, and which of them are there.
class RowOf {
 public:
  RowOf(const DataMatrix& A, bool absent_is_zero)
      : A_(A), some_are_absent_(A.is_sparse() && !absent_is_zero), row_(A.cols()), there_(A.cols()) {}

  void read(Index i) {
    row_.setZero();
    A_.add_row(i, 1, row_);
    if (!some_are_absent_) return;
    const CompressedLines& lines = A_.sparse_row_lines();
    there_.setZero();
    for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p) there_(lines.index[p]) = 1;
  }
  bool has(Index j) const { return !some_are_absent_ || there_(j) != 0; }
  double operator[](Index j) const { return row_(j); }

 private:
  const DataMatrix& A_;
  bool some_are_absent_;
  Vector row_, there_;
};

}  // namespace

CompressedLines entries_not_nan(const DataMatrix& A) {
  std::vector<Triplet> triplets;
  A.for_each([&](Index i, Index j, double a) {
    if (!std::isnan(a)) triplets.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), a});
  });
  return compress_rows(A.rows(), A.cols(), std::move(triplets));
}

WeightedEntries weighted_entries(const DataMatrix& A, bool absent_is_zero, const DataMatrix& W,
                                 const std::string& name) {
  if (W.rows() != A.rows() || W.cols() != A.cols())
    refuse(name, fmt::format("size {}×{}; expected {}×{}, that of the data", W.rows(), W.cols(), A.rows(),
                             A.cols()));
  const CompressedLines omega = positive_weights(W, name);
  WeightedEntries out;
  CompressedLines& values = out.values;
  values.lines = omega.lines;
  values.length = omega.length;
  values.start.push_back(0);
  RowOf row(A, absent_is_zero);
  for (Index i = 0; i < omega.lines; ++i) {
    row.read(i);
    for (std::int64_t p = omega.start[i]; p < omega.start[i + 1]; ++p) {
      const std::int32_t j = omega.index[p];
      if (!row.has(j)) continue;
      values.index.push_back(j);
      values.value.push_back(row[j]);
      out.weights.push_back(std::sqrt(omega.value[p]));
    }
    values.start.push_back(static_cast<std::int64_t>(values.value.size()));
  }
  if (values.value.empty()) refuse(name, "no observed entry has a positive weight; expected at least one");
  return out;
}

}  // namespace orthant

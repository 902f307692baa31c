#include "orthant/files/read_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"

namespace orthant {

namespace {

constexpr Index most_expanded = 100'000'000;

}  // namespace

Matrix expanded(const DataMatrix& data, const std::string& name) {
  if (data.is_sparse() && data.rows() > most_expanded / data.cols())
    refuse(name, fmt::format("{} × {} sparse; expected at most {} entries when expanded", data.rows(),
                             data.cols(), most_expanded));
  Matrix out = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double a) { out(i, j) = a; });
  return out;
}

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
    const LineView lines = A_.row_lines();
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

namespace {

/// Calls `differs` for the first pair (i, j), i > j, that is not the same; an absent entry is a zero.
template <class Report>
void refuse_sparse_pair(const DataMatrix& A, const Report& differs) {
  const LineView rows = A.row_lines(), cols = A.col_lines();
  for (Index i = 0; i < rows.lines; ++i) {
    auto p = rows.start[i], q = cols.start[i];
    while (true) {
      const Index below = p < rows.start[i + 1] ? rows.index[p] : i;
      const Index above = q < cols.start[i + 1] ? cols.index[q] : i;
      const Index j = std::min(below, above);
      if (j >= i) break;
      const double a = below == j ? rows.value[p++] : 0.0, b = above == j ? cols.value[q++] : 0.0;
      if (a != b) differs(i, j, a, b);
    }
  }
}

}  // namespace

Matrix read_dense(const std::string& path) {
  return expanded(read_matrix(path), path);
}

Vector read_vector(const std::string& path) {
  if (const Source source = find_source(path); source.kind == ".npy")
    return read_npy_vector(*source.open(), path);
  const Matrix A = read_dense(path);
  if (A.rows() != 1 && A.cols() != 1)
    refuse(path, fmt::format("{} × {}; expected a single row or column", A.rows(), A.cols()));
  return A.reshaped();
}

void require_nonnegative(const DataMatrix& A, const std::string& name) {
  Index row = -1, col = -1;
  double value = 0;
  A.for_each([&](Index i, Index j, double a) {
    if (a >= 0 || (row >= 0 && std::pair(i, j) > std::pair(row, col))) return;
    row = i;
    col = j;
    value = a;
  });
  if (row < 0) return;
  refuse(name, fmt::format("entry ({}, {}) is {}; expected a nonnegative number", row + 1, col + 1, value));
}

void require_nonzero(const DataMatrix& A, const std::string& name) {
  bool zero = true;
  A.for_each([&](Index, Index, double a) { zero = zero && a == 0; });
  if (zero) refuse(name, "all entries are zero; expected at least one positive entry");
}

void require_symmetric(const DataMatrix& A, const std::string& name, const std::string& expected) {
  if (A.rows() == A.cols() && A.is_symmetric()) return;
  if (A.rows() != A.cols())
    refuse(name, fmt::format("size {}×{}; expected a square matrix{}", A.rows(), A.cols(),
                             expected.empty() ? "" : " " + expected));
  const auto differs = [&](Index i, Index j, double below, double above) {
    refuse(name,
           fmt::format("entry ({}, {}) = {} differs from entry ({}, {}) = {}; expected a symmetric matrix{}",
                       i + 1, j + 1, below, j + 1, i + 1, above, expected.empty() ? "" : " " + expected));
  };
  if (A.is_sparse()) {
    refuse_sparse_pair(A, differs);
    return;
  }
  // Row i of the lower triangle against column i of the upper one.
  Vector row(A.cols()), col(A.rows());
  for (Index i = 0; i < A.rows(); ++i) {
    row.setZero();
    col.setZero();
    A.add_row(i, 1, row);
    A.add_col(i, 1, col);
    for (Index j = 0; j < i; ++j)
      if (row(j) != col(j)) differs(i, j, row(j), col(j));
  }
}

}  // namespace orthant

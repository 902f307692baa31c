#include "orthant/linalg/sparse.hpp"

#include <algorithm>
#include <string>

#include "orthant/core/error.hpp"

namespace orthant {

Matrix CompressedLines::times(const ConstMatrixRef& V) const {
  Matrix out(lines, V.cols());
  sparse_product(view(), V, Precision::full, out);
  return out;
}

CompressedLines CompressedLines::turned() const {
  CompressedLines other;
  other.lines = length;
  other.length = lines;
  other.start.assign(static_cast<size_t>(length) + 1, 0);
  other.index.resize(index.size());
  other.value.resize(value.size());
  for (const auto j : index) ++other.start[static_cast<size_t>(j) + 1];
  for (Index j = 0; j < length; ++j) other.start[j + 1] += other.start[j];
  std::vector<std::int64_t> next(other.start.begin(), other.start.end() - 1);
  for (Index i = 0; i < lines; ++i) {
    for (std::int64_t p = start[i]; p < start[i + 1]; ++p) {
      const std::int64_t q = next[index[p]]++;
      other.index[q] = static_cast<std::int32_t>(i);
      other.value[q] = value[p];
    }
  }
  return other;
}

CompressedLines compress_rows(Index rows, Index cols, std::vector<Triplet> triplets) {
  // Two counting passes and no comparison sort: first into columns in any order, then turned into rows,
  // which visits the columns ascending. Triplets are freed between the two.
  CompressedLines columns;
  columns.lines = cols;
  columns.length = rows;
  columns.start.assign(static_cast<size_t>(cols) + 1, 0);
  columns.index.resize(triplets.size());
  columns.value.resize(triplets.size());
  for (const Triplet& entry : triplets) ++columns.start[static_cast<size_t>(entry.col) + 1];
  for (Index j = 0; j < cols; ++j) columns.start[j + 1] += columns.start[j];
  std::vector<std::int64_t> next(columns.start.begin(), columns.start.end() - 1);
  for (const Triplet& entry : triplets) {
    const std::int64_t p = next[entry.col]++;
    columns.index[p] = entry.row;
    columns.value[p] = entry.value;
  }
  std::vector<Triplet>().swap(triplets);
  std::vector<std::int64_t>().swap(next);

  CompressedLines out = columns.turned();
  for (Index i = 0; i < rows; ++i) {
    for (std::int64_t p = out.start[i] + 1; p < out.start[i + 1]; ++p) {
      if (out.index[p - 1] != out.index[p]) continue;
      throw InputError("entry (" + std::to_string(i + 1) + ", " + std::to_string(out.index[p] + 1) +
                       ") is given twice; expected every coordinate at most once");
    }
  }
  return out;
}

}  // namespace orthant

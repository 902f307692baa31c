/// A compressed sparse matrix in one orientation, and thin products with it.
///
/// Rows (CSR) or columns (CSC) are "lines": line i holds the pairs (index, value) at positions
/// start[i] … start[i+1]−1, indices ascending and distinct. 12 bytes a nonzero (8 when values are floats),
/// 8 a line. Data that stay are kept as StoredLines.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "orthant/linalg/matrix.hpp"
#include "orthant/linalg/sparse_product.hpp"

namespace orthant {

/// One nonzero as a file gives it: 0-based coordinates and a value.
struct Triplet {
  std::int32_t row, col;
  double value;
};

template <class Value>
struct Lines {
  Index lines = 0;   ///< how many rows (CSR) or columns (CSC)
  Index length = 0;  ///< of one line
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> index;
  std::vector<Value> value;

  Index nonzeros() const { return static_cast<Index>(value.size()); }

  LinesView<Value> view() const { return {lines, length, start.data(), index.data(), value.data()}; }

  /// A V, where row i of A is line i (sparse_product.hpp). V is length×k.
  Matrix times(const ConstMatrixRef& V) const;

  /// The same matrix stored along the other direction: turn().
  Lines turned() const;
};

using CompressedLines = Lines<double>;

/// Lines whose values are doubles or floats, seen as doubles; the owner must outlive it.
struct LineView {
  struct Values {
    const double* doubles;
    const float* floats;
    double operator[](std::int64_t p) const {
      return doubles != nullptr ? doubles[p] : static_cast<double>(floats[p]);
    }
  };
  Index lines, length;
  const std::int64_t* start;
  Indices index;
  Values value;

  Index nonzeros() const { return start[lines]; }
};

inline LineView line_view(const LinesView<double>& from) {
  return {from.lines, from.length, from.start, from.index, {from.value, nullptr}};
}
inline LineView line_view(const LinesView<float>& from) {
  return {from.lines, from.length, from.start, from.index, {nullptr, from.value}};
}

/// Sorts triplets into rows. Takes 16 bytes a triplet and frees them on return.
/// Coordinates must lie within rows×cols; a coordinate given twice throws InputError.
CompressedLines compress_rows(Index rows, Index cols, std::vector<Triplet> triplets);

/// Entries in any order, in arrays of their own: entry e is value[e] at (line[e], index[e]), from 0.
struct Coordinates {
  std::vector<std::int32_t> line, index;
  std::vector<double> value;
};

/// Sorts coordinates into lines in place: never more than the 16 bytes an entry that came in, and 16 a line;
/// 12 an entry stay. Coordinates must lie within lines×length. One that is given twice stays twice, and
/// breaks the promise that indices are distinct: see repeated_coordinates.
CompressedLines compress_in_place(Index lines, Index length, Coordinates entries);

/// The coordinates (line, index) that are there more than once, each once, ascending.
std::vector<std::pair<std::int32_t, std::int32_t>> repeated_coordinates(const CompressedLines& A);

/// Whether every value is a float.
bool fits_float(const CompressedLines& A);

/// The same with values as floats; they must fit. The doubles are freed.
Lines<float> narrowed(CompressedLines A);

/// The same with values as doubles and indices in 4 bytes.
CompressedLines widened(const LineView& A);

/// start, index and value of the same matrix along the other direction, by counting: O(nonzeros + lines +
/// length). `index` and `value` have room for all nonzeros. Threads count and place ranges of lines side by
/// side where that costs at most half a byte a nonzero.
template <class Value, class Place>
std::vector<std::int64_t> turn(const LinesView<Value>& A, Place* index, Value* value);

/// Compressed lines as data keep them: indices in 2 bytes where a line is no longer than 65536, else in 4.
/// 12 bytes a nonzero (10), or 8 (6) when values are floats, and 8 a line. Or lines of the caller's, as they lie
/// in memory.
template <class Value>
class StoredLines {
 public:
  /// Takes 2 bytes a nonzero more for a moment.
  explicit StoredLines(Lines<Value> from);

  /// Not copied; `owner` lives as long as they are needed.
  StoredLines(const LinesView<Value>& lines, std::shared_ptr<const void> owner)
      : view_(lines), owner_(std::move(owner)) {}

  /// The same matrix along the other direction.
  StoredLines turned() const;

  const LinesView<Value>& view() const { return view_; }
  Index nonzeros() const { return view_.nonzeros(); }

  /// Held for the nonzeros and the lines.
  Index bytes() const;

 private:
  LinesView<Value> view_;
  std::shared_ptr<const void> owner_;
};

}  // namespace orthant

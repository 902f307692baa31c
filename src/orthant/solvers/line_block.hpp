/// A line of the data (a row, or a column) with the rows of the other factor that belong to its entries, as
/// simd/row_block.inc and line.inc want them: 64-byte aligned, filled up to whole vectors.
///
///   LineSource   the factor V, row-major in the arithmetic of the pass, and the data: shared by all threads
///   LineBlock    one thread's line: a, y, q, w, and V's rows in tiles
///
/// Sparse data: the rows of V that a line's entries name are gathered. Dense data: V itself is the block, and
/// lines are copied from the data 16 at a time, so that no stride is walked entry by entry.
/// Units are powers of two, so that they cost no digit. A line's own factor row x is divided by 2^d, its
/// largest entry, and its data with it. Kullback–Leibler: also data / 4^e and factors / 2^e, where 4^e is
/// about the mean of the data. Itakura–Saito, which does not see the scaling of columns either: each row of V
/// is divided by its own largest entry, and the data of that column with it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <optional>
#include <vector>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/objectives/divergence.hpp"
#include "orthant/operators/observations.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

/// Aligned on 64 bytes.
template <class Scalar>
struct CacheLineAllocator {
  using value_type = Scalar;
  CacheLineAllocator() = default;
  template <class Other>
  explicit CacheLineAllocator(const CacheLineAllocator<Other>&) {}
  Scalar* allocate(size_t count) {
    return static_cast<Scalar*>(::operator new (count * sizeof(Scalar), std::align_val_t{64}));
  }
  void deallocate(Scalar* memory, size_t) { ::operator delete (memory, std::align_val_t{64}); }
  bool operator==(const CacheLineAllocator&) const { return true; }
};

template <class Scalar>
using AlignedVector = std::vector<Scalar, CacheLineAllocator<Scalar>>;

template <class Scalar>
struct LineSource {
  /// Rows that make whole vectors in every arithmetic.
  static constexpr Index row_unit = 64 / sizeof(Scalar);

  LineSource(const DataMatrix& of, Divergence divergence, Side lines_of, const ConstMatrixRef& V)
      : data(of), side(lines_of), rank(V.cols()), factor_rows(V.rows()) {
    const Index lanes = simd::best().row_block<Scalar>().lanes, unit = std::max<Index>(lanes, 8);
    width = (rank + unit - 1) / unit * unit;
    vectors = static_cast<int>(width / lanes);
    int exponent = 0;
    if (divergence == Divergence::kullback_leibler) {
      const double entries = static_cast<double>(data.rows()) * static_cast<double>(data.cols());
      exponent = static_cast<int>(std::lround(std::log2(std::max(data.sum() / entries, 1e-300)) / 2));
    } else {
      entry_unit.resize(static_cast<size_t>(factor_rows));
    }
    factor_unit = std::ldexp(1.0, -exponent);
    data_unit = std::ldexp(1.0, -2 * exponent);
    value_unit = std::ldexp(1.0, 2 * exponent);
    factor.resize(static_cast<size_t>((factor_rows + row_unit) * width));
#pragma omp parallel for schedule(static) if (V.size() > 100000)
    for (Index j = 0; j < factor_rows; ++j) {
      double own = factor_unit;
      if (!entry_unit.empty()) entry_unit[j] = own = unit_of(V.row(j).maxCoeff());
      for (Index k = 0; k < rank; ++k) factor[j * width + k] = static_cast<Scalar>(V(j, k) * own);
    }
    if (!entry_unit.empty()) {
      largest_entry_unit = *std::max_element(entry_unit.begin(), entry_unit.end());
      smallest_entry_unit = *std::min_element(entry_unit.begin(), entry_unit.end());
    }
    column_sums = V.colwise().sum() * factor_unit;
    if (data.is_sparse()) {
      lines = side == Side::left ? data.row_lines() : data.col_lines();
      for (Index i = 0; i < lines->lines; ++i)
        longest = std::max<Index>(longest, lines->start[i + 1] - lines->start[i]);
    } else {
      longest = factor_rows;
    }
  }

  /// 2^−d for a number from 2^d to 2^(d + 1), as far as that is a number; 1 for zero.
  static double unit_of(double largest) {
    return largest > 0 ? std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1000, 1000)) : 1;
  }

  const DataMatrix& data;
  Side side;
  std::optional<LineView> lines;  ///< of sparse data
  Index rank, factor_rows, longest = 0;
  Index width = 0;  ///< numbers in a row of the block
  int vectors = 0;
  AlignedVector<Scalar> factor;
  Vector column_sums;  ///< of the factor
  /// What factors and data are multiplied with on the way in, and values on the way out.
  double factor_unit = 1, data_unit = 1, value_unit = 1;
  std::vector<double> entry_unit;  ///< Itakura–Saito: of each entry of a line besides; empty otherwise
  double largest_entry_unit = 1, smallest_entry_unit = 1;
};

template <class Scalar>
class LineBlock {
 public:
  static constexpr Index tile_rows = 512;  ///< a multiple of row_unit
  static constexpr Index cached_bytes =
      1 << 20;  ///< of a block that is kept: half of a usual second-level cache
  static constexpr Index lines_at_once = 16;

  explicit LineBlock(const LineSource<Scalar>& source) : source_(source) {
    const Index room = padded(source.longest);
    for (auto* numbers : {&a_, &y_, &q_, &w_, &moved_}) numbers->resize(static_cast<size_t>(room));
    if (source.lines) {
      cached_rows_ = std::max(tile_rows, cached_bytes / static_cast<Index>(sizeof(Scalar)) / source.width);
      block_.resize(static_cast<size_t>(std::min(room, padded(cached_rows_)) * source.width));
    }
  }

  /// Line i: its entries, times `line_unit` besides, and its rows of V when they stay. False when single
  /// precision does not hold an entry with some room for what is computed of it.
  bool load(Index i, double line_unit) {
    const double unit = source_.data_unit * line_unit;
    bool inside = true;
    if (source_.lines) {
      const LineView& lines = *source_.lines;
      begin_ = lines.start[i];
      count_ = lines.start[i + 1] - begin_;
      inside = store(unit, [&](Index p) { return static_cast<double>(lines.value[begin_ + p]); });
    } else {
      count_ = source_.factor_rows;
      inside = load_dense(i, unit);
    }
    if (sizeof(Scalar) < sizeof(double) && !inside) return false;
    gathered_ = source_.lines && count_ <= cached_rows_;
    if (gathered_) gather(0, count_);
    return true;
  }

  Index count() const { return count_; }
  Index padded() const { return padded(count_); }  ///< a, y, q, w beyond count() are padding: a = 0
  const Scalar* a() const { return a_.data(); }
  Scalar* y() { return y_.data(); }
  const Scalar* y() const { return y_.data(); }
  Scalar* q() { return q_.data(); }
  Scalar* w() { return w_.data(); }
  Scalar* moved() { return moved_.data(); }

  /// visit(first, rows, v): v holds the rows of V for entries `first` … of the line, `rows` of them with
  /// padding.
  template <class Visit>
  void for_each_tile(const Visit& visit) {
    for (Index first = 0; first < count_; first += tile_rows) {
      const Index rows = std::min(tile_rows, count_ - first);
      const Scalar* v = block_.data();
      if (!source_.lines) {
        v = source_.factor.data() + first * source_.width;
      } else if (gathered_) {
        v += first * source_.width;
      } else {
        gather(first, rows);
      }
      visit(first, padded(rows), v);
    }
  }

 private:
  static Index padded(Index rows) {
    constexpr Index unit = LineSource<Scalar>::row_unit;
    return (rows + unit - 1) / unit * unit;
  }

  void gather(Index first, Index rows) {
    loops_.copies(source_.factor.data(), source_.lines->index + begin_ + first, rows, source_.vectors,
                  block_.data());
    std::fill(block_.begin() + rows * source_.width, block_.begin() + padded(rows) * source_.width,
              Scalar{0});
  }

  /// a ← entry(p) · unit, filled up with zeros; whether all that are positive are within 1e±15. For entries
  /// that are not, rounding to zero included, the two counts differ.
  template <class Entry>
  bool store(double unit, const Entry& entry) {
    Index positive = 0;
    for (Index p = 0; p < count_; ++p) {
      const double a = entry(p);
      a_[p] = static_cast<Scalar>(a * unit);
      positive += a > 0;
    }
    std::fill(a_.begin() + count_, a_.begin() + padded(), Scalar{0});
    return positive == loops_.count_within(a_.data(), padded(), Scalar(1e-15), Scalar(1e15));
  }

  bool load_dense(Index i, double unit) {
    const DataMatrix& data = source_.data;
    const bool left = source_.side == Side::left;
    const Index lines = left ? data.rows() : data.cols();
    if (i < strip_first_ || i >= strip_end_) {
      strip_first_ = i / lines_at_once * lines_at_once;
      strip_end_ = std::min(lines, strip_first_ + lines_at_once);
      const Index height = strip_end_ - strip_first_;
      left ? strip_.resize(height, data.cols()) : strip_.resize(data.rows(), height);
      left ? data.copy_block(strip_first_, 0, strip_) : data.copy_block(0, strip_first_, strip_);
    }
    const std::vector<double>& entry_unit = source_.entry_unit;
    const Index line = i - strip_first_;
    return store(unit, [&](Index p) {
      const double a = left ? strip_(line, p) : strip_(p, line);
      return entry_unit.empty() ? a : a * entry_unit[p];
    });
  }

  const LineSource<Scalar>& source_;
  const simd::RowBlock<Scalar>& loops_ = simd::best().row_block<Scalar>();
  AlignedVector<Scalar> a_, y_, q_, w_, moved_, block_;
  Matrix strip_;  ///< dense lines, as in the data
  Index strip_first_ = 0, strip_end_ = 0, cached_rows_ = 0, count_ = 0;
  std::int64_t begin_ = 0;
  bool gathered_ = false;
};

}  // namespace orthant

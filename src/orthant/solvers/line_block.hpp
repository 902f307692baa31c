/// A line of the data (a row, or a column) with the rows of the other factor that belong to its entries, as
/// simd/row_block.inc and line.inc want them: 64-byte aligned, filled up to whole vectors.
///
///   LineSource   the factor V, row-major in the arithmetic of the pass, and the data: shared by all threads
///   LineBlock    one thread's line: a, ω, y, q, w, and V's rows in tiles
///
/// Sparse data: the rows of V that a line's entries name are gathered. Dense data: V itself is the block, and
/// lines are copied from the data 16 at a time, so that no stride is walked entry by entry. Kullback–Leibler
/// wants ωa in the place of a: ω d(a|y) = ωa log(a/y) − ωa + ωy has ωa and Σωy alone in what depends on y.
/// Units are powers of two, so that they cost no digit. A line's own factor row x is divided by 2^d, its
/// largest entry, and its data with it. Kullback–Leibler: also data / 4^e and factors / 2^e, where 4^e is
/// about the mean of the data. Itakura–Saito, which does not see the scaling of columns either: each row of V
/// is divided by its own largest entry, and the data of that column with it. Weights are divided by 2^m, about
/// their mean.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <optional>
#include <vector>

#include "orthant/objectives/divergence.hpp"
#include "orthant/objectives/entry_set.hpp"
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
class LineSource {
 public:
  /// Rows that make whole vectors in every arithmetic.
  static constexpr Index row_unit = 64 / sizeof(Scalar);

  LineSource(const EntrySet& entries, Divergence divergence, Side side, const ConstMatrixRef& V)
      : entries_(entries),
        divergence_(divergence),
        side_(side),
        weights_(entries.weights(side)),
        rank_(V.cols()),
        factor_rows_(V.rows()) {
    const Index lanes = simd::best().row_block<Scalar>().lanes, unit = std::max<Index>(lanes, 8);
    width_ = (rank_ + unit - 1) / unit * unit;
    vectors_ = static_cast<int>(width_ / lanes);
    if (divergence == Divergence::kullback_leibler) {
      const double mean = entries.weighted_sum() / entries.total_weight();
      exponent_ = static_cast<int>(std::lround(std::log2(std::max(mean, 1e-300)) / 2));
    } else {
      entry_unit_.resize(static_cast<size_t>(factor_rows_));
    }
    factor_unit_ = std::ldexp(1.0, -exponent_);
    data_unit_ = std::ldexp(1.0, -2 * exponent_);
    factor_.resize(static_cast<size_t>((factor_rows_ + row_unit) * width_));
#pragma omp parallel for schedule(static) if (V.size() > 100000)
    for (Index j = 0; j < factor_rows_; ++j) {
      double own = factor_unit_;
      if (!entry_unit_.empty()) entry_unit_[j] = own = unit_of(V.row(j).maxCoeff());
      for (Index k = 0; k < rank_; ++k) factor_[j * width_ + k] = static_cast<Scalar>(V(j, k) * own);
    }
    if (!entry_unit_.empty()) {
      largest_entry_unit_ = *std::max_element(entry_unit_.begin(), entry_unit_.end());
      smallest_entry_unit_ = *std::min_element(entry_unit_.begin(), entry_unit_.end());
    }
    if (weights_ != nullptr) weight_unit_ = unit_of(entries.total_weight() / entries.count());
    sums_ = V.colwise().sum() * factor_unit_;
    if (entries.matrix().is_sparse()) {
      lines_ = entries.lines(side);
      for (Index i = 0; i < lines_->lines; ++i)
        longest_ = std::max<Index>(longest_, lines_->start[i + 1] - lines_->start[i]);
    } else {
      longest_ = factor_rows_;
    }
  }

  const EntrySet& entries() const {
    return entries_;
  }
  Divergence divergence() const {
    return divergence_;
  }
  Side side() const {
    return side_;
  }
  bool sparse() const {
    return lines_.has_value();
  }
  const LineView& lines() const {
    return *lines_;
  }
  Index stored() const {
    return entries_.matrix().stored();
  }
  /// Of the entries in the order of lines(); null: ones.
  const double* weights() const {
    return weights_;
  }
  Index longest() const {
    return longest_;
  }
  Index factor_rows() const {
    return factor_rows_;
  }
  Index rank() const {
    return rank_;
  }
  Index width() const {
    return width_;
  }  ///< numbers in a row of the block
  int vectors() const {
    return vectors_;
  }
  const Scalar* factor() const {
    return factor_.data();
  }
  double column_sum(Index k) const {
    return sums_(k);
  }

  /// 2^−d for a number from 2^d to 2^(d + 1), as far as that is a number; 1 for zero.
  static double unit_of(double largest) {
    return largest > 0 ? std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1000, 1000)) : 1;
  }

  /// What factors, data and values are multiplied with on the way in, or on the way out.
  double factor_unit() const {
    return factor_unit_;
  }
  double data_unit() const {
    return data_unit_;
  }
  double weight_unit() const {
    return weight_unit_;
  }
  double value_unit() const {
    return (divergence_ == Divergence::kullback_leibler ? std::ldexp(1.0, 2 * exponent_) : 1) / weight_unit_;
  }
  /// The largest and the smallest that an entry has besides.
  double largest_entry_unit() const {
    return largest_entry_unit_;
  }
  double smallest_entry_unit() const {
    return smallest_entry_unit_;
  }
  /// Itakura–Saito: of each row of V, and so of the entries that belong to it, besides; null otherwise.
  const double* entry_unit() const {
    return entry_unit_.empty() ? nullptr : entry_unit_.data();
  }

 private:
  const EntrySet& entries_;
  Divergence divergence_;
  Side side_;
  std::optional<LineView> lines_;
  const double* weights_;
  Index rank_, factor_rows_, width_ = 0, longest_ = 0;
  int vectors_ = 0, exponent_ = 0;
  double factor_unit_ = 1, data_unit_ = 1, weight_unit_ = 1;
  AlignedVector<Scalar> factor_;
  std::vector<double> entry_unit_;
  double largest_entry_unit_ = 1, smallest_entry_unit_ = 1;
  Vector sums_;
};

template <class Scalar>
class LineBlock {
 public:
  static constexpr Index tile_rows = 512;  ///< a multiple of row_unit
  static constexpr Index cached_bytes =
      1 << 20;  ///< of a block that is kept: half of a usual second-level cache
  static constexpr Index lines_at_once = 16;

  explicit LineBlock(const LineSource<Scalar>& source) : source_(source) {
    const Index room = padded(source.longest());
    for (auto* numbers : {&a_, &omega_, &y_, &q_, &w_, &moved_}) numbers->resize(static_cast<size_t>(room));
    if (source.sparse()) {
      cached_rows_ = std::max(tile_rows, cached_bytes / static_cast<Index>(sizeof(Scalar)) / source.width());
      block_.resize(static_cast<size_t>(std::min(room, padded(cached_rows_)) * source.width()));
    }
  }

  /// Line i: its entries, times `line_unit` besides, and its rows of V when they stay. False when single
  /// precision does not hold an entry or a weight with some room for what is computed of it.
  bool load(Index i, double line_unit) {
    const double unit = source_.data_unit() * line_unit;
    if (source_.sparse()) {
      const LineView lines = source_.lines();
      begin_ = lines.start[i];
      count_ = lines.start[i + 1] - begin_;
    } else {
      count_ = source_.factor_rows();
    }
    const bool inside = load_weights() && (source_.sparse() ? load_sparse(unit) : load_dense(i, unit));
    if (sizeof(Scalar) < sizeof(double) && !inside) return false;
    gathered_ = source_.sparse() && count_ <= cached_rows_;
    if (gathered_) gather(0, count_);
    return true;
  }

  Index count() const { return count_; }
  Index padded() const { return padded(count_); }  ///< a, ω, y, q, w beyond count() are padding: a = ω = 0
  const Scalar* a() const { return a_.data(); }    ///< ωa for Kullback–Leibler
  const Scalar* omega() const { return omega_.data(); }
  Scalar* y() { return y_.data(); }
  const Scalar* y() const { return y_.data(); }
  Scalar* q() { return q_.data(); }
  Scalar* w() { return w_.data(); }
  Scalar* moved() { return moved_.data(); }

  /// Of the unit of the row of V that belongs to entry p.
  double entry_unit(Index p) const {
    const double* units = source_.entry_unit();
    if (units == nullptr) return 1;
    return units[source_.sparse() ? source_.lines().index[begin_ + p] : p];
  }

  /// visit(first, rows, v): v holds the rows of V for entries `first` … of the line, `rows` of them with
  /// padding.
  template <class Visit>
  void for_each_tile(const Visit& visit) {
    for (Index first = 0; first < count_; first += tile_rows) {
      const Index rows = std::min(tile_rows, count_ - first);
      const Scalar* v = block_.data();
      if (!source_.sparse()) {
        v = source_.factor() + first * source_.width();
      } else if (gathered_) {
        v += first * source_.width();
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
    loops_.copies(source_.factor(), source_.lines().index + begin_ + first, rows, source_.vectors(),
                  block_.data());
    std::fill(block_.begin() + rows * source_.width(), block_.begin() + padded(rows) * source_.width(),
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

  /// ω, and zeros; whether all are within 1e±15.
  bool load_weights() {
    const double* weights = source_.weights();
    for (Index p = 0; p < count_; ++p)
      omega_[p] = weights != nullptr ? static_cast<Scalar>(weights[begin_ + p] * source_.weight_unit()) : 1;
    std::fill(omega_.begin() + count_, omega_.begin() + padded(), Scalar{0});
    return weights == nullptr ||
           loops_.count_within(omega_.data(), padded(), Scalar(1e-15), Scalar(1e15)) == count_;
  }

  bool load_sparse(double unit) {
    const LineView lines = source_.lines();
    const double* weights = source_.weights();
    const bool with_weight = weights != nullptr && source_.divergence() == Divergence::kullback_leibler;
    const double weight_unit = source_.weight_unit();
    if (source_.entry_unit() != nullptr)
      return store(unit, [&](Index p) { return lines.value[begin_ + p] * entry_unit(p); });
    if (!with_weight) return store(unit, [&](Index p) { return lines.value[begin_ + p]; });
    return store(unit,
                 [&](Index p) { return lines.value[begin_ + p] * (weights[begin_ + p] * weight_unit); });
  }

  bool load_dense(Index i, double unit) {
    const DataMatrix& data = source_.entries().matrix();
    const bool left = source_.side() == Side::left;
    const Index lines = left ? data.rows() : data.cols();
    if (i < strip_first_ || i >= strip_end_) {
      strip_first_ = i / lines_at_once * lines_at_once;
      strip_end_ = std::min(lines, strip_first_ + lines_at_once);
      const Index height = strip_end_ - strip_first_;
      left ? strip_.resize(height, data.cols()) : strip_.resize(data.rows(), height);
      left ? data.copy_block(strip_first_, 0, strip_) : data.copy_block(0, strip_first_, strip_);
    }
    const double* entry_unit = source_.entry_unit();
    const Index line = i - strip_first_;
    return store(unit, [&](Index p) {
      const double a = left ? strip_(line, p) : strip_(p, line);
      return entry_unit != nullptr ? a * entry_unit[p] : a;
    });
  }

  const LineSource<Scalar>& source_;
  const simd::RowBlock<Scalar>& loops_ = simd::best().row_block<Scalar>();
  AlignedVector<Scalar> a_, omega_, y_, q_, w_, moved_, block_;
  Matrix strip_;  ///< dense lines, as in the data
  Index strip_first_ = 0, strip_end_ = 0, cached_rows_ = 0, count_ = 0;
  std::int64_t begin_ = 0;
  bool gathered_ = false;
};

}  // namespace orthant

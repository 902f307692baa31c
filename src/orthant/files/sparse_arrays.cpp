#include "orthant/files/sparse_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "orthant/base/stop.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

/// Indices of every line ascend and differ afterwards.
class LineSorter {
 public:
  LineSorter(SparseArrays& arrays) : arrays_(arrays) {}

  void sort() {
    std::int64_t kept = 0;
    for (Index i = 0; i < arrays_.lines; ++i) {
      if (i % 4096 == 0) check_budget();
      const std::int64_t begin = std::exchange(arrays_.start[i], kept), end = arrays_.start[i + 1];
      sort_line(begin, end);
      kept = join(begin, end, kept);
    }
    arrays_.start[arrays_.lines] = kept;
    arrays_.index.resize(static_cast<size_t>(kept));
    arrays_.value.resize(static_cast<size_t>(kept));
  }

 private:
  void sort_line(std::int64_t begin, std::int64_t end) {
    const auto first = arrays_.index.begin();
    if (std::is_sorted(first + begin, first + end)) return;
    line_.clear();
    for (std::int64_t p = begin; p < end; ++p) line_.emplace_back(arrays_.index[p], arrays_.value[p]);
    std::stable_sort(line_.begin(), line_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::int64_t p = begin; p < end; ++p)
      std::tie(arrays_.index[p], arrays_.value[p]) = line_[static_cast<size_t>(p - begin)];
  }

  /// Moves the line to `to` and adds up what has one index; where it ends.
  std::int64_t join(std::int64_t begin, std::int64_t end, std::int64_t to) {
    const std::int64_t line_begin = to;
    for (std::int64_t p = begin; p < end; ++p) {
      if (to > line_begin && arrays_.index[to - 1] == arrays_.index[p]) {
        arrays_.value[to - 1] += arrays_.value[p];
        continue;
      }
      arrays_.index[to] = arrays_.index[p];
      arrays_.value[to++] = arrays_.value[p];
    }
    return to;
  }

  SparseArrays& arrays_;
  std::vector<std::pair<std::int32_t, double>> line_;
};

}  // namespace

void require_sparse_shape(std::uint64_t rows, std::uint64_t cols, std::uint64_t entries,
                          const std::string& name) {
  constexpr std::uint64_t largest = std::numeric_limits<std::int32_t>::max(),
                          most_empty = std::uint64_t{1} << 24;
  if (rows == 0 || cols == 0)
    refuse(name, fmt::format("{} × {} is empty; expected at least one row and one column", rows, cols));
  for (const auto& [size, what] : {std::pair{rows, "rows"}, std::pair{cols, "columns"}}) {
    if (size > largest) refuse(name, fmt::format("{} {}; expected at most {}", size, what, largest));
    if (size > entries && size - entries > most_empty)
      refuse(name, fmt::format("{} {} for {} entries; expected at most {} empty {}", size, what, entries,
                               most_empty, what));
  }
}

DataMatrix matrix_of(SparseArrays arrays, const std::string& name) {
  const auto entries = static_cast<std::int64_t>(arrays.value.size());
  const char* const line = arrays.lines_are_rows ? "row" : "column";
  require_sparse_shape(static_cast<std::uint64_t>(arrays.lines_are_rows ? arrays.lines : arrays.length),
                       static_cast<std::uint64_t>(arrays.lines_are_rows ? arrays.length : arrays.lines),
                       static_cast<std::uint64_t>(entries), name);
  if (arrays.start.size() != static_cast<size_t>(arrays.lines) + 1)
    refuse(name, fmt::format("indptr: {} numbers; expected {}, one more than there are {}s",
                             arrays.start.size(), arrays.lines + 1, line));
  if (arrays.index.size() != arrays.value.size())
    refuse(name,
           fmt::format("indices: {} numbers; expected {}, as many as in data", arrays.index.size(), entries));
  std::int64_t before = 0;
  for (size_t i = 0; i < arrays.start.size(); ++i) {
    const std::int64_t at = arrays.start[i];
    const std::int64_t least = before, most = i == 0 ? 0 : entries;
    if (at < least || at > most || (i + 1 == arrays.start.size() && at != entries))
      refuse(name,
             fmt::format(
                 "indptr: number {} is {}; expected numbers that ascend from 0 to {}, the entries of data",
                 i + 1, at, entries));
    before = at;
  }
  for (std::int64_t p = 0; p < entries; ++p) {
    if (arrays.index[p] < 0 || arrays.index[p] >= arrays.length)
      refuse(name, fmt::format("indices: number {} is {}; expected 0 ≤ index < {}", p + 1, arrays.index[p],
                               arrays.length));
    if (!std::isfinite(arrays.value[p]))
      refuse(name, fmt::format("data: number {} is {}; expected a finite number", p + 1, arrays.value[p]));
  }
  LineSorter(arrays).sort();
  CompressedLines lines{arrays.lines, arrays.length, std::move(arrays.start), std::move(arrays.index),
                        std::move(arrays.value)};
  for (const double a : lines.value)
    if (!std::isfinite(a)) refuse(name, fmt::format("data: entries at one place add up to {}", a));
  return arrays.lines_are_rows ? DataMatrix::sparse_rows(std::move(lines))
                               : DataMatrix::sparse_columns(std::move(lines));
}

}  // namespace orthant

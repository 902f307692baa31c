#include "orthant/linalg/sparse.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/linalg/threads.hpp"

namespace orthant {

namespace {

/// The first line of part t when the lines are cut into parts of about as many nonzeros.
template <class Value>
Index first_line(const LinesView<Value>& A, Index t, Index parts) {
  if (t == parts) return A.lines;
  const std::int64_t before = A.nonzeros() * t / parts;
  return std::lower_bound(A.start, A.start + A.lines, before) - A.start;
}

/// One line's entries by index.
void sort_line(std::int32_t* index, double* value, std::int64_t count,
               std::vector<std::pair<std::int32_t, double>>& room) {
  if (std::is_sorted(index, index + count)) return;
  room.resize(static_cast<size_t>(count));
  for (std::int64_t e = 0; e < count; ++e) room[e] = {index[e], value[e]};
  std::sort(room.begin(), room.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::int64_t e = 0; e < count; ++e) {
    index[e] = room[e].first;
    value[e] = room[e].second;
  }
}

}  // namespace

template <class Value>
Matrix Lines<Value>::times(const ConstMatrixRef& V) const {
  Matrix out(lines, V.cols());
  sparse_product(view(), V, Precision::full, out);
  return out;
}

template <class Value, class Place>
std::vector<std::int64_t> turn(const LinesView<Value>& A, Place* index, Value* value) {
  std::vector<std::int64_t> start(static_cast<size_t>(A.length) + 1, 0);
  if (A.nonzeros() == 0) return start;
  // Within a line of the result, the entries of part t follow those of earlier parts: lines ascend, however
  // many parts there are.
  const Index asked = threads();
  const Index parts = 16 * asked * A.length <= A.nonzeros() ? asked : 1;
  std::vector<std::int64_t> next(static_cast<size_t>(parts * A.length));
#pragma omp parallel for schedule(static, 1) if (parts > 1)
  for (Index t = 0; t < parts; ++t) {
    std::int64_t* const count = next.data() + t * A.length;
    const std::int64_t end = A.start[first_line(A, t + 1, parts)];
    for (std::int64_t p = A.start[first_line(A, t, parts)]; p < end; ++p) ++count[A.index[p]];
  }
  std::int64_t total = 0;
  for (Index j = 0; j < A.length; ++j) {
    for (Index t = 0; t < parts; ++t) total += std::exchange(next[t * A.length + j], total);
    start[j + 1] = total;
  }
#pragma omp parallel for schedule(static, 1) if (parts > 1)
  for (Index t = 0; t < parts; ++t) {
    std::int64_t* const place = next.data() + t * A.length;
    const Index end = first_line(A, t + 1, parts);
    for (Index i = first_line(A, t, parts); i < end; ++i) {
      for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) {
        const std::int64_t q = place[A.index[p]]++;
        index[q] = static_cast<Place>(i);
        value[q] = A.value[p];
      }
    }
  }
  return start;
}

template std::vector<std::int64_t> turn(const LinesView<double>&, std::int32_t*, double*);
template std::vector<std::int64_t> turn(const LinesView<float>&, std::int32_t*, float*);
template std::vector<std::int64_t> turn(const LinesView<double>&, std::uint16_t*, double*);
template std::vector<std::int64_t> turn(const LinesView<float>&, std::uint16_t*, float*);

template <class Value>
Lines<Value> Lines<Value>::turned() const {
  Lines other{length, lines, {}, {}, {}};
  other.index.resize(index.size());
  other.value.resize(value.size());
  other.start = turn(view(), other.index.data(), other.value.data());
  return other;
}

template struct Lines<double>;
template struct Lines<float>;

CompressedLines compress_in_place(Index lines, Index length, Coordinates entries) {
  CompressedLines out;
  out.lines = lines;
  out.length = length;
  out.start.assign(static_cast<size_t>(lines) + 1, 0);
  for (const auto i : entries.line) ++out.start[static_cast<size_t>(i) + 1];
  for (Index i = 0; i < lines; ++i) out.start[i + 1] += out.start[i];
  std::vector<std::int64_t> next(out.start.begin(), out.start.end() - 1);
  // Whatever lies in the part of line i goes to the next free place of its own line, until i's part is full.
  auto& [line, index, value] = entries;
  for (Index i = 0; i < lines; ++i) {
    for (std::int64_t& p = next[i]; p < out.start[i + 1];) {
      const std::int32_t owner = line[p];
      const std::int64_t q = next[owner]++;
      if (owner == i) continue;
      std::swap(line[p], line[q]);
      std::swap(index[p], index[q]);
      std::swap(value[p], value[q]);
    }
  }
  std::vector<std::int32_t>().swap(line);
  out.index = std::move(index);
  out.value = std::move(value);
#pragma omp parallel if (out.nonzeros() > 100000)
  {
    std::vector<std::pair<std::int32_t, double>> room;
#pragma omp for schedule(dynamic, 256)
    for (Index i = 0; i < lines; ++i)
      sort_line(out.index.data() + out.start[i], out.value.data() + out.start[i],
                out.start[i + 1] - out.start[i], room);
  }
  return out;
}

std::vector<std::pair<std::int32_t, std::int32_t>> repeated_coordinates(const CompressedLines& A) {
  std::vector<std::pair<std::int32_t, std::int32_t>> out;
  for (Index i = 0; i < A.lines; ++i) {
    for (std::int64_t p = A.start[i] + 1; p < A.start[i + 1]; ++p) {
      const std::pair coordinate(static_cast<std::int32_t>(i), A.index[p]);
      if (A.index[p - 1] == A.index[p] && (out.empty() || out.back() != coordinate))
        out.push_back(coordinate);
    }
  }
  return out;
}

bool fits_float(const CompressedLines& A) {
  constexpr double largest = std::numeric_limits<float>::max();
  return std::all_of(A.value.begin(), A.value.end(), [](double a) {
    return std::abs(a) <= largest && static_cast<double>(static_cast<float>(a)) == a;
  });
}

Lines<float> narrowed(CompressedLines A) {
  std::vector<float> value(A.value.size());
  for (size_t p = 0; p < value.size(); ++p) value[p] = static_cast<float>(A.value[p]);
  std::vector<double>().swap(A.value);  // a parameter may live as long as the caller's expression
  return {A.lines, A.length, std::move(A.start), std::move(A.index), std::move(value)};
}

CompressedLines widened(const LineView& A) {
  CompressedLines out{A.lines, A.length, {A.start, A.start + A.lines + 1}, {}, {}};
  out.index.resize(static_cast<size_t>(A.nonzeros()));
  out.value.resize(static_cast<size_t>(A.nonzeros()));
  for (std::int64_t p = 0; p < A.nonzeros(); ++p) {
    out.index[p] = A.index[p];
    out.value[p] = A.value[p];
  }
  return out;
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

namespace {

/// What StoredLines own: indices in one of two widths.
template <class Value>
struct LineArrays {
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> wide;
  std::vector<std::uint16_t> narrow;
  std::vector<Value> value;
};

bool is_narrow(Index length) {
  return length <= 65536;
}

template <class Value>
StoredLines<Value> stored_lines(Index lines, Index length, LineArrays<Value> from) {
  const auto arrays = std::make_shared<const LineArrays<Value>>(std::move(from));
  const Indices index = is_narrow(length) ? Indices(arrays->narrow.data()) : Indices(arrays->wide.data());
  return {LinesView<Value>{lines, length, arrays->start.data(), index, arrays->value.data()}, arrays};
}

template <class Value>
StoredLines<Value> with_narrow_indices(Lines<Value> from) {
  LineArrays<Value> arrays{std::move(from.start), {}, {}, std::move(from.value)};
  if (is_narrow(from.length))
    arrays.narrow.assign(from.index.begin(), from.index.end());
  else
    arrays.wide = std::move(from.index);
  return stored_lines(from.lines, from.length, std::move(arrays));
}

}  // namespace

template <class Value>
StoredLines<Value>::StoredLines(Lines<Value> from) : StoredLines(with_narrow_indices(std::move(from))) {}

template <class Value>
StoredLines<Value> StoredLines<Value>::turned() const {
  LineArrays<Value> other;
  const auto nonzeros = static_cast<size_t>(this->nonzeros());
  other.value.resize(nonzeros);
  if (is_narrow(view_.lines)) {
    other.narrow.resize(nonzeros);
    other.start = turn(view_, other.narrow.data(), other.value.data());
  } else {
    other.wide.resize(nonzeros);
    other.start = turn(view_, other.wide.data(), other.value.data());
  }
  return stored_lines(view_.length, view_.lines, std::move(other));
}

template <class Value>
Index StoredLines<Value>::bytes() const {
  const Index place = view_.index.narrow != nullptr ? sizeof(std::uint16_t) : sizeof(std::int32_t);
  return nonzeros() * (static_cast<Index>(sizeof(Value)) + place) +
         (view_.lines + 1) * static_cast<Index>(sizeof(std::int64_t));
}

template class StoredLines<double>;
template class StoredLines<float>;

}  // namespace orthant

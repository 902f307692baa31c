#include "orthant/files/matrix_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "orthant/files/atomic_file.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr std::uint64_t longest_mtx_line = 1 << 16;
constexpr std::int64_t largest_size = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t most_empty_lines = std::int64_t{1} << 24;

enum class EntryType { real, integer, pattern };

struct Banner {
  bool coordinate = false, symmetric = false;
  EntryType field = EntryType::real;
};

/// The words of a line. At most five are kept; `count` tells how many there are.
struct Words {
  std::array<std::string_view, 5> word;
  size_t count = 0;

  explicit Words(std::string_view line) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    for (size_t at = 0; at < line.size();) {
      if (blank(line[at])) {
        ++at;
        continue;
      }
      const size_t first = at;
      while (at < line.size() && !blank(line[at])) ++at;
      if (count < word.size()) word[count] = line.substr(first, at - first);
      ++count;
    }
  }
};

/// The next line that is neither blank nor a comment.
bool next_content(LineReader& lines, Words& words, std::string_view& line) {
  while (lines.next(line)) {
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == '%') continue;
    words = Words(content);
    return true;
  }
  return false;
}

[[noreturn]] void refuse_word(const LineReader& lines, std::string_view found, std::string_view expected) {
  lines.refuse_line(fmt::format("found {}; expected {}", quote(found), expected));
}

Banner read_banner(LineReader& lines) {
  std::string_view line;
  if (!lines.next(line)) refuse(lines.name(), "is empty (0 bytes); expected a matrix");
  const Words words(line);
  if (words.count == 0 || in_lower_case(words.word[0]) != "%%matrixmarket")
    refuse_word(lines, line, "%%MatrixMarket matrix coordinate|array …");
  if (words.count != 5)
    lines.refuse_line(
        fmt::format("found {} words; expected 5: %%MatrixMarket matrix format field symmetry", words.count));
  if (in_lower_case(words.word[1]) != "matrix") refuse_word(lines, words.word[1], "matrix");
  const std::string format = in_lower_case(words.word[2]), field = in_lower_case(words.word[3]),
                    symmetry = in_lower_case(words.word[4]);
  Banner banner;
  banner.coordinate = format == "coordinate";
  if (!banner.coordinate && format != "array") refuse_word(lines, words.word[2], "coordinate or array");
  if (field == "integer") {
    banner.field = EntryType::integer;
  } else if (field == "pattern") {
    banner.field = EntryType::pattern;
  } else if (field != "real" && field != "double") {
    refuse_word(lines, words.word[3], "real, integer or pattern: only real matrices are recovered");
  }
  if (banner.field == EntryType::pattern && !banner.coordinate)
    refuse_word(lines, words.word[3], "real or integer: an array lists values");
  banner.symmetric = symmetry == "symmetric";
  if (!banner.symmetric && symmetry != "general") {
    const bool skew = symmetry == "skew-symmetric";
    refuse_word(
        lines, words.word[4],
        skew ? "general or symmetric: a skew-symmetric matrix has negative entries" : "general or symmetric");
  }
  return banner;
}

/// A whole word as an integer from `least` to `most`; `what` names it in a refusal.
std::int64_t integer(const LineReader& lines, std::string_view word, const char* what, std::int64_t least,
                     std::int64_t most) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = end == word.data() + word.size();
  if (error == std::errc() && whole && value >= least && value <= most) return value;
  const bool is_integer = whole && error != std::errc::invalid_argument;
  const std::string found = is_integer && word.size() <= 40 ? std::string(word) : quote(word);
  lines.refuse_line(fmt::format("{} {}; expected {} ≤ {} ≤ {}", what, found, least, what, most));
}

double value_of(const LineReader& lines, std::string_view word, EntryType field) {
  double value = 0;
  if (field == EntryType::integer) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), whole);
    if (error != std::errc() || end != word.data() + word.size())
      refuse_word(lines, word, "an integer of at most 64 bits");
    value = static_cast<double>(whole);
    if (value == 0x1p63 || static_cast<std::int64_t>(value) != whole)
      refuse_word(lines, word, "an integer that a double holds exactly");
    return value;
  }
  const Number kind = parse_number(word, value);
  if (kind != Number::finite) lines.refuse_line(not_a_finite_number(kind, word));
  return value;
}

void check_word_count(const LineReader& lines, const Words& words, size_t expected, const char* what) {
  if (words.count == expected) return;
  lines.refuse_line(fmt::format("found {} {}; expected {}: {}", words.count,
                                words.count == 1 ? "word" : "words", expected, what));
}

[[noreturn]] void refuse_early_end(const LineReader& lines, std::int64_t found, std::int64_t expected) {
  lines.refuse_line(fmt::format("the file ends after {} entries; expected {}", found, expected));
}

void expect_end(LineReader& lines, std::int64_t entries) {
  Words words("");
  std::string_view line;
  if (!next_content(lines, words, line)) return;
  refuse_word(lines, line, fmt::format("the end of the file after {} entries", entries));
}

struct Sizes {
  std::int64_t rows = 0, cols = 0, entries = 0;
};

/// Coordinates, and whether they came column by column.
struct Entries {
  Coordinates at;  // lines are rows
  bool by_columns = true;
};

/// Every entry in the order of the file: take(row, column, value), from 0.
template <class Take>
void for_each_entry(LineReader& lines, const Banner& banner, const Sizes& sizes, const Take& take) {
  const bool valued = banner.field != EntryType::pattern;
  Words words("");
  std::string_view line;
  for (std::int64_t found = 0; found < sizes.entries; ++found) {
    if (!next_content(lines, words, line)) refuse_early_end(lines, found, sizes.entries);
    check_word_count(lines, words, valued ? 3 : 2, valued ? "row column value" : "row column");
    const auto row = integer(lines, words.word[0], "row", 1, sizes.rows);
    const auto col = integer(lines, words.word[1], "column", 1, sizes.cols);
    if (banner.symmetric && col > row)
      lines.refuse_line(
          fmt::format("entry ({}, {}) is above the diagonal; expected the lower triangle only", row, col));
    take(static_cast<std::int32_t>(row - 1), static_cast<std::int32_t>(col - 1),
         valued ? value_of(lines, words.word[2], banner.field) : 1.0);
  }
  expect_end(lines, sizes.entries);
}

/// Adds the upper triangle.
void mirror(Entries& entries) {
  auto& [row, col, value] = entries.at;
  const size_t lower_count = value.size();
  size_t count = lower_count;
  for (size_t e = 0; e < lower_count; ++e) count += row[e] != col[e];
  row.reserve(count);
  col.reserve(count);
  value.reserve(count);
  for (size_t e = 0; e < lower_count; ++e) {
    if (row[e] == col[e]) continue;
    row.push_back(col[e]);
    col.push_back(row[e]);
    value.push_back(value[e]);
  }
  entries.by_columns = false;
}

Entries read_entries(LineReader& lines, const Banner& banner, const Sizes& sizes) {
  const std::uint64_t shortest_line = banner.field != EntryType::pattern ? 6 : 4;  // "1 1 1\n" or "1 1\n"
  const std::uint64_t room =
      std::min(static_cast<std::uint64_t>(sizes.entries), (lines.unread() + 1) / shortest_line);
  Entries out;
  auto& row = out.at.line;
  auto& col = out.at.index;
  auto& value = out.at.value;
  row.reserve(room);
  col.reserve(room);
  value.reserve(room);
  for_each_entry(lines, banner, sizes, [&](std::int32_t i, std::int32_t j, double a) {
    out.by_columns = out.by_columns && (col.empty() || col.back() <= j);
    row.push_back(i);
    col.push_back(j);
    value.push_back(a);
  });
  return out;
}

/// The banner and the sizes, and what can be said against them.
std::pair<Banner, Sizes> read_head(LineReader& lines) {
  const Banner banner = read_banner(lines);
  Words words("");
  std::string_view line;
  if (!next_content(lines, words, line))
    lines.refuse_line(fmt::format("the file ends here; expected a line of sizes: {}",
                                  banner.coordinate ? "rows columns entries" : "rows columns"));
  check_word_count(lines, words, banner.coordinate ? 3 : 2,
                   banner.coordinate ? "rows columns entries" : "rows columns");
  const auto rows = integer(lines, words.word[0], "rows", 0, largest_size);
  const auto cols = integer(lines, words.word[1], "columns", 0, largest_size);
  if (rows == 0 || cols == 0)
    lines.refuse_line(fmt::format("{} × {} is empty; expected at least one row and one column", rows, cols));
  if (banner.symmetric && rows != cols)
    lines.refuse_line(
        fmt::format("a symmetric matrix of {} × {}; expected as many rows as columns", rows, cols));
  if (!banner.coordinate) return {banner, {rows, cols, 0}};

  const std::int64_t most = banner.symmetric ? rows * (rows + 1) / 2 : rows * cols;
  const auto count = integer(lines, words.word[2], "entries", 0, most);
  const std::int64_t filled = banner.symmetric ? 2 * count : count;
  for (const auto& [size, what] : {std::pair{rows, "rows"}, std::pair{cols, "columns"}}) {
    if (size - filled <= most_empty_lines) continue;
    lines.refuse_line(fmt::format("{} {} for {} entries; expected at most {} empty {}", size, what, count,
                                  most_empty_lines, what));
  }
  return {banner, {rows, cols, count}};
}

/// Reads the file again and refuses the first entry whose coordinate came before. `repeated` holds the
/// coordinates that are there more than once, ascending.
[[noreturn]] void refuse_repeated(std::istream& in, const std::string& name,
                                  const std::vector<std::pair<std::int32_t, std::int32_t>>& repeated) {
  in.clear();
  in.seekg(0);
  LineReader lines(in, name, longest_mtx_line);
  const auto [banner, sizes] = read_head(lines);
  std::vector<long> first_line(repeated.size(), 0);
  for_each_entry(lines, banner, sizes, [&](std::int32_t i, std::int32_t j, double) {
    const auto at = std::lower_bound(repeated.begin(), repeated.end(), std::pair(i, j));
    if (at == repeated.end() || *at != std::pair(i, j)) return;
    long& first = first_line[at - repeated.begin()];
    if (first != 0)
      lines.refuse_line(
          fmt::format("entry ({}, {}) is given twice, first in line {}; "
                      "expected every entry at most once",
                      i + 1, j + 1, first));
    first = lines.number();
  });
  refuse(name, "changed while it was read");
}

DataMatrix read_coordinate(std::istream& in, LineReader& lines, const Banner& banner, const Sizes& sizes) {
  Entries entries = read_entries(lines, banner, sizes);
  if (banner.symmetric) mirror(entries);
  // A file that goes column by column, as MATLAB's and Julia's do, is sorted that way already.
  auto& [row, col, value] = entries.at;
  if (entries.by_columns) std::swap(row, col);
  CompressedLines compressed = entries.by_columns
                                   ? compress_in_place(sizes.cols, sizes.rows, std::move(entries.at))
                                   : compress_in_place(sizes.rows, sizes.cols, std::move(entries.at));
  auto repeated = repeated_coordinates(compressed);
  if (!repeated.empty()) {
    if (entries.by_columns) {
      for (auto& [i, j] : repeated) std::swap(i, j);
      std::sort(repeated.begin(), repeated.end());
    }
    refuse_repeated(in, lines.name(), repeated);
  }
  return entries.by_columns ? DataMatrix::sparse_columns(std::move(compressed))
                            : DataMatrix::sparse_rows(std::move(compressed));
}

DataMatrix read_array(LineReader& lines, const Banner& banner, std::int64_t rows, std::int64_t cols) {
  // Both sizes are below 2³¹, so neither product overflows.
  const std::int64_t count = banner.symmetric ? rows * (rows + 1) / 2 : rows * cols;
  const std::uint64_t room = (lines.unread() + 1) / 2;  // "1\n"
  if (static_cast<std::uint64_t>(count) > room)
    lines.refuse_line(fmt::format("the rest of the file holds at most {} entries; expected {}", room, count));
  Matrix A(rows, cols);
  Words words("");
  std::string_view line;
  std::int64_t found = 0;
  for (Index j = 0; j < cols; ++j) {
    for (Index i = banner.symmetric ? j : 0; i < rows; ++i, ++found) {
      if (!next_content(lines, words, line)) refuse_early_end(lines, found, count);
      check_word_count(lines, words, 1, "value");
      A(i, j) = value_of(lines, words.word[0], banner.field);
      if (banner.symmetric) A(j, i) = A(i, j);
    }
  }
  expect_end(lines, count);
  return DataMatrix::dense(std::move(A));
}

}  // namespace

DataMatrix read_matrix_market(std::istream& in, const std::string& name) {
  LineReader lines(in, name, longest_mtx_line);
  const auto [banner, sizes] = read_head(lines);
  return banner.coordinate ? read_coordinate(in, lines, banner, sizes)
                           : read_array(lines, banner, sizes.rows, sizes.cols);
}

void write_matrix_market(const std::string& path, const CompressedLines& rows) {
  constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
  AtomicFile file(path);
  std::string text = fmt::format("%%MatrixMarket matrix coordinate real general\n{} {} {}\n", rows.lines,
                                 rows.length, rows.nonzeros());
  for (Index i = 0; i < rows.lines; ++i) {
    for (std::int64_t p = rows.start[i]; p < rows.start[i + 1]; ++p)
      fmt::format_to(std::back_inserter(text), "{} {} {}\n", i + 1, rows.index[p] + 1, rows.value[p]);
    if (text.size() < chunk_bytes) continue;
    file.write(text);
    text.clear();
  }
  file.write(text);
  file.commit();
}

}  // namespace orthant

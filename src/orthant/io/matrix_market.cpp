#include "orthant/io/matrix_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "orthant/io/input_file.hpp"
#include "orthant/io/text_lines.hpp"

namespace orthant {

namespace {

constexpr std::uint64_t longest_line = 1 << 16;
constexpr std::int64_t largest_size = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t most_empty_lines = std::int64_t{1} << 24;

enum class Field { real, integer, pattern };

struct Banner {
  bool coordinate = false, symmetric = false;
  Field field = Field::real;
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

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

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
  if (words.count == 0 || lower(words.word[0]) != "%%matrixmarket") {
    refuse_word(lines, line, "%%MatrixMarket matrix coordinate|array …");
  }
  if (words.count != 5) {
    lines.refuse_line(
        fmt::format("found {} words; expected 5: %%MatrixMarket matrix format field symmetry", words.count));
  }
  if (lower(words.word[1]) != "matrix") refuse_word(lines, words.word[1], "matrix");
  const std::string format = lower(words.word[2]), field = lower(words.word[3]),
                    symmetry = lower(words.word[4]);
  Banner banner;
  banner.coordinate = format == "coordinate";
  if (!banner.coordinate && format != "array") refuse_word(lines, words.word[2], "coordinate or array");
  if (field == "integer") {
    banner.field = Field::integer;
  } else if (field == "pattern") {
    banner.field = Field::pattern;
  } else if (field != "real" && field != "double") {
    refuse_word(lines, words.word[3], "real, integer or pattern: only real matrices are recovered");
  }
  if (banner.field == Field::pattern && !banner.coordinate) {
    refuse_word(lines, words.word[3], "real or integer: an array lists values");
  }
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

double value_of(const LineReader& lines, std::string_view word, Field field) {
  double value = 0;
  if (field == Field::integer) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), whole);
    if (error != std::errc() || end != word.data() + word.size()) {
      refuse_word(lines, word, "an integer of at most 64 bits");
    }
    value = static_cast<double>(whole);
    if (value == 0x1p63 || static_cast<std::int64_t>(value) != whole) {
      refuse_word(lines, word, "an integer that a double holds exactly");
    }
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

/// Which line each entry came from: a new pair wherever lines were skipped in between.
class EntryLines {
 public:
  void add(size_t entry, long line) {
    const long shift = line - static_cast<long>(entry);
    if (shifts_.empty() || shifts_.back().second != shift) shifts_.emplace_back(entry, shift);
  }
  long line(size_t entry) const {
    const auto after = std::upper_bound(shifts_.begin(), shifts_.end(), entry,
                                        [](size_t e, const auto& shift) { return e < shift.first; });
    return static_cast<long>(entry) + std::prev(after)->second;
  }

 private:
  std::vector<std::pair<size_t, long>> shifts_;
};

/// Refuses the first entry whose coordinate came before. The entries are bucketed by row, and one mark a
/// column remembers the row that saw it: O(entries + rows + cols), 8 bytes an entry.
void check_distinct(const std::string& name, const std::vector<Triplet>& entries, const EntryLines& origin,
                    std::int64_t rows, std::int64_t cols) {
  std::vector<size_t> next(static_cast<size_t>(rows) + 1), by_row(entries.size());
  for (const Triplet& entry : entries) ++next[static_cast<size_t>(entry.row) + 1];
  for (size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  for (size_t e = 0; e < entries.size(); ++e) by_row[next[static_cast<size_t>(entries[e].row)]++] = e;
  std::vector<std::int32_t> seen_in(static_cast<size_t>(cols), -1);
  size_t repeated = entries.size();
  for (const size_t e : by_row) {
    std::int32_t& mark = seen_in[static_cast<size_t>(entries[e].col)];
    if (mark == entries[e].row) repeated = std::min(repeated, e);
    mark = entries[e].row;
  }
  if (repeated == entries.size()) return;
  const Triplet& entry = entries[repeated];
  const auto first = std::find_if(entries.begin(), entries.end(), [&](const Triplet& other) {
    return other.row == entry.row && other.col == entry.col;
  });
  refuse(name,
         fmt::format("line {}: entry ({}, {}) is given twice, first in line {}; expected every entry at "
                     "most once",
                     origin.line(repeated), entry.row + 1, entry.col + 1,
                     origin.line(static_cast<size_t>(first - entries.begin()))));
}

/// Adds the upper triangle.
void mirror(std::vector<Triplet>& entries) {
  const auto off_diagonal = std::count_if(entries.begin(), entries.end(),
                                          [](const Triplet& entry) { return entry.row != entry.col; });
  const size_t lower_count = entries.size();
  entries.reserve(lower_count + static_cast<size_t>(off_diagonal));
  for (size_t e = 0; e < lower_count; ++e) {
    const Triplet entry = entries[e];
    if (entry.row != entry.col) entries.push_back({entry.col, entry.row, entry.value});
  }
}

DataMatrix read_coordinate(LineReader& lines, const Banner& banner, std::int64_t rows, std::int64_t cols,
                           std::int64_t count) {
  const bool valued = banner.field != Field::pattern;
  const std::uint64_t shortest_line = valued ? 6 : 4;  // "1 1 1\n" or "1 1\n"
  std::vector<Triplet> entries;
  entries.reserve(std::min(static_cast<std::uint64_t>(count), (lines.unread() + 1) / shortest_line));
  EntryLines origin;
  Words words("");
  std::string_view line;
  while (static_cast<std::int64_t>(entries.size()) < count) {
    if (!next_content(lines, words, line)) {
      refuse_early_end(lines, static_cast<std::int64_t>(entries.size()), count);
    }
    check_word_count(lines, words, valued ? 3 : 2, valued ? "row column value" : "row column");
    const auto row = integer(lines, words.word[0], "row", 1, rows);
    const auto col = integer(lines, words.word[1], "column", 1, cols);
    if (banner.symmetric && col > row) {
      lines.refuse_line(
          fmt::format("entry ({}, {}) is above the diagonal; expected the lower triangle only", row, col));
    }
    origin.add(entries.size(), lines.number());
    entries.push_back({static_cast<std::int32_t>(row - 1), static_cast<std::int32_t>(col - 1),
                       valued ? value_of(lines, words.word[2], banner.field) : 1.0});
  }
  expect_end(lines, count);
  check_distinct(lines.name(), entries, origin, rows, cols);
  if (banner.symmetric) mirror(entries);
  return DataMatrix::sparse_rows(compress_rows(rows, cols, std::move(entries)));
}

DataMatrix read_array(LineReader& lines, const Banner& banner, std::int64_t rows, std::int64_t cols) {
  // Both sizes are below 2³¹, so neither product overflows.
  const std::int64_t count = banner.symmetric ? rows * (rows + 1) / 2 : rows * cols;
  const std::uint64_t room = (lines.unread() + 1) / 2;  // "1\n"
  if (static_cast<std::uint64_t>(count) > room) {
    lines.refuse_line(fmt::format("the rest of the file holds at most {} entries; expected {}", room, count));
  }
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
  LineReader lines(in, name, longest_line);
  const Banner banner = read_banner(lines);
  Words words("");
  std::string_view line;
  if (!next_content(lines, words, line)) {
    lines.refuse_line(fmt::format("the file ends here; expected a line of sizes: {}",
                                  banner.coordinate ? "rows columns entries" : "rows columns"));
  }
  check_word_count(lines, words, banner.coordinate ? 3 : 2,
                   banner.coordinate ? "rows columns entries" : "rows columns");
  const auto rows = integer(lines, words.word[0], "rows", 0, largest_size);
  const auto cols = integer(lines, words.word[1], "columns", 0, largest_size);
  if (rows == 0 || cols == 0) {
    lines.refuse_line(fmt::format("{} × {} is empty; expected at least one row and one column", rows, cols));
  }
  if (banner.symmetric && rows != cols) {
    lines.refuse_line(
        fmt::format("a symmetric matrix of {} × {}; expected as many rows as columns", rows, cols));
  }
  if (!banner.coordinate) return read_array(lines, banner, rows, cols);

  const std::int64_t most = banner.symmetric ? rows * (rows + 1) / 2 : rows * cols;
  const auto count = integer(lines, words.word[2], "entries", 0, most);
  const std::int64_t filled = banner.symmetric ? 2 * count : count;
  for (const auto& [size, what] : {std::pair{rows, "rows"}, std::pair{cols, "columns"}}) {
    if (size - filled <= most_empty_lines) continue;
    lines.refuse_line(fmt::format("{} {} for {} entries; expected at most {} empty {}", size, what, count,
                                  most_empty_lines, what));
  }
  return read_coordinate(lines, banner, rows, cols, count);
}

}  // namespace orthant

#include "orthant/files/triplets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <utility>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

/// The names of one side, and the place of each.
class Names {
 public:
  std::int32_t place_of(std::string_view name) {
    const auto [at, is_new] =
        places_.try_emplace(std::string(name), static_cast<std::int32_t>(names_.size()));
    if (is_new) names_.push_back(at->first);
    return at->second;
  }

  Index size() const { return static_cast<Index>(names_.size()); }
  const std::vector<std::string>& in_order() const { return names_; }

  /// Whole numbers by size: afterwards place p has become the result at p.
  std::vector<std::int32_t> sort() {
    std::vector<std::int32_t> order(names_.size()), place(names_.size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<std::int64_t> values;
    for (const std::string& name : names_) {
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
      if (error != std::errc() || end != name.data() + name.size()) return order;
      values.push_back(value);
    }
    const auto at = [&](std::int32_t p) { return values[p]; };
    std::stable_sort(order.begin(), order.end(), [&](auto p, auto q) { return at(p) < at(q); });
    std::vector<std::string> sorted;
    for (size_t k = 0; k < order.size(); ++k) {
      place[order[k]] = static_cast<std::int32_t>(k);
      sorted.push_back(std::move(names_[order[k]]));
    }
    names_ = std::move(sorted);
    return place;
  }

 private:
  std::unordered_map<std::string, std::int32_t> places_;
  std::vector<std::string> names_;
};

enum class PairMeaning { triplets, symmetric_triplets, edges };

class TripletReader {
 public:
  TripletReader(std::istream& in, const std::string& name, const CsvOptions& options, PairMeaning meaning)
      : lines_(in, name, std::numeric_limits<std::uint64_t>::max()),
        options_(options),
        meaning_(meaning),
        cols_(meaning == PairMeaning::triplets ? other_ : rows_) {}

  CsvMatrix read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (lines_.number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      if (is_skipped_line(line, separator_.value_or(','))) continue;
      const bool first = !separator_;
      if (triplets_.empty() && !header_) find_separator(line);
      if (!split_fields(line, *separator_, fields_))
        lines_.refuse_line("found an opening quotation mark; expected a closing one on the same line");
      check_width(first);
      if (first && is_line_of_names()) {
        reading_.names_line = lines_.number();
        continue;
      }
      append();
    }
    return finish();
  }

 private:
  bool edges() const { return meaning_ == PairMeaning::edges; }

  void find_separator(std::string_view line) {
    // Two of the fields may be words, so what counts is how many there are.
    for (const char candidate : {'\t', ';', ',', blank_separator}) {
      separator_ = candidate;
      if (options_.only_tabs) return;
      if (!split_fields(line, candidate, fields_)) continue;
      if (fields_.size() == 3 || (edges() && fields_.size() == 2)) return;
    }
    separator_ = separator_of_line(line, options_.decimal == DecimalMark::comma);
  }

  void check_width(bool first) {
    const size_t found = fields_.size();
    if (first && edges() && found == 2) width_ = 2;
    if (found == width_) return;
    const char* what = !edges()      ? "3 for a triplet: row, column, value"
                       : first       ? "2 or 3: two names, and a weight, if any"
                       : width_ == 2 ? "2 as in the first line: two names"
                                     : "3 as in the first line: two names and a weight";
    lines_.refuse_line(fmt::format("found {} field{}; expected {}", found, found == 1 ? "" : "s", what));
  }

  bool is_line_of_names() {
    if (options_.first_line != NamesOrData::automatic) return options_.first_line == NamesOrData::names;
    if (width_ == 3) return kind_of_field(fields_[2]) == Field::word;
    // Of two words it is known at the end: above names that are all numbers they are a line of names.
    constexpr std::pair<const char*, const char*> usual[] = {
        {"source", "target"}, {"from", "to"}, {"node1", "node2"}, {"src", "dst"}};
    const std::string left = in_lower_case(fields_[0]), right = in_lower_case(fields_[1]);
    for (const auto& [a, b] : usual)
      if (left == a && right == b) return true;
    if (is_whole(left) || is_whole(right)) return false;
    header_ = {name_in(fields_[0]), name_in(fields_[1])};
    header_line_ = lines_.number();
    return true;
  }

  static bool is_whole(std::string_view name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
  }

  double value_of_line() {
    if (width_ == 2) return 1;
    std::optional<std::string> rewritten;
    std::string_view text = fields_[2];
    if (options_.decimal != DecimalMark::automatic) {
      rewritten = with_decimal_point(text, options_.decimal == DecimalMark::comma ? ',' : '.');
      if (rewritten) text = *rewritten;
    }
    double value = 0;
    const Number kind = parse_number(text, value);
    if (kind != Number::finite)
      lines_.refuse_line(fmt::format("column 3: {}", not_a_finite_number(kind, fields_[2])));
    return value;
  }

  void append() {
    const double value = value_of_line();
    for (size_t f = 0; f < 2; ++f)
      if (fields_[f].empty())
        lines_.refuse_line(fmt::format("column {}: found an empty field; expected the name or number of a {}",
                                       f + 1,
                                       edges()  ? "node"
                                       : f == 0 ? "row"
                                                : "column"));
    only_numbers_ = only_numbers_ && is_whole(fields_[0]) && is_whole(fields_[1]);
    if (header_ && !only_numbers_) {
      // It was an edge after all.
      reading_.names_line = 0;
      const auto [a, b] = *std::exchange(header_, std::nullopt);
      add(a, b, 1, header_line_);
    }
    add(fields_[0], fields_[1], value, lines_.number());
  }

  void add(std::string_view row, std::string_view col, double value, long line) {
    if (triplets_.size() >= std::numeric_limits<std::int32_t>::max())
      lines_.refuse_line("found more than 2³¹ − 1 lines; expected fewer");
    const std::int32_t i = rows_.place_of(row);
    triplets_.push_back({i, cols_.place_of(col), value});
    line_of_.push_back(line);
  }

  CsvMatrix finish() {
    if (triplets_.empty())
      refuse(lines_.name(),
             fmt::format("the file holds no {}; expected at least one", edges() ? "edge" : "triplet"));
    const auto row_place = rows_.sort(),
               col_place = meaning_ == PairMeaning::triplets ? cols_.sort() : row_place;
    for (Triplet& t : triplets_) {
      t.row = row_place[t.row];
      t.col = col_place[t.col];
    }
    join_pairs();
    reading_.triplets = true;
    reading_.edges = edges();
    reading_.row_names = rows_.in_order();
    reading_.column_names = cols_.in_order();
    return {DataMatrix::sparse_rows(compress_rows(rows_.size(), cols_.size(), std::move(triplets_))),
            std::move(reading_)};
  }

  /// Each pair once: added up, or refused. Of a symmetric matrix both directions are one pair, and both are there
  /// afterwards.
  void join_pairs() {
    const bool mirrored = meaning_ != PairMeaning::triplets;
    std::vector<std::uint32_t> order(triplets_.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto pair = [&](std::uint32_t k) {
      const Triplet& t = triplets_[k];
      return mirrored ? std::minmax(t.row, t.col)
                      : std::pair<const std::int32_t&, const std::int32_t&>(t.row, t.col);
    };
    std::stable_sort(order.begin(), order.end(), [&](auto k, auto l) { return pair(k) < pair(l); });
    std::vector<Triplet> joined;
    for (size_t first = 0, end = 0; first < order.size(); first = end) {
      Triplet one = triplets_[order[first]];
      for (end = first + 1; end < order.size() && pair(order[end]) == pair(order[first]); ++end) {
        const Triplet& again = triplets_[order[end]];
        if (edges()) {
          one.value += again.value;
          ++reading_.repeated_edges;
          continue;
        }
        const bool turned = mirrored && end == first + 1 && again.row != one.row && again.col != one.col;
        if (!turned) refuse_again(order[first], order[end]);
        if (again.value != one.value) refuse_other_direction(order[first], order[end]);
      }
      if (!std::isfinite(one.value))
        refuse(lines_.name(),
               fmt::format("line {}: the weights of this edge add up to {}; expected a finite number",
                           line_of_[order[first]], one.value));
      joined.push_back(one);
      if (mirrored && one.row != one.col) joined.push_back({one.col, one.row, one.value});
    }
    triplets_ = std::move(joined);
  }

  std::string named(std::uint32_t k) const {
    return fmt::format("row {} and column {}", quote(rows_.in_order()[triplets_[k].row]),
                       quote(cols_.in_order()[triplets_[k].col]));
  }

  [[noreturn]] void refuse_again(std::uint32_t before, std::uint32_t again) const {
    refuse(lines_.name(), fmt::format("line {}: {} again, after line {}; expected each pair once",
                                      line_of_[again], named(again), line_of_[before]));
  }

  [[noreturn]] void refuse_other_direction(std::uint32_t before, std::uint32_t again) const {
    refuse(lines_.name(),
           fmt::format("line {}: {} is {}, and {} in line {}; expected the same in both directions",
                       line_of_[again], named(again), triplets_[again].value, triplets_[before].value,
                       line_of_[before]));
  }

  LineReader lines_;
  CsvOptions options_;
  PairMeaning meaning_;
  CsvReading reading_;
  std::optional<char> separator_;
  std::vector<std::string_view> fields_;
  size_t width_ = 3;
  std::optional<std::pair<std::string, std::string>> header_;  ///< a line of two words: names or an edge
  long header_line_ = 0;
  bool only_numbers_ = true;
  Names rows_, other_;
  Names& cols_;
  std::vector<Triplet> triplets_;
  std::vector<long> line_of_;
};

}  // namespace

CsvMatrix read_triplets(std::istream& in, const std::string& name, const CsvOptions& options) {
  return TripletReader(in, name, options, PairMeaning::triplets).read();
}

CsvMatrix read_symmetric_triplets(std::istream& in, const std::string& name, const CsvOptions& options) {
  return TripletReader(in, name, options, PairMeaning::symmetric_triplets).read();
}

CsvMatrix read_edges(std::istream& in, const std::string& name, const CsvOptions& options) {
  return TripletReader(in, name, options, PairMeaning::edges).read();
}

bool looks_like_triplets(const DataMatrix& data) {
  if (data.is_sparse() || data.cols() != 3) return false;
  bool whole = true;
  data.for_each(
      [&](Index, Index j, double a) { whole = whole && (j == 2 || (a >= 0 && a == std::floor(a))); });
  return whole;
}

}  // namespace orthant

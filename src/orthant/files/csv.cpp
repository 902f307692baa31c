#include "orthant/files/csv.hpp"

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

/// Column i of `values` is row i of the table.
void append_row(const CsvTable& table, const std::vector<std::string_view>& cells, const CsvOptions& options,
                double* row) {
  for (size_t c = 0; c < cells.size(); ++c) {
    const Number kind = parse_number(cells[c], row[c]);
    if (kind == Number::finite) continue;
    const bool missing = is_missing_entry(cells[c]);
    if (missing && options.missing_entries) {
      row[c] = std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    const char* advice = "";
    if (options.refuse_doubtful && missing) advice = " (--missing nan takes it for a missing entry)";
    if (options.refuse_doubtful && c == 0 && !table.reading().names_column && !cells[c].starts_with('#') &&
        kind_of_field(cells[c]) == Field::word)
      advice = ", or --first-column names";
    table.refuse_cell(c, not_a_finite_number(kind, cells[c]) + advice);
  }
}

}  // namespace

CsvMatrix read_csv_table(std::istream& in, const std::string& name, const CsvOptions& options) {
  CsvTable table(in, name, options);
  std::vector<std::string_view> cells;
  Matrix values;
  Index rows = 0;
  while (table.next(cells)) {
    if (rows == 0) values.resize(static_cast<Index>(cells.size()), static_cast<Index>(table.rows_estimate()));
    if (rows == values.cols()) values.conservativeResize(Eigen::NoChange, rows + rows / 2 + 1);
    append_row(table, cells, options, values.col(rows).data());
    ++rows;
  }
  // Where empty fields are entries, that the last column has no other is known at the end only.
  const bool all_of_it = options.missing_entries && table.reading().empty_last_column;
  values.conservativeResize(values.rows() - (all_of_it ? 1 : 0), rows);
  return {DataMatrix::dense_row_major(std::move(values)), table.reading()};
}

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

class TripletReader {
 public:
  TripletReader(std::istream& in, const std::string& name, const CsvOptions& options)
      : lines_(in, name, std::numeric_limits<std::uint64_t>::max()), options_(options) {}

  CsvMatrix read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (lines_.number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      if (is_skipped_line(line, separator_.value_or(','))) continue;
      const bool first = !separator_;
      if (triplets_.empty()) find_separator(line);
      if (!split_fields(line, *separator_, fields_))
        lines_.refuse_line("found an opening quotation mark; expected a closing one on the same line");
      if (fields_.size() != 3)
        lines_.refuse_line(fmt::format("found {} field{}; expected 3 for a triplet: row, column, value",
                                       fields_.size(), fields_.size() == 1 ? "" : "s"));
      if (first && is_line_of_names()) {
        reading_.names_line = lines_.number();
        continue;
      }
      append();
    }
    return finish();
  }

 private:
  void find_separator(std::string_view line) {
    // Two of the fields may be words, so what counts is how many there are.
    for (const char candidate : {'\t', ';', ',', blank_separator}) {
      separator_ = candidate;
      if (options_.only_tabs || (split_fields(line, candidate, fields_) && fields_.size() == 3)) return;
    }
    separator_ = separator_of_line(line, options_.decimal == DecimalMark::comma);
  }

  bool is_line_of_names() const {
    if (options_.first_line != NamesOrData::automatic) return options_.first_line == NamesOrData::names;
    return kind_of_field(fields_[2]) == Field::word;
  }

  void append() {
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
    for (size_t f = 0; f < 2; ++f)
      if (fields_[f].empty())
        lines_.refuse_line(fmt::format("column {}: found an empty field; expected the name or number of a {}",
                                       f + 1, f == 0 ? "row" : "column"));
    if (triplets_.size() >= std::numeric_limits<std::int32_t>::max())
      lines_.refuse_line("found more than 2³¹ − 1 triplets; expected fewer");
    triplets_.push_back({rows_.place_of(fields_[0]), cols_.place_of(fields_[1]), value});
    line_of_.push_back(lines_.number());
  }

  CsvMatrix finish() {
    if (triplets_.empty()) refuse(lines_.name(), "the file holds no triplet; expected at least one");
    const auto row_place = rows_.sort(), col_place = cols_.sort();
    for (Triplet& t : triplets_) {
      t.row = row_place[t.row];
      t.col = col_place[t.col];
    }
    refuse_pair_given_twice();
    reading_.triplets = true;
    reading_.row_names = rows_.in_order();
    reading_.column_names = cols_.in_order();
    return {DataMatrix::sparse_rows(compress_rows(rows_.size(), cols_.size(), std::move(triplets_))),
            std::move(reading_)};
  }

  void refuse_pair_given_twice() const {
    std::vector<std::uint32_t> order(triplets_.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto pair = [&](std::uint32_t k) { return std::pair(triplets_[k].row, triplets_[k].col); };
    std::stable_sort(order.begin(), order.end(), [&](auto k, auto l) { return pair(k) < pair(l); });
    for (size_t k = 1; k < order.size(); ++k) {
      if (pair(order[k]) != pair(order[k - 1])) continue;
      refuse(lines_.name(),
             fmt::format("line {}: row {} and column {} again, after line {}; "
                         "expected each pair once",
                         line_of_[order[k]], quote(rows_.in_order()[pair(order[k]).first]),
                         quote(cols_.in_order()[pair(order[k]).second]), line_of_[order[k - 1]]));
    }
  }

  LineReader lines_;
  CsvOptions options_;
  CsvReading reading_;
  std::optional<char> separator_;
  std::vector<std::string_view> fields_;
  Names rows_, cols_;
  std::vector<Triplet> triplets_;
  std::vector<long> line_of_;
};

}  // namespace

CsvMatrix read_triplets(std::istream& in, const std::string& name, const CsvOptions& options) {
  return TripletReader(in, name, options).read();
}

bool looks_like_triplets(const DataMatrix& data) {
  if (data.is_sparse() || data.cols() != 3) return false;
  bool whole = true;
  data.for_each(
      [&](Index, Index j, double a) { whole = whole && (j == 2 || (a >= 0 && a == std::floor(a))); });
  return whole;
}

}  // namespace orthant

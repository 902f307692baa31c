#include "orthant/files/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr const char* which_line = "--first-line names or --first-line data says which";
constexpr const char* which_column = "--first-column names or --first-column data says which";

bool is_number_like(Field kind) {
  return kind == Field::number || kind == Field::looks_like_number;
}

bool is_text(Field kind) {
  return kind == Field::word || kind == Field::mark;
}

/// Whether `field` is the whole number `value`, as it is usually written.
bool is_count(std::string_view field, long value) {
  return field == std::to_string(value);
}

constexpr long first_year = 1000;  ///< numbers from here on that count are likely to be years

/// Where a row or column that counts upwards begins: 0, 1 or a year; −1: `field` is neither.
long count_begins(std::string_view field) {
  long value = -1;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  const bool whole = error == std::errc() && end == field.data() + field.size() && is_count(field, value);
  return whole && (value == 0 || value == 1 || value >= first_year) ? value : -1;
}

bool all_digits(std::string_view field) {
  return !field.empty() && field.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether a column of this name is likely to count rows.
bool names_an_index(std::string_view name) {
  const std::string word = in_lower_case(name);
  for (const char* known : {"id", "index", "idx", "row", "no", "nr", "unnamed: 0"})
    if (word == known) return true;
  return all_digits(name);
}

std::string counted_fields(size_t count) {
  return fmt::format("{} field{}", count, count == 1 ? "" : "s");
}

}  // namespace

std::string name_in(std::string_view field) {
  std::string out;
  for (size_t at = 0; at < field.size(); ++at) {
    out += field[at];
    if (field[at] == '"' && at + 1 < field.size() && field[at + 1] == '"') ++at;
  }
  return out;
}

CsvTable::CsvTable(std::istream& in, const std::string& name, const CsvOptions& options)
    : lines_(in, name, std::numeric_limits<std::uint64_t>::max()), options_(options) {
  if (options_.only_tabs) separator_ = '\t';
  std::string_view line;
  if (!fetch(line)) refuse(name, "the file holds no line of numbers; expected at least one");
  if (trimmed(line).starts_with('<') && trimmed(line).ends_with('>'))
    refuse_here(fmt::format("found {}, as at the beginning of a web page; expected numbers or names",
                            quote(trimmed(line))));
  find_separator(line);
  split(line);
  std::optional<std::string> header;
  if (first_line_is_names(line)) {
    reading_.names_line = number_;
    header = std::string(line);
    if (!fetch(line)) refuse(name, "the file ends after the line of names; expected at least one of numbers");
  }
  begin_rows(line, header);
}

bool CsvTable::next(std::vector<std::string_view>& cells) {
  std::string_view line;
  if (!fetch(line)) {
    finish();
    return false;
  }
  if (blank_line_ > 0 && width_ == 1 && options_.missing == Missing::nan)
    refuse(name(), fmt::format("line {}: blank, in a table of one column; "
                               "expected a number, or NA for a missing entry",
                               blank_line_));
  split(line);
  check_width();
  if (end_is_cut_off_) fields_.pop_back();
  if (row_names_ != RowNames::none) take_row_name();
  cells.assign(fields_.begin() + (row_names_ == RowNames::none ? 0 : 1), fields_.end());
  rewrite_decimals(line, cells);
  watch(line, cells);
  ++rows_;
  return true;
}

/// The next line that is neither blank nor a comment.
bool CsvTable::fetch(std::string_view& line) {
  if (!held_.empty()) {
    number_ = held_.front().number;
    present_ = std::move(held_.front().text);
    held_.pop_front();
    line = present_;
    return true;
  }
  while (lines_.next(line)) {
    number_ = lines_.number();
    if (number_ == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    if (!is_skipped_line(line, separator_)) return true;
    if (!trimmed(line).empty()) continue;  // a comment
    (line.find('\t') == std::string_view::npos ? blank_line_ : tabs_line_) = number_;
  }
  return false;
}

/// The present line comes again.
void CsvTable::hold(std::string_view line) {
  held_.push_front({number_, std::string(line)});
}

void CsvTable::split(std::string_view line) {
  if (!split_fields(line, separator_, fields_))
    refuse_here("found an opening quotation mark; expected a closing one on the same line");
}

void CsvTable::find_separator(std::string_view line) {
  separator_ = options_.only_tabs ? '\t' : separator_of_line(line, options_.decimal == DecimalMark::comma);
}

std::string CsvTable::place(size_t cell) const {
  return fmt::format("line {}: column {}", number_, cell + 1 + (row_names_ == RowNames::none ? 0 : 1));
}

void CsvTable::refuse_cell(size_t cell, std::string_view message) const {
  refuse(name(), fmt::format("{}: {}", place(cell), message));
}

void CsvTable::refuse_here(std::string_view message) const {
  refuse(name(), fmt::format("line {}: {}", number_, message));
}

// ---- which line and which column are names ------------------------------------------------------

/// Names are all words. A mixture of numbers and text is a damaged line of data or a line of names some of
/// which are numbers, and is refused.
bool CsvTable::first_line_is_names(std::string_view& line) {
  if (options_.first_line != NamesOrData::automatic) return options_.first_line == NamesOrData::names;
  if (is_above_an_index(line)) return true;
  const size_t size = fields_.size();
  bool words = false, others = false;
  for (size_t f = 0; f < size; ++f) {
    const Field kind = kind_of_field(fields_[f]);
    const bool at_end = size > 1 && (f == 0 || f + 1 == size);
    words = words || kind == Field::word;
    others = others || !(is_text(kind) || (kind == Field::empty && at_end));
  }
  if (words && others) refuse_mixture();
  if (!words && size > 1 && fields_.front().empty() && options_.missing != Missing::nan)
    refuse_cell(0,
                fmt::format("found an empty field; expected a number, or a line of names ({})", which_line));
  return words;
}

void CsvTable::refuse_mixture() const {
  for (size_t f = 0; f < fields_.size(); ++f) {
    const Field kind = kind_of_field(fields_[f]);
    const bool inside = f > 0 && f + 1 < fields_.size();
    if (kind == Field::empty && inside)
      refuse_cell(f, fmt::format("found an empty field; expected a number, or a name in a line of names ({})",
                                 which_line));
    if (is_text(kind) || kind == Field::missing)
      refuse_cell(f, fmt::format("found {}; expected a number, or a first line of names only ({})",
                                 quote(fields_[f]), which_line));
  }
  refuse_here(fmt::format("found names and numbers; expected one of them ({})", which_line));
}

/// An empty corner and 0, 1, 2, …, with the name of a row or 0 below the corner: what tables are written as
/// whose rows and columns have no names.
bool CsvTable::is_above_an_index(std::string_view& line) {
  if (fields_.size() < 2 || !fields_.front().empty()) return false;
  for (size_t f = 1; f < fields_.size(); ++f)
    if (!is_count(fields_[f], static_cast<long>(f) - 1)) return false;
  const Line first{number_, std::string(line)};
  bool index = false;
  if (std::string_view second; fetch(second)) {
    split(second);
    index = is_text(kind_of_field(fields_.front())) || is_count(fields_.front(), 0);
    hold(second);
  }
  number_ = first.number;
  present_ = first.text;
  line = present_;
  split(line);
  return index;
}

/// Separator and number of fields come from the first line of numbers, which comes again.
void CsvTable::begin_rows(std::string_view line, const std::optional<std::string>& header) {
  find_separator(line);
  split(line);
  if (separator_ == '\t' && tabs_line_ > 0)
    refuse(name(), fmt::format("line {}: column 1: found an empty field; expected a number", tabs_line_));
  hold(line);
  width_ = fields_.size();
  first_number_ = number_;
  rows_estimate_ = 1 + lines_.unread() / (line.size() + 1);
  end_is_empty_ = width_ > 1 && fields_.back().empty();
  if (header) split_header(*header);
  const Field first = kind_of_field(fields_.front());
  // Where empty fields may be missing entries, a line of names that is one short says that these are none.
  const bool one_short = header && reading_.column_names.size() + 1 == width_ && first != Field::word;
  end_is_cut_off_ = end_is_empty_ && (options_.missing == Missing::none ||
                                      (options_.missing == Missing::automatic && one_short));
  const size_t width = end_is_cut_off_ ? width_ - 1 : width_;
  if (auto& names = reading_.column_names; end_is_cut_off_ && names.size() == width_ && names.back().empty())
    names.pop_back();
  row_names_ = row_names_below(header.has_value(), width, first);
  reading_.names_column = row_names_ != RowNames::none;
  const size_t cells = width - (reading_.names_column ? 1 : 0);
  if (cells == 0) refuse_here("found 1 field; expected the name of the row and at least one number");
  if (!header) return;
  auto& names = reading_.column_names;
  if (reading_.names_column && names.size() == width) names.erase(names.begin());
  if (names.size() != cells)
    refuse_here(fmt::format("found {}; expected {}, the number of names in line {}", counted_fields(width_),
                            names.size(), reading_.names_line));
}

/// The names of columns, the corner above the names of rows included.
void CsvTable::split_header(const std::string& header) {
  std::vector<std::string_view> names;
  // The name of a single column may hold blanks: no separator says that it must not.
  const char separator = width_ == 1 && !options_.only_tabs ? separator_of_line(header, false) : separator_;
  if (width_ == 1 && separator == blank_separator) {
    split_fields(header, ';', names);
  } else {
    split_fields(header, separator, names);
  }
  for (const std::string_view name : names) reading_.column_names.push_back(name_in(name));
}

/// `first`: what the first field of the first line of numbers is, `width`: how many there are.
CsvTable::RowNames CsvTable::row_names_below(bool header, size_t width, Field first) {
  if (options_.first_column == NamesOrData::names) return RowNames::any;
  if (options_.first_column == NamesOrData::data || width < 2) return RowNames::none;
  const size_t names = reading_.column_names.size();
  if (header && names == width && reading_.column_names.front().empty()) return RowNames::any;
  if (first == Field::word && (!header || names == width || names + 1 == width)) return RowNames::words;
  // A line of names that is one short. With a single name a decimal comma looks the same.
  if (!header || names < 2 || names + 1 != width || fields_.back().empty()) return RowNames::none;
  for (const long from : {0, 1}) {
    if (!is_count(fields_.front(), from)) continue;
    count_from_ = from;
    return RowNames::counting;
  }
  return RowNames::none;
}

void CsvTable::check_width() {
  if (fields_.size() != width_)
    refuse_here(fmt::format(
        "found {}; expected {} as in line {}{}", counted_fields(fields_.size()), width_, first_number_,
        // A line of names that are numbers, one short above names of rows.
        rows_ == 1 && reading_.names_line == 0 && fields_.size() == width_ + 1 && options_.refuse_doubtful
            ? ", or --first-line names"
            : ""));
  if (end_is_cut_off_ && !fields_.back().empty())
    refuse(name(),
           fmt::format("line {}: column {}: found an empty field; expected a number", first_number_, width_));
  end_is_empty_ = end_is_empty_ && fields_.back().empty();
}

void CsvTable::take_row_name() {
  const std::string_view field = fields_.front();
  const Field kind = kind_of_field(field);
  if (row_names_ == RowNames::words && (is_number_like(kind) || kind == Field::empty))
    refuse(name(),
           fmt::format("line {}: column 1: found {}; expected a name, as {} in line {} ({})", number_,
                       field.empty() ? "an empty field" : quote(field),
                       quote(rows_ == 0 ? field : reading_.row_names.front()), first_number_, which_column));
  if (row_names_ == RowNames::counting && !is_count(field, count_from_ + rows_))
    refuse(name(),
           fmt::format(
               "line {}: column 1: found {}; "
               "expected {}, the number of the row, since line {} has one name less than there are columns",
               number_, quote(field), count_from_ + rows_, reading_.names_line));
  reading_.row_names.push_back(name_in(field));
}

// ---- decimal marks ------------------------------------------------------------------------------

void CsvTable::rewrite_decimals(std::string_view line, std::vector<std::string_view>& cells) {
  const bool commas = line.find(',') != std::string_view::npos &&
                      (separator_ != ',' || line.find('"') != std::string_view::npos);
  const bool points = line.find('.') != std::string_view::npos;
  for (size_t c = 0; points && point_place_.empty() && c < cells.size(); ++c)
    if (cells[c].find('.') != std::string_view::npos) point_place_ = place(c);
  if (!commas && !(points && options_.decimal == DecimalMark::comma)) return;
  rewritten_.clear();
  for (size_t c = 0; c < cells.size(); ++c) cells[c] = with_point(c, cells[c]);
}

/// What is no number in either way is left as it is: whoever reads the field refuses it.
std::string_view CsvTable::with_point(size_t cell, std::string_view field) {
  const bool comma = field.find(',') != std::string_view::npos;
  if (!comma && field.find('.') == std::string_view::npos) return field;
  const auto by_comma = with_decimal_point(field, ',');
  const auto by_point = with_decimal_point(field, '.');
  if (options_.decimal != DecimalMark::automatic) {
    const bool wanted_comma = options_.decimal == DecimalMark::comma;
    const auto& text = wanted_comma ? by_comma : by_point;
    if (!text && wanted_comma && by_point)
      refuse_cell(cell, fmt::format("found {}; expected a number with a decimal comma", quote(field)));
    if (!text) return field;
    const bool point = field.find('.') != std::string_view::npos;
    reading_.decimal_comma = reading_.decimal_comma || (wanted_comma && comma);
    reading_.marks_of_thousands = reading_.marks_of_thousands || (wanted_comma ? point : comma);
    return rewritten_.emplace_back(*text);
  }
  if (!comma || (!by_comma && !by_point)) return field;
  if (!by_comma)
    refuse_cell(cell,
                fmt::format("found {}; expected a number without marks of thousands, or --decimal point",
                            quote(field)));
  const size_t digit = field.find_first_of("0123456789");
  const bool thousands = by_point && field[digit] != '0';
  std::string& place_of = thousands ? thousands_place_ : comma_place_;
  if (place_of.empty()) {
    place_of = place(cell);
    (thousands ? thousands_text_ : comma_text_) = field;
  }
  reading_.decimal_comma = true;
  return rewritten_.emplace_back(*by_comma);
}

// ---- what may have been something else ----------------------------------------------------------

/// What the first line of numbers looks like.
void CsvTable::begin_watch(const std::vector<std::string_view>& cells) {
  const bool header = reading_.names_line > 0, unnamed = row_names_ == RowNames::none;
  corner_is_empty_ = !header && cells.front().empty();
  const size_t begin = corner_is_empty_ ? 1 : 0;
  const long from = begin < cells.size() ? count_begins(cells[begin]) : -1;
  first_line_counts_ = !header && unnamed && cells.size() >= begin + 3 && (from == 0 || from >= first_year) &&
                       options_.first_line == NamesOrData::automatic;
  for (size_t c = begin; first_line_counts_ && c < cells.size(); ++c)
    first_line_counts_ = is_count(cells[c], from + static_cast<long>(c - begin));
  first_column_counts_ = unnamed && cells.size() >= 2 && options_.first_column == NamesOrData::automatic;
  whole_ = !header && unnamed && separator_ == ',' && cells.size() % 2 == 0 &&
           options_.decimal == DecimalMark::automatic;
  if (!whole_) return;
  digits_ = cells[1].size();
  example_ = fmt::format("{},{}", cells[0], cells[1]);
}

void CsvTable::watch(std::string_view line, const std::vector<std::string_view>& cells) {
  if (rows_ == 0) begin_watch(cells);
  // Below an empty corner the count begins in the second line.
  const long counted = rows_ - (corner_is_empty_ ? 1 : 0);
  if (first_column_counts_ && counted == 0) count_from_ = count_begins(cells.front());
  if (first_column_counts_ && counted >= 0)
    first_column_counts_ = count_from_ >= 0 && is_count(cells.front(), count_from_ + counted);
  whole_ = whole_ && line.find_first_of("\".") == std::string_view::npos;
  for (size_t c = 1; whole_ && c < cells.size(); c += 2) {
    whole_ = all_digits(cells[c]);
    leading_zero_ = leading_zero_ || (cells[c].size() > 1 && cells[c].front() == '0');
    if (cells[c].size() != digits_) digits_ = 0;
  }
}

void CsvTable::finish() {
  if (options_.decimal == DecimalMark::automatic && reading_.decimal_comma) refuse_doubtful_decimals();
  if (options_.refuse_doubtful) refuse_doubtful_data();
  const size_t cells = width_ - (reading_.names_column ? 1 : 0);
  if (!end_is_empty_ || cells == 1) return;  // the only column stays, with nothing in it
  reading_.empty_last_column = true;
  if (reading_.column_names.size() == cells) reading_.column_names.pop_back();
}

void CsvTable::refuse_doubtful_decimals() const {
  if (comma_place_.empty())
    refuse(name(),
           fmt::format("{}: found {}, with a decimal comma or a mark of thousands; "
                       "expected --decimal comma ({}) or --decimal point ({})",
                       thousands_place_, quote(thousands_text_), *with_decimal_point(thousands_text_, ','),
                       *with_decimal_point(thousands_text_, '.')));
  if (!point_place_.empty())
    refuse(name(), fmt::format("{}: found {}, and a decimal point in {}; "
                               "expected one decimal mark (--decimal comma or --decimal point says which)",
                               comma_place_, quote(comma_text_), point_place_));
}

void CsvTable::refuse_doubtful_data() const {
  if (whole_ && rows_ >= 2 && (leading_zero_ || (width_ == 2 && digits_ >= 3)))
    refuse(name(), fmt::format("line {}: found {}, one number with a decimal comma or two; "
                               "expected --decimal comma or --decimal point",
                               first_number_, quote(example_)));
  if (first_line_counts_ && rows_ >= 2)
    refuse(name(), fmt::format("line {}: counts upwards: names or data; {}", first_number_, which_line));
  const bool index = !reading_.column_names.empty() && names_an_index(reading_.column_names.front());
  if (first_column_counts_ && rows_ >= (index ? 1 : 3))
    refuse(name(), fmt::format("column 1: counts {}, {}, …: names or data; {}", count_from_, count_from_ + 1,
                               which_column));
}

}  // namespace orthant

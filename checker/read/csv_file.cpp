/// Tables of numbers as text, for comparing data.
///
/// One row a line; fields separated by semicolons, commas, tabs or blanks, whichever of these the second line
/// has, in this order; numbers and names may stand in quotation marks; `#` lines and blank lines are skipped.
/// The first line holds names when it has a text beside its first field, or one field less than the others.
/// The first column holds names when its first row does, or when the line of names has an empty first field
/// or none for it. Fields that are empty, NA, N/A, NaN, null or None are missing: the data are then the other
/// entries. A last column that is empty in every line is left out. Commas are decimal marks where they do not
/// separate, some field shows it (1,5; not 1,000), and none has a point.
#include "checker/read/data_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

using Fields = std::vector<std::string_view>;

std::string_view without_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_marks(std::string_view field) {
  field = without_blanks(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
    field = without_blanks(field.substr(1, field.size() - 2));
  return field;
}

bool is_missing(std::string_view field) {
  std::string lower(field.substr(0, 8));
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const char* word : {"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"})
    if (lower == word) return true;
  return false;
}

bool is_number(std::string_view field, double& value) {
  if (field.starts_with('+')) field.remove_prefix(1);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (field.empty() || end != field.data() + field.size()) return false;
  // Below the smallest double is 0, as strtod reads it; infinity is no number.
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(field).c_str(), nullptr);
  return std::isfinite(value);
}

/// 1,5 as 1.5.
std::string with_point(std::string_view field) {
  std::string text(field);
  if (const std::size_t comma = text.find(','); comma != std::string::npos) text[comma] = '.';
  return text;
}

bool is_number_with_comma(std::string_view field, double& value) {
  return field.find(',') != std::string_view::npos && field.find('.') == std::string_view::npos &&
         is_number(with_point(field), value);
}

std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
  text.remove_prefix(digits.size());
  return digits;
}

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

Rational integer(const std::string& digits) {
  Rational out;
  fmpz_set_str(fmpq_numref(out.get()), digits.c_str(), 10);
  return out;
}

/// The number as it stands (csv_file.hpp).
bool is_exact_number(std::string_view field, Rational& value) {
  const bool negative = take_sign(field);
  const std::string whole(take_digits(field));
  if (field.starts_with('/')) {
    field.remove_prefix(1);
    const std::string below(take_digits(field));
    if (whole.empty() || below.find_first_not_of('0') == std::string::npos || !field.empty()) return false;
    value = integer(whole) / integer(below);
  } else {
    std::string after;
    if (field.starts_with('.')) {
      field.remove_prefix(1);
      after = take_digits(field);
    }
    if (whole.empty() && after.empty()) return false;
    long exponent = 0;
    if (field.starts_with('e') || field.starts_with('E')) {
      field.remove_prefix(1);
      const bool below_one = take_sign(field);
      const std::string digits(take_digits(field));
      if (digits.empty() || digits.size() > 6 || std::stol(digits) > 1000) return false;
      exponent = below_one ? -std::stol(digits) : std::stol(digits);
    }
    if (!field.empty()) return false;
    Rational power(10);
    fmpq_pow_si(power.get(), power.get(), exponent - static_cast<long>(after.size()));
    value = integer(whole + after) * power;
  }
  if (negative) value = -value;
  return true;
}

/// Neither missing nor a number: a name. Where numbers are `exact`, fractions are some.
bool is_text(std::string_view field, bool exact) {
  double ignored = 0;
  Rational unused;
  return !is_missing(field) && !is_number(field, ignored) && !is_number_with_comma(field, ignored) &&
         !(exact && is_exact_number(field, unused));
}

class CsvTable {
 public:
  CsvTable(const std::string& bytes, const std::string& name, bool exact) : name_(name), exact_(exact) {
    std::string_view rest = bytes;
    if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
    for (long number = 1; !rest.empty(); ++number) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = without_blanks(rest.substr(0, end));
      if (!line.empty() && line.front() != '#') {
        // Not without its tabs: an empty last field is one.
        std::string_view whole = rest.substr(0, end);
        if (whole.ends_with('\r')) whole.remove_suffix(1);
        lines_.push_back({number, whole});
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (lines_.empty()) throw Rejected(name_ + ": no line of numbers");
    separator_ = separator(lines_[std::min<std::size_t>(1, lines_.size() - 1)].text);
    find_names();
    comma_ = shows_decimal_commas();
  }

  /// visit(row, column, field) says whether the field is a number.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t k = begin_; k < lines_.size(); ++k) {
      const Fields all = split(lines_[k]);
      if (all.size() != length_)
        throw Rejected(place(lines_[k]) + std::to_string(all.size()) + " fields; expected " +
                       std::to_string(length_));
      for (std::size_t f = skip_; f < fields_; ++f)
        if (!visit(static_cast<long>(k - begin_), static_cast<long>(f - skip_), all[f]))
          throw Rejected(place(lines_[k]) + "column " + std::to_string(f + 1) + ": \"" + excerpt(all[f]) +
                         "\"; expected a number");
    }
  }

  long rows() const { return static_cast<long>(lines_.size() - begin_); }
  long cols() const { return static_cast<long>(fields_ - skip_); }
  bool has_decimal_commas() const { return comma_; }

 private:
  struct Line {
    long number;
    std::string_view text;
  };

  /// Which lines and columns hold numbers.
  void find_names() {
    const auto is_name = [&](std::string_view field) { return is_text(field, exact_); };
    const Fields first = split(lines_[0]);
    const Fields second = lines_.size() > 1 ? split(lines_[1]) : first;
    const bool one_short = second.size() == first.size() + 1;
    const bool names_line =
        one_short || std::any_of(first.begin() + (first.size() > 1 ? 1 : 0), first.end(), is_name);
    const Fields& row = names_line ? second : first;
    begin_ = names_line ? 1 : 0;
    if (begin_ == lines_.size()) throw Rejected(name_ + ": no line of numbers after its names");
    length_ = row.size();
    const bool separators = ends_with_separators();
    const bool names_column =
        row.size() > 1 &&
        (is_name(row[0]) || (names_line && ((one_short && !separators) || first[0].empty())));
    skip_ = names_column ? 1 : 0;
    fields_ = row.size() - (separators ? 1 : 0);
    if (fields_ <= skip_) throw Rejected(name_ + ": no column of numbers");
  }

  static char separator(std::string_view line) {
    bool inside = false, comma = false, tab = false;
    for (const char c : line) {
      if (c == '"') inside = !inside;
      if (inside) continue;
      if (c == ';') return ';';
      comma = comma || c == ',';
      tab = tab || c == '\t';
    }
    return comma ? ',' : tab && !has_blanks_between_tabs(line) ? '\t' : ' ';
  }

  /// Then the tabs merely align columns.
  static bool has_blanks_between_tabs(std::string_view line) {
    for (;;) {
      const std::size_t tab = std::min(line.find('\t'), line.size());
      if (without_blanks(line.substr(0, tab)).find(' ') != std::string_view::npos) return true;
      if (tab == line.size()) return false;
      line.remove_prefix(tab + 1);
    }
  }

  Fields split(const Line& line) const {
    Fields out;
    const bool blanks = separator_ == ' ';
    const std::string_view text = blanks ? without_blanks(line.text) : line.text;
    bool inside = false;
    std::size_t first = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '"') inside = !inside;
      if (inside || !(text[at] == separator_ || (blanks && text[at] == '\t'))) continue;
      out.push_back(without_marks(text.substr(first, at - first)));
      while (blanks && at + 1 < text.size() && (text[at + 1] == ' ' || text[at + 1] == '\t')) ++at;
      first = at + 1;
    }
    if (inside) throw Rejected(place(line) + "a quotation mark is not closed");
    out.push_back(without_marks(text.substr(first)));
    return out;
  }

  /// A last column with nothing in it, nor a name: a missing entry would have its column.
  bool ends_with_separators() const {
    if (length_ < 2) return false;
    return std::all_of(lines_.begin(), lines_.end(), [&](const Line& line) {
      const Fields all = split(line);
      return (begin_ == 1 && &line == &lines_.front() && all.size() + 1 == length_) ||
             (all.size() == length_ && all.back().empty());
    });
  }

  /// Some field shows that commas are decimal marks (1,000 would not), and none has a point.
  bool shows_decimal_commas() const {
    if (separator_ == ',') return false;
    bool shown = false;
    double ignored = 0;
    for (std::size_t k = begin_; k < lines_.size(); ++k) {
      const Fields all = split(lines_[k]);
      for (std::size_t f = skip_; f < all.size(); ++f) {
        if (all[f].find('.') != std::string_view::npos) return false;
        const std::size_t comma = all[f].find(',');
        shown = shown || (is_number_with_comma(all[f], ignored) && all[f].size() - comma != 4);
      }
    }
    return shown;
  }

  std::string place(const Line& line) const { return name_ + ": line " + std::to_string(line.number) + ": "; }

  const std::string& name_;
  const bool exact_;
  std::vector<Line> lines_;
  std::size_t begin_ = 0, length_ = 0;  ///< the first line of numbers; fields of a line
  std::size_t skip_ = 0, fields_ = 0;   ///< the columns of numbers: from, to
  char separator_ = ',';
  bool comma_ = false;  ///< decimal commas
};

}  // namespace

Data read_csv(const std::string& bytes, const std::string& name) {
  const CsvTable table(bytes, name, false);
  const bool comma = table.has_decimal_commas();
  Data out{table.rows(), table.cols(), false, {}, {}};
  table.for_each([&](long row, long col, std::string_view field) {
    double value = 0;
    const bool missing = is_missing(field);
    if (!missing && !is_number(field, value) && !(comma && is_number_with_comma(field, value))) return false;
    out.sparse = out.sparse || missing;
    out.values.push_back(value);
    if (!missing) out.entries.push_back({row, col, value});
    return true;
  });
  if (out.sparse) {
    out.values.clear();
  } else {
    out.entries.clear();
  }
  return out;
}

RationalMatrix read_exact_csv(const std::string& bytes, const std::string& name, long largest) {
  const CsvTable table(bytes, name, true);
  if (std::max(table.rows(), table.cols()) > largest)
    throw Rejected(name + ": size " + std::to_string(table.rows()) + "×" + std::to_string(table.cols()) +
                   "; expected order at most " + std::to_string(largest));
  RationalMatrix out(table.rows(), table.cols());
  Rational value;
  table.for_each([&](long row, long col, std::string_view field) {
    const bool number =
        is_exact_number(table.has_decimal_commas() ? with_point(field) : std::string(field), value);
    if (number) out.set(row, col, value);
    return number;
  });
  return out;
}

}  // namespace orthant::checker

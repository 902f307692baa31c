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

/// 1,5 with a point.
bool is_number_with_comma(std::string_view field, double& value) {
  std::string text(field);
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos || text.find('.') != std::string::npos) return false;
  text[comma] = '.';
  return is_number(text, value);
}

bool is_text(std::string_view field) {
  double ignored = 0;
  return !is_missing(field) && !is_number(field, ignored) && !is_number_with_comma(field, ignored);
}

class CsvTable {
 public:
  CsvTable(const std::string& bytes, const std::string& name) : name_(name) {
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
  }

  Data data() {
    const Fields first = split(lines_[0]);
    const Fields second = lines_.size() > 1 ? split(lines_[1]) : first;
    const bool one_short = second.size() == first.size() + 1;
    const bool names_line =
        one_short || std::any_of(first.begin() + (first.size() > 1 ? 1 : 0), first.end(), is_text);
    const Fields& row = names_line ? second : first;
    const std::size_t begin = names_line ? 1 : 0;
    if (begin == lines_.size()) throw Rejected(name_ + ": no line of numbers after its names");
    const bool separators = ends_with_separators(begin, row.size());
    const bool names_column =
        row.size() > 1 &&
        (is_text(row[0]) || (names_line && ((one_short && !separators) || first[0].empty())));
    const std::size_t skip = names_column ? 1 : 0, fields = row.size() - (separators ? 1 : 0);
    if (fields <= skip) throw Rejected(name_ + ": no column of numbers");
    comma_ = has_decimal_commas(begin, skip);
    Data out;
    out.rows = static_cast<long>(lines_.size() - begin);
    out.cols = static_cast<long>(fields - skip);
    for (std::size_t k = begin; k < lines_.size(); ++k) append(lines_[k], row.size(), fields, skip, out);
    if (!out.sparse) out.entries.clear();
    return out;
  }

 private:
  struct Line {
    long number;
    std::string_view text;
  };

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
  bool ends_with_separators(std::size_t begin, std::size_t fields) const {
    if (fields < 2) return false;
    return std::all_of(lines_.begin(), lines_.end(), [&](const Line& line) {
      const Fields all = split(line);
      return (begin == 1 && &line == &lines_.front() && all.size() + 1 == fields) ||
             (all.size() == fields && all.back().empty());
    });
  }

  /// Some field shows that commas are decimal marks (1,000 would not), and none has a point.
  bool has_decimal_commas(std::size_t begin, std::size_t skip) const {
    if (separator_ == ',') return false;
    bool shown = false;
    double ignored = 0;
    for (std::size_t k = begin; k < lines_.size(); ++k) {
      const Fields all = split(lines_[k]);
      for (std::size_t f = skip; f < all.size(); ++f) {
        if (all[f].find('.') != std::string_view::npos) return false;
        const std::size_t comma = all[f].find(',');
        shown = shown || (is_number_with_comma(all[f], ignored) && all[f].size() - comma != 4);
      }
    }
    return shown;
  }

  std::string place(const Line& line) const { return name_ + ": line " + std::to_string(line.number) + ": "; }

  void append(const Line& line, std::size_t length, std::size_t fields, std::size_t skip, Data& out) const {
    const Fields all = split(line);
    if (all.size() != length)
      throw Rejected(place(line) + std::to_string(all.size()) + " fields; expected " +
                     std::to_string(length));
    const long row = static_cast<long>(out.values.size()) / out.cols;
    for (std::size_t f = skip; f < fields; ++f) {
      double value = 0;
      const bool missing = is_missing(all[f]);
      if (!missing && !is_number(all[f], value) && !(comma_ && is_number_with_comma(all[f], value)))
        throw Rejected(place(line) + "column " + std::to_string(f + 1) + ": \"" + excerpt(all[f]) +
                       "\"; expected a number");
      out.sparse = out.sparse || missing;
      out.values.push_back(value);
      if (!missing) out.entries.push_back({row, static_cast<long>(f - skip), value});
    }
  }

  const std::string& name_;
  std::vector<Line> lines_;
  char separator_ = ',';
  bool comma_ = false;  ///< decimal commas
};

}  // namespace

Data read_csv(const std::string& bytes, const std::string& name) {
  Data out = CsvTable(bytes, name).data();
  if (out.sparse) out.values.clear();
  return out;
}

}  // namespace orthant::checker

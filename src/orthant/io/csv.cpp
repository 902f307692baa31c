#include "orthant/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "orthant/io/input_file.hpp"
#include "orthant/io/text_lines.hpp"

namespace orthant {

namespace {

constexpr char blanks = ' ';  ///< the separator "one or more blanks or tabs"

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Whether some piece between tabs holds several words: the tabs then merely align columns.
bool has_blanks_between_tabs(std::string_view line) {
  for (line = trimmed(line); !line.empty();) {
    const size_t tab = std::min(line.find('\t'), line.size());
    if (trimmed(line.substr(0, tab)).find(' ') != std::string_view::npos) return true;
    line.remove_prefix(std::min(tab + 1, line.size()));
  }
  return false;
}

/// Separators within quotation marks do not count.
char detect_separator(std::string_view line) {
  bool semicolon = false, comma = false, tab = false, inside = false;
  for (const char c : trimmed(line)) {
    if (c == '"') inside = !inside;
    if (inside) continue;
    semicolon = semicolon || c == ';';
    comma = comma || c == ',';
    tab = tab || c == '\t';
  }
  if (semicolon) return ';';
  if (comma) return ',';
  return tab && !has_blanks_between_tabs(line) ? '\t' : blanks;
}

/// A field without surrounding blanks and quotation marks.
std::string_view unquoted(std::string_view field) {
  field = trimmed(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field = trimmed(field.substr(1, field.size() - 2));
  }
  return field;
}

void split(const LineReader& lines, std::string_view line, char separator,
           std::vector<std::string_view>& fields) {
  fields.clear();
  if (separator == blanks) line = trimmed(line);
  const auto ends_field = [&](char c) { return separator == blanks ? is_blank(c) : c == separator; };
  size_t first = 0;
  bool inside = false;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') inside = !inside;
    if (inside || !ends_field(line[at])) continue;
    fields.push_back(unquoted(line.substr(first, at - first)));
    while (separator == blanks && is_blank(line[at + 1])) ++at;  // the line is trimmed: it ends elsewhere
    first = at + 1;
  }
  if (inside) lines.refuse_line("found an opening quotation mark; expected a closing one on the same line");
  fields.push_back(unquoted(line.substr(first)));
}

class CsvReader {
 public:
  CsvReader(std::istream& in, const std::string& name, Nan nan)
      : lines_(in, name, std::numeric_limits<std::uint64_t>::max()), nan_(nan) {}

  DataMatrix read() {
    std::string_view line;
    if (!next_content(line)) refuse_end("the file holds no line of numbers");
    separator_ = detect_separator(line);
    split(lines_, line, separator_, fields_);
    if (is_line_of_names()) {
      const std::string names(line);
      const long names_line = lines_.number();
      if (!next_content(line)) refuse_end("the file ends after the line of names");
      start(line);
      check_names(names, names_line);
    } else {
      start(line);
    }
    do {
      split(lines_, line, separator_, fields_);
      append();
    } while (next_content(line));
    values_.conservativeResize(Eigen::NoChange, rows_);
    return DataMatrix::dense_row_major(std::move(values_));
  }

 private:
  /// The next line that is neither blank nor a comment.
  bool next_content(std::string_view& line) {
    while (lines_.next(line)) {
      if (lines_.number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      const std::string_view content = trimmed(line);
      if (!content.empty() && content.front() != '#') return true;
    }
    return false;
  }

  [[noreturn]] void refuse_end(std::string_view message) const {
    refuse(lines_.name(), fmt::format("{}; expected at least one", message));
  }

  [[noreturn]] void refuse_field(size_t field, std::string_view message) const {
    lines_.refuse_line(fmt::format("column {}: {}", field + 1, message));
  }

  /// Names are all text. A mixture of numbers and text is a damaged line of data, and is refused as one.
  bool is_line_of_names() const {
    bool text = false, numbers = false;
    double ignored = 0;
    for (const std::string_view field : fields_) {
      const bool is_text = !field.empty() && parse_number(field, ignored) == Number::text;
      text = text || is_text;
      numbers = numbers || !is_text;
    }
    if (text && numbers) {
      for (size_t f = 0; f < fields_.size(); ++f) {
        if (fields_[f].empty())
          refuse_field(f, "found an empty field; expected a number, or a name in a line of names");
        if (parse_number(fields_[f], ignored) != Number::text) continue;
        refuse_field(
            f, fmt::format("found {}; expected a number, or a first line of names only", quote(fields_[f])));
      }
    }
    return text;
  }

  /// Separator and number of columns come from the first line of numbers.
  void start(std::string_view line) {
    separator_ = detect_separator(line);
    split(lines_, line, separator_, fields_);
    first_line_ = lines_.number();
    const auto columns = static_cast<Index>(fields_.size());
    const std::uint64_t estimate = 1 + lines_.unread() / (line.size() + 1);
    values_.resize(columns, static_cast<Index>(estimate));
  }

  void check_names(const std::string& names, long names_line) {
    // The name of a single column may hold blanks: no separator says that it must not.
    const char separator = fields_.size() == 1 ? detect_separator(names) : separator_;
    if (fields_.size() == 1 && separator == blanks) return;
    std::vector<std::string_view> split_names;
    split(lines_, names, separator, split_names);
    if (split_names.size() == fields_.size()) return;
    lines_.refuse_line(fmt::format("found {} {}; expected {}, the number of names in line {}", fields_.size(),
                                   fields_.size() == 1 ? "field" : "fields", split_names.size(), names_line));
  }

  void append() {
    if (static_cast<Index>(fields_.size()) != values_.rows()) {
      lines_.refuse_line(fmt::format("found {} {}; expected {} as in line {}", fields_.size(),
                                     fields_.size() == 1 ? "field" : "fields", values_.rows(), first_line_));
    }
    if (rows_ == values_.cols()) values_.conservativeResize(Eigen::NoChange, rows_ + rows_ / 2 + 1);
    double* row = values_.col(rows_).data();
    for (size_t f = 0; f < fields_.size(); ++f) {
      const Number kind = parse_number(fields_[f], row[f]);
      if (kind == Number::not_finite && nan_ == Nan::is_missing && std::isnan(row[f])) continue;
      if (kind != Number::finite) refuse_field(f, not_a_finite_number(kind, fields_[f]));
    }
    ++rows_;
  }

  LineReader lines_;
  Nan nan_;
  std::vector<std::string_view> fields_;
  char separator_ = ',';
  long first_line_ = 0;
  Matrix values_;  ///< column i is row i of the table
  Index rows_ = 0;
};

}  // namespace

DataMatrix read_csv(std::istream& in, const std::string& name) {
  return CsvReader(in, name, Nan::is_refused).read();
}

DataMatrix read_csv_with_missing(std::istream& in, const std::string& name) {
  return CsvReader(in, name, Nan::is_missing).read();
}

}  // namespace orthant

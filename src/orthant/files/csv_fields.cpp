#include "orthant/files/csv_table.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// digits/digits
bool is_fraction(std::string_view text) {
  const bool above = !take_digits(text).empty();
  if (!above || !text.starts_with('/')) return false;
  text.remove_prefix(1);
  return !take_digits(text).empty() && text.empty();
}

/// Digits with decimal marks and marks of thousands, rightly placed or not; an exponent, a percent sign.
bool looks_like_number(std::string_view text) {
  take_sign(text);
  if (is_fraction(text)) return true;
  size_t at = 0, digits = 0;
  for (; at < text.size() && std::string_view("0123456789.,' ").find(text[at]) != std::string_view::npos;
       ++at)
    digits += text[at] >= '0' && text[at] <= '9' ? 1 : 0;
  if (digits == 0) return false;
  text.remove_prefix(at);
  if (text == "%") return true;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    take_sign(text);
    if (take_digits(text).empty()) return false;
  }
  return text.empty();
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

/// A field without surrounding blanks and quotation marks.
std::string_view unquoted(std::string_view field) {
  field = trimmed(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
    field = trimmed(field.substr(1, field.size() - 2));
  return field;
}

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalpha(byte) != 0;
  });
}

bool fits(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  if (!split_fields(line, separator, fields) || fields.size() < 2) return false;
  for (size_t f = 0; f < fields.size(); ++f) {
    const Field kind = kind_of_field(fields[f]);
    const bool decimal = kind == Field::looks_like_number &&
                         (with_decimal_point(fields[f], ',') || with_decimal_point(fields[f], '.') ||
                          fields[f].find('/') != std::string_view::npos);
    const bool name = f == 0 && kind == Field::word && has_letter(fields[f]);
    if (kind != Field::number && kind != Field::missing && kind != Field::empty && !decimal && !name)
      return false;
  }
  return true;
}

}  // namespace

bool is_missing_entry(std::string_view field) {
  if (field.empty()) return true;
  if (field.size() > 5) return false;
  const std::string word = in_lower_case(field);
  for (const char* known : {"na", "n/a", "#n/a", "<na>", "nan", "+nan", "-nan", "null", "none"})
    if (word == known) return true;
  return false;
}

Field kind_of_field(std::string_view field) {
  if (field.empty()) return Field::empty;
  if (is_missing_entry(field)) return Field::missing;
  double value = 0;
  const Number number = parse_number(field, value);
  if (number == Number::not_finite && std::isnan(value)) return Field::missing;
  if (number != Number::text) return Field::number;
  if (looks_like_number(field)) return Field::looks_like_number;
  const bool speaks = std::any_of(field.begin(), field.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
  });
  return speaks ? Field::word : Field::mark;
}

bool is_skipped_line(std::string_view line, char separator) {
  const std::string_view content = trimmed(line);
  // Tabs alone are empty fields between tabs.
  if (content.empty()) return separator != '\t' || line.find('\t') == std::string_view::npos;
  if (content.front() != '#') return false;
  for (const char* error : {"#N/A", "#NA", "#NUM!", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NULL!"})
    if (content.starts_with(error)) return false;
  return true;
}

bool split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  if (separator == blank_separator) line = trimmed(line);
  const auto ends_field = [&](char c) { return separator == blank_separator ? is_blank(c) : c == separator; };
  size_t first = 0;
  bool inside = false;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') inside = !inside;
    if (inside || !ends_field(line[at])) continue;
    fields.push_back(unquoted(line.substr(first, at - first)));
    while (separator == blank_separator && is_blank(line[at + 1])) ++at;  // trimmed: it ends elsewhere
    first = at + 1;
  }
  fields.push_back(unquoted(line.substr(first)));
  return !inside;
}

char separator_of_line(std::string_view line, bool decimal_comma) {
  std::vector<std::string_view> fields;
  const std::string_view usual = ";,\t ", comma_last = ";\t ,";
  for (const char separator : decimal_comma ? comma_last : usual) {
    if (separator == ',' && decimal_comma && with_decimal_point(unquoted(line), ',')) return ';';
    if (fits(line, separator, fields)) return separator;
  }
  // Separators within quotation marks do not count.
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
  return tab && !has_blanks_between_tabs(line) ? '\t' : blank_separator;
}

std::optional<std::string> with_decimal_point(std::string_view field, char mark) {
  const char thousands = mark == ',' ? '.' : ',';
  std::string out = take_sign(field) ? "-" : "";
  const std::string_view first = take_digits(field);
  out += first;
  const bool grouped = field.starts_with(thousands);
  if (grouped && (first.empty() || first.size() > 3)) return std::nullopt;
  while (field.starts_with(thousands)) {
    field.remove_prefix(1);
    const std::string_view group = take_digits(field);
    if (group.size() != 3) return std::nullopt;
    out += group;
  }
  std::string_view after;
  if (field.starts_with(mark)) {
    field.remove_prefix(1);
    after = take_digits(field);
    out += '.';
    out += after;
  }
  if (first.empty() && after.empty()) return std::nullopt;
  if (field.starts_with('e') || field.starts_with('E')) {
    std::string_view power = field.substr(1);
    take_sign(power);
    if (take_digits(power).empty() || !power.empty()) return std::nullopt;
    out += field;
    return out;
  }
  if (!field.empty()) return std::nullopt;
  return out;
}

}  // namespace orthant

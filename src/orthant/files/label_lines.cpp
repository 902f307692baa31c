#include "orthant/files/label_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include "orthant/files/csv_table.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr std::uint64_t longest_label_line = 1U << 16;

/// A tab, a semicolon or a comma, the first of these that stands outside quotation marks.
char separator_of_labels(std::string_view line) {
  bool inside = false, semicolon = false;
  for (const char c : line) {
    if (c == '"') inside = !inside;
    if (inside) continue;
    if (c == '\t') return c;
    semicolon = semicolon || c == ';';
  }
  return semicolon ? ';' : ',';
}

}  // namespace

LabelLines read_label_lines(std::istream& in, const std::string& name) {
  LineReader reader(in, on_one_line(name), longest_label_line);
  LabelLines out;
  std::vector<std::string_view> fields;
  std::size_t first_width = 0, width = 0, kept = 0;
  for (std::string_view line; reader.next(line);) {
    if (reader.number() == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (!split_fields(line, separator_of_labels(line), fields))
      reader.refuse_line("a quotation mark is left open");
    const std::size_t found = fields.size();
    const bool blank = trimmed(line).empty();
    if (found > 2 || (!blank && width != 0 && found != width))
      reader.refuse_line(fmt::format("{} fields; expected {}", found,
                                     width == 0   ? "a label, or a name and a label"
                                     : width == 1 ? "a label alone, as before"
                                                  : "a name and a label, as before"));
    if (out.lines.empty())
      first_width = found;
    else if (!blank)
      width = found;
    out.lines.push_back(
        {reader.number(), found == 2 ? std::string(fields[0]) : "", std::string(fields.back())});
    if (!blank) kept = out.lines.size();
  }
  while (out.lines.size() > kept) out.lines.pop_back();
  if (width == 0) width = first_width;
  if (first_width == 2 && width == 1) refuse(name, "line 1: 2 fields; expected a label alone, as below");
  out.named = width == 2;
  if (out.named && first_width == 1) out.lines.erase(out.lines.begin());
  if (out.named)
    std::erase_if(out.lines, [](const LabelLine& line) { return line.name.empty() && line.label.empty(); });
  const auto is_empty = [](const LabelLine& line) { return line.label.empty(); };
  if (std::all_of(out.lines.begin(), out.lines.end(), is_empty))
    refuse(name, "no labels; expected one a line, or a name and a label");
  return out;
}

}  // namespace orthant

#include "orthant/files/names_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "orthant/files/csv_table.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

namespace {

/// Fields between tabs as they are: a word of a vocabulary may be a quotation mark.
void split_at_tabs(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  for (size_t first = 0; first <= line.size();) {
    const size_t tab = std::min(line.find('\t', first), line.size());
    std::string_view field = line.substr(first, tab - first);
    if (field.size() > 2 && field.front() == '"' && field.back() == '"')
      field = field.substr(1, field.size() - 2);
    fields.push_back(field);
    first = tab + 1;
  }
}

}  // namespace

std::vector<std::string> read_names(const std::string& path, Index count, std::string_view what) {
  const Source source = find_source(path);
  const auto in = source.open(fmt::format("{} names, one for each {}", count, what));
  LineReader lines(*in, source.name, std::numeric_limits<std::uint64_t>::max());
  std::vector<std::string> names;
  std::vector<std::string_view> fields;
  size_t column = 0;
  bool header = false;
  std::string_view line;
  while (lines.next(line)) {
    if (lines.number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    if (source.kind != ".csv") {
      split_at_tabs(line, fields);
    } else if (!split_fields(line, ',', fields)) {
      lines.refuse_line("found an opening quotation mark; expected a closing one on the same line");
    }
    if (lines.number() == 1) {
      const auto index = std::find(fields.begin(), fields.end(), "_index");
      header = index != fields.end();
      if (header) column = static_cast<size_t>(index - fields.begin());
      if (header) continue;
    }
    if (column >= fields.size())
      lines.refuse_line(
          fmt::format("found {} fields; expected a name in field {}", fields.size(), column + 1));
    names.push_back(name_in(fields[column]));
    if (static_cast<Index>(names.size()) > count + 1)
      lines.refuse_line(fmt::format("a name too many; expected {}, one for each {}", count, what));
  }
  if (!header && static_cast<Index>(names.size()) == count + 1) names.erase(names.begin());
  if (static_cast<Index>(names.size()) != count)
    source.refuse(fmt::format("{} name{}; expected {}, one for each {}", names.size(),
                              names.size() == 1 ? "" : "s", count, what));
  return names;
}

}  // namespace orthant

#include "orthant/report/page/table_parts.hpp"

namespace orthant {

Html cell(std::string_view column, const Html& content, std::string_view kind) {
  return markup("<td data-label='{}' class='{}'>{}</td>", column, kind, content);
}

Html table(const std::vector<std::string_view>& columns, const Html& rows, std::string_view title,
           std::string_view kind) {
  Html head;
  for (const auto column : columns) head += markup("<th scope='col'>{}</th>", column);
  const Html classes = kind.empty() ? Html{} : markup(" class='{}'", kind);
  return markup("<table{} aria-label='{}'><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>", classes,
                title, head, rows);
}

Html key_figure(const std::string& name, const Html& value, const Html& meaning) {
  if (value.empty()) return {};
  return markup("<div><dt>{}</dt><dd>{}</dd><dd class='meaning'>{}</dd></div>\n", name, value, meaning);
}

Html setting(const std::string& name, const Html& value) {
  return value.empty() ? Html{} : markup("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

}  // namespace orthant

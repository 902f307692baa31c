#include "orthant/report/page/html.hpp"

#include <nlohmann/json.hpp>

#include "orthant/files/json_document.hpp"

namespace orthant::report {

Html escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : valid_utf8(text)) {
    const auto code = static_cast<unsigned char>(c);
    const bool forbidden = (code < 0x20 && c != '\n' && c != '\t') || code == 0x7f;
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else if (forbidden)
      out += "\xEF\xBF\xBD";
    else
      out += c;
  }
  return {std::move(out)};
}

Html script_json(const nlohmann::json& value) {
  Html out;
  for (const char c : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {
    if (c == '<')
      out.text += "\\u003c";
    else
      out.text += c;
  }
  return out;
}

Html cell(std::string_view column, const Html& content, std::string_view kind) {
  return markup("<td data-label='{}' class='{}'>{}</td>", column, kind, content);
}

Html row(std::string_view kind, std::string_view column, const Html& head, const Html& cells) {
  return markup("<tr class='{}'><th scope='row' data-label='{}'>{}</th>{}</tr>\n", kind, column, head, cells);
}

Html table(const std::vector<std::string_view>& columns, const Html& rows, std::string_view title,
           std::string_view kind) {
  if (rows.empty()) return {};
  Html head;
  for (const auto column : columns) head += markup("<th scope='col'>{}</th>", column);
  return markup("<table class='{}' aria-label='{}'><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>",
                kind, title, head, rows);
}

Html or_dash(const Html& shown) {
  return shown.empty() ? Html{"<span class='none'>–</span>"} : shown;
}

Html tag(std::string_view mark, std::string_view label) {
  return markup("<span class='tag {}'>{}</span>", mark, label);
}

Html key_figure(std::string_view name, const Html& value, const Html& meaning) {
  if (value.empty()) return {};
  return markup("<div><dt>{}</dt><dd>{}</dd><dd class='meaning'>{}</dd></div>\n", name, value, meaning);
}

Html key_figures(const Html& entries) {
  return around("<dl class='figures'>\n{}</dl>", entries);
}

Html setting(std::string_view name, const Html& value) {
  return value.empty() ? Html{} : markup("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

Html settings(const Html& entries) {
  return around("<dl class='settings'>\n{}</dl>", entries);
}

Html command_box(std::string_view id, const Html& command) {
  if (command.empty()) return {};
  return markup(
      "<div class='command'><pre><code id='{}'>{}</code></pre>"
      "<button type='button' data-copy='{}' hidden>Copy</button></div>\n",
      id, command, id);
}

}  // namespace orthant::report

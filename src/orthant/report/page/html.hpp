/// HTML that cannot forget to escape. Text from data is a std::string; text that already is HTML is an
/// Html; markup() puts the two together and escapes every argument that is not an Html.
///
///   markup("<b title='{}'>{}</b>", data_name, markup("<i>{}</i>", text))
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace orthant::report {

struct Html {
  std::string text;

  bool empty() const { return text.empty(); }
  Html& operator+=(const Html& more) {
    text += more.text;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return left += right; }
};

/// The five characters that mean something to HTML, so that the result is safe as text and in a quoted
/// attribute; control characters that HTML forbids, and what is no UTF-8, become U+FFFD.
Html escape(std::string_view text);

inline std::string markup_piece(const Html& html) {
  return html.text;
}
inline std::string markup_piece(std::string_view text) {
  return escape(text).text;
}
inline std::string markup_piece(std::integral auto number) {
  return std::to_string(number);
}

/// fmt::format for HTML: the format is trusted, the arguments are not unless they are Html.
template <class... Args>
Html markup(std::string_view format, const Args&... args) {
  return {fmt::vformat(format, fmt::make_format_args(markup_piece(args)...))};
}

/// `format` with `content` in it; nothing around nothing.
inline Html around(std::string_view format, const Html& content) {
  return content.empty() ? Html{} : markup(format, content);
}

/// JSON for the inside of a <script type="application/json">: no '<' is left, so neither `</script>` nor
/// `<!--` can occur. Invalid UTF-8 is replaced, NaN and infinity become null.
Html script_json(const nlohmann::json& value);

/// A table's cell; it names its column again, for narrow screens where rows are stacked.
Html cell(std::string_view column, const Html& content, std::string_view kind = "");

/// A row with its head first. `kind`, here and below, is a class for the style, or "".
Html row(std::string_view kind, std::string_view column, const Html& head, const Html& cells);

/// Nothing without rows.
Html table(const std::vector<std::string_view>& columns, const Html& rows, std::string_view title,
           std::string_view kind = "");

/// A dash where there is nothing, for the cells of a table.
Html or_dash(const Html& shown);

/// A verdict's word; `mark` is its colour and sign: good, fair, bad, open, …
Html tag(std::string_view mark, std::string_view label);

/// <dl class='figures'>, of entries with a name, a large value, and what it means. Empty without a value.
Html key_figure(std::string_view name, const Html& value, const Html& meaning);
Html key_figures(const Html& entries);

/// <dl class='settings'>. Empty without a value.
Html setting(std::string_view name, const Html& value);
Html settings(const Html& entries);

/// A command line with a button that copies it; `id` names the element.
Html command_box(std::string_view id, const Html& command);

}  // namespace orthant::report

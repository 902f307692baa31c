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

namespace orthant {

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
/// attribute; control characters that HTML forbids become U+FFFD.
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

/// JSON for the inside of a <script type="application/json">: no '<' is left, so neither `</script>` nor
/// `<!--` can occur. Invalid UTF-8 is replaced, NaN and infinity become null.
Html script_json(const nlohmann::json& value);

}  // namespace orthant

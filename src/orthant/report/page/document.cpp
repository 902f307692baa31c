#include "orthant/report/page/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "checker/arithmetic/bound_text.hpp"

namespace orthant::report {
namespace {

/// "1234567.5" → "1,234,567.5".
std::string grouped(const std::string& digits) {
  const auto point = std::min(digits.find('.'), digits.size());
  std::string out;
  for (std::size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out + digits.substr(point);
}

/// Zeros at the end of a fraction say "rounded to here"; they go when the shorter text is the number itself.
std::string without_idle_zeros(const std::string& digits, double value) {
  if (digits.find('.') == std::string::npos || std::strtod(digits.c_str(), nullptr) != value) return digits;
  std::string out = digits.substr(0, digits.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out;
}

std::string superscript(int exponent) {
  return fmt::format("×10<sup>{}{}</sup>", exponent < 0 ? "−" : "", std::abs(exponent));
}

/// Without a power of ten; with one there are `most_scientific` digits at most.
bool is_written_out(double size) {
  return size >= 1e-3 && size < 1e9;
}
constexpr int most_scientific = 4;

}  // namespace

Html show_integer(double x) {
  return {(x < 0 ? "−" : "") + grouped(fmt::format("{:.0f}", std::abs(x)))};
}

Html show_decimal(double x, int digits) {
  const double size = std::abs(x);
  const std::string sign = x < 0 ? "−" : "";
  if (size == 0) return {"0"};
  if (is_written_out(size)) {
    const int decimals = std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(size))));
    return {sign + grouped(without_idle_zeros(fmt::format("{:.{}f}", size, decimals), size))};
  }
  const std::string scientific = fmt::format("{:.{}e}", size, std::min(digits, most_scientific) - 1);
  const auto e = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + e + 1);
  std::string mantissa = scientific.substr(0, e);
  if (std::strtod(scientific.c_str(), nullptr) == size) {
    mantissa = without_idle_zeros(mantissa, std::strtod(mantissa.c_str(), nullptr));
  }
  return {sign + mantissa + superscript(exponent)};
}

Html show_bound(double x, int digits, bool up) {
  if (!std::isfinite(x)) return show_decimal(x, digits);
  if (!is_written_out(std::abs(x))) digits = std::min(digits, most_scientific);
  char text[40];
  const std::string_view shortest(
      text,
      static_cast<std::size_t>(
          std::to_chars(text, text + sizeof text, std::abs(x), std::chars_format::scientific).ptr - text));
  const std::size_t mark = shortest.find('e');
  checker::Decimal number{x < 0, "", 0, false};
  for (const char c : shortest.substr(0, mark))
    if (c >= '0' && c <= '9') number.digits += c;
  if (x == 0) number.digits.clear();
  number.exponent = std::atoi(std::string(shortest.substr(mark + 1)).c_str()) + 1;
  if (number.exponent <= 9)
    digits = std::max(digits, number.exponent);  // all those before the point are shown
  return show_decimal(std::strtod(checker::rounded_text(std::move(number), digits, up).c_str(), nullptr),
                      digits);
}

Html show_percent(double x, int digits) {
  return {show_decimal(100 * x, digits).text + "\u202F%"};
}

std::string show_word(double x) {
  static constexpr std::array words = {"zero",     "one",      "two",      "three",   "four",    "five",
                                       "six",      "seven",    "eight",    "nine",    "ten",     "eleven",
                                       "twelve",   "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
                                       "eighteen", "nineteen", "twenty"};
  if (x >= 0 && x <= 20 && x == std::floor(x)) return words[static_cast<std::size_t>(x)];
  return show_integer(x).text;
}

namespace {

Html show_as(double x, Show show, int digits) {
  switch (show) {
    case Show::integer:
      return show_integer(x);
    case Show::word:
      return {show_word(x)};
    case Show::capital_word:
      return {capital(show_word(x))};
    case Show::percent:
      return show_percent(x, digits);
    case Show::at_least:
    case Show::at_most:
      return show_bound(x, digits, show == Show::at_least);
    case Show::decimal:
      break;
  }
  return show_decimal(x, digits);
}

}  // namespace

std::string capital(std::string words) {
  if (!words.empty()) words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
  return words;
}

Html shown(const std::string& path, const nlohmann::json& value, Show show, int digits) {
  if (!value.is_number()) return {};
  const double x = value.get<double>();
  if (!std::isfinite(x)) return {};
  const Html bound = show == Show::at_least  ? Html{" data-bound='at least'"}
                     : show == Show::at_most ? Html{" data-bound='at most'"}
                                             : Html{};
  return markup("<span class='n' data-field='{}' data-value='{}'{}>{}</span>", path, value.dump(), bound,
                show_as(x, show, digits));
}

Html shown_text(const std::string& path, const std::string& words) {
  return words.empty() ? Html{} : markup("<span data-field='{}'>{}</span>", path, words);
}

}  // namespace orthant::report

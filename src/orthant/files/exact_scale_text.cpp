#include "orthant/files/exact_scale_text.hpp"

#include "orthant/files/rational_csv.hpp"

namespace orthant {

namespace {

constexpr std::size_t longest_name = 1000;

}  // namespace

std::optional<ExactScale> parse_exact_scale(std::string_view text) {
  std::string_view rest = text;
  const int sign = rest.starts_with('-') ? -1 : 1;
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  const bool root = rest.starts_with("sqrt(") && rest.ends_with(')');
  const auto number = parse_rational(root ? rest.substr(5, rest.size() - 6) : text);
  if (!number || number->get_str().size() > longest_name) return std::nullopt;
  if (!root) return ExactScale::rational(*number);
  if (sgn(*number) < 0) return std::nullopt;
  return ExactScale::root(*number, sign);
}

}  // namespace orthant

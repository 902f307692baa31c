#include "orthant/files/matrix_reference.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/rational_csv.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant {

namespace {

constexpr std::size_t longest_name = 1000;

/// nullopt when the text is not of this form, a radicand is negative, or the number has no shorter name.
/// ExactScale::to_string gives back a text that reads as the same number.
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

bool stays_inside(std::string_view name) {
  if (name.empty() || name.front() == '/') return false;
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  for (std::string_view rest = name;;) {
    const std::size_t end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == std::string_view::npos) return true;
    rest.remove_prefix(end + 1);
  }
}

const std::string& checked_name(const JsonPlace& place) {
  const std::string& name = place.text();
  if (!stays_inside(name)) place.refuse("the name of a file inside the folder");
  return name;
}

/// Fourth powers stay far from where doubles end, in both directions.
bool is_moderate(const ExactScale& scale) {
  const double size = std::abs(scale.approx());
  return scale.sign() == 0 || (size >= smallest_scale && size <= largest_entry);
}

std::string moderate_scales() {
  return fmt::format("0 or a magnitude from {:g} to {:g}", smallest_scale, largest_entry);
}

ExactScale read_scale(const JsonPlace& place) {
  const auto scale = parse_exact_scale(place.text());
  if (!scale)
    place.refuse("a fraction, a decimal number or a square root, such as \"1/3\", \"0.5\" or \"-sqrt(2)\"");
  if (!is_moderate(*scale)) place.refuse(moderate_scales());
  return *scale;
}

}  // namespace

std::string file_name(const JsonPlace& place) {
  if (place.is_text()) return checked_name(place);
  if (!place.value().is_object()) place.refuse("the name of a file, or {\"file\": …}");
  place.require_fields({"file"});
  return checked_name(place.at("file"));
}

ScaledMatrix read_scaled_matrix(const JsonPlace& place, const ProblemSource& source) {
  const bool scaled = place.has("scale");
  if (scaled) place.require_fields({"file", "scale"});
  const std::string name = scaled ? checked_name(place.at("file")) : file_name(place);
  const ExactScale scale = scaled ? read_scale(place.at("scale")) : ExactScale();
  ScaledMatrix A(expanded(source.matrix(name), source.path(name)), scale);
  require_moderate(A.entries, source.path(name));
  if (scaled) require_moderate(A.value(), source.path(name));
  return A;
}

Matrix read_plain_matrix(const JsonPlace& place, const ProblemSource& source) {
  const std::string name = file_name(place);
  Matrix A = expanded(source.matrix(name), source.path(name));
  require_moderate(A, source.path(name));
  return A;
}

void require_moderate(const ConstMatrixRef& A, const std::string& name, double limit) {
  for (Index k = 0; k < A.cols(); ++k)
    for (Index i = 0; i < A.rows(); ++i)
      if (!(std::abs(A(i, k)) <= limit))
        refuse(name,
               fmt::format("entry ({}, {}) is {:g}; expected a magnitude up to {:g}, rescale the problem",
                           i + 1, k + 1, A(i, k), limit));
}

void require_size(Index rows, Index cols, Index expected_rows, Index expected_cols, const std::string& name) {
  if (rows != expected_rows || cols != expected_cols)
    refuse(name, fmt::format("size {}×{}; expected {}×{}", rows, cols, expected_rows, expected_cols));
}

nlohmann::ordered_json scaled_reference(const ExactScale& scale, const std::string& name) {
  if (scale.is_one()) return name;
  std::string text = scale.to_string();
  if (parse_exact_scale(text) != scale)
    refuse(name, fmt::format("a scale of {} characters; expected at most 1000", text.size()));
  if (!is_moderate(scale))
    refuse(name, fmt::format("a scale {} in magnitude; expected {}",
                             std::abs(scale.approx()) > 1 ? fmt::format("above {:g}", largest_entry)
                                                          : fmt::format("below {:g}", smallest_scale),
                             moderate_scales()));
  return {{"file", name}, {"scale", std::move(text)}};
}

nlohmann::ordered_json write_scaled_matrix(const ScaledMatrix& A, const std::string& name,
                                           ProblemSink& sink) {
  nlohmann::ordered_json reference = scaled_reference(A.scale, name);
  sink.dense(name, A.entries);
  return reference;
}

}  // namespace orthant

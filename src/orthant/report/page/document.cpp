#include "orthant/report/page/document.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace orthant {
namespace {

const nlohmann::json* child(const nlohmann::json& parent, std::string_view key) {
  if (parent.is_object()) {
    const auto found = parent.find(std::string(key));
    return found == parent.end() ? nullptr : &*found;
  }
  std::size_t position = 0;
  const auto parsed = std::from_chars(key.data(), key.data() + key.size(), position);
  const bool is_position = parsed.ec == std::errc() && parsed.ptr == key.data() + key.size();
  return parent.is_array() && is_position && position < parent.size() ? &parent[position] : nullptr;
}

}  // namespace

const nlohmann::json* find(const nlohmann::json& document, std::string_view path) {
  const nlohmann::json* at = &document;
  while (at != nullptr && !path.empty()) {
    const auto dot = path.find('.');
    at = child(*at, path.substr(0, dot));
    path = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  }
  return at == nullptr || at->is_null() ? nullptr : at;
}

std::optional<double> number(const nlohmann::json& document, std::string_view path) {
  const auto* value = find(document, path);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double x = value->get<double>();
  return std::isfinite(x) ? std::optional(x) : std::nullopt;
}

std::optional<bool> truth(const nlohmann::json& document, std::string_view path) {
  const auto* value = find(document, path);
  return value != nullptr && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

std::string text(const nlohmann::json& document, std::string_view path) {
  const auto* value = find(document, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

const nlohmann::json& list(const nlohmann::json& document, std::string_view path) {
  static const nlohmann::json none = nlohmann::json::array();
  const auto* value = find(document, path);
  return value != nullptr && value->is_array() ? *value : none;
}

bool exact_fit(const nlohmann::json& document) {
  return number(document, "objective").value_or(1) <= 0 ||
         number(document, "relative_error").value_or(1) < 1e-6;
}

double flat_curvature(const nlohmann::json& document) {
  double largest = 0;
  for (const auto& value : list(document, "spectra.hessian")) {
    if (value.is_number() && std::isfinite(value.get<double>()))
      largest = std::max(largest, std::abs(value.get<double>()));
  }
  return std::max(number(document, "certificate.second_order.tolerance").value_or(0), 1e-12 * largest);
}

std::optional<std::size_t> best_start(const nlohmann::json& document) {
  const auto best = number(document, "best_start");
  const auto& starts = list(document, "starts");
  for (std::size_t i = 0; best && i < starts.size(); ++i) {
    if (number(starts[i], "start") == best) return i;
  }
  return std::nullopt;
}

}  // namespace orthant

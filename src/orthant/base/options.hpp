/// Options described once. A solver's options are an aggregate with defaults; a table next to it names
/// each field, its range and its help. The command line, JSON and the docs all read that table.
///
///   struct HalsOptions { double stationarity = 1e-12; … };
///   inline constexpr Option<HalsOptions> hals_options[] = {
///       {"stationarity", "stop when …", {0, 1}, &HalsOptions::stationarity}, … };
#pragma once

#include <cmath>
#include <iomanip>
#include <limits>
#include <span>
#include <sstream>
#include <string>
#include <variant>

#include "orthant/base/error.hpp"

namespace orthant {

struct Range {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

template <class Struct>
struct Option {
  const char* name;  ///< as in JSON, with underscores; the command line turns them into hyphens
  const char* help;
  Range range;
  std::variant<double Struct::*, long Struct::*> field;

  double value(const Struct& options) const {
    return std::visit([&](auto member) { return static_cast<double>(options.*member); }, field);
  }
};

/// Throws InputError "name = value; expected lower ≤ name ≤ upper" for the first field out of its range.
template <class Struct>
void check_options(const Struct& options, std::span<const Option<Struct>> table) {
  for (const auto& option : table) {
    // long double holds every long: a double would round 2⁵³ + 1 down to the limit.
    const long double value =
        std::visit([&](auto member) { return static_cast<long double>(options.*member); }, option.field);
    if (value >= option.range.lower && value <= option.range.upper) continue;
    std::ostringstream message;
    message << option.name << " = ";
    std::visit([&](auto member) { message << options.*member; }, option.field);
    message << std::setprecision(16) << "; expected " << option.range.lower << " ≤ " << option.name;
    if (std::isfinite(option.range.upper)) message << " ≤ " << option.range.upper;
    throw InputError(message.str());
  }
}

}  // namespace orthant

/// Numbers in the documents that we write: JSON has no infinity and no NaN, so these become null.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace orthant {

inline nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace orthant

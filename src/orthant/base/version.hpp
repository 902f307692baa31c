#pragma once

namespace orthant {

inline constexpr const char* version = "0.1.0";

}  // namespace orthant

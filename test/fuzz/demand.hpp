/// What a fuzz target asks: a promise that does not hold ends the program.
#pragma once

#include <cstdlib>
#include <string>

namespace orthant {

inline void demand(bool promise) {
  if (!promise) std::abort();
}

/// A message: not empty, nothing that a terminal would act on.
inline void demand_one_line(const std::string& message) {
  demand(!message.empty());
  for (const char c : message) demand(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

}  // namespace orthant

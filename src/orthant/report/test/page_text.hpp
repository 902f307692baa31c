/// What a page holds, as text.
#pragma once

#include <cstddef>
#include <string_view>

namespace orthant::testing {

inline bool contains(std::string_view page, std::string_view part) {
  return page.find(part) != std::string_view::npos;
}

inline std::size_t occurrences(std::string_view page, std::string_view part) {
  std::size_t found = 0;
  for (auto at = page.find(part); at != std::string_view::npos; at = page.find(part, at + 1)) ++found;
  return found;
}

}  // namespace orthant::testing

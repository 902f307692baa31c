/// Rows or columns as a person writes them: by name where they have names, else by number from 1.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class LineNames {
 public:
  /// `names`: empty, or `count` of them; of equal ones the first is meant.
  LineNames(const std::vector<std::string>& names, Index count) : count_(count) {
    for (size_t k = 0; k < names.size(); ++k) by_name_.emplace(names[k], static_cast<Index>(k));
  }

  /// From 0; −1: there is none.
  Index find(std::string_view field) const {
    if (!by_name_.empty()) {
      const auto known = by_name_.find(std::string(field));
      return known == by_name_.end() ? -1 : known->second;
    }
    Index number = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
    const bool whole = error == std::errc() && end == field.data() + field.size();
    return whole && number >= 1 && number <= count_ ? number - 1 : -1;
  }

  /// "a row from 1 to 20", "the name of a row of the data".
  std::string expected(const char* what, const char* of) const {
    return by_name_.empty() ? fmt::format("a {} from 1 to {}", what, count_)
                            : fmt::format("the name of a {} of the {}", what, of);
  }

 private:
  std::unordered_map<std::string, Index> by_name_;
  Index count_;
};

/// What has names: a file and its rows or columns.
struct NamedLines {
  const std::string& file;
  const std::vector<std::string>& names;
};

/// For each line of the data the place of that name in the factors, where the data have the names of the factors in
/// another order; empty where the order is the same, or one of them has no names. Throws InputError that names the first
/// difference where the data have other names. `what`: "row" or "column".
std::vector<Index> order_by_name(const NamedLines& data, const NamedLines& factors, const char* what);

}  // namespace orthant

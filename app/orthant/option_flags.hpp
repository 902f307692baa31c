/// The option tables of the library (core/options.hpp) as command-line flags: max_iterations →
/// --max-iterations.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <type_traits>

#include "orthant/base/options.hpp"

namespace orthant::app {

/// The whole word is a number of this type, in its range: CLI11 itself saturates and takes an empty word for
/// 0.
template <class Number>
CLI::Option* number_only(CLI::Option* option) {
  return option->check([](const std::string& word) -> std::string {
    Number value{};
    const char* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data() + (word.starts_with('+') ? 1 : 0), end, value);
    if (error == std::errc() && stop == end) return {};
    return "'" + word + "'; expected " +
           (std::is_integral_v<Number> ? "a whole number of at most 64 bits" : "a number");
  });
}

template <class Struct>
void add_flags(CLI::App& command, Struct& options, std::span<const Option<Struct>> table) {
  for (const auto& option : table) {
    std::string flag = option.name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    std::visit(
        [&](auto member) {
          using Number = std::remove_reference_t<decltype(options.*member)>;
          number_only<Number>(command.add_option("--" + flag, options.*member, option.help))
              ->capture_default_str();
        },
        option.field);
  }
}

}  // namespace orthant::app

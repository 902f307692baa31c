/// The option tables of the library (base/options.hpp) as command-line flags: max_iterations →
/// --max-iterations.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
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

/// max_iterations → --max-iterations
inline std::string flag_name(std::string_view option) {
  std::string flag = "--" + std::string(option);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

/// One row of a table.
template <class Struct>
void add_flag(CLI::App& command, Struct& options, const Option<Struct>& option) {
  const std::string flag = flag_name(option.name);
  const auto add = [&](auto member) {
    using Field = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Field, WordField<Struct>>) {
      command
          .add_option_function<std::string>(
              flag, [&options, &option](const std::string& word) { option.set_word(options, word); },
              option.help)
          ->default_str(std::string(member.get(options)));
    } else if constexpr (std::is_same_v<Field, bool Struct::*>) {
      command.add_flag(flag, options.*member, option.help);
    } else if constexpr (std::is_same_v<Field, std::string Struct::*>) {
      command.add_option(flag, options.*member, option.help);
    } else if constexpr (requires { (options.*member).has_value(); }) {
      using Number = typename std::remove_reference_t<decltype(options.*member)>::value_type;
      number_only<Number>(command.add_option(flag, options.*member, option.help));
    } else {
      using Number = std::remove_reference_t<decltype(options.*member)>;
      number_only<Number>(command.add_option(flag, options.*member, option.help))->capture_default_str();
    }
  };
  std::visit(add, option.field);
}

template <class Struct, std::size_t size>
void add_flags(CLI::App& command, Struct& options, const Option<Struct> (&table)[size]) {
  for (const auto& option : table) add_flag(command, options, option);
}

}  // namespace orthant::app

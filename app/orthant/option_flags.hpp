/// The option tables of the library (core/options.hpp) as command-line flags: max_iterations →
/// --max-iterations.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>
#include <string>

#include "orthant/core/options.hpp"

namespace orthant::app {

template <class Struct>
void add_flags(CLI::App& command, Struct& options, std::span<const Option<Struct>> table) {
  for (const auto& option : table) {
    std::string flag = option.name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    std::visit(
        [&](auto member) {
          command.add_option("--" + flag, options.*member, option.help)->capture_default_str();
        },
        option.field);
  }
}

}  // namespace orthant::app

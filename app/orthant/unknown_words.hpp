/// Words of a command line that a command does not know, named before anything else is said of the line: a
/// flag with a slip of the pen would otherwise be reported as another one that is missing.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "orthant/base/nearest_word.hpp"

namespace orthant::app {

/// ", the nearest is --FLAG": the one of `command` that is meant by `word`; or nothing.
inline std::string nearest_flag(std::string word, const CLI::App& command) {
  word.erase(0, std::min(word.find_first_not_of('-'), word.size()));
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (std::string flag : option->get_lnames()) {
      std::replace(flag.begin(), flag.end(), '-', '_');
      flags.push_back(std::move(flag));
    }
  std::string nearest = nearest_option(word, flags);
  std::replace(nearest.begin(), nearest.end(), '_', '-');
  return nearest.empty() ? "" : ", the nearest is --" + nearest;
}

/// Names the flags of `words` that `command` does not have, in their order, each with the nearest one that it
/// has; or the words that are too many; empty when there are none. `program`: as it is called, for the way to
/// its help.
inline std::string unknown_words(const CLI::App& command, const std::vector<std::string>& words,
                                 const std::string& program) {
  std::string positional;
  long room = 0;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    room += option->get_items_expected_max();
    positional = option->get_type_name() == "TEXT" ? option->get_name() : option->get_type_name();
  }
  const auto is_number = [](const std::string& word) {
    double value = 0;
    return std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc();
  };
  std::string unknown, extra;
  bool only_positional = false;
  for (std::size_t w = 0; w < words.size(); ++w) {
    const std::string &word = words[w], name = word.substr(0, word.find('='));
    if (only_positional || word.size() < 2 || word[0] != '-' || is_number(word)) {
      if (--room < 0) extra += (extra.empty() ? "'" : " '") + word + "'";
    } else if (word == "--") {
      only_positional = true;
    } else if (const CLI::Option* found = command.get_option_no_throw(name); found == nullptr) {
      unknown += (unknown.empty() ? "unknown flag '" : "; unknown flag '") + word + "'" +
                 nearest_flag(name, command);
    } else {
      if (name == "--help" || name == "-h" || name == "--version") return {};
      if (name != word) continue;
      const int values = found->get_items_expected_max();
      if (values == 1) ++w;
      while (values > 1 && w + 1 < words.size() && !words[w + 1].starts_with('-')) ++w;
    }
  }
  const std::string help = " (see " + program + " --help)";
  if (!unknown.empty()) return unknown + help;
  if (extra.empty()) return {};
  return "found " + extra + "; expected " +
         (positional.empty() ? "flags" : "one " + positional + " and flags") + help;
}

}  // namespace orthant::app

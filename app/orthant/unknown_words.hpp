/// Words of a command line that a command does not know, named before anything else is said of the line: a
/// flag with a slip of the pen would otherwise be reported as another one that is missing.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orthant::app {

/// Insertions, deletions, replacements and exchanges of neighbours from `a` to `b`.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      d[i][j] = i + j;
      if (i == 0 || j == 0) continue;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

/// What other programs call it: scikit-learn, R, and habit.
inline constexpr std::pair<std::string_view, std::string_view> usual_names[] = {
    {"n-components", "rank"},
    {"components", "rank"},
    {"k", "rank"},
    {"r", "rank"},
    {"n-init", "starts"},
    {"nrun", "starts"},
    {"random-state", "seed"},
    {"max-iter", "max-iterations"},
    {"tol", "stationarity"},
    {"n-jobs", "threads"},
    {"j", "threads"},
    {"output", "out"},
    {"o", "out"},
    {"timeout", "max-seconds"},
    {"q", "quiet"}};

/// ", the nearest is --FLAG": the one of `command` that is meant by `word`; or nothing.
inline std::string nearest_flag(std::string word, const CLI::App& command) {
  word.erase(0, std::min(word.find_first_not_of('-'), word.size()));
  for (char& c : word) c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const auto& [theirs, ours] : usual_names)
    if (word == theirs) word = ours;
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& flag : option->get_lnames()) {
      const bool begun = word.size() >= 3 && flag.starts_with(word);
      const std::size_t distance =
          begun ? std::min<std::size_t>(1, flag.size() - word.size()) : edit_distance(word, flag);
      if (distance >= least || flag.size() <= distance) continue;
      least = distance;
      nearest = flag;
    }
  }
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

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
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const bool same = a[i - 1] == b[j - 1];
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1)});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

/// What other programs call it: scikit-learn, R, and habit.
inline std::string_view usual_name(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {{"n-components", "rank"},
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
  for (const auto& [theirs, ours] : names)
    if (name == theirs) return ours;
  return name;
}

/// The flag of `known` (without hyphens in front) that is meant by `word`, or nothing.
inline std::string nearest_flag(std::string word, const std::vector<std::string>& known) {
  word.erase(0, std::min(word.find_first_not_of('-'), word.size()));
  for (char& c : word) c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::string name(usual_name(word));
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& flag : known) {
    const bool begun = name.size() >= 3 && flag.starts_with(name);
    const std::size_t distance =
        begun ? std::min<std::size_t>(1, flag.size() - name.size()) : edit_distance(name, flag);
    if (distance >= least || flag.size() <= distance) continue;
    least = distance;
    nearest = flag;
  }
  return nearest;
}

/// Names the flags of `words` that `command` does not have, in their order, each with the nearest one that it
/// has; or the words that are too many. Empty when there are none. `program`: as it is called, for the way to
/// its help.
inline std::string unknown_words(const CLI::App& command, const std::vector<std::string>& words,
                                 const std::string& program) {
  std::vector<std::string> known;
  std::string positional;
  long room = 0;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back(name);
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
    const std::string& word = words[w];
    if (word == "--") {
      only_positional = true;
    } else if (only_positional || word.size() < 2 || word[0] != '-' || is_number(word)) {
      if (--room < 0) extra += (extra.empty() ? "'" : " '") + word + "'";
    } else {
      const bool is_long = word[1] == '-';
      const std::string name = is_long ? word.substr(2, word.find('=') - 2) : word.substr(1);
      const CLI::Option* found = nullptr;
      for (const CLI::Option* option : command.get_options()) {
        const auto& names = is_long ? option->get_lnames() : option->get_snames();
        if (std::find(names.begin(), names.end(), name) != names.end()) found = option;
      }
      if (found != nullptr) {
        if (name == "help" || name == "h" || name == "version") return "";
        if (word.find('=') != std::string::npos) continue;
        const int values = found->get_items_expected_max();
        if (values == 1) ++w;
        while (values > 1 && w + 1 < words.size() && !words[w + 1].starts_with('-')) ++w;
        continue;
      }
      const std::string nearest = nearest_flag(word.substr(0, word.find('=')), known);
      unknown += (unknown.empty() ? "unknown flag '" : "; unknown flag '") + word + "'" +
                 (nearest.empty() ? "" : ", the nearest is --" + nearest);
    }
  }
  const std::string help = " (see " + program + " --help)";
  if (!unknown.empty()) return unknown + help;
  if (extra.empty()) return "";
  return "found " + extra + "; expected " +
         (positional.empty() ? "flags" : "one " + positional + " and flags") + help;
}

}  // namespace orthant::app

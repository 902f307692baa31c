/// Which word was meant: of those that are there, the one with the fewest slips of the pen, by the distance of
/// Damerau and Levenshtein (insertions, deletions, replacements, exchanges of neighbours), at most a third of
/// the word's length.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orthant {

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
    {"n_components", "rank"},
    {"components", "rank"},
    {"k", "rank"},
    {"r", "rank"},
    {"n_init", "starts"},
    {"nrun", "starts"},
    {"random_state", "seed"},
    {"max_iter", "max_iterations"},
    {"tol", "stationarity"},
    {"n_jobs", "threads"},
    {"j", "threads"},
    {"output", "out"},
    {"o", "out"},
    {"timeout", "max_seconds"},
    {"q", "quiet"}};

/// The option that `word` stands for, with underscores in both; empty: none is near.
inline std::string nearest_option(std::string word, const std::vector<std::string>& options) {
  for (char& c : word) c = c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const auto& [theirs, ours] : usual_names)
    if (word == theirs) word = ours;
  std::string nearest;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& option : options) {
    const bool begun = word.size() >= 3 && option.starts_with(word);
    const std::size_t distance =
        begun ? std::min<std::size_t>(1, option.size() - word.size()) : edit_distance(word, option);
    if (distance >= least || option.size() <= distance) continue;
    least = distance;
    nearest = option;
  }
  return nearest;
}

}  // namespace orthant

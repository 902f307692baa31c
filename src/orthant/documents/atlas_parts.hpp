/// The parts of an atlas' minima side by side: for each minimum near the best, what matches the best one's parts
/// (recover/matching.hpp), over the columns of the data. Follows from the factors, and is not in the document.
#pragma once

#include <string>
#include <vector>

#include "orthant/documents/atlas.hpp"

namespace orthant {

struct MatchedMinimum {
  Index minimum = 0;          ///< its place in the list
  Matrix right;               ///< R, or U: columns in the order of the best one's parts
  std::vector<double> alike;  ///< cosines of l rᵀ with those parts
  std::vector<std::string>
      names;  ///< of each part: its most distinctive columns; without names their numbers
};

/// The best and those within atlas.trust.within, at most `most`; none where factors are missing. `entries`: so many names.
std::vector<MatchedMinimum> matched_minima(const Atlas& atlas, std::size_t most, Index entries);

}  // namespace orthant

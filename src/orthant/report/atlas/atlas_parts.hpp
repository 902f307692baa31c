/// What all minima share: the parts side by side, how far each can be trusted, and how steady labels are.
#pragma once

#include "orthant/documents/atlas.hpp"
#include "orthant/report/page/html.hpp"

namespace orthant::report {

/// "1, 2 and 4 are in all of the points compared; 7 and 9 in few"; nothing to compare: says so.
std::string shared_parts_sentence(const Atlas& atlas);

/// A line for each part: trust in a word and in figures, and what the part looks like in the best and in other minima.
Html trust_table(const Atlas& atlas);

/// How many rows and columns keep their label.
Html labels_table(const Atlas& atlas);

}  // namespace orthant::report

/// What the marked places of a landscape are called, and where they are.
#pragma once

#include <string>
#include <vector>

#include "orthant/documents/landscape.hpp"

namespace orthant::report {

/// "Spurious local minimum", "Saddle", …: from the verdict, which holds for the whole problem; a saddle that
/// every feasible way leaves downwards in a picture of the whole space is a local maximum.
std::string point_kind(const LandscapePoint& point, bool whole_space);

struct LandscapeMark {
  double x = 0, y = 0;
  std::string kind;
  std::string name;    ///< of the label, first line
  std::string detail;  ///< second line: coordinates and value
  std::string about;   ///< a sentence, shown on pointing
};

/// Critical points of the panel that its window shows, minima first, and the named places where none is.
std::vector<LandscapeMark> landscape_marks(const Landscape& landscape, const Panel& panel);

/// One sentence for those who do not see the picture.
std::string landscape_description(const LandscapeDocument& document);

}  // namespace orthant::report

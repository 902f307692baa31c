/// What the marked places of a landscape are called, and how each kind looks. Reads the "orthant-landscape/1"
/// document only.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace orthant::report {

/// Kinds differ in colour (Okabe and Ito's) and in shape.
struct MarkStyle {
  const char* kind;
  const char* colour;
  const char* shape;  ///< Vega's
};
std::span<const MarkStyle> mark_styles();

/// "Spurious local minimum", "Saddle", …: from the verdict, which holds for the whole problem; a saddle that
/// every feasible way leaves downwards in a picture of the whole space is a local maximum.
std::string point_kind(const nlohmann::json& point, bool whole_space);

struct LandscapeMark {
  double x = 0, y = 0;
  std::string kind;
  std::string name;    ///< of the label, first line
  std::string detail;  ///< second line: coordinates and value
  std::string about;   ///< a sentence, shown on pointing
};

/// Critical points of the panel that its window shows, minima first, and the document's named places where
/// none is.
std::vector<LandscapeMark> landscape_marks(const nlohmann::json& landscape, const nlohmann::json& panel);

/// One sentence for those who do not see the picture.
std::string landscape_description(const nlohmann::json& landscape);

}  // namespace orthant::report

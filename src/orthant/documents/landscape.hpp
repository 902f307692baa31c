/// landscape.json, "orthant-landscape/1": the objective over a plane and its critical points there
/// (docs/landscape.md). What `orthant landscape --json` prints and the picture is made from.
#pragma once

#include <string>

#include "orthant/files/json_fields.hpp"
#include "orthant/landscape/landscape.hpp"

namespace orthant {

inline constexpr const char* landscape_format = "orthant-landscape/1";

struct LandscapeDocument {
  std::string problem;  ///< a name for the title
  std::string command;  ///< the command line that made it; empty: none
  bool asymmetric = false;
  Index unknowns = 0;
  /// As read: without the plane's matrices and the normals of the polygon, and with the points' factors where
  /// the plane is the whole space.
  Landscape landscape;
};

/// Grid values keep nine digits; everything else keeps all of its own. The same problem gives the same
/// document: how long the certificates took is not in it.
LandscapeDocument landscape_document(const Landscape& landscape, const Objective& objective,
                                     std::string problem, std::string command = "");

Json as_json(const LandscapeDocument& document);

/// Throws InputError in one line that names file, field and expectation.
LandscapeDocument read_landscape(const std::string& file);

/// landscape.json. Throws OutputError.
void write(const LandscapeDocument& document, const std::string& folder);

}  // namespace orthant

/// projection.json: new rows on fixed factors (docs/project.md). What `orthant project --json` prints.
#pragma once

#include <map>
#include <string>

#include "orthant/files/json_fields.hpp"
#include "orthant/recover/project.hpp"

namespace orthant {

inline constexpr const char* projection_format = "orthant-projection/1";

struct ProjectionDocument {
  std::string data;  ///< as it was named
  Projection projection;
  std::map<std::string, std::string> files;  ///< "L" → "L.npy"; empty: none written
};

Json as_json(const ProjectionDocument& document);

/// Throws InputError in one line that names file, field and expectation.
ProjectionDocument read_projection(const std::string& file);

/// projection.json in this folder. Throws OutputError.
void write(const ProjectionDocument& document, const std::string& folder);

}  // namespace orthant

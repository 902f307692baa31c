/// atlas.json: the map of minima (docs/atlas.md). What `orthant atlas --json` prints, and what `add`, `merge` and `show`
/// read again.
///
/// A folder of it holds atlas.json and, for the k-th minimum, minima/k: certificate.json with its files, and the factors.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "orthant/explore/atlas.hpp"
#include "orthant/files/json_fields.hpp"

namespace orthant {

inline constexpr const char* atlas_format = "orthant-atlas/1";

struct AtlasDocument {
  Atlas atlas;
  std::string version;
  std::string command;   ///< empty: no command line
  Json asked = nullptr;  ///< options by which it can be gone on with; null: data were in memory
  std::map<std::string, std::string> files;  ///< as of a Solution
};

AtlasDocument atlas_document(Atlas atlas, std::string command = "");

Json as_json(const AtlasDocument& document);

/// How far a minimum is above the best, relatively; nothing beside an exact fit, of which a quotient says nothing.
std::optional<double> gap_of(const Atlas& atlas, const AtlasMinimum& minimum);

/// Whether a JSON file says that it is one.
bool is_atlas(const std::string& file);

/// Of a folder that write() made, with the factors. Throws InputError in one line that names file, field and expectation.
AtlasDocument read_atlas(const std::string& folder);
/// The same by the name of its atlas.json.
AtlasDocument read_atlas_file(const std::string& file);

/// L and R, or U.
std::map<std::string, Matrix> factors_of(const Atlas& atlas, const AtlasMinimum& minimum);

/// A page of the atlas, report.html; none when it is empty.
using AtlasPage = std::function<std::string(const AtlasDocument&)>;

/// atlas.json last; the folder may be one that the minima were read from. Sets document.files. Throws OutputError.
void write(AtlasDocument& document, const std::string& folder, const AtlasPage& page = {});

}  // namespace orthant

/// How the landscape picture looks: colours of the bands, legends, fonts. Sizes are signals of its
/// specification: `side` of a panel and `columns` of panels.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace orthant {

/// {"signal": expression}
nlohmann::json signal(const std::string& expression);

/// From the wells (deep) to the heights (pale), in as many steps as there are bands.
nlohmann::json band_colours(std::size_t bands);

/// Of the scale "band", bands as wide as each other (by value the lowest would vanish), and of the kinds of
/// points.
nlohmann::json landscape_legends();

nlohmann::json landscape_config();

}  // namespace orthant

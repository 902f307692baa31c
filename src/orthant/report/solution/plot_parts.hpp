/// What the charts share: colours, fonts, the frame of a specification, axes.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace orthant {

namespace colour {
inline constexpr const char* ink = "#22303c";
inline constexpr const char* soft_ink = "#55626d";
inline constexpr const char* grid = "#e7e3da";
inline constexpr const char* best = "#0072b2";
inline constexpr const char* other = "#9aa7b1";
inline constexpr const char* good = "#0072b2";
inline constexpr const char* fair = "#e69f00";
inline constexpr const char* bad = "#d55e00";
inline constexpr const char* open = "#6b7780";
}  // namespace colour

/// A specification with its data inside, as wide as its container.
nlohmann::json plot_frame(const std::string& description, int height, nlohmann::json values);

/// {"field": …, "type": "quantitative", "axis": {"title": …}}
nlohmann::json quantity(const std::string& name, const std::string& title);

/// Turns the channel's axis logarithmic over [lowest, highest], 0 < lowest < highest, with few ticks and
/// labels like 10⁻³.
nlohmann::json logarithmic(nlohmann::json channel, double lowest, double highest);

/// The horizontal axis of a spectrum: the field "index", whole numbers.
nlohmann::json order_axis(const std::string& title);

/// At most `most` positions of 0 … size−1, evenly spread, the first and the last always among them.
std::vector<std::size_t> spread(std::size_t size, std::size_t most);

}  // namespace orthant

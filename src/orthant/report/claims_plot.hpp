/// How far every comparison is from its tolerance.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace orthant {

/// One mark per comparison with a number: error / tolerance on a logarithmic axis, one row per statement, the
/// limit 1 dashed. Errors of zero stand at the left edge as diamonds, what is beyond its tolerance is an
/// orange triangle. Null when there is nothing to draw.
nlohmann::json margins_plot(const nlohmann::json& document);

}  // namespace orthant

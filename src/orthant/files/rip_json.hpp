/// A restricted isometry constant as JSON: what `orthant rip` prints and writes (docs/rip.md).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "orthant/operators/rip/rip.hpp"

namespace orthant {

/// Numbers that are not finite become null: an upper end that is not known. Witnesses are not in it.
nlohmann::ordered_json rip_json(const RipResult& result);

}  // namespace orthant

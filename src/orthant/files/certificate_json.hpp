/// A certificate as JSON: the fields that `orthant certify --json` prints and solution.json carries
/// (docs/output.md). Numbers that are not finite become null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "orthant/certify/certificate.hpp"

namespace orthant {

nlohmann::ordered_json certificate_json(const Certificate& certificate);

}  // namespace orthant

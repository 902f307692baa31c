/// The landscape picture as one Vega specification: two panels of filled contours, the critical points on
/// them by verdict, labelled axes and contours, legends. Everything it draws is inside it. Panels stand side
/// by side, or one above the other in a container narrower than 680 pixels. Colours are a sequential scale of
/// one hue for the objective and Okabe and Ito's for verdicts, which also differ in shape and carry their
/// name.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace orthant {

/// `landscape`: an "orthant-landscape/1" document.
nlohmann::json landscape_spec(const nlohmann::json& landscape);

}  // namespace orthant

#include "orthant/files/rip_json.hpp"

#include <cmath>

#include "orthant/files/json_fields.hpp"

namespace orthant {

Json rip_json(const RipResult& result) {
  Json out;
  out["rank"] = result.rank;
  out["lower"] = json_number(result.lower);
  out["upper"] = json_number(result.upper);
  out["attained"] = result.attained;
  out["scaled_lower"] = json_number(result.scaled_lower);
  out["scaled_upper"] = json_number(result.scaled_upper);
  out["upper_is_estimate"] = result.upper_is_estimate;
  out["largest"] = {{"lower", json_number(result.largest_lower)},
                    {"upper", json_number(result.largest_upper)}};
  out["smallest"] = {{"lower", json_number(result.smallest_lower)},
                     {"upper", json_number(result.smallest_upper)}};
  const double sum = result.largest_lower + result.smallest_upper;
  out["best_scale"] = result.attained && sum > 0 ? json_number(std::sqrt(2 / sum)) : Json(nullptr);
  out["stopped"] = result.stopped;
  return out;
}

}  // namespace orthant

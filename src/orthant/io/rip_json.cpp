#include "orthant/io/rip_json.hpp"

#include <cmath>

namespace orthant {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace

Json rip_json(const RipResult& result) {
  Json out;
  out["rank"] = result.rank;
  out["lower"] = number(result.lower);
  out["upper"] = number(result.upper);
  out["exact"] = result.exact;
  out["scaled_lower"] = number(result.scaled_lower);
  out["scaled_upper"] = number(result.scaled_upper);
  out["upper_is_estimate"] = result.upper_is_estimate;
  out["largest"] = {{"lower", number(result.largest_lower)}, {"upper", number(result.largest_upper)}};
  out["smallest"] = {{"lower", number(result.smallest_lower)}, {"upper", number(result.smallest_upper)}};
  const double sum = result.largest_lower + result.smallest_upper;
  out["best_scale"] = result.exact && sum > 0 ? number(std::sqrt(2 / sum)) : Json(nullptr);
  out["stopped"] = result.stopped;
  return out;
}

}  // namespace orthant

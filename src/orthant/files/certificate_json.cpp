#include "orthant/files/certificate_json.hpp"

#include "orthant/files/json_number.hpp"

namespace orthant {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json regularisation_json(const Regularisation& weights) {
  Json out;
  for (const auto& option : regularisation_options) out[option.name] = option.value(weights);
  return out;
}

Json certificate_json(const Certificate& certificate) {
  const CriticalCone& cone = certificate.cone;
  const SecondOrderReport& second = certificate.second_order;
  Json out;
  out["verdict"] = to_string(certificate.verdict);
  out["rigor"] = to_string(certificate.rigor);
  out["spurious"] = certificate.spurious ? Json(*certificate.spurious) : Json(nullptr);
  out["objective"] = json_number(certificate.objective);
  out["objective_error"] = json_number(certificate.objective_error);
  out["relative_error"] = json_number(certificate.relative_error);
  if (certificate.regularisation) out["regularisation"] = regularisation_json(*certificate.regularisation);
  out["first_order"] = {{"stationarity", json_number(certificate.first_order.stationarity)},
                        {"tolerance", certificate.first_order.tolerance},
                        {"min_multiplier", json_number(cone.min_multiplier)},
                        {"max_free_gradient", json_number(certificate.first_order.max_free_gradient)},
                        {"snapped", certificate.first_order.snapped}};
  out["critical_cone"] = {{"free", cone.free},
                          {"nonnegative", cone.nonnegative},
                          {"fixed", cone.fixed},
                          {"zero_tolerance", cone.zero_tolerance},
                          {"multiplier_tolerance", cone.multiplier_tolerance},
                          {"smallest_free", json_number(cone.smallest_free)},
                          {"near_tolerance", cone.near_tolerance},
                          {"constrained", cone.constrained}};
  out["second_order"] = {{"modulus", second.modulus ? json_number(*second.modulus) : Json(nullptr)},
                         {"scaling", second.scaling},
                         {"method", second.method},
                         {"copositive", second.copositive},
                         {"order", second.order},
                         {"tolerance", second.tolerance}};
  out["proved"] = nullptr;
  if (certificate.proved) {
    const Proved& proved = *certificate.proved;
    out["proved"] = {{"method", proved.method},
                     {"radius", proved.radius},
                     {"objective", {proved.objective_low, proved.objective_high}},
                     {"modulus", proved.modulus ? Json(*proved.modulus) : Json(nullptr)},
                     {"global_low", proved.global_low ? Json(*proved.global_low) : Json(nullptr)}};
  }
  out["unique"] = certificate.unique ? Json(*certificate.unique) : Json(nullptr);
  out["mixed"] = Json::array();
  for (const MixedPair& pair : certificate.mixed) {
    out["mixed"].push_back({{"grows", pair.grows + 1},
                            {"gives", pair.gives + 1},
                            {"factor", std::string(1, pair.factor)},
                            {"reach", pair.reach},
                            {"change", pair.change}});
  }
  out["checked"] = certificate.checked ? Json(*certificate.checked) : Json(nullptr);
  out["check_command"] = certificate.check_command.empty() ? Json(nullptr) : Json(certificate.check_command);
  if (certificate.escape) {
    out["escape"] = {{"curvature", certificate.escape->curvature},
                     {"step", certificate.escape->step},
                     {"objective", certificate.escape->objective},
                     {"decrease", certificate.escape->decrease}};
  } else {
    out["escape"] = nullptr;
  }
  out["witness"] =
      certificate.witness_objective ? Json{{"objective", *certificate.witness_objective}} : Json(nullptr);
  out["reasons"] = certificate.reasons;
  out["seconds"] = certificate.seconds;
  return out;
}

}  // namespace orthant

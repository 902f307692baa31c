/// A certificate as JSON (docs/output.md): the whole of certificate.json, and the same in `certify --json`
/// and in solution.json. Its `proof` is what the checker goes through. Here because a proof is stated only
/// after the checker has accepted it in the certificate as it will be written.
///
/// as_json and read_json (files/json_fields.hpp) go by the fields listed here.
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/files/json_fields.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

inline constexpr const char* certificate_format = "orthant-certificate/1";

struct CertificateDocument {
  Certificate certificate;  ///< as read: without the point, the direction of escape and the spectrum
  Json proof = nullptr;     ///< null: none
};

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Regularisation>& weights) {
  list_numbers(fields, weights, regularisation_options);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Proved>& proved) {
  fields("method", proved.method);
  fields("radius", proved.radius);
  fields.range("objective", proved.objective_low, proved.objective_high);
  fields("modulus", proved.modulus);
  fields("global_low", proved.global_low);
  fields("global_rank", proved.global_rank);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, MixedPair>& pair) {
  fields("grows", from_one(pair.grows));
  fields("gives", from_one(pair.gives));
  fields("factor", pair.factor);
  fields("reach", pair.reach);
  fields("change", pair.change);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Escape>& escape) {
  fields("curvature", escape.curvature);
  fields("step", escape.step);
  fields("objective", escape.objective);
  fields("decrease", escape.decrease);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, CriticalCone>& cone) {
  fields("free", cone.free);
  fields("nonnegative", cone.nonnegative);
  fields("fixed", cone.fixed);
  fields("zero_tolerance", cone.zero_tolerance);
  fields("multiplier_tolerance", cone.multiplier_tolerance);
  fields("smallest_free", cone.smallest_free);
  fields("near_tolerance", cone.near_tolerance);
  fields("constrained", cone.constrained);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, SecondOrderReport>& second) {
  fields("modulus", second.modulus);
  fields("scaling", second.scaling);
  fields("method", second.method);
  fields("copositive", second.copositive);
  fields("order", second.order);
  fields("tolerance", second.tolerance);
}

template <class Fields>
void list_certificate(Fields& fields, OfFields<Fields, Certificate>& certificate,
                      OfFields<Fields, Json>& proof) {
  fields.format(certificate_format);
  fields("verdict", certificate.verdict);
  fields("rigor", certificate.rigor);
  fields("spurious", certificate.spurious);
  fields("objective", certificate.objective);
  fields("objective_error", certificate.objective_error);
  fields("relative_error", certificate.relative_error);
  fields.if_any("regularisation", certificate.regularisation);
  fields.section("first_order", [&](auto& first_order) {
    first_order("stationarity", certificate.first_order.stationarity);
    first_order("tolerance", certificate.first_order.tolerance);
    first_order("min_multiplier", certificate.cone.min_multiplier);
    first_order("max_free_gradient", certificate.first_order.max_free_gradient);
    first_order("snapped", certificate.first_order.snapped);
  });
  fields("critical_cone", certificate.cone);
  fields("second_order", certificate.second_order);
  fields("proved", certificate.proved);
  fields("unique", certificate.unique);
  fields("mixed", certificate.mixed);
  fields("checked", certificate.checked);
  fields.or_null("check_command", certificate.check_command);
  fields("escape", certificate.escape);
  fields.section("witness", certificate.witness_objective,
                 [](auto& witness, auto& objective) { witness("objective", objective); });
  fields("reasons", certificate.reasons);
  fields("seconds", certificate.seconds);
  fields("proof", proof);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, CertificateDocument>& document) {
  list_certificate(fields, document.certificate, document.proof);
}

/// certificate.json of a certificate and its proof, null for none.
Json certificate_document(const Certificate& certificate, const Proof* proof);

}  // namespace orthant

/// What `certify` and `recover` do about proofs: try one, and write it beside the certificate.
#pragma once

#include <optional>
#include <string>

#include "orthant/certify/certificate.hpp"
#include "orthant/prove/prove.hpp"

namespace orthant::app {

/// "verified", or "verified, not checked" when the checker has not gone through the proof.
std::string rigor_text(const Certificate& certificate);

/// A proof, adopted into the certificate; or nothing, and the reason why not among the certificate's reasons.
std::optional<Proof> proved(const Objective& objective, const Problem* problem, Certificate& certificate,
                            const Matrix* witness, const ProofOptions& options);

/// Into a folder that exists: writes the proof's files, escape.npy, and certificate.json last.
void write_certificate(const std::string& folder, const Certificate& certificate,
                       const std::optional<Proof>& proof);

}  // namespace orthant::app

/// A certificate with its proof as files: certificate.json (prove/certificate_document.hpp), the files that
/// the proof names, and escape.npy, the direction of a way down. `certify --json` prints the same object.
#pragma once

#include <string>

#include "orthant/prove/certificate_document.hpp"

namespace orthant {

/// Into a folder, made when it is missing: certificate.json last, after an earlier one is removed, so that
/// none is ever beside files of another. Throws OutputError.
void write_certificate(const Certificate& certificate, const std::optional<Proof>& proof,
                       const std::string& folder);

/// Throws InputError in one line that names file, field and expectation.
CertificateDocument read_certificate(const std::string& file);

}  // namespace orthant

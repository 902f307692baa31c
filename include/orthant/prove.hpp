/// A proof of what `certify` says, which `orthant-verify` checks without trusting the one who found it.
///
///   prove_and_adopt(objective, problem, certificate, witness)   the verdict is then that of the proof, if there is one
///   write_certificate(certificate, proof, folder)               certificate.json and the files that it names
///   certify_point(point)                                        both at once, of data or of a problem folder
#pragma once

#include "orthant/version.hpp"

#include <optional>
#include <string>

#include "orthant/certify.hpp"
#include "orthant/prove/prove.hpp"
#include "orthant/recover/certify_point.hpp"

namespace orthant {

/// Into a folder, made when it is missing. Throws OutputError.
void write_certificate(const Certificate& certificate, const std::optional<Proof>& proof,
                       const std::string& folder);

}  // namespace orthant

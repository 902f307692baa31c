/// What stands in a certificate outside of its `proof`: the claims once more, which must agree with those of
/// the proof, and reports of floating point, which nothing here repeats. A field that is not known is refused
/// by name, since it may say that the certificate is about something else.
#pragma once

#include "checker/read/claims.hpp"
#include "checker/read/document.hpp"

namespace orthant::checker {

/// Throws Rejected unless every field is known, of the type it has, and says no more than the claims of the
/// proof by `method`, whose rigor is `rigor`, and nothing that contradicts them.
void require_outside(const Json& certificate, const Claims& claims, const std::string& method,
                     const std::string& rigor);

/// true, false or null.
std::optional<bool> read_spurious(const Json& object, const std::string& place);

}  // namespace orthant::checker

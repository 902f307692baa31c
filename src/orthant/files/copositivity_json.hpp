/// Proofs of copositivity as JSON: the proof.json of `orthant copositive` (docs/output.md).
///
/// proof.json is `{"format": "orthant-copositivity/1", "checksum": …, "proof": {…}}`. The checksum is FNV-1a
/// of 64 bits over the compact text of `proof` with sorted keys: it finds accidental damage. What makes a
/// proof believable is not the checksum but find_flaw (replay.hpp), run on the proof and the matrix.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "orthant/copositive/copositive.hpp"

namespace orthant {

nlohmann::json proof_json(const CopositivityProof& proof);

/// Throws InputError, in one line that names the place, for anything that is not a document of this format:
/// types, unknown and missing keys, indices out of range, lists that do not fit together, a wrong checksum.
/// That the proof holds for a matrix is for find_flaw to say.
CopositivityProof proof_from_json(const nlohmann::json& document);

}  // namespace orthant

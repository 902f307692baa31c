/// The answer about copositivity and its proof as JSON: what `orthant copositive` prints and writes
/// (docs/output.md).
///
/// proof.json is `{"format": "orthant-copositivity/1", "checksum": …, "proof": {…}}`. The checksum is FNV-1a
/// of 64 bits over the compact text of `proof` with sorted keys: it finds accidental damage. What makes a
/// proof believable is not the checksum but find_flaw (replay.hpp), run on the proof and the matrix.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "orthant/copositive/copositive.hpp"

namespace orthant {

/// Numbers that are not finite become null. Points are x / Σx, rounded; `witness_exact` has the integers.
nlohmann::ordered_json copositivity_json(const CopositiveResult& result, Index order);

nlohmann::json proof_json(const CopositivityProof& proof);

/// Throws InputError, in one line that names the place, for anything that is not a document of this format:
/// types, unknown and missing keys, indices out of range, lists that do not fit together, a wrong checksum.
/// That the proof holds for a matrix is for find_flaw to say.
CopositivityProof proof_from_json(const nlohmann::json& document);

/// x / Σx as doubles, for integers x ≥ 0, x ≠ 0.
std::vector<double> on_simplex(const std::vector<mpz_class>& x);

}  // namespace orthant

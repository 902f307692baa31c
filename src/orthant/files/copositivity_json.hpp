/// The answer about copositivity and its proof as JSON: what `orthant copositive` prints and writes
/// (docs/output.md). Proofs are read by the checker (checker/copositive/copositivity.hpp).
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "orthant/copositive/copositive.hpp"

namespace orthant {

/// Numbers that are not finite become null. Points are x / Σx, rounded; `witness_exact` has the integers.
nlohmann::ordered_json copositivity_json(const CopositiveResult& result, Index order);

/// What proves the answer about Q: proof.json, and the matrix that it names, by the names of the files; empty
/// when nothing does. matrix_certified.npy where every entry is a double, otherwise fractions in
/// matrix_certified.csv.
std::map<std::string, std::string> proof_files(const CopositiveResult& result, const RationalSymmetric& Q);

/// x / Σx as doubles, for integers x ≥ 0, x ≠ 0.
std::vector<double> on_simplex(const std::vector<mpz_class>& x);

}  // namespace orthant

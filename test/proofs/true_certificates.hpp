/// True certificates of every method, with what is known of them besides: the material for spoiled ones.
#pragma once

#include <gmpxx.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checker/check.hpp"
#include "orthant/objectives/problem.hpp"

namespace orthant::testing {

using Json = nlohmann::ordered_json;

struct StoredCertificate {
  std::string name;
  Json document;                             ///< certificate.json
  std::map<std::string, std::string> files;  ///< name → bytes

  std::string method() const { return document["proof"]["method"]; }
};

struct TrueCertificate : StoredCertificate {
  mpq_class objective;                     ///< f at the point that the verdict is about, exact
  std::optional<mpq_class> sharp_modulus;  ///< a larger modulus is false
  std::optional<mpq_class> false_radius;   ///< within this of the point the claim is false
  std::optional<mpq_class> distance;       ///< the only minimizer near is at least this far away
};

/// A few of every method: all small. Those of isolated_minimizer come from the prover.
std::vector<TrueCertificate> true_certificates();

/// A fraction in lowest terms, as certificates have it.
std::string text(const mpq_class& q);
mpq_class number(const Json& text);

/// Puts `bytes` in the place of a file and its hash into the document.
void replace(StoredCertificate& certificate, const std::string& file, std::string bytes);

checker::Outcome check(const StoredCertificate& certificate);
checker::Outcome check(const std::string& text, const std::map<std::string, std::string>& files);

/// The problem that a certificate is about, as the programs read it. Throws InputError.
Problem problem_of(const StoredCertificate& certificate);
/// Its witness, stacked; or nothing.
std::optional<Matrix> witness_of(const StoredCertificate& certificate, const Problem& problem);

}  // namespace orthant::testing

/// From the parts of a proof to the stored one, which the independent checker has accepted.
#pragma once

#include "orthant/prove/bundle.hpp"
#include "orthant/prove/proof.hpp"
#include "orthant/verify/files.hpp"
#include "orthant/verify/rational.hpp"

namespace orthant {

/// The files of a bundle as the checker reads them.
class BundleFiles final : public verify::Files {
 public:
  explicit BundleFiles(const std::map<std::string, std::string>& files) : files_(files) {}
  std::string bytes(const std::string& name) const override;

 private:
  const std::map<std::string, std::string>& files_;
};

struct ProofParts {
  std::string method;
  Verdict verdict = Verdict::undecided;
  std::optional<bool> spurious;
  verify::Rational objective;  ///< exact, of the point
  std::optional<verify::Rational> modulus, radius;
  nlohmann::ordered_json problem;
  nlohmann::ordered_json witness;  ///< null: none
  nlohmann::ordered_json evidence;
};

/// The doubles around a rational: at most it, at least it. Infinite where no finite one is.
double at_most(const verify::Rational& q);
double at_least(const verify::Rational& q);

/// Wraps the document, as certificate.json would, and has it checked. The checker's statement becomes a
/// reason; its refusal that of the attempt.
ProofAttempt checked_document(const ProofParts& parts, Bundle bundle);

}  // namespace orthant

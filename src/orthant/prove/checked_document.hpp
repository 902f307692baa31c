/// From the parts of a proof to the stored one, which the independent checker has accepted.
#pragma once

#include "checker/arithmetic/rational.hpp"
#include "checker/check.hpp"
#include "checker/read/files.hpp"
#include "checker/read/problem.hpp"
#include "orthant/prove/bundle.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

/// The files of a bundle as the checker reads them.
class BundleFiles final : public checker::Files {
 public:
  explicit BundleFiles(const std::map<std::string, std::string>& files) : files_(files) {}
  std::string bytes(const std::string& name) const override;

 private:
  const std::map<std::string, std::string>& files_;
};

/// The problem of a document, with its files in the bundle, as the checker reads it. Throws checker::Rejected.
checker::Problem as_checked(const nlohmann::ordered_json& problem, const Bundle& bundle);

struct ProofParts {
  std::string method;
  Verdict verdict = Verdict::undecided;
  std::optional<bool> spurious;
  checker::Rational objective;  ///< exact, of the point
  std::optional<checker::Rational> modulus, radius;
  nlohmann::ordered_json problem;
  nlohmann::ordered_json witness;  ///< null: none
  nlohmann::ordered_json evidence;
};

/// The doubles around a rational: at most it, at least it. Infinite where no finite one is.
double at_most(const checker::Rational& q);
double at_least(const checker::Rational& q);

/// What the search for an exact proof, or one check of it, may take: nanoseconds of one core.
inline constexpr double exact_work = 3e10;

/// Wraps the document, as certificate.json would, and has it checked. The checker's statement becomes a
/// reason; its refusal that of the attempt.
ProofAttempt checked_document(const ProofParts& parts, Bundle bundle);

/// Has the checker go through `certificate`, the whole of certificate.json with this proof in it. Returns its
/// refusal, empty when there is none. Sets `checked`, or, when the check would take more than `limits` allow,
/// `check_seconds`. Of a proof that was checked before only what stands around it is looked at.
std::string check_proof(Proof& proof, const nlohmann::ordered_json& certificate,
                        const checker::Limits& limits);

}  // namespace orthant

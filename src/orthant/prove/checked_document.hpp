/// From the parts of a proof to the stored one, which the independent checker has accepted.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "checker/arithmetic/rational.hpp"
#include "checker/check.hpp"
#include "checker/read/files.hpp"
#include "checker/read/problem.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

/// The files of a proof in memory: name → the bytes of a .npy file. The writer of problem folders fills it,
/// the checker reads it. Copies share the bytes, and their hashes are made once.
class Bundle final : public ProblemSink, public checker::Files {
 public:
  /// rows×cols, or a vector of one column: both in two dimensions.
  void dense(const std::string& name, const ConstMatrixRef& A) override;
  void numbers(const std::string& name, const RowMajorNumbers& A) override;
  /// Throws InputError: a certificate has no place for sparse vectors.
  void sparse(const std::string& name, const CompressedLines& rows) override;

  std::string bytes(const std::string& name) const override;
  /// Name → bytes.
  std::map<std::string, std::string> files() const;
  /// {name: SHA-256} of every file.
  nlohmann::ordered_json hashes() const;

 private:
  struct File {
    std::shared_ptr<const std::string> bytes;
    std::string hash;
  };
  std::map<std::string, File> files_;
};

/// {"U": …} or {"L": …, "R": …}, their matrices in the bundle as U<suffix> ….
nlohmann::ordered_json factors_json(const Factors& factors, bool symmetric, const std::string& suffix,
                                    Bundle& bundle);

/// The same of a stacked matrix, whose first `rows` rows are U or L.
nlohmann::ordered_json factors_json(const Matrix& stacked, Index rows, bool symmetric,
                                    const std::string& suffix, Bundle& bundle);

/// "p/q" in lowest terms, or "p".
std::string fraction(const mpq_class& q);
/// The number that the double is.
std::string fraction(double x);
/// "446/100000000000000000" for "4.46e-15".
std::string decimal_fraction(const std::string& text);

/// The files of a proof as the checker reads them.
class BundleFiles final : public checker::Files {
 public:
  explicit BundleFiles(const std::map<std::string, std::string>& files) : files_(files) {}
  std::string bytes(const std::string& name) const override;

 private:
  const std::map<std::string, std::string>& files_;
};

/// The problem of a document, with its files and what it names by hash, as the checker reads it. Throws
/// checker::Rejected.
checker::Problem as_checked(const nlohmann::ordered_json& problem, const checker::Files& files,
                            const checker::OwnData* data = nullptr);

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
ProofAttempt checked_document(const ProofParts& parts, const Bundle& bundle);

/// Has the checker go through `certificate`, the whole of certificate.json with this proof in it. Returns its
/// refusal, empty when there is none. Sets `checked`, or, when the check would take more than `limits` allow,
/// `check_seconds`. Of a proof that was checked before only what stands around it is looked at.
std::string check_proof(Proof& proof, const nlohmann::ordered_json& certificate,
                        const checker::Limits& limits);

}  // namespace orthant

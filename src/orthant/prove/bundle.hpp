/// The files of a proof in memory: name → the bytes of a .npy file. The writer of problem folders fills it.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orthant/files/matrix_reference.hpp"
#include "orthant/objectives/problem.hpp"

namespace orthant {

class Bundle final : public ProblemSink {
 public:
  /// rows×cols, or a vector of one column: both in two dimensions.
  void dense(const std::string& name, const ConstMatrixRef& A) override;
  void numbers(const std::string& name, const RowMajorNumbers& A) override;
  /// Throws InputError: a certificate has no place for sparse vectors.
  void sparse(const std::string& name, const CompressedLines& rows) override;

  const std::map<std::string, std::string>& files() const { return files_; }
  std::map<std::string, std::string> take() { return std::move(files_); }

  /// {name: SHA-256} of every file.
  nlohmann::ordered_json hashes() const;

 private:
  std::map<std::string, std::string> files_;
};

/// {"U": …} or {"L": …, "R": …}, their matrices in the bundle as U<suffix> ….
nlohmann::ordered_json factors_json(const Factors& factors, bool symmetric, const std::string& suffix,
                                    Bundle& bundle);

/// "p/q" in lowest terms, or "p".
std::string fraction(const mpq_class& q);
/// The number that the double is.
std::string fraction(double x);

}  // namespace orthant

/// proof.problem and proof.witness (docs/certificates.md) from untrusted JSON and files.
#pragma once

#include <map>
#include <string>

#include "checker/read/data_file.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"
#include "checker/read/npy.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// The files that a certificate lists with their SHA-256, and matrices and data out of them.
class NamedFiles {
 public:
  /// `listed` is proof.files, {name: hash}; `files` must outlive the object.
  /// `own`: the data that the certificate may name by their hash, or null.
  NamedFiles(const Json& listed, const Files& files, const Data* own = nullptr);
  /// Any file of a folder, whatever its hash: for a problem that is no certificate.
  explicit NamedFiles(const Files& files, const Data* own = nullptr) : files_(files), own_(own), any_(true) {}

  /// MATRIX: a name, or {"file": …} with an optional "scale" when one is allowed there. Reads and hashes the
  /// file.
  Numbers matrix(const Json& reference, const std::string& place, bool may_scale = true);

  /// {"data": NAME, "sha256": HASH of data_hash}: the reader's own data; without them those of the file of
  /// that name beside the certificate. Throws NeedsData when there is neither, Rejected for other values.
  Data data(const Json& reference, const std::string& place, bool full) const;

  /// Throws Rejected when a listed file was named nowhere.
  void require_all_named() const;

 private:
  struct Listed {
    std::string hash;
    bool named = false;
  };
  std::map<std::string, Listed> listed_;
  const Files& files_;
  const Data* own_ = nullptr;
  bool any_ = false;
  /// Of all matrices together, each at least `fewest_numbers`: a small document may name one file many times.
  long numbers_left_ = 1L << 30;
  static constexpr long fewest_numbers = 4096;
};

/// Shapes agree, factors are nonnegative with the sign of their scale, coordinates lie in range and are
/// distinct, weights are positive, a kernel matrix is symmetric. Throws Rejected otherwise. Without
/// `needs_point` the point may be missing, and is not read.
Problem read_problem(const Json& problem, NamedFiles& files, bool needs_point = true);

/// {"U": MATRIX} or {"L": …, "R": …} with rows and columns of the problem. At least one column; `nonnegative`
/// as said, otherwise any sign.
Factors read_factors(const Json& factors, const std::string& place, const Problem& problem, NamedFiles& files,
                     bool nonnegative = true);

// What OperatorKind::read is made of.
inline constexpr const char* operator_place = "proof.problem.operator";

/// Throws Rejected unless A is rows×cols.
void require_size(const Numbers& A, long rows, long cols, const std::string& place);

/// m×2 positions in rows×cols, each once.
Places read_places(const Json& reference, const std::string& place, const Problem& problem,
                   NamedFiles& files);

}  // namespace orthant::checker

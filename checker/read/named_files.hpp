/// The files that a certificate lists with their SHA-256, and matrices out of them.
#pragma once

#include <map>
#include <string>

#include "checker/read/document.hpp"
#include "checker/read/files.hpp"
#include "checker/read/npy.hpp"

namespace orthant::checker {

class NamedFiles {
 public:
  /// `listed` is proof.files, {name: hash}; `files` must outlive the object.
  NamedFiles(const Json& listed, const Files& files);
  /// Any file of a folder, whatever its hash: for a problem that is no certificate.
  explicit NamedFiles(const Files& files) : files_(files), any_(true) {}

  /// MATRIX: a name, or {"file": …} with an optional "scale" when one is allowed there. Reads and hashes the
  /// file.
  Numbers matrix(const Json& reference, const std::string& place, bool may_scale = true);

  /// A listed file, hashed.
  std::string bytes(const std::string& name, const std::string& place);

  /// Throws Rejected when a listed file was named nowhere.
  void require_all_named() const;

 private:
  struct Listed {
    std::string hash;
    bool named = false;
  };
  std::map<std::string, Listed> listed_;
  const Files& files_;
  bool any_ = false;
  /// Of all matrices together, each at least `fewest_numbers`: a small document may name one file many times.
  long numbers_left_ = 1L << 30;
  static constexpr long fewest_numbers = 4096;
};

/// Not empty, no '/', not "." or "..", nothing unprintable.
bool is_plain_name(const std::string& name);

}  // namespace orthant::checker

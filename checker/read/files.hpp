/// What a certificate refers to: files by name, each with its SHA-256. And the one way to say no.
#pragma once

#include <stdexcept>
#include <string>

namespace orthant::checker {

/// The certificate does not hold: one line that says which inequality fails, or what is damaged.
class Rejected : public std::runtime_error {
 public:
  explicit Rejected(const std::string& reason) : std::runtime_error(reason) {}
};

class Files {
 public:
  virtual ~Files() = default;
  /// The bytes of a file beside the certificate. Throws Rejected when there is none.
  virtual std::string bytes(const std::string& name) const = 0;
};

/// 64 lower-case hexadecimal digits.
std::string sha256(const std::string& bytes);

}  // namespace orthant::checker

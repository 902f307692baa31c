/// What a certificate refers to: files by name, each with its SHA-256. And the one way to say no.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

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

/// A certificate that names its data by hash, and nobody has given them.
class NeedsData : public Rejected {
 public:
  using Rejected::Rejected;
};

/// 64 lower-case hexadecimal digits.
std::string sha256(const std::string& bytes);
bool is_sha256(const std::string& text);

/// Of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(const void* bytes, std::size_t count);
  std::string digits();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// The files beside a certificate.
class FolderFiles final : public Files {
 public:
  explicit FolderFiles(std::string folder) : folder_(std::move(folder)) {}
  /// Plain names only, no links: nothing outside of the folder is opened.
  std::string bytes(const std::string& name) const override;

 private:
  std::string folder_;
};

/// Not empty, no '/', not "." or "..", nothing unprintable.
bool is_plain_name(const std::string& name);

/// A regular file of at most 8 GiB, whole; otherwise Rejected says what it is.
std::string read_file(const std::string& path, bool follow_links);

}  // namespace orthant::checker

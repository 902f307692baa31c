/// The files beside a certificate.
#pragma once

#include <optional>
#include <string>

#include "checker/read/files.hpp"

namespace orthant::checker {

class FolderFiles final : public Files {
 public:
  explicit FolderFiles(std::string folder) : folder_(std::move(folder)) {}
  /// Plain names only, no links: nothing outside of the folder is opened.
  std::string bytes(const std::string& name) const override;

 private:
  std::string folder_;
};

/// A regular file of at most 8 GiB, whole; otherwise Rejected says what it is.
std::string read_file(const std::string& path, bool follow_links);

}  // namespace orthant::checker

/// The whole check of one certificate (docs/certificates.md): its files by their hashes, then every
/// inequality of its proof from the data, in rationals, balls or integers. Nothing of the program that wrote
/// it is used, and no floating-point result is believed.
#pragma once

#include <string>
#include <string_view>

#include "orthant/verify/files.hpp"

namespace orthant::verify {

struct Outcome {
  bool accepted = false;
  std::string reason;     ///< rejected: one line
  std::string statement;  ///< accepted: what is proved, one sentence
  std::string rigor;      ///< "exact" or "verified"
};

struct Data;

/// Never throws for what the certificate says: whatever is wrong with it is a rejection. With `data`
/// (data_file.hpp) the measurements must be these, entry for entry.
Outcome check(std::string_view certificate, const Files& files, const Data* data = nullptr);

}  // namespace orthant::verify

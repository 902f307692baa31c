/// The whole check of one certificate (docs/certificates.md), of a point or of a clustering, or of one proof of
/// copositivity (docs/output.md): its files by their hashes, then every inequality of its proof from the data, in
/// rationals, balls or integers. Nothing of the program that wrote it is used, and no floating-point result
/// is believed.
#pragma once

#include <string>
#include <string_view>

#include "checker/arithmetic/work.hpp"
#include "checker/read/data_file.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

struct Outcome {
  bool accepted = false;
  bool unfinished = false;  ///< not accepted, nor rejected: it takes more than the limits allow
  bool needs_data =
      false;  ///< not accepted, nor rejected: it names its data by hash, and they are not at hand
  double needed_seconds = 0;  ///< unfinished: at least what it takes, on one core, where that is known
  std::string reason;         ///< not accepted: one line
  std::string statement;      ///< accepted: what is proved, one sentence
  std::string rigor;          ///< accepted: "exact" or "verified"
};

/// Never throws for what the certificate says: whatever is wrong with it is a rejection; what `limits.poll`
/// throws passes through. With `own` (data_file.hpp) the certificate must be about these data or this
/// problem, entry for entry.
Outcome check(std::string_view certificate, const Files& files, const OwnData* own = nullptr,
              const Limits& limits = {});

/// Whether it says that it is a proof of copositivity: then it is about a matrix, and `own` must be one.
bool is_copositivity_proof(std::string_view certificate);

/// What contradicts the claims of the proof outside of it (claims.hpp), or is no certificate; empty when
/// nothing does. The cheap part of the check: no file is read, nothing is proved.
std::string contradiction(std::string_view certificate);

}  // namespace orthant::checker

/// escape.json: from a given point to a lower one (docs/escape.md). What `orthant escape --json` prints.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "orthant/explore/escape.hpp"
#include "orthant/prove/certificate_document.hpp"

namespace orthant {

inline constexpr const char* escape_format = "orthant-escape/1";

struct EscapeDocument {
  bool improved = false, proved_lower = false;
  CertificateDocument left;
  std::optional<CertificateDocument> reached;
  std::vector<EscapeStep> steps;
  std::string ended;
  std::map<std::string, std::string> files;  ///< as of a Solution
  double seconds = 0;
};

EscapeDocument escape_document(const Escaped& found);

Json as_json(const EscapeDocument& document);

/// Throws InputError in one line that names file, field and expectation.
EscapeDocument read_escape(const std::string& file);

/// L and R, or U, of the point that is reached; with what is fixed. There is one.
std::map<std::string, Matrix> factors_of(const Escaped& found);

/// The factors of what is reached, the certificate of each point with its proof in folders left/ and reached/, and
/// escape.json last. Sets document.files. Throws OutputError.
void write(const Escaped& found, EscapeDocument& document, const std::string& folder);

}  // namespace orthant

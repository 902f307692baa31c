/// Certificates spoiled on purpose. Each is damaged, breaks a rule of the format, or claims what is false;
/// and how that is known is said. What merely weakens a claim, or might still be true, is not made.
#pragma once

#include <functional>

#include "orthant/base/random.hpp"
#include "true_certificates.hpp"

namespace orthant::testing {

struct Spoiled {
  std::string text;                          ///< certificate.json
  std::map<std::string, std::string> files;  ///< beside it
  std::string why;                           ///< what was done, and why it is wrong
};

/// Nothing when the kind does not apply to the certificate, or this draw would leave it true.
struct Spoiler {
  const char* name;
  std::function<std::optional<Spoiled>(TrueCertificate, Random&)> spoil;
};

std::vector<Spoiler> damages();        ///< files and text (spoil_files.cpp)
std::vector<Spoiler> false_claims();   ///< claims, and evidence that does not prove (spoil_claims.cpp)
std::vector<Spoiler> other_numbers();  ///< matrices changed, their hashes right (spoil_numbers.cpp)

inline Spoiled spoiled(const StoredCertificate& certificate, std::string why) {
  return {certificate.document.dump(), certificate.files, std::move(why)};
}

template <class Map>
auto& any_of(Map& map, Random& random) {
  auto it = map.begin();
  std::advance(it, static_cast<long>(random.below(map.size())));
  return *it;
}

}  // namespace orthant::testing

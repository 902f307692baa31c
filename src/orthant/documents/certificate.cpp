#include "orthant/documents/certificate.hpp"

#include <filesystem>

#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"

namespace orthant {

void write_certificate(const Certificate& certificate, const std::optional<Proof>& proof,
                       const std::string& folder) {
  make_output_folder(folder);
  const auto path = [&](const std::string& name) { return (std::filesystem::path(folder) / name).string(); };
  std::error_code ignored;
  for (const char* stale : {"certificate.json", "escape.npy"}) std::filesystem::remove(path(stale), ignored);
  if (certificate.escape) write_npy(path("escape.npy"), certificate.escape->direction);
  if (proof)
    for (const auto& [name, bytes] : proof->files) write_file_atomically(path(name), bytes);
  const Json document = certificate_document(certificate, proof ? &*proof : nullptr);
  write_file_atomically(path("certificate.json"), json_text(document) + "\n");
}

CertificateDocument read_certificate(const std::string& file) {
  return read_document<CertificateDocument>(file);
}

}  // namespace orthant

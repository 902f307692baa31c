#include "orthant/documents/certificate.hpp"

#include "orthant/documents/output_folder.hpp"
#include "orthant/files/npy.hpp"

namespace orthant {

void write_certificate(const Certificate& certificate, const std::optional<Proof>& proof,
                       const std::string& folder) {
  const OutputFolder out(folder, {"certificate.json", "escape.npy"});
  if (certificate.escape) write_npy(out.path("escape.npy"), certificate.escape->direction);
  if (proof)
    for (const auto& [name, bytes] : proof->files) out.write(name, bytes);
  out.write_json("certificate.json", certificate_document(certificate, proof ? &*proof : nullptr));
}

CertificateDocument read_certificate(const std::string& file) {
  return read_document<CertificateDocument>(file);
}

}  // namespace orthant

#include "proof_files.hpp"

#include <chrono>
#include <filesystem>
#include <new>

#include "command.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"

namespace orthant::app {

std::string rigor_text(const Certificate& certificate) {
  return std::string(to_string(certificate.rigor)) + (certificate.checked == false ? ", not checked" : "");
}

std::optional<Proof> proved(const Objective& objective, const Problem* problem, Certificate& certificate,
                            const Matrix* witness, const ProofOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  ProofAttempt attempt;
  try {
    attempt = prove(objective, problem, certificate, witness, options);
  } catch (const std::bad_alloc&) {
    attempt = {std::nullopt, "it needs more memory than there is"};
  } catch (const std::exception& error) {
    attempt = {std::nullopt, error.what()};  // the numeric verdict does not depend on it
  }
  if (attempt.proof) {
    adopt(certificate, *attempt.proof);
  } else if (!attempt.reason.empty()) {
    certificate.reasons.push_back("No proof: " + attempt.reason + ".");
  }
  certificate.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return std::move(attempt.proof);
}

void write_certificate(const std::string& out, const Certificate& certificate,
                       const std::optional<Proof>& proof) {
  const std::filesystem::path folder(out);
  std::error_code ignored;
  // An earlier certificate must not stand beside files that are not its own.
  for (const char* stale : {"certificate.json", "escape.npy"})
    std::filesystem::remove(folder / stale, ignored);
  if (certificate.escape) write_npy((folder / "escape.npy").string(), certificate.escape->direction);
  if (proof)
    for (const auto& [name, bytes] : proof->files) write_file_atomically((folder / name).string(), bytes);
  write_file_atomically((folder / "certificate.json").string(),
                        json_text(certificate_document(certificate, proof ? &*proof : nullptr)) + "\n");
}

}  // namespace orthant::app

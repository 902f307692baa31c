#include "orthant/documents/escape.hpp"

#include "orthant/documents/certificate.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/files/npy.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, EscapeStep>& step) {
  fields("by", step.by);
  fields("lower", step.lower);
  fields("objective", step.objective);
  fields("columns", step.columns);
  fields("how", step.how);
  fields("seconds", step.seconds);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, EscapeDocument>& document) {
  fields.format(escape_format);
  fields("improved", document.improved);
  fields("proved_lower", document.proved_lower);
  fields("left", document.left);
  fields("reached", document.reached);
  fields("steps", document.steps);
  fields("ended", document.ended);
  fields("files", document.files);
  fields("seconds", document.seconds);
}

namespace {

CertificateDocument with_proof(const Certified& certified) {
  return {certified.certificate, certified.proof ? certified.proof->document : Json(nullptr)};
}

}  // namespace

EscapeDocument escape_document(const Escaped& found) {
  EscapeDocument out;
  out.improved = found.reached.has_value();
  out.proved_lower = found.proved_lower;
  out.left = with_proof(found.left);
  if (found.reached) out.reached = with_proof(*found.reached);
  out.steps = found.steps;
  out.ended = found.ended;
  out.seconds = found.seconds;
  return out;
}

Json as_json(const EscapeDocument& document) {
  return as_json<EscapeDocument>(document);
}

EscapeDocument read_escape(const std::string& file) {
  return read_document<EscapeDocument>(file);
}

std::map<std::string, Matrix> factors_of(const Escaped& found) {
  const Objective& objective = *found.objective;
  const Matrix U = objective.factors(found.reached->certificate.U);
  if (!objective.is_asymmetric()) return {{"U", U}};
  const Index rows = objective.observations().rows();
  return {{"L", U.topRows(rows)}, {"R", U.bottomRows(U.rows() - rows)}};
}

void write(const Escaped& found, EscapeDocument& document, const std::string& folder) {
  const OutputFolder out(folder, {"escape.json", "L.npy", "R.npy", "U.npy"});
  std::error_code ignored;
  std::filesystem::remove_all(out.path("reached"), ignored);
  std::map<std::string, std::string> files;
  write_certificate(found.left.certificate, found.left.proof, out.path("left"));
  files["left"] = "left/certificate.json";
  if (found.reached) {
    write_certificate(found.reached->certificate, found.reached->proof, out.path("reached"));
    files["reached"] = "reached/certificate.json";
    for (const auto& [name, factor] : factors_of(found)) {
      write_npy(out.path(name + ".npy"), factor);
      files[name] = name + ".npy";
    }
  }
  document.files = std::move(files);
  try {
    out.write_json("escape.json", as_json(document));
  } catch (const OutputError&) {
    document.files.clear();
    throw;
  }
}

}  // namespace orthant

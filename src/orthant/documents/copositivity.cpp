#include "orthant/documents/copositivity.hpp"

#include <algorithm>
#include <filesystem>

#include "orthant/documents/table_reading.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/copositivity_json.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

namespace {

template <class Fields>
void list_copositivity(Fields& fields, OfFields<Fields, CopositivityDocument>& document) {
  fields.format(copositivity_document_format);
  fields("verdict", document.verdict);
  fields("rigor", document.rigor);
  fields("lower", document.lower);
  fields("upper", document.upper);
  fields("witness", document.witness);
  fields("witness_exact", document.witness_exact);
  fields("best", document.best);
  fields("method", document.method);
  fields("order", document.order);
  fields("nodes", document.nodes);
  fields("proof", document.proof);
  fields("reason", document.reason);
  fields("proved_shift", document.proved_shift);
  fields("seconds", document.seconds);
  fields.if_any("text", document.text);
}

}  // namespace

CopositivityDocument copositivity_document(const CopositiveResult& result, Index order,
                                           const std::optional<CsvReading>& text) {
  CopositivityDocument out;
  out.verdict = result.verdict;
  out.rigor = result.rigor;
  out.lower = result.lower;
  out.upper = result.upper;
  const bool shows =
      result.verdict == Copositivity::not_copositive || result.verdict == Copositivity::copositive;
  if (!result.witness.empty()) (shows ? out.witness : out.best) = on_simplex(result.witness);
  if (out.witness)
    for (out.witness_exact.emplace(); const mpz_class& z : result.witness)
      out.witness_exact->push_back(z.get_str());
  out.method = result.method;
  out.order = order;
  out.nodes = static_cast<std::int64_t>(std::min(result.nodes, 9e18));
  if (result.proof) out.proof = "recorded";
  if (result.verdict == Copositivity::undecided) {
    out.reason = result.reason;
    out.proved_shift = result.proved_shift;
  }
  out.seconds = result.seconds;
  out.text = text;
  return out;
}

Json as_json(const CopositivityDocument& document) {
  Json out = Json::object();
  JsonWriter fields(out);
  list_copositivity(fields, document);
  return out;
}

CopositivityDocument read_copositivity(const std::string& file) {
  const Json json = read_json_file(file);
  const JsonPlace place(json, on_one_line(file));
  CopositivityDocument out;
  JsonReader fields(place);
  list_copositivity(fields, out);
  return out;
}

void write(const CopositivityDocument& document, const CopositiveResult& result, const std::string& folder) {
  namespace fs = std::filesystem;
  make_output_folder(folder);
  const std::string proof = (fs::path(folder) / "proof.json").string();
  std::error_code ignored;
  if (result.proof) {
    write_file_atomically(proof, proof_json(*result.proof).dump() + "\n");
  } else if (fs::is_regular_file(proof, ignored)) {
    fs::remove(proof, ignored);  // of an earlier run: it would be taken for this answer's
  }
  write_file_atomically((fs::path(folder) / "copositivity.json").string(),
                        json_text(as_json(document)) + "\n");
}

std::vector<double> on_simplex(const std::vector<mpz_class>& x) {
  mpz_class sum = 0;
  for (const mpz_class& z : x) sum += z;
  std::vector<double> out;
  for (const mpz_class& z : x) {
    mpq_class share(z, sum);
    share.canonicalize();
    out.push_back(to_double(share));
  }
  return out;
}

}  // namespace orthant

#include "orthant/documents/copositivity.hpp"

#include <algorithm>

#include "checker/copositive/copositivity.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {
namespace {

using SortedJson = nlohmann::json;

std::string matrix_npy(const RationalSymmetric& Q) {
  const Matrix A = Q.approx();  // symmetric: by columns is by rows
  std::string bytes = npy_header(static_cast<std::uint64_t>(A.rows()), static_cast<std::uint64_t>(A.cols()));
  bytes.append(reinterpret_cast<const char*>(A.data()), static_cast<std::size_t>(A.size()) * sizeof(double));
  return bytes;
}

std::string matrix_csv(const RationalSymmetric& Q) {
  std::string text;
  for (Index i = 0; i < Q.order(); ++i)
    for (Index j = 0; j < Q.order(); ++j) text += Q.entry(i, j).get_str() + (j + 1 < Q.order() ? ',' : '\n');
  return text;
}

/// In decimal: numbers of any size.
SortedJson integers_json(const std::vector<mpz_class>& x) {
  SortedJson out = SortedJson::array();
  for (const mpz_class& z : x) out.push_back(z.get_str());
  return out;
}

bool is_proved(const CopositiveResult& result) {
  return result.verdict == Copositivity::not_copositive || result.proof.has_value();
}

}  // namespace

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, CopositivityDocument>& document) {
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
  if (is_proved(result)) out.proof = "recorded";
  if (result.verdict == Copositivity::undecided) {
    out.reason = result.reason;
    out.proved_shift = result.proved_shift;
  }
  out.seconds = result.seconds;
  out.text = text;
  return out;
}

Json as_json(const CopositivityDocument& document) {
  return as_json<CopositivityDocument>(document);
}

CopositivityDocument read_copositivity(const std::string& file) {
  return read_document<CopositivityDocument>(file);
}

std::map<std::string, std::string> proof_files(const CopositiveResult& result, const RationalSymmetric& Q) {
  if (!is_proved(result)) return {};
  const bool refuted = result.verdict == Copositivity::not_copositive;
  SortedJson evidence = refuted ? SortedJson{{"witness", integers_json(result.witness)}}
                                : checker::copositivity_evidence(*result.proof);
  if (result.verdict == Copositivity::copositive && !result.witness.empty())
    evidence["zero"] = integers_json(result.witness);
  const bool doubles = Q.is_exact_in_doubles();
  const std::string name = doubles ? "matrix_certified.npy" : "matrix_certified.csv";
  std::map<std::string, std::string> files = {{name, doubles ? matrix_npy(Q) : matrix_csv(Q)}};
  const SortedJson proof = {{"matrix", name},
                            {"files", {{name, checker::sha256(files[name])}}},
                            {"claims", {{"order", Q.order()}, {"verdict", to_string(result.verdict)}}},
                            {"evidence", evidence}};
  nlohmann::ordered_json document = {{"format", checker::copositivity_format},
                                     {"checksum", checker::copositivity_checksum(proof)}};
  document["proof"] = proof;
  files["proof.json"] = document.dump() + "\n";
  return files;
}

void write(const CopositivityDocument& document, const CopositiveResult& result, const RationalSymmetric& Q,
           const std::string& folder) {
  const auto files = proof_files(result, Q);
  const OutputFolder out(folder, {"proof.json", "matrix_certified.npy", "matrix_certified.csv"});
  for (const auto& [name, bytes] : files) out.write(name, bytes);
  out.write_json("copositivity.json", as_json(document));
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

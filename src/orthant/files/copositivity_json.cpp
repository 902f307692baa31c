#include "orthant/files/copositivity_json.hpp"

#include <algorithm>
#include <cmath>

#include "checker/copositive/copositivity.hpp"
#include "orthant/files/json_fields.hpp"
#include "orthant/files/npy.hpp"

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

nlohmann::ordered_json copositivity_json(const CopositiveResult& result, Index order) {
  const bool shows = !result.witness.empty() && (result.verdict == Copositivity::not_copositive ||
                                                 result.verdict == Copositivity::copositive);
  nlohmann::ordered_json out;
  out["verdict"] = to_string(result.verdict);
  out["rigor"] = to_string(result.rigor);
  out["lower"] = json_number(result.lower);
  out["upper"] = json_number(result.upper);
  out["witness"] = nullptr;
  out["witness_exact"] = nullptr;
  out["best"] = nullptr;
  if (shows) {
    out["witness"] = on_simplex(result.witness);
    out["witness_exact"] = integers_json(result.witness);
  } else if (!result.witness.empty()) {
    out["best"] = on_simplex(result.witness);
  }
  out["method"] = result.method;
  out["order"] = order;
  out["nodes"] = static_cast<std::int64_t>(std::min(result.nodes, 9e18));
  out["proof"] = is_proved(result) ? nlohmann::ordered_json("recorded") : nlohmann::ordered_json(nullptr);
  const bool undecided = result.verdict == Copositivity::undecided;
  out["reason"] = undecided ? nlohmann::ordered_json(result.reason) : nlohmann::ordered_json(nullptr);
  out["proved_shift"] =
      undecided && result.proved_shift ? json_number(*result.proved_shift) : json_number(NAN);
  out["seconds"] = result.seconds;
  return out;
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
  SortedJson proof = {{"matrix", name},
                      {"files", {{name, checker::sha256(files[name])}}},
                      {"claims", {{"order", Q.order()}, {"verdict", to_string(result.verdict)}}},
                      {"evidence", std::move(evidence)}};
  nlohmann::ordered_json document = {{"format", checker::copositivity_format},
                                     {"checksum", checker::copositivity_checksum(proof)}};
  document["proof"] = std::move(proof);
  files["proof.json"] = document.dump() + "\n";
  return files;
}

}  // namespace orthant

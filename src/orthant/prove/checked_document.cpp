#include "orthant/prove/checked_document.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "checker/check.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/linalg/threads.hpp"

namespace orthant {

void Bundle::dense(const std::string& name, const ConstMatrixRef& A) {
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = A;
  numbers(name, {rows.rows(), rows.cols(), rows.data(), nullptr});
}

void Bundle::numbers(const std::string& name, const RowMajorNumbers& A) {
  auto bytes = std::make_shared<std::string>(
      npy_header(static_cast<std::uint64_t>(A.rows), static_cast<std::uint64_t>(A.cols)));
  bytes->append(reinterpret_cast<const char*>(A.first),
                static_cast<std::size_t>(A.rows * A.cols) * sizeof(double));
  std::string hash = checker::sha256(*bytes);
  files_.insert_or_assign(name, File{std::move(bytes), std::move(hash)});
}

void Bundle::sparse(const std::string& name, const CompressedLines&) {
  throw InputError(name + ": sparse; expected dense numbers in a certificate");
}

std::string Bundle::bytes(const std::string& name) const {
  const auto found = files_.find(name);
  if (found == files_.end()) throw checker::Rejected(name + ": no such file");
  return *found->second.bytes;
}

std::map<std::string, std::string> Bundle::files() const {
  std::map<std::string, std::string> out;
  for (const auto& [name, file] : files_) out[name] = *file.bytes;
  return out;
}

nlohmann::ordered_json Bundle::hashes() const {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const auto& [name, file] : files_) out[name] = file.hash;
  return out;
}

nlohmann::ordered_json factors_json(const Factors& factors, bool symmetric, const std::string& suffix,
                                    Bundle& bundle) {
  const auto write = [&](const ScaledMatrix& A, const std::string& name) {
    return write_scaled_matrix(A, name + suffix + ".npy", bundle);
  };
  if (symmetric) return {{"U", write(factors.L, "U")}};
  return {{"L", write(factors.L, "L")}, {"R", write(factors.R, "R")}};
}

nlohmann::ordered_json factors_json(const Matrix& stacked, Index rows, bool symmetric,
                                    const std::string& suffix, Bundle& bundle) {
  Factors factors{ScaledMatrix(Matrix(stacked.topRows(rows))), {}};
  if (!symmetric) factors.R = ScaledMatrix(Matrix(stacked.bottomRows(stacked.rows() - rows)));
  return factors_json(factors, symmetric, suffix, bundle);
}

std::string fraction(const mpq_class& q) {
  return q.get_str();
}
std::string fraction(double x) {
  return mpq_class(x).get_str();
}

std::string decimal_fraction(const std::string& text) {
  const std::size_t mark = std::min(text.find('e'), text.size());
  long exponent = mark < text.size() ? std::stol(text.substr(mark + 1)) : 0;
  std::string digits = text.substr(0, mark);
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<long>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
  mpq_class out{mpz_class(digits, 10)};
  if (exponent >= 0) {
    out *= power;
  } else {
    out /= power;
  }
  return fraction(out);
}

using checker::Rational;

std::string BundleFiles::bytes(const std::string& name) const {
  const auto found = files_.find(name);
  if (found == files_.end()) throw checker::Rejected(name + ": no such file");
  return found->second;
}

checker::Problem as_checked(const Json& problem, const checker::Files& files, const checker::OwnData* data) {
  checker::NamedFiles named(files, data != nullptr ? std::get_if<checker::Data>(data) : nullptr);
  return checker::read_problem(checker::Json(problem), named);
}

double at_most(const Rational& q) {
  constexpr double largest = std::numeric_limits<double>::max();
  if (q > Rational::from_double(largest)) return largest;
  if (q < Rational::from_double(-largest)) return -std::numeric_limits<double>::infinity();
  double x = q.approx();
  while (Rational::from_double(x) > q) x = std::nextafter(x, -std::numeric_limits<double>::infinity());
  return x;
}

double at_least(const Rational& q) {
  return -at_most(-q);
}

ProofAttempt checked_document(const ProofParts& parts, const Bundle& bundle) {
  Proof proof;
  proof.verdict = parts.verdict;
  proof.rigor = Rigor::exact;
  proof.spurious = parts.spurious;
  proof.objective_low = at_most(parts.objective);
  proof.objective_high = at_least(parts.objective);
  proof.objective = proof.objective_high;
  if (parts.modulus) proof.modulus = at_most(*parts.modulus);
  if (!std::isfinite(proof.objective_low) || !std::isfinite(proof.objective_high))
    return {std::nullopt, "the objective is beyond the range of doubles"};

  const Json spurious = parts.spurious ? Json(*parts.spurious) : Json(nullptr);
  Json claims = {{"verdict", to_string(parts.verdict)},
                 {"spurious", spurious},
                 {"objective", {fraction(proof.objective_low), fraction(proof.objective_high)}}};
  if (parts.modulus) claims["modulus"] = parts.modulus->to_string();
  if (parts.radius) claims["radius"] = parts.radius->to_string();
  Json& document = proof.document;
  document["method"] = parts.method;
  document["problem"] = parts.problem;
  if (!parts.witness.is_null()) document["witness"] = parts.witness;
  document["files"] = bundle.hashes();
  document["claims"] = std::move(claims);
  document["evidence"] = parts.evidence;

  Json certificate = {{"format", "orthant-certificate/1"},
                      {"verdict", to_string(parts.verdict)},
                      {"rigor", to_string(proof.rigor)},
                      {"spurious", spurious},
                      {"objective", proof.objective_high}};
  if (proof.modulus) certificate["second_order"] = {{"modulus", *proof.modulus}};
  certificate["proof"] = document;
  const checker::Outcome outcome = checker::check(
      certificate.dump(), bundle, nullptr, {.work = exact_work, .poll = check_budget, .threads = threads()});
  if (!outcome.accepted)
    return {std::nullopt,
            (outcome.unfinished ? "the proof is too much to check: " : "the checker refused the proof: ") +
                outcome.reason};
  proof.files = bundle.files();
  proof.checked = true;
  proof.reasons.push_back(outcome.statement);
  return {std::move(proof), ""};
}

std::string check_proof(Proof& proof, const Json& certificate, const checker::Limits& limits) {
  const std::string text = certificate.dump();
  if (proof.checked) return checker::contradiction(text);
  const checker::Outcome outcome = checker::check(text, BundleFiles(proof.files), proof.data.get(), limits);
  proof.checked = outcome.accepted;
  if (outcome.unfinished) proof.check_seconds = outcome.needed_seconds;
  return outcome.accepted || outcome.unfinished ? "" : outcome.reason;
}

}  // namespace orthant

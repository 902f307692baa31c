#include "true_certificates.hpp"

#include <sstream>
#include <stdexcept>

#include "checker/read/files.hpp"
#include "grid.hpp"
#include "known_points.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/linalg/rational_symmetric.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/exact_proof.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "support/memory_files.hpp"

namespace orthant::testing {

namespace {

Json whole(const Json& proof, const char* rigor) {
  Json out;
  out["format"] = "orthant-certificate/1";
  out["verdict"] = proof["claims"]["verdict"];
  out["rigor"] = rigor;
  out["spurious"] = proof["claims"]["spurious"];
  out["objective"] = round_down(number(proof["claims"]["objective"][1]));
  out["second_order"]["modulus"] = nullptr;
  if (proof["claims"].contains("modulus"))
    out["second_order"]["modulus"] = round_down(number(proof["claims"]["modulus"]));
  out["proof"] = proof;
  return out;
}

/// A certificate of an exact method, from its parts.
TrueCertificate exact(std::string name, const char* method, const Problem& problem, const char* verdict,
                      const mpq_class& objective, Json evidence, std::optional<mpq_class> sharp = {},
                      const std::optional<Factors>& direction = {}) {
  Bundle bundle;
  Json proof;
  proof["method"] = method;
  proof["problem"] = write_problem_json(problem, bundle);
  proof["problem"].erase("instance");
  if (direction) evidence["direction"] = factors_json(*direction, problem.symmetric, "_direction", bundle);
  proof["files"] = bundle.hashes();
  Json& claims = proof["claims"];
  claims["verdict"] = verdict;
  claims["spurious"] = nullptr;
  claims["objective"] = {text(mpq_class(round_down(objective))), text(mpq_class(round_up(objective)))};
  if (sharp) claims["modulus"] = text(mpq_class(round_down(*sharp * mpq_class(7, 8))));
  proof["evidence"] = std::move(evidence);
  TrueCertificate out;
  out.name = std::move(name);
  out.document = whole(proof, "exact");
  out.files = bundle.files();
  out.objective = objective;
  out.sharp_modulus = sharp;
  return out;
}

const Json empty_split = {{"kind", "split"}, {"nonnegative", Json::array()}};
const Json keller = {{"kind", "keller"}};

mpq_class sharp_curvature(const KnownPoint& known) {
  return mpq_class(known.curvature) / mpq_class(known.direction.squaredNorm());
}

Factors split(const Matrix& U, bool symmetric) {
  if (symmetric) return {ScaledMatrix(U), {}};
  const Index n = U.rows() / 2;
  return {ScaledMatrix(Matrix(U.topRows(n))), ScaledMatrix(Matrix(U.bottomRows(n)))};
}

void second_order(std::vector<TrueCertificate>& out) {
  const auto add = [&](const Problem& problem, const std::string& name, const mpq_class& objective, Json form,
                       const mpq_class& sharp) {
    out.push_back(exact("second_order, " + name, "second_order", problem, "strict_local_minimizer", objective,
                        {{"form", std::move(form)}}, sharp));
  };
  // f = ½(r⋆ − α⁴r) and modulus 4α² for r = 1, n = 2 (instances/theorem3.hpp).
  paper::Theorem3 theorem;
  theorem.epsilon = mpq_class(1, 10);
  for (const mpq_class& alpha : {mpq_class(1, 2), mpq_class(1, 3)}) {
    theorem.alpha = alpha;
    const mpq_class objective = (1 - alpha * alpha * alpha * alpha) / 2;
    add(paper::theorem3(theorem), "theorem 3 at " + text(alpha), objective, empty_split, 4 * alpha * alpha);
    TrueCertificate& spurious = out.back();
    spurious.document["spurious"] = spurious.document["proof"]["claims"]["spurious"] = true;
  }
  for (const bool symmetric : {true, false})
    for (const auto kind : {Recipe::Kind::full, Recipe::Kind::weighted}) {
      Recipe recipe;
      recipe.symmetric = symmetric, recipe.kind = kind, recipe.rank = symmetric ? 2 : 1;
      recipe.balance = symmetric ? 0 : 0.25;
      KnownPoint known = known_point(recipe);
      add(known.problem, known.name, known.objective, empty_split, sharp_curvature(known));
      recipe.nu = 0, recipe.sigma = -2;  // indefinite on the span, copositive on the cone
      known = known_point(recipe);
      // Both rows z, z' of every factor are degenerate in the last column.
      add(known.problem, known.name, known.objective, keller, sharp_curvature(known));
    }
}

void saddles(std::vector<TrueCertificate>& out) {
  for (const bool symmetric : {true, false})
    for (const bool along_rows : {true, false})
      for (const auto kind : {Recipe::Kind::full, Recipe::Kind::entries}) {
        Recipe recipe;
        recipe.symmetric = symmetric, recipe.kind = kind, recipe.rank = 2;
        (along_rows ? recipe.sigma : recipe.t) = 1 + 0x1p-8;
        if (along_rows) recipe.nu = 0;
        const KnownPoint known = known_point(recipe);
        out.push_back(exact("saddle, " + known.name, "saddle", known.problem, "saddle", known.objective,
                            Json::object(), {}, split(known.direction, symmetric)));
      }
}

void global(std::vector<TrueCertificate>& out) {
  for (const bool symmetric : {true, false}) {
    Recipe recipe;
    recipe.symmetric = symmetric, recipe.sigma = -1;
    recipe.t = symmetric ? -0.5 : 0;  // the block of S is ½vvᵀ, or zero
    const KnownPoint known = known_point(recipe);
    Json evidence{{"kind", symmetric ? "copositive_residual" : "nonnegative_residual"}};
    if (symmetric) {
      // S = ½vvᵀ + (nonnegative entries at the rows z, z').
      Json entries = Json::array();
      for (int i = 0; i < 4; ++i)
        for (const int z : {4, 5}) entries.push_back({i, z, i % 2 == 0 ? "1/4" : "1/2"});
      entries.push_back({4, 5, "10"});
      evidence["form"] = {{"kind", "split"}, {"nonnegative", entries}};
    }
    out.push_back(exact("global, " + known.name, "global", known.problem, "global_minimizer", known.objective,
                        evidence));
  }
  for (const bool symmetric : {true, false}) {
    Recipe recipe;  // A = UUᵀ: every block of S is zero
    recipe.symmetric = symmetric, recipe.t = 0, recipe.nu = 0;
    const KnownPoint known = known_point(recipe);
    out.push_back(exact("global, zero residual, " + known.name, "global", known.problem, "global_minimizer",
                        known.objective, {{"kind", "zero_residual"}}));
  }
}

/// A third in L, whose double is 1.85e-17 below it: the products with R round to the data.
void exact_factorizations(std::vector<TrueCertificate>& out) {
  const Matrix L{{1.0 / 3, 0}, {1, 0}, {0, 1}, {2, 1}}, R{{3, 0}, {6, 1}, {0, 2}};
  Problem problem;
  problem.symmetric = false;
  problem.rank = 2;
  problem.measurement = std::make_shared<FullMeasurement>(4, 3);
  problem.measurements = Matrix((L * R.transpose()).transpose()).reshaped();
  problem.point = Factors{ScaledMatrix(L), ScaledMatrix(R)};
  const Json minor{{"kind", "minor"}, {"parts", 2}, {"rows", {0, 2}}, {"cols", {0, 1}}},
      rectangles{{"kind", "rectangles"}, {"parts", 2}};
  for (const Json& bound : {minor, rectangles}) {
    const Json evidence{{"left", Json::parse(R"([["1/3", "0"], ["1", "0"], ["0", "1"], ["2", "1"]])")},
                        {"right", Json::parse(R"([["3", "0"], ["6", "1"], ["0", "2"]])")},
                        {"bound", bound}};
    out.push_back(exact("exact_factorization, " + bound["kind"].get<std::string>(), "exact_factorization",
                        problem, "global_minimizer", 0, evidence));
    out.back().document["proof"]["claims"]["radius"] = "93/5000000000000000000";
  }
}

void local_squares(std::vector<TrueCertificate>& out) {
  for (const bool symmetric : {true, false}) {
    paper::Theorem4 parameters;
    parameters.symmetric = symmetric;
    const Problem problem = theorem4(parameters);
    Certificate numeric;
    numeric.verdict = Verdict::second_order_critical;
    const ProofAttempt attempt = prove_local_squares(problem, numeric);
    if (!attempt.proof) throw std::logic_error("theorem 4: " + attempt.reason);
    TrueCertificate made;
    made.name = std::string("local_squares, theorem 4, ") + (symmetric ? "symmetric" : "asymmetric");
    made.document = whole(attempt.proof->document, "exact");
    made.files = attempt.proof->files;
    made.objective = mpq_class(1, 2);
    // The truth, with f = 0 < ½, is less than 10 away, in entries divided by 1/√2.
    made.false_radius = 10;
    out.push_back(std::move(made));
  }
}

TrueCertificate from_proof(std::string name, const Proof& proof, const KnownPoint& known) {
  TrueCertificate made;
  made.name = std::move(name);
  made.document = whole(proof.document, "verified");
  made.files = proof.files;
  made.objective = known.objective;
  made.sharp_modulus = sharp_curvature(known) * (1 + mpq_class(1, 1 << 20));
  return made;
}

/// With the rows z, z' alone a much better point is at hand: A has 4N² = 40 at (z, z').
Matrix better_rows(const KnownPoint& known) {
  Matrix out = Matrix::Zero(known.stationary.rows(), 1);
  const Index n = known.problem.rows();
  out(n - 2) = out(known.stationary.rows() - 1) = 6;
  if (known.problem.symmetric) out(n - 1) = 6;
  return out;
}

void spurious(std::vector<TrueCertificate>& out) {
  for (const bool symmetric : {true, false}) {
    Recipe recipe;
    recipe.symmetric = symmetric, recipe.sigma = 4;
    const KnownPoint known = known_point(recipe);
    const Matrix better = better_rows(known);
    const auto objective = known.problem.objective();
    const ProofAttempt attempt = prove_isolated(*objective, certify(*objective, known.stationary), &better);
    if (!attempt.proof || !attempt.proof->spurious)
      throw std::logic_error(known.name + ": " + attempt.reason);
    out.push_back(from_proof("isolated_minimizer, spurious, " + known.name, *attempt.proof, known));
  }
}

void isolated(std::vector<TrueCertificate>& out) {
  for (const bool symmetric : {true, false})
    for (const auto kind : {Recipe::Kind::full, Recipe::Kind::entries, Recipe::Kind::weighted})
      for (const int exponent : {0, 40}) {
        Recipe recipe;
        recipe.symmetric = symmetric, recipe.kind = kind, recipe.rank = 2, recipe.exponent = exponent;
        if (exponent != 0) recipe.nu = 0;
        const KnownPoint known = off_by_rounding(known_point(recipe));
        const auto objective = known.problem.objective();
        IsolatedOptions options;
        options.newton_steps = 0;  // so that the point is not the minimizer
        const ProofAttempt attempt =
            prove_isolated(*objective, certify(*objective, known.problem.stacked_point()), nullptr, options);
        if (!attempt.proof) throw std::logic_error(known.name + ": " + attempt.reason);
        TrueCertificate made = from_proof("isolated_minimizer, " + known.name, *attempt.proof, known);
        // Columns of a symmetric problem may change places: a second minimizer at distance √2·‖u₁ − u₂‖ <
        // 8·2^s.
        if (symmetric) made.false_radius = 8 * mpq_class(std::ldexp(1, exponent));
        if (symmetric) made.distance = (*attempt.proof->point - known.stationary).cwiseAbs().maxCoeff();
        out.push_back(std::move(made));
      }
}

DataMatrix read_bytes(const std::string& bytes, const std::string& name) {
  std::istringstream in(bytes);
  return read_npy(in, name);
}

/// The files of a certificate as sources of a problem.
class Source final : public ProblemSource {
 public:
  explicit Source(const std::map<std::string, std::string>& files) : files_(files) {}
  DataMatrix matrix(const std::string& name) const override { return read_bytes(bytes(name), name); }
  /// A certificate may give the measurements of full observation as a matrix.
  Vector vector(const std::string& name) const override {
    return expanded(matrix(name), name).transpose().reshaped();
  }

 private:
  const std::string& bytes(const std::string& name) const {
    const auto found = files_.find(name);
    if (found == files_.end()) refuse(name, "no such file");
    return found->second;
  }
  const std::map<std::string, std::string>& files_;
};

}  // namespace

std::vector<TrueCertificate> true_certificates() {
  std::vector<TrueCertificate> out;
  second_order(out);
  saddles(out);
  global(out);
  exact_factorizations(out);
  local_squares(out);
  isolated(out);
  spurious(out);
  return out;
}

std::string text(const mpq_class& q) {
  return fraction(q);
}

mpq_class number(const Json& text) {
  mpq_class out(text.get<std::string>());
  out.canonicalize();
  return out;
}

void replace(StoredCertificate& certificate, const std::string& file, std::string bytes) {
  certificate.document["proof"]["files"][file] = checker::sha256(bytes);
  certificate.files[file] = std::move(bytes);
}

checker::Outcome check(const std::string& text, const std::map<std::string, std::string>& files) {
  return checker::check(text, BundleFiles(files));
}

checker::Outcome check(const StoredCertificate& certificate) {
  return check(certificate.document.dump(), certificate.files);
}

Problem problem_of(const StoredCertificate& certificate) {
  return read_problem_json(certificate.document["proof"]["problem"].dump(), certificate.name,
                           Source(certificate.files));
}

std::optional<Matrix> witness_of(const StoredCertificate& certificate, const Problem& problem) {
  const Json& proof = certificate.document["proof"];
  if (!proof.contains("witness")) return std::nullopt;
  const auto plain = [&](const char* factor, Index rows) {
    Matrix A = expanded(read_bytes(certificate.files.at(proof["witness"][factor]), factor), factor);
    if (A.rows() != rows || A.cols() != problem.rank) refuse(factor, "expected the shape of the point");
    return A;
  };
  if (problem.symmetric) return plain("U", problem.rows());
  Matrix out(problem.rows() + problem.cols(), problem.rank);
  out << plain("L", problem.rows()), plain("R", problem.cols());
  return out;
}

}  // namespace orthant::testing

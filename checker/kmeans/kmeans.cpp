#include "checker/kmeans/kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "checker/arithmetic/bound_text.hpp"

namespace orthant::checker {

namespace {

struct KMeansClaims {
  Rational inertia_low, inertia_high, bound;
  bool optimal = false, unique = false;
};

bool flag_field(const Json& object, const std::string& place, const char* name) {
  const Json& value = field(object, place, name);
  if (!value.is_boolean()) throw Rejected(place + "." + name + " is not true or false");
  return value.get<bool>();
}

KMeansClaims read_claims(const Json& object) {
  const std::string where = "proof.claims";
  require_fields(object, where, {"inertia", "bound", "optimal", "unique"});
  const Json& range = object["inertia"];
  if (!range.is_array() || range.size() != 2) throw Rejected(where + ".inertia is not a pair of fractions");
  KMeansClaims claims;
  claims.inertia_low = rational_of(range[0], where + ".inertia");
  claims.inertia_high = rational_of(range[1], where + ".inertia");
  claims.bound = rational_field(object, where, "bound");
  claims.optimal = flag_field(object, where, "optimal");
  claims.unique = flag_field(object, where, "unique");
  if (claims.inertia_low > claims.inertia_high)
    throw Rejected(where + ".inertia: its lower end is above its upper end");
  if (claims.bound > claims.inertia_high) throw Rejected(where + ".bound is above the inertia");
  if (claims.unique && !claims.optimal) throw Rejected(where + ".unique is true, and optimal is false");
  return claims;
}

/// The claims once more, in doubles.
void require_same_outside(const Json& document, const KMeansClaims& claims) {
  const std::string place = "the certificate";
  require_fields(document, place, {"format", "inertia", "bound", "optimal", "unique", "proof"},
                 {"method", "checked", "reasons", "seconds"});
  if (flag_field(document, place, "optimal") != claims.optimal)
    throw Rejected("optimal differs from proof.claims.optimal");
  if (flag_field(document, place, "unique") != claims.unique)
    throw Rejected("unique differs from proof.claims.unique");
  const auto number = [](const Json& value, const char* name) {
    if (!value.is_number()) throw Rejected(std::string(name) + " is not a number");
    return Rational::from_double(value.get<double>());
  };
  const Json& range = document["inertia"];
  if (!range.is_array() || range.size() != 2) throw Rejected("inertia is not a pair of numbers");
  if (number(range[0], "inertia") > claims.inertia_low || number(range[1], "inertia") < claims.inertia_high)
    throw Rejected("inertia is narrower than proof.claims.inertia");
  if (number(document["bound"], "bound") > claims.bound) throw Rejected("bound is above proof.claims.bound");
  if (document.contains("method") &&
      document["method"] != text_field(document["proof"]["evidence"], "proof.evidence", "method"))
    throw Rejected("method differs from proof.evidence.method");
}

Numbers dense_numbers(const Data& data) {
  Numbers out{data.rows, data.cols, data.values, {}};
  if (!data.sparse) return out;
  if (static_cast<double>(data.rows) * static_cast<double>(data.cols) > 0x1p30)
    throw Rejected("the data have more than 2^30 numbers");
  out.values.assign(static_cast<std::size_t>(data.rows) * static_cast<std::size_t>(data.cols), 0);
  for (const DataEntry& entry : data.entries)
    out.values[static_cast<std::size_t>(entry.row * data.cols + entry.col)] = entry.value;
  return out;
}

Labelled read_labelled(const Json& proof, NamedFiles& files) {
  Labelled out;
  const Json& data = proof["data"];
  out.data = data.is_object() ? dense_numbers(files.data(data, "proof.data", true))
                              : files.matrix(data, "proof.data", false);
  if (out.rows() < 1 || out.cols() < 1) throw Rejected("proof.data has no rows or no columns");
  out.clusters = integer_field(proof, "proof", "clusters", 1, out.rows());
  out.labels = read_labels(proof["labels"], "proof.labels", out.rows(), out.clusters, files);
  return out;
}

KMeansFinding check_evidence(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                             NamedFiles& files, Work& work) {
  const std::string& method = text_field(evidence, "proof.evidence", "method");
  if (method == "structured") {
    const std::string& arithmetic = text_field(evidence, "proof.evidence", "arithmetic");
    if (arithmetic == "exact") return check_structured_exactly(labelled, inertia, evidence, work);
    if (arithmetic == "balls") return check_structured(labelled, inertia, evidence, work);
    throw Rejected("proof.evidence.arithmetic \"" + excerpt(arithmetic) + "\" is unknown");
  }
  if (method == "coupled") return check_coupled(labelled, inertia, evidence, files, work);
  if (method == "factored") return check_factored(labelled, evidence, files, work);
  if (method == "dense") return check_dense(labelled, evidence, files, work);
  if (method == "grouped") return check_grouped(labelled, evidence, files, work);
  if (method != "none") throw Rejected("proof.evidence.method \"" + excerpt(method) + "\" is unknown");
  require_fields(evidence, "proof.evidence", {"method"});
  KMeansFinding out;
  // One cluster, or one for each row: there is no other clustering.
  out.optimal = out.unique = labelled.clusters == 1 || labelled.clusters == labelled.rows();
  if (out.optimal) out.bound = inertia;
  return out;
}

/// In rationals where the evidence is, so that an inertia of 0 is 0.
Ball inertia_of(const Labelled& labelled, const Json& evidence, Work& work) {
  if (evidence.contains("arithmetic") && evidence["arithmetic"] == "exact")
    return Ball(Clustering<Rational>(labelled, work).inertia(work));
  return Clustering<Ball>(labelled, work).inertia(work);
}

std::string statement(const Labelled& labelled, const KMeansClaims& claims) {
  const std::string into =
      std::to_string(labelled.clusters) + (labelled.clusters == 1 ? " cluster" : " clusters");
  const double low = claims.inertia_low.approx(), high = claims.inertia_high.approx();
  std::string out = "the clustering of " + std::to_string(labelled.rows()) + " rows into " + into +
                    " has the inertia " +
                    text_between(std::nextafter(low, -INFINITY), std::nextafter(high, INFINITY));
  if (claims.optimal)
    return out + ", and no clustering into " + into + " has a smaller one" +
           (claims.unique ? "; no other has the same" : "");
  return out + "; no clustering into " + into + " has one below " + claims.bound.at_most(12);
}

void require_at_least(const Rational& claim, const Ball& proved, const char* what) {
  if (!certainly_at_most(Ball(claim), proved))
    throw Rejected(std::string("proof.claims.") + what + " is not proved: " + proved.text(12) + " is");
}

}  // namespace

std::vector<long> read_labels(const Json& reference, const std::string& place, long rows, long clusters,
                              NamedFiles& files) {
  const Numbers labels = files.matrix(reference, place, false);
  require_size(labels, rows, 1, place);
  std::vector<long> out;
  std::vector<bool> used(static_cast<std::size_t>(clusters));
  for (long i = 0; i < rows; ++i) {
    const double value = labels(i, 0);
    if (!(value >= 0 && value < static_cast<double>(clusters)) || value != std::floor(value))
      throw Rejected(place + ": row " + std::to_string(i) + " is not an integer from 0 to " +
                     std::to_string(clusters - 1));
    out.push_back(static_cast<long>(value));
    used[static_cast<std::size_t>(out.back())] = true;
  }
  const auto empty = std::find(used.begin(), used.end(), false);
  if (empty != used.end())
    throw Rejected(place + ": no row has the label " + std::to_string(empty - used.begin()));
  return out;
}

void require_kmeans_outside(const Json& document) {
  const Json& proof = field(document, "the certificate", "proof");
  require_fields(proof, "proof", {"data", "labels", "clusters", "files", "claims", "evidence"});
  if (!proof["evidence"].is_object()) throw Rejected("proof.evidence is not an object");
  require_same_outside(document, read_claims(proof["claims"]));
}

KMeansChecked check_kmeans(const Json& document, const Files& files, const OwnData* own, Work& work) {
  const Data* own_data = own != nullptr ? std::get_if<Data>(own) : nullptr;
  if (own != nullptr && own_data == nullptr)
    throw Rejected("the certificate is about a clustering of data; expected data to compare them with");
  require_kmeans_outside(document);
  const Json& proof = document["proof"];
  take_fractions(proof, work);
  const KMeansClaims claims = read_claims(proof["claims"]);
  NamedFiles named(proof["files"], files, own_data);
  const Labelled labelled = read_labelled(proof, named);
  if (own != nullptr) {
    Problem as_problem;  // of which only the data are compared
    as_problem.rows = labelled.rows();
    as_problem.cols = labelled.cols();
    as_problem.measurements = labelled.data;
    require_same_data(as_problem, *own);
  }
  const Ball inertia = inertia_of(labelled, proof["evidence"], work);
  if (claims.inertia_low.sign() > 0) require_at_least(claims.inertia_low, inertia, "inertia");
  require_at_least(-claims.inertia_high, -inertia, "inertia");
  const KMeansFinding found = check_evidence(labelled, inertia, proof["evidence"], named, work);
  named.require_all_named();
  if (claims.optimal && !found.optimal) throw Rejected("proof.claims.optimal is not proved");
  if (claims.unique && !found.unique) throw Rejected("proof.claims.unique is not proved");
  if (claims.bound.sign() > 0) require_at_least(claims.bound, found.bound, "bound");
  return {statement(labelled, claims), found.rigor};
}

}  // namespace orthant::checker

#include "orthant/kmeans/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "checker/arithmetic/bound_text.hpp"
#include "checker/check.hpp"
#include "checker/kmeans/kmeans.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/threads.hpp"

namespace orthant {

namespace {

checker::Labelled labelled_rows(const Matrix& X, std::span<const Index> labels, Index clusters) {
  checker::Labelled out;
  out.clusters = clusters;
  out.labels.assign(labels.begin(), labels.end());
  out.data = {X.rows(), X.cols(), {}, {}};
  out.data.values.resize(static_cast<std::size_t>(X.size()));
  Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(out.data.values.data(),
                                                                                     X.rows(), X.cols()) = X;
  return out;
}

std::string into_clusters(long clusters) {
  return fmt::format("into {} {}", clusters, clusters == 1 ? "cluster" : "clusters");
}

/// What was accepted, for people.
std::string sentence(const KMeansOptimality& found, long clusters) {
  const std::string into = into_clusters(clusters);
  const char* word = found.checked ? "Proved" : "Found, not checked";
  if (found.optimal)
    return fmt::format("{}: no clustering {} has a smaller sum of squares{}.", word, into,
                       found.unique ? ", and no other has the same" : "");
  if (!(found.bound > 0))
    return fmt::format("Nothing is proved of other clusterings {}: no bound above 0 was found.", into);
  const double above = found.inertia_high / found.bound - 1;
  return fmt::format(
      "{}: no clustering {} has a sum of squares below {}; this one is above that by at most {} %.", word,
      into, checker::text_at_most(found.bound, 10),
      checker::text_at_least(100 * above * (1 + 1e-12) + 1e-13, 3));
}

}  // namespace

std::string scaled_fraction(double x, int exponent) {
  mpq_class out(x);
  const auto shift = static_cast<mp_bitcnt_t>(2 * std::abs(exponent));
  if (exponent >= 0) {
    mpq_mul_2exp(out.get_mpq_t(), out.get_mpq_t(), shift);
  } else {
    mpq_div_2exp(out.get_mpq_t(), out.get_mpq_t(), shift);
  }
  return fraction(out);
}

KMeansDocument::KMeansDocument(const Matrix& X, std::span<const Index> labels, Index clusters,
                               const KMeansOptimalityOptions& options)
    : options_(options), labelled_(labelled_rows(X, labels, clusters)) {
  if (checker::is_plain_name(options.data_name) &&
      8.0 * static_cast<double>(X.size()) > options.largest_copy) {
    checker::Data data{X.rows(), X.cols(), false, labelled_.data.values, {}};
    data_ = {{"data", options.data_name}, {"sha256", checker::data_hash(data, true)}};
    named_ = std::move(data);
  } else {
    data_ = "data_certified.npy";
    files_.dense("data_certified.npy", X);
  }
  Matrix column(X.rows(), 1);
  for (Index i = 0; i < X.rows(); ++i) column(i, 0) = static_cast<double>(labels[i]);
  files_.dense("labels_certified.npy", column);
  checker::Work work({.work = 1e15, .poll = check_budget});
  inertia_ = checker::Clustering<checker::Ball>(labelled_, work).inertia(work);
}

bool KMeansDocument::take(const KMeansClaim& claim, KMeansOptimality& out) const {
  checker::Ball inertia = inertia_;
  checker::Work work({.work = options_.check_work, .poll = check_budget});
  if (claim.exact)
    inertia = checker::Ball(checker::Clustering<checker::Rational>(labelled_, work).inertia(work));
  KMeansOptimality next;
  next.inertia_low = std::max(inertia.lower(), 0.0);
  next.inertia_high = inertia.upper();
  if (!std::isfinite(next.inertia_high)) return false;
  next.optimal = claim.optimal;
  next.unique = claim.unique;
  next.bound = claim.optimal ? next.inertia_low : std::clamp(claim.bound, 0.0, next.inertia_low);
  next.method = claim.evidence["method"];

  Bundle files = files_;
  nlohmann::ordered_json hashes = files_.hashes();
  hashes.update(claim.files.hashes());
  next.files = files_.files();
  next.files.merge(claim.files.files());
  next.document = {{"data", data_},
                   {"labels", "labels_certified.npy"},
                   {"clusters", labelled_.clusters},
                   {"files", std::move(hashes)},
                   {"claims",
                    {{"inertia", {fraction(next.inertia_low), fraction(next.inertia_high)}},
                     {"bound", fraction(next.bound)},
                     {"optimal", next.optimal},
                     {"unique", next.unique}}},
                   {"evidence", claim.evidence}};
  const checker::Outcome outcome =
      checker::check(kmeans_certificate(next).dump(), BundleFiles(next.files), named_ ? &*named_ : nullptr,
                     {.work = options_.check_work, .poll = check_budget, .threads = threads()});
  // What the search only guessed, a tie, is nothing before it is checked.
  if (!outcome.accepted && (claim.exact || !outcome.unfinished)) return false;
  next.checked = outcome.accepted;
  next.reasons.push_back(sentence(next, labelled_.clusters));
  if (!next.checked) next.reasons.push_back("The proof is too much to check here: " + outcome.reason + ".");
  if (named_)
    next.reasons.push_back(fmt::format(
        "The certificate names the data by the hash of their values: orthant-verify takes them from {} (--data).",
        options_.data_name));
  out = std::move(next);
  return true;
}

nlohmann::ordered_json kmeans_certificate(const KMeansOptimality& found) {
  return {{"format", checker::kmeans_format},
          {"inertia", {found.inertia_low, found.inertia_high}},
          {"bound", found.bound},
          {"optimal", found.optimal},
          {"unique", found.unique},
          {"method", found.method},
          {"checked", found.checked},
          {"reasons", found.reasons},
          {"proof", found.document}};
}

}  // namespace orthant

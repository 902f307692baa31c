// Certificates that name their data by the hash of their values: other data, or another hash, are refused,
// whether the data come from a file beside the certificate or from --data.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "checker/read/data_file.hpp"
#include "grid.hpp"
#include "orthant/certify/certify.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/prove.hpp"
#include "spoil.hpp"

namespace orthant {
namespace {

using testing::Json;
using testing::Recipe;

struct Named {
  std::string name;
  Json document;
  std::map<std::string, std::string> files;  ///< the factors
  checker::Data data;
  bool full = false, symmetric = false;
  Matrix fit;  ///< LRᵀ

  Json& measurements() { return document["proof"]["problem"]["measurements"]; }
  void rename_hash() { measurements()["sha256"] = checker::data_hash(data, full); }
};

std::vector<Named> named_certificates() {
  std::vector<Named> out;
  for (const bool symmetric : {true, false})
    for (const auto kind : {Recipe::Kind::full, Recipe::Kind::entries}) {
      Recipe recipe;
      recipe.symmetric = symmetric, recipe.kind = kind, recipe.rank = 2;
      const testing::KnownPoint known = off_by_rounding(testing::known_point(recipe));
      const auto objective = known.problem.objective();
      Certificate certificate = certify(*objective, known.problem.stacked_point());
      const ProofAttempt attempt =
          prove_isolated(*objective, certificate, nullptr, {.data_name = "mine.mtx", .largest_copy = 0});
      if (!attempt.proof || !attempt.proof->data) throw std::logic_error(known.name + ": " + attempt.reason);
      adopt(certificate, *attempt.proof);
      const Index n = known.problem.rows();
      const Matrix& U = *attempt.proof->point;
      out.push_back({known.name, certificate_document(certificate, &*attempt.proof), attempt.proof->files,
                     std::get<checker::Data>(*attempt.proof->data), kind == Recipe::Kind::full, symmetric,
                     U.topRows(n) * (symmetric ? U : Matrix(U.bottomRows(U.rows() - n))).transpose()});
    }
  return out;
}

/// Matrix Market, every digit.
std::string mtx(const checker::Data& data) {
  std::string entries;
  std::size_t count = 0;
  const auto add = [&](long i, long j, double value) {
    entries += fmt::format("{} {} {:.17g}\n", i + 1, j + 1, value);
    ++count;
  };
  for (const checker::DataEntry& entry : data.entries) add(entry.row, entry.col, entry.value);
  for (std::size_t t = 0; t < data.values.size(); ++t)
    add(static_cast<long>(t) / data.cols, static_cast<long>(t) % data.cols, data.values[t]);
  return fmt::format("%%MatrixMarket matrix coordinate real general\n{} {} {}\n", data.rows, data.cols,
                     count) +
         entries;
}

checker::Outcome check_beside(Named named) {
  named.files["mine.mtx"] = mtx(named.data);
  return testing::check(named.document.dump(), named.files);
}

checker::Outcome check_given(const Named& named) {
  const checker::OwnData own = named.data;
  return checker::check(named.document.dump(), BundleFiles(named.files), &own);
}

void expect_refused(const Named& named, const std::string& why) {
  for (const checker::Outcome& outcome : {check_beside(named), check_given(named)}) {
    EXPECT_FALSE(outcome.accepted) << named.name << ": " << why;
    EXPECT_FALSE(outcome.reason.empty()) << named.name << ": " << why;
    EXPECT_TRUE(outcome.statement.empty()) << named.name << ": " << why;
  }
}

std::vector<double*> values_of(checker::Data& data) {
  std::vector<double*> out;
  for (double& value : data.values) out.push_back(&value);
  for (checker::DataEntry& entry : data.entries) out.push_back(&entry.value);
  return out;
}

TEST(DataByHash, AreTakenFromAFileOrFromTheirOwner) {
  for (const Named& named : named_certificates()) {
    EXPECT_TRUE(check_beside(named).accepted) << named.name << ": " << check_beside(named).reason;
    EXPECT_TRUE(check_given(named).accepted) << named.name << ": " << check_given(named).reason;
    const checker::Outcome without = testing::check(named.document.dump(), named.files);
    EXPECT_TRUE(without.needs_data && !without.accepted) << named.name;
  }
}

TEST(DataByHash, AnotherHashIsRefused) {
  for (const Named& named : named_certificates()) {
    const std::string hash = Named(named).measurements()["sha256"];
    const auto refused = [&](const Json& other, const std::string& why) {
      Named spoilt = named;
      spoilt.measurements()["sha256"] = other;
      expect_refused(spoilt, why);
    };
    for (std::size_t at = 0; at < hash.size(); ++at)
      for (const char digit : {'0', '1', '7', 'a', 'f', 'A', 'g', ' '}) {
        std::string other = hash;
        other[at] = digit;
        if (other != hash) refused(other, fmt::format("digit {} of the hash is {}", at, digit));
      }
    refused(hash.substr(1), "a short hash");
    refused(hash + "0", "a long hash");
    refused("", "no hash");
    refused(nullptr, "null for a hash");
    refused(checker::data_hash(named.data, !named.full), "the hash of the other kind of observation");
    refused(checker::sha256(mtx(named.data)), "the hash of the file, not of the values");
  }
}

TEST(DataByHash, OtherDataAreRefused) {
  for (const Named& named : named_certificates()) {
    const std::size_t count = named.data.values.size() + named.data.entries.size();
    for (std::size_t at = 0; at < count; ++at)
      for (int change = 0; change < 4; ++change) {
        Named spoilt = named;
        double& value = *values_of(spoilt.data)[at];
        const double before = value;
        const double others[] = {std::nextafter(value, 1e300), std::nextafter(value, -1e300), -value,
                                 value + 0x1p-1000};
        value = others[change];
        if (value != before) expect_refused(spoilt, fmt::format("value {} is {} for {}", at, value, before));
      }
    Named spoilt = named;
    ++spoilt.data.rows;
    if (spoilt.data.sparse) expect_refused(spoilt, "another row without entries");
    spoilt = named;
    if (!spoilt.data.sparse)
      spoilt.data.values.resize(static_cast<std::size_t>(++spoilt.data.rows * spoilt.data.cols));
    if (!spoilt.data.sparse) expect_refused(spoilt, "another row of zeros");
    for (std::size_t at = 0; at < named.data.entries.size(); ++at) {
      spoilt = named;
      spoilt.data.entries.erase(spoilt.data.entries.begin() + static_cast<long>(at));
      expect_refused(spoilt, fmt::format("without entry {}", at));
    }
  }
}

/// The hash is that of the other data: then the proof has to fail. Where LRᵀ is positive, the gradient of a
/// kept entry changes with the value there.
TEST(DataByHash, OtherDataWithTheirHashDoNotFitTheProof) {
  int made = 0;
  for (const Named& named : named_certificates()) {
    const std::size_t count = named.data.values.size() + named.data.entries.size();
    for (std::size_t at = 0; at < count; ++at) {
      const bool dense = !named.data.sparse;
      const long i = dense ? static_cast<long>(at) / named.data.cols : named.data.entries[at].row;
      const long j = dense ? static_cast<long>(at) % named.data.cols : named.data.entries[at].col;
      if (!(named.fit(i, j) > 0)) continue;
      for (const double change : {1.0, -1.0, 0x1p-20, -0x1p-20}) {
        Named spoilt = named;
        *values_of(spoilt.data)[at] += change;
        spoilt.rename_hash();
        expect_refused(spoilt, fmt::format("({}, {}) changed by {}, with its hash", i, j, change));
        ++made;
      }
    }
  }
  EXPECT_GE(made, 200);
}

TEST(DataByHash, OtherReferencesAreRefused) {
  for (const Named& named : named_certificates()) {
    const auto refused = [&](const char* why, const auto& spoil) {
      Named spoilt = named;
      spoil(spoilt);
      expect_refused(spoilt, why);
    };
    for (const char* name : {"", ".", "..", "../mine.mtx", "/mine.mtx", "a/mine.mtx", "mine\n.mtx"})
      refused("a name that is not plain", [&](Named& n) { n.measurements()["data"] = name; });
    refused("no name", [](Named& n) { n.measurements().erase("data"); });
    refused("no hash", [](Named& n) { n.measurements().erase("sha256"); });
    refused("values as well", [](Named& n) { n.measurements()["values"] = "L_certified.npy"; });
    refused("the data listed with the files", [](Named& n) {
      n.files["mine.mtx"] = mtx(n.data);
      n.document["proof"]["files"]["mine.mtx"] = checker::sha256(n.files["mine.mtx"]);
    });
    refused("more rows than the data have", [](Named& n) {
      Json& rows = n.document["proof"]["problem"]["rows"];
      rows = rows.get<long>() + 1;
    });
    refused("weights, of which the hash says nothing",
            [](Named& n) { n.document["proof"]["problem"]["operator"]["weights"] = "L_certified.npy"; });
  }
}

}  // namespace
}  // namespace orthant

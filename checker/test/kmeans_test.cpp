/// Six points on a line, 0 1 2 and 10 11 12, whose best two clusters anybody sees; inertia 4.
#include "checker/kmeans/kmeans.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "checker/check.hpp"
#include "npy_bytes.hpp"

namespace orthant::checker {
namespace {

class KeptFiles final : public Files {
 public:
  std::map<std::string, std::string> content;
  std::string bytes(const std::string& name) const override {
    const auto found = content.find(name);
    if (found == content.end()) throw Rejected(name + ": no such file");
    return found->second;
  }
};

constexpr double shift = 50;  // t
const std::vector<double> line = {0, 1, 2, 10, 11, 12};

/// ½·3(nearness − t·2/3): 130, 100, 70 and 70, 100, 130.
double row_sum(std::size_t i) {
  const double own = i < 3 ? 1 : 11, other = i < 3 ? 11 : 1;
  return 1.5 * (std::pow(line[i] - other, 2) - std::pow(line[i] - own, 2) - shift * 2 / 3);
}

class KMeansCheck : public testing::TestWithParam<const char*> {
 protected:
  KMeansCheck() : method(GetParam()) {
    const bool optimal = method == "balls" || method == "exact" || method == "coupled";
    set("data.npy", 6, 1, line);
    set("labels.npy", 6, 1, {0, 0, 0, 1, 1, 1});
    document = {{"format", "orthant-kmeans/1"},
                {"inertia", {3.9999999998, 4.0000000002}},
                {"bound", optimal ? 3.9999999998 : 3.9921875},
                {"optimal", optimal},
                {"unique", optimal},
                {"reasons", {"anything"}}};
    document["proof"] = {{"data", "data.npy"},
                         {"labels", "labels.npy"},
                         {"clusters", 2},
                         {"claims",
                          {{"inertia", {"39999999999/10000000000", "40000000001/10000000000"}},
                           {"bound", optimal ? "39999999999/10000000000" : "511/128"},
                           {"optimal", optimal},
                           {"unique", optimal}}},
                         {"evidence", evidence()}};
    list_files();
  }

  Json evidence() {
    if (method == "balls" || method == "exact")
      return {{"method", "structured"}, {"arithmetic", method}, {"t", "50"}};
    if (method == "factored") {
      set("H.npy", 2, 2, {0, shift * 2 / 3, shift * 2 / 3, 0});
      set("V.npy", 2, 2, {0, 0.0075, 0.0075, 0});
      return {{"method", method}, {"offsets", "H.npy"}, {"weights", "V.npy"}, {"level", "500001/10000"}};
    }
    std::vector<double> coupling(36);
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = 0; j < 6; ++j)
        if ((i < 3) != (j < 3)) coupling[6 * i + j] = row_sum(i) / 3 + row_sum(j) / 3 - 100.0 / 3;
    set("Lambda.npy", 6, 6, coupling);
    if (method == "coupled") return {{"method", method}, {"t", "50"}, {"coupling", "Lambda.npy"}};
    if (method == "grouped") {
      set("groups.npy", 6, 1, {0, 1, 2, 3, 4, 5});
      return {{"method", method},
              {"multipliers", "Lambda.npy"},
              {"level", "500001/10000"},
              {"groups", "groups.npy"}};
    }
    return {{"method", method}, {"multipliers", "Lambda.npy"}, {"level", "500001/10000"}};
  }

  void set(const std::string& name, long rows, long cols, const std::vector<double>& values) {
    numbers[name] = values;
    files.content[name] = npy_matrix(rows, cols, values);
  }
  /// Another value in a file, with its right hash.
  void put(const std::string& name, std::size_t at, double value) {
    const auto n = static_cast<long>(numbers.at(name).size());
    std::vector<double> values = numbers.at(name);
    values[at] = value;
    const long cols = n == 6 ? 1 : n == 4 ? 2 : 6;
    files.content[name] = npy_matrix(n / cols, cols, values);
    list_files();
  }
  void list_files() {
    document["proof"]["files"] = Json::object();
    for (const auto& [name, bytes] : files.content) document["proof"]["files"][name] = sha256(bytes);
  }
  void restore() {
    for (const auto& [name, values] : numbers) put(name, 0, values[0]);
  }
  std::string reason(const OwnData* own = nullptr) const {
    const Outcome outcome = check(document.dump(), files, own);
    EXPECT_EQ(outcome.accepted, outcome.reason.empty());
    return outcome.reason;
  }
  void expect(const std::string& part) const {
    const std::string found = reason();
    EXPECT_NE(found.find(part), std::string::npos)
        << method << ": expected \"" << part << "\", found \"" << found << "\"";
  }
  void expect_at(const char* pointer, const Json& value, const std::string& part) {
    const Json good = document;
    document[Json::json_pointer(pointer)] = value;
    expect(part);
    document = good;
  }

  std::string method;
  Json document;
  KeptFiles files;
  std::map<std::string, std::vector<double>> numbers;
};

TEST_P(KMeansCheck, AcceptsAndSaysWhatIsProved) {
  const Outcome outcome = check(document.dump(), files);
  EXPECT_EQ(outcome.reason, "");
  EXPECT_EQ(outcome.rigor, method == "exact" ? "exact" : "verified");
  EXPECT_EQ(contradiction(document.dump()), "");
  const bool optimal = document["optimal"] == true;
  EXPECT_NE(outcome.statement.find("the clustering of 6 rows into 2 clusters has the inertia"),
            std::string::npos);
  EXPECT_NE(outcome.statement.find(
                optimal ? "no clustering into 2 clusters has a smaller one; no other has the same"
                        : "no clustering into 2 clusters has one below 511/128"),
            std::string::npos)
      << outcome.statement;
}

TEST_P(KMeansCheck, OtherLabelsAreRefused) {
  for (std::size_t i = 0; i < 6; ++i) {
    put("labels.npy", i, i < 3 ? 1 : 0);
    EXPECT_NE(reason(), "") << i;
    if (document["optimal"] == false) continue;
    // Also with an inertia that holds for these.
    const Json good = document;
    document["inertia"] = {0, 1000};
    document["bound"] = 0;
    document["proof"]["claims"]["inertia"] = {"0", "1000"};
    document["proof"]["claims"]["bound"] = "0";
    EXPECT_NE(reason(), "") << i;
    document = good;
  }
  restore();
  put("labels.npy", 0, 0.5);
  expect("proof.labels: row 0 is not an integer from 0 to 1");
  put("labels.npy", 0, 2);
  expect("proof.labels: row 0 is not an integer from 0 to 1");
  put("labels.npy", 0, -1);
  expect("not an integer from 0 to 1");
  files.content["labels.npy"] = npy_matrix(6, 1, {0, 0, 0, 0, 0, 0});
  list_files();
  expect("no row has the label 1");
  files.content["labels.npy"] = npy_matrix(5, 1, {0, 0, 0, 1, 1});
  list_files();
  expect("proof.labels has the size 5×1; expected 6×1");
  restore();
  expect_at("/proof/clusters", 3, "no row has the label 2");
  expect_at("/proof/clusters", 7, "proof.clusters is not an integer from 1 to 6");
}

TEST_P(KMeansCheck, OtherDataAreRefused) {
  put("data.npy", 2, 5.9);
  EXPECT_NE(reason(), "");
  restore();
  files.content["data.npy"].back() ^= 1;
  expect("data.npy: its SHA-256 is ");
  restore();
  Data own{6, 1, false, line, {}};
  const OwnData same = own;
  EXPECT_EQ(reason(&same), "");
  own.values[4] = 11.5;
  const OwnData other = own;
  EXPECT_NE(reason(&other).find("the data differ at entry (4, 0)"), std::string::npos);
  const OwnData matrix = RationalMatrix(6, 1);
  EXPECT_NE(reason(&matrix).find("expected data"), std::string::npos);
}

TEST_P(KMeansCheck, DataMayBeNamedByTheHashOfTheirValues) {
  const Data own{6, 1, false, line, {}};
  files.content.erase("data.npy");
  list_files();
  document["proof"]["data"] = {{"data", "mine.npy"}, {"sha256", data_hash(own, true)}};
  EXPECT_TRUE(check(document.dump(), files).needs_data);
  const OwnData given = own;
  EXPECT_EQ(reason(&given), "");
  Data wrong = own;
  wrong.values[0] = 1;
  const OwnData other = wrong;
  EXPECT_NE(reason(&other).find("the data are not those of the certificate"), std::string::npos);
}

TEST_P(KMeansCheck, ClaimsBeyondTheProofAreRefused) {
  const Json good = document;
  document["proof"]["claims"]["inertia"] = {"41/10", "21/5"};
  document["inertia"] = {4.0, 4.3};
  expect("proof.claims.inertia is not proved");
  document["proof"]["claims"]["inertia"] = {"2", "399/100"};
  document["inertia"] = {1.0, 4.3};
  document["proof"]["claims"]["bound"] = "3";
  document["bound"] = 3;
  expect("proof.claims.inertia is not proved");
  document = good;
  if (document["optimal"] == false) {
    document["optimal"] = document["proof"]["claims"]["optimal"] = true;
    expect("proof.claims.optimal is not proved");
    document = good;
    document["bound"] = document["proof"]["claims"]["bound"] = 0;
    expect("proof.claims.bound is not a text");
    document["proof"]["claims"]["bound"] = "39999999/10000000";
    expect("proof.claims.bound is not proved");
    document = good;
    document["proof"]["evidence"] = {{"method", "none"}};
    expect("which the proof names nowhere");
    for (const char* name : {"H.npy", "V.npy", "Lambda.npy", "groups.npy"})
      document["proof"]["files"].erase(name);
    expect("proof.claims.bound is not proved");
  }
  document = good;
  expect_at("/proof/claims/bound", "5", "bound is above the inertia");
  expect_at("/optimal", document["optimal"] != true, "optimal differs from proof.claims.optimal");
  expect_at("/unique", document["unique"] != true, "unique differs from proof.claims.unique");
  expect_at("/inertia/1", 4, "inertia is narrower");
  expect_at("/bound", 4.0, "bound is above proof.claims.bound");
  expect_at("/verdict", "global_minimizer", "unknown field \"verdict\"");
  expect_at("/method", "other", "method differs");
  expect_at("/proof/claims/more", 1, "unknown field");
  expect_at("/proof/evidence/more", 1, "unknown field");
  expect_at("/proof/evidence/method", "guess", "proof.evidence.method");
  document["optimal"] = document["proof"]["claims"]["optimal"] = false;
  document["unique"] = document["proof"]["claims"]["unique"] = true;
  expect("unique is true, and optimal is false");
}

TEST_P(KMeansCheck, OtherEvidenceIsRefused) {
  const auto field = [&](const char* name) { return document["proof"]["evidence"].contains(name); };
  if (field("t")) {
    expect_at("/proof/evidence/t", "130", method == "coupled" ? "nonnegative" : "nearer");
    expect_at("/proof/evidence/t", "1", method == "exact" ? "not at most" : "not proved to be definite");
    expect_at("/proof/evidence/t", "-1", "t is");
    expect_at("/proof/evidence/t", "0", method == "exact" ? "not at most" : "not positive");
    expect_at("/proof/evidence/t", "50.0", "not a fraction");
  }
  if (field("level")) {
    expect_at("/proof/evidence/level", "49", "not proved to be definite");
    expect_at("/proof/evidence/level", "-1", "level is");
    expect_at("/proof/evidence/level", "51", "proof.claims.bound is not proved");
  }
  if (field("weights")) {
    for (const double value : {-0.0075, 0.008}) {
      put("V.npy", 1, value);
      expect("weights is negative or not symmetric at (");
    }
    restore();
    put("H.npy", 1, -2000);
    EXPECT_NE(reason(), "");
  }
  if (numbers.contains("groups.npy")) {
    put("groups.npy", 5, 4);
    expect("proof.evidence.groups: no row has the label 5");
    put("groups.npy", 5, 6);
    expect("proof.evidence.groups: row 5 is not an integer from 0 to 5");
    // In another order they are not those of the multipliers.
    files.content["groups.npy"] = npy_matrix(6, 1, {3, 1, 2, 0, 4, 5});
    list_files();
    EXPECT_NE(reason(), "");
    restore();
  }
  if (numbers.contains("Lambda.npy")) {
    put("Lambda.npy", 3, -1);
    expect("entry (3, 0) is not that across the diagonal");
    put("Lambda.npy", 0, -1);
    expect("entry (0, 0) is negative");
    restore();
    std::vector<double> values = numbers["Lambda.npy"];
    values[2 * 6 + 3] = values[3 * 6 + 2] = 1000;
    files.content["Lambda.npy"] = npy_matrix(6, 6, values);
    list_files();
    EXPECT_NE(reason(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, KMeansCheck,
                         testing::Values("balls", "exact", "coupled", "factored", "dense", "grouped"),
                         [](const auto& each) { return std::string(each.param); });

/// The corners of a square in two pairs: so or otherwise, 1 each.
TEST(KMeansTies, AreOptimalAndNotUnique) {
  KeptFiles files;
  files.content["data.npy"] = npy_matrix(4, 2, {0, 0, 1, 0, 0, 1, 1, 1});
  files.content["labels.npy"] = npy_matrix(4, 1, {0, 0, 1, 1});
  Json document = {{"format", "orthant-kmeans/1"},
                   {"inertia", {1, 1}},
                   {"bound", 1},
                   {"optimal", true},
                   {"unique", false}};
  document["proof"] = {
      {"data", "data.npy"},
      {"labels", "labels.npy"},
      {"clusters", 2},
      {"claims", {{"inertia", {"1", "1"}}, {"bound", "1"}, {"optimal", true}, {"unique", false}}},
      {"evidence", {{"method", "structured"}, {"arithmetic", "exact"}, {"t", "1"}}}};
  for (const auto& [name, bytes] : files.content) document["proof"]["files"][name] = sha256(bytes);
  EXPECT_EQ(check(document.dump(), files).reason, "");
  EXPECT_EQ(check(document.dump(), files).rigor, "exact");
  Json more = document;
  more["unique"] = more["proof"]["claims"]["unique"] = true;
  EXPECT_EQ(check(more.dump(), files).reason, "proof.claims.unique is not proved");
  for (const char* other : {"999999999/1000000000", "1000000001/1000000000"}) {
    more = document;
    more["proof"]["evidence"]["t"] = other;
    EXPECT_NE(check(more.dump(), files).reason, "") << other;
  }
  more = document;
  more["proof"]["evidence"]["arithmetic"] = "balls";
  EXPECT_NE(check(more.dump(), files).reason, "");
}

TEST(KMeansTies, OneClusterOrAllAloneNeedNoEvidence) {
  for (const long clusters : {1L, 3L, 2L}) {
    KeptFiles files;
    files.content["data.npy"] = npy_matrix(3, 1, {1, 1, 7});
    files.content["labels.npy"] = npy_matrix(
        3, 1,
        clusters == 1 ? std::vector<double>{0, 0, 0} : std::vector<double>{0, 1, clusters == 3 ? 2.0 : 1.0});
    Json document = {{"format", "orthant-kmeans/1"},
                     {"inertia", {0, 100}},
                     {"bound", 0},
                     {"optimal", true},
                     {"unique", true}};
    document["proof"] = {
        {"data", "data.npy"},
        {"labels", "labels.npy"},
        {"clusters", clusters},
        {"claims", {{"inertia", {"0", "100"}}, {"bound", "0"}, {"optimal", true}, {"unique", true}}},
        {"evidence", {{"method", "none"}}}};
    for (const auto& [name, bytes] : files.content) document["proof"]["files"][name] = sha256(bytes);
    EXPECT_EQ(check(document.dump(), files).reason,
              clusters == 2 ? "proof.claims.optimal is not proved" : "");
  }
}

}  // namespace
}  // namespace orthant::checker

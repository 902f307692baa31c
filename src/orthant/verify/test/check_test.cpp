#include "orthant/verify/check.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "npy_bytes.hpp"
#include "orthant/verify/data_file.hpp"
#include "orthant/verify/npy.hpp"
#include "stationary_sample.hpp"

namespace orthant::verify {
namespace {

class MemoryFiles final : public Files {
 public:
  std::map<std::string, std::string> content;
  std::string bytes(const std::string& name) const override {
    const auto found = content.find(name);
    if (found == content.end()) throw Rejected(name + ": no such file");
    return found->second;
  }
};

class Check : public testing::Test {
 protected:
  Check() {
    const Sample sample({});
    const Problem& p = sample.problem;
    add("L.npy", p.point.L);
    add("R.npy", p.point.R);
    add("data.npy", *p.measurements);
    const auto f = static_cast<double>(sample.claims.objective_low.approx() * (1 + 1e-12));
    document = {{"format", "orthant-certificate/1"},
                {"verdict", "strict_local_minimizer"},
                {"rigor", "verified"},
                {"spurious", nullptr},
                {"objective", f},
                {"second_order", {{"modulus", 0.5 * sample.claims.modulus->approx()}, {"method", "schur"}}}};
    document["proof"] = {
        {"method", "isolated_minimizer"},
        {"problem",
         {{"format", "orthant-problem/1"},
          {"factorization", "asymmetric"},
          {"rows", p.rows},
          {"cols", p.cols},
          {"rank", p.rank},
          {"balance", 0.0},
          {"operator", {{"kind", "full"}}},
          {"measurements", "data.npy"},
          {"point", {{"L", "L.npy"}, {"R", {{"file", "R.npy"}}}}},
          {"instance", {{"name", "anything"}}}}},
        {"claims",
         {{"verdict", "strict_local_minimizer"},
          {"spurious", nullptr},
          {"objective", {sample.claims.objective_low.to_string(), sample.claims.objective_high.to_string()}},
          {"modulus", sample.claims.modulus->to_string()},
          {"radius", sample.claims.radius->to_string()}}},
        {"evidence", sample.evidence}};
    list_files();
  }

  void add(const std::string& name, const Numbers& A) {
    files.content[name] = npy_matrix(A.rows, A.cols, A.values);
  }
  void list_files() {
    document["proof"]["files"] = Json::object();
    for (const auto& [name, bytes] : files.content) document["proof"]["files"][name] = sha256(bytes);
  }
  std::string reason(const std::string& text, const Data* data = nullptr) const {
    const Outcome outcome = check(text, files, data);
    EXPECT_EQ(outcome.accepted, outcome.reason.empty());
    EXPECT_EQ(outcome.accepted, !outcome.statement.empty());
    EXPECT_EQ(outcome.reason.find('\n'), std::string::npos);
    return outcome.reason;
  }
  std::string reason() const { return reason(document.dump()); }
  void expect(const std::string& part) const {
    const std::string found = reason();
    EXPECT_NE(found.find(part), std::string::npos)
        << "expected \"" << part << "\", found \"" << found << "\"";
  }
  /// Refused with `value` at the pointer, and accepted without.
  void expect_at(const char* pointer, const Json& value, const std::string& part) {
    const Json good = document;
    document[Json::json_pointer(pointer)] = value;
    expect(part);
    document = good;
  }

  Json document;
  MemoryFiles files;
};

TEST_F(Check, AcceptsAndSaysWhatIsProved) {
  const Outcome outcome = check(document.dump(), files);
  EXPECT_EQ(outcome.reason, "");
  EXPECT_TRUE(outcome.accepted);
  EXPECT_EQ(outcome.rigor, "verified");
  EXPECT_NE(outcome.statement.find("exactly one local minimizer"), std::string::npos);
}

TEST_F(Check, EveryPrefixIsRefused) {
  const std::string text = document.dump();
  for (std::size_t length = 0; length < text.size(); length += 7)
    EXPECT_NE(reason(text.substr(0, length)), "");
}

TEST_F(Check, DuplicateKeysAreRefused) {
  std::string text = document.dump();
  text.insert(text.find("\"verdict\""), "\"verdict\": \"global_minimizer\", ");
  EXPECT_NE(reason(text).find("\"verdict\" twice"), std::string::npos);
}

TEST_F(Check, FilesAreThoseThatAreListed) {
  const auto good = files.content;
  files.content["L.npy"].back() ^= 1;
  expect("L.npy: its SHA-256 is ");
  files.content = good;
  files.content.erase("R.npy");
  expect("R.npy: no such file");
  files.content = good;
  files.content["more.npy"] = files.content["L.npy"];
  list_files();
  expect("\"more.npy\", which the proof names nowhere");
  files.content = good;
  list_files();
  document["proof"]["files"].erase("data.npy");
  expect("names \"data.npy\", which proof.files does not list");
}

TEST_F(Check, NamesAreFilesBesideTheCertificate) {
  for (const char* name : {"../L.npy", "/etc/passwd", "a/b.npy", "..", ".", "", "a\nb"}) {
    const Json good = document;
    document["proof"]["files"][name] = std::string(64, '0');
    expect("is not the plain name of a file");
    document = good;
  }
  expect_at("/proof/files/L.npy", "00", "is not a SHA-256");
}

/// Another file of the right form and a right hash: the proof does not hold for it.
TEST_F(Check, OtherDataAreRefused) {
  std::vector<double> other(20, 0.5);
  files.content["data.npy"] = npy_matrix(5, 4, other);
  list_files();
  expect("condition 3 fails");
  files.content["data.npy"] = npy_matrix(4, 5, other);
  list_files();
  expect("has the size 4×5; expected 5×4");
}

TEST_F(Check, DataOfTheReaderAreCompared) {
  Data data = read_data(files.content["data.npy"], "own.npy");
  EXPECT_EQ(reason(document.dump(), &data), "");
  data.values[6] += 1;
  EXPECT_NE(reason(document.dump(), &data).find("the data differ at entry (1, 2)"), std::string::npos);
}

TEST_F(Check, WhatStandsOutsideAgreesWithTheClaims) {
  expect_at("/verdict", "global_minimizer", "verdict differs");
  expect_at("/rigor", "exact", "rigor differs");
  expect_at("/spurious", true, "spurious differs");
  expect_at("/objective", 0.0, "objective is outside");
  expect_at("/objective", nullptr, "objective is not a number");
  const auto summary = [](const char* method, double radius, double low, double high, double modulus) {
    return Json{{"method", method}, {"radius", radius}, {"objective", {low, high}}, {"modulus", modulus}};
  };
  const char* method = "isolated_minimizer";
  expect_at("/proved", summary("second_order", 1, 0, 1e9, 0), "proved.method differs");
  expect_at("/proved", summary(method, 0, 0, 1e9, 0), "proved.radius is below");
  expect_at("/proved", summary(method, 1, 1e8, 1e9, 0), "proved.objective is narrower");
  expect_at("/proved", summary(method, 1, 0, 1e9, 1e9), "proved.modulus is above");
  document["proved"] = summary(method, 1, 0, 1e9, 0);
  expect_at("/proved/global_low", 0.0, "proved.global_low is above");
  expect_at("/proved/more", 1, "unknown field");
  EXPECT_EQ(reason(), "");
  document.erase("proved");
  expect_at("/regularisation", Json{{"l1_left", 1.0}},
            "regularisation: the certificate is about an objective");
  expect_at("/format", "orthant-certificate/2", "format is not");
  expect_at("/proof", nullptr, "no proof");
}

TEST_F(Check, ClaimsAreThoseOfTheMethod) {
  document["verdict"] = "global_minimizer";
  expect_at("/proof/claims/verdict", "global_minimizer", "which isolated_minimizer proves");
  document["verdict"] = "strict_local_minimizer";
  document["spurious"] = false;
  expect_at("/proof/claims/spurious", false, "other than global_minimizer");
  document["spurious"] = nullptr;
  expect_at("/proof/claims/more", 1, "unknown field \"more\"");
  expect_at("/proof/claims/modulus", "2/4", "lowest terms");
  expect_at("/proof/claims/objective", Json::parse(R"(["1", "0"])"), "lower end is above");
  expect_at("/proof/method", "guess", "is unknown");
  expect_at("/proof/more", 1, "unknown field \"more\"");
  expect_at("/proof/evidence", Json::array(), "evidence is not an object");
}

TEST_F(Check, ProblemsAreReadStrictly) {
  expect_at("/proof/problem/more", 1, "unknown field \"more\"");
  expect_at("/proof/problem/rows", 6, "expected 6 rows");
  expect_at("/proof/problem/rows", 0, "rows is not an integer");
  expect_at("/proof/problem/rank", 5, "rank is not an integer from 1 to 4");
  expect_at("/proof/problem/rank", 1, "2 columns; expected rank = 1");
  expect_at("/proof/problem/balance", -1.0, "balance is not a number");
  expect_at("/proof/problem/factorization", "symmetric", "is symmetric, with 5×4");
  expect_at("/proof/problem/operator/kind", "rank_one", "operator kind rank_one is not supported");
  expect_at("/proof/problem/operator/kind", "other", "is unknown");
  expect_at("/proof/problem/operator/more", 1, "unknown field");
  expect_at("/proof/problem/measurements", Json::parse(R"({"file": "data.npy", "scale": "2"})"),
            "unknown field");
  expect_at("/proof/problem/point/L", Json::parse(R"({"file": "L.npy", "scale": "-1"})"), "is negative");
  expect_at("/proof/problem/point/L", 3, "is not the name of a file");
  document["proof"]["problem"].erase("measurements");
  expect("neither measurements nor truth");
}

TEST_F(Check, EntriesAreReadStrictly) {
  std::vector<double> index, values;
  for (long t = 0; t < 20; ++t) {
    index.push_back(static_cast<double>(t / 4));
    index.push_back(static_cast<double>(t % 4));
  }
  const Npy data = read_npy(files.content["data.npy"], "data.npy");
  files.content["data.npy"] = npy_matrix(20, 1, data.values);
  document["proof"]["problem"]["operator"] = {{"kind", "entries"}, {"index", "index.npy"}};
  const auto with = [&](std::size_t at, double x) {
    auto changed = index;
    changed[at] = x;
    files.content["index.npy"] = npy_matrix(20, 2, changed);
    list_files();
  };
  with(0, 0);
  EXPECT_EQ(reason(), "");
  with(0, 5);
  expect("entry (0, 0) is not an integer from 0 to 4");
  with(1, 0.5);
  expect("is not an integer");
  with(1, 1);
  expect("has the position (0, 1) twice");
  with(0, 0);
  files.content["w.npy"] = npy_matrix(20, 1, std::vector<double>(20, -1));
  list_files();
  document["proof"]["problem"]["operator"]["weight"] = "w.npy";
  expect("is not a weight");
}

}  // namespace
}  // namespace orthant::verify

#include "checker/check.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "checker/read/data_file.hpp"
#include "checker/read/npy.hpp"
#include "npy_bytes.hpp"
#include "stationary_sample.hpp"

namespace orthant::checker {
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
  std::string reason(const std::string& text, const OwnData* own = nullptr) const {
    const Outcome outcome = check(text, files, own);
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
  // 10⁻¹¹ as a double is a little less: that there is one holds for more, that there is no other for less.
  EXPECT_NE(outcome.statement.find(
                "a local minimizer with the pinned entries of the stored point lies within 1e-11 of "
                "that point, and no other within 9.99999e-12; it is strict"),
            std::string::npos)
      << outcome.statement;
  document["proof"]["claims"]["radius"] = "1/100000000000";
  EXPECT_NE(check(document.dump(), files)
                .statement.find("exactly one local minimizer with the pinned entries of the "
                                "stored point lies within 1e-11 of that point; it is strict"),
            std::string::npos);
}

TEST_F(Check, DataMayBeNamedByTheHashOfTheirValues) {
  const Data own = read_data(files.content.at("data.npy"), "mine.npy");
  const auto problem = [&]() -> Json& { return document["proof"]["problem"]; };
  problem()["measurements"] = {{"data", "mine.npy"}, {"sha256", data_hash(own, true)}};
  const std::string stored = files.content.extract("data.npy").mapped();
  list_files();
  const OwnData given = own;
  EXPECT_EQ(reason(document.dump(), &given), "");
  const Outcome without = check(document.dump(), files);
  EXPECT_TRUE(without.needs_data);
  EXPECT_FALSE(without.accepted);
  EXPECT_EQ(
      without.reason,
      "the certificate names its data by hash and does not hold them: give mine.npy, or the same values in "
      "another file (--data FILE)");
  files.content["mine.npy"] = stored;
  EXPECT_EQ(reason(), "");
  Data other = own;
  other.values[3] = std::nextafter(other.values[3], 9);
  const OwnData wrong = other;
  EXPECT_NE(reason(document.dump(), &wrong).find("the data are not those of the certificate"),
            std::string::npos);
  other = own;
  std::swap(other.rows, other.cols);
  const OwnData turned = other;
  EXPECT_NE(reason(document.dump(), &turned).find("not those of the certificate"), std::string::npos);
  const std::string at = "/proof/problem/measurements";
  expect_at((at + "/data").c_str(), "../mine.npy", "not the plain name of a file");
  expect_at((at + "/sha256").c_str(), "abc", "not a SHA-256");
  expect_at((at + "/more").c_str(), 1, "unknown field");
  expect_at("/proof/problem/operator", {{"kind", "entries"}}, "not those of the certificate");
  problem()["operator"]["kind"] = "entries";  // all of them, one by one: the same f
  problem()["measurements"]["sha256"] = data_hash(own, false);
  EXPECT_EQ(reason(), "");
  problem()["measurements"] = "mine.npy";
  expect("proof.problem.operator has no field \"index\"");
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
  OwnData own = read_data(files.content["data.npy"], "own.npy");
  EXPECT_EQ(reason(document.dump(), &own), "");
  std::get<Data>(own).values[6] += 1;
  EXPECT_NE(reason(document.dump(), &own).find("the data differ at entry (1, 2)"), std::string::npos);
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
  expect_at("/loss", "kullback-leibler", "loss \"kullback-leibler\": the certificate is about another loss");
  expect_at("/loss", nullptr, "loss: the certificate is about another loss");
  expect_at("/tolerance", 1e-3, "the certificate has the unknown field \"tolerance\"");
  expect_at("/format", "orthant-certificate/2", "format is not");
  expect_at("/proof", nullptr, "no proof");
}

TEST_F(Check, ReportsDoNotContradictTheProof) {
  document["loss"] = "frobenius";
  document["escape"] = nullptr;
  document["unique"] = true;
  document["checked"] = false;
  document["check_command"] = "orthant-verify certificate.json";
  document["reasons"] = {"of any kind"};
  document["first_order"] = {{"stationarity", 1e-9}};
  document["relative_error"] = 0.5;
  EXPECT_EQ(reason(), "");
  expect_at("/escape", Json{{"curvature", -1.0}}, "escape: a direction of descent beside a proof of strict");
  expect_at("/unique", false, "unique is false beside a proof of strict_local_minimizer");
  expect_at("/second_order/copositive", "no", "second_order.copositive is no beside a proof of strict");
  expect_at("/checked", "yes", "checked is not true, false or null");
  expect_at("/reasons", Json::array({1}), "reasons is not a list of texts");
  expect_at("/first_order", 3, "first_order is not an object or null");
  expect_at("/relative_error", "small", "relative_error is not a number or null");
}

/// With everything pinned or held at zero no direction is left for a modulus to speak of.
TEST_F(Check, AModulusAboutNothingIsRefused) {
  files.content.clear();
  add("L.npy", {1, 1, {1.0}, {}});
  add("R.npy", {2, 1, {0.0, 0.0}, {}});
  add("data.npy", {1, 2, {-1.0, -2.0}, {}});
  Json& problem = document["proof"]["problem"];
  problem["rows"] = 1, problem["cols"] = 2, problem["rank"] = 1;
  document["objective"] = 2.5;
  document.erase("second_order");
  Json& claims = document["proof"]["claims"];
  claims["objective"] = {"5/2", "5/2"};
  claims["radius"] = "1/100";
  claims["modulus"] = "999000";
  document["proof"]["evidence"] = {{"hessian", "1000000"}, {"pins", {{0, 0}}}, {"degenerate", Json::array()}};
  list_files();
  expect("a modulus about nothing");
  claims.erase("modulus");
  document["proof"]["evidence"]["hessian"] = "1";
  EXPECT_EQ(reason(), "");
}

TEST_F(Check, WorkIsBoundedBeforeItBegins) {
  const auto outcome = [&](const Limits& limits) { return check(document.dump(), files, nullptr, limits); };
  const Outcome little = outcome({.work = 100});
  EXPECT_TRUE(little.unfinished);
  EXPECT_FALSE(little.accepted);
  EXPECT_GE(little.needed_seconds, 1);
  EXPECT_NE(little.reason.find("s of one core"), std::string::npos) << little.reason;
  // A truth of a few numbers with 10^12 entries: refused at once, not after hours.
  const long side = 1L << 20;
  files.content.clear();
  add("L.npy", {side, 1, std::vector<double>(side, 1.0), {}});
  Json& proof = document["proof"];
  proof["problem"] = {{"format", "orthant-problem/1"},
                      {"factorization", "asymmetric"},
                      {"rows", side},
                      {"cols", side},
                      {"rank", 1},
                      {"balance", 0.0},
                      {"operator", {{"kind", "full"}}},
                      {"truth", {{"L", "L.npy"}, {"R", "L.npy"}}},
                      {"point", {{"L", "L.npy"}, {"R", "L.npy"}}}};
  proof["evidence"] = {{"hessian", "1"}, {"pins", {{0, 0}}}, {"degenerate", Json::array()}};
  list_files();
  const Outcome large = outcome({});
  EXPECT_TRUE(large.unfinished) << large.reason;
  EXPECT_GT(large.needed_seconds, 10000);
}

TEST_F(Check, FractionsAreBoundedTogether) {
  Json& claims = document["proof"]["claims"];
  claims["modulus"] = "1/1" + std::string(70000, '0');
  expect("is not a fraction p/q in lowest terms");
  claims["modulus"] = "1/1" + std::string(60000, '0');
  EXPECT_EQ(reason(), "");
  document["proof"]["evidence"]["more"] = Json::array();
  for (int k = 0; k < 300; ++k) document["proof"]["evidence"]["more"].push_back(std::string(60000, '1'));
  expect("the fractions of the certificate have more than 16777216 characters together");
}

TEST_F(Check, APollEndsACheck) {
  struct End {};
  EXPECT_THROW((void)check(document.dump(), files, nullptr, {.poll = [] { throw End(); }}), End);
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
  expect_at("/proof/problem/operator/kind", "rank_one", "has no field \"left\"");
  expect_at("/proof/problem/operator/kind", "other", "kind \"other\" has no check");
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
}  // namespace orthant::checker

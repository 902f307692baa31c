// What a problem folder is refused for, each in one line that names file, place and expectation.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "orthant/files/json_document.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/problem_folder.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

/// Four entries of a symmetric 3×3 problem of rank 1; each test damages something.
Json good_document() {
  return Json::parse(R"({"format": "orthant-problem/1", "factorization": "symmetric", "rows": 3, "cols": 3,
    "rank": 1, "operator": {"kind": "entries", "index": "index.npy", "weight": "w.npy"},
    "measurements": "b.npy", "point": {"U": "U.npy"}})");
}

void write_good_files(const TemporaryFolder& folder) {
  write_npy(folder.path("index.npy"), (Matrix(4, 2) << 0, 0, 0, 1, 1, 1, 2, 2).finished());
  write_npy(folder.path("w.npy"), Vector{{1, 2, 3, 4}});
  write_npy(folder.path("b.npy"), Vector{{1, 2, 3, 4}});
  write_npy(folder.path("nine.npy"), Vector::Ones(9));
  write_npy(folder.path("U.npy"), Vector{{1, 2, 3}});
  write_npy(folder.path("U4.npy"), Vector{{1, 2, 3, 4}});
  write_npy(folder.path("negative.npy"), Vector{{1, -2, 3}});
  write_npy(folder.path("square.npy"), Matrix::Identity(3, 3));
  write_npy(folder.path("below.npy"), -Matrix::Identity(3, 3));
  write_npy(folder.path("kernel.npy"), Matrix::Identity(9, 9));
  write_npy(folder.path("huge.npy"), Matrix::Constant(3, 3, 1e30));
}

std::string refused_text(const TemporaryFolder& folder, const std::string& text) {
  folder.write("problem.json", text);
  std::string message = refusal([&] { read_problem(folder.path("")); });
  expect_one_line(message);
  return message;
}

struct Case {
  const char* name;
  std::function<void(Json&, const TemporaryFolder&)> damage;
  std::vector<std::string> said;
};

void PrintTo(const Case& damaged, std::ostream* out) {
  *out << damaged.name;
}

/// Only the document is edited.
Case document(const char* name, std::function<void(Json&)> edit, std::vector<std::string> said) {
  said.insert(said.begin(), "problem.json: ");
  return {name, [edit](Json& json, const TemporaryFolder&) { edit(json); }, std::move(said)};
}

Case entries_file(const char* name, const char* file, const Matrix& A, std::vector<std::string> said) {
  said.insert(said.begin(), std::string(file) + ": ");
  return {name, [=](Json&, const TemporaryFolder& folder) { write_npy(folder.path(file), A); },
          std::move(said)};
}

/// A kernel with this operator field, and the truth (1, 2, 3).
Case kernel(const char* name, const char* text, std::vector<std::string> said) {
  return {name,
          [text](Json& json, const TemporaryFolder&) {
            json.erase("measurements");
            json["truth"] = {{"U", "U.npy"}};
            json["operator"] = Json::parse(text);
          },
          std::move(said)};
}

const Case cases[] = {
    document("Format", [](Json& j) { j["format"] = "orthant-problem/9"; },
             {"format = \"orthant-problem/9\"", "expected \"orthant-problem/1\""}),
    document("NoFormat", [](Json& j) { j.erase("format"); }, {"no field \"format\""}),
    document("UnknownField", [](Json& j) { j["rnak"] = 1; }, {"unknown field \"rnak\"", "rank"}),
    document("NoRows", [](Json& j) { j.erase("rows"); }, {"no field \"rows\""}),
    document("NoOperator", [](Json& j) { j.erase("operator"); }, {"no field \"operator\""}),
    document("RowsText", [](Json& j) { j["rows"] = "3"; }, {"rows = \"3\"", "an integer from 1"}),
    document("RowsFraction", [](Json& j) { j["rows"] = 3.5; }, {"rows = 3.5", "an integer from 1"}),
    document("RowsHuge", [](Json& j) { j["rows"] = 1000000000000000000; },
             {"rows = 1000000000000000000", "to 2147483647"}),
    document("RowsBeyond", [](Json& j) { j["rows"] = 18446744073709551615U; },
             {"rows = 18446744073709551615"}),
    {"SizesHuge",
     [](Json& j, const TemporaryFolder&) {
       j["rows"] = j["cols"] = 2147483647;
       j.erase("point");
     },
     {"index.npy: ", "empty rows and columns"}},
    {"FullHuge",
     [](Json& j, const TemporaryFolder&) {
       j["rows"] = j["cols"] = 2147483647;
       j["operator"] = {{"kind", "full"}};
       j.erase("point");
     },
     {"b.npy: ", "4 numbers", "expected 4611686014132420609"}},
    document("NotSquare", [](Json& j) { j["cols"] = 4; }, {"3×4", "expected a square one"}),
    document("RankZero", [](Json& j) { j["rank"] = 0; }, {"rank = 0", "from 1 to 6"}),
    document("RankLarge", [](Json& j) { j["rank"] = 7; }, {"rank = 7", "from 1 to 6"}),
    document("RankOfPoint", [](Json& j) { j["rank"] = 2; }, {"point: 1 columns", "expected 2, the rank"}),
    document("Factorization", [](Json& j) { j["factorization"] = "both"; }, {"factorization = \"both\""}),
    document("BalanceNegative", [](Json& j) { j["balance"] = -0.5; }, {"balance = -0.5", "from 0"}),
    document("BalanceText", [](Json& j) { j["balance"] = "1"; }, {"balance = \"1\"", "a number"}),
    document("BalanceSymmetric", [](Json& j) { j["balance"] = 1; }, {"balance = 1", "expected 0"}),
    document("Neither", [](Json& j) { j.erase("measurements"); }, {"neither measurements nor truth"}),
    document("Kind", [](Json& j) { j["operator"]["kind"] = "entry"; }, {"operator.kind = \"entry\"", "full"}),
    document("KindList", [](Json& j) { j["operator"]["kind"] = Json::array(); }, {"a list of 0", "a text"}),
    document("NoKind", [](Json& j) { j["operator"].erase("kind"); }, {"operator: ", "no field \"kind\""}),
    document("OperatorText", [](Json& j) { j["operator"] = "full"; }, {"operator = \"full\"", "an object"}),
    document("OperatorUnknown", [](Json& j) { j["operator"]["weights"] = "w.npy"; },
             {"operator: unknown field \"weights\""}),
    document("Absolute", [](Json& j) { j["point"]["U"] = "/etc/passwd"; },
             {"point.U = ", "inside the folder"}),
    document("Upward", [](Json& j) { j["point"]["U"] = "a/../../U.npy"; },
             {"point.U = ", "inside the folder"}),
    document("NameWithZero", [](Json& j) { j["point"]["U"] = std::string("U.npy\0.npy", 10); },
             {"point.U = ", "\\x00", "inside the folder"}),
    document("EmptyName", [](Json& j) { j["measurements"] = ""; },
             {"measurements = \"\"", "inside the folder"}),
    document("Scale",
             [](Json& j) {
               j["point"]["U"] = {{"file", "U.npy"}, {"scale", "1/0"}};
             },
             {"point.U.scale = \"1/0\"", "a fraction"}),
    document("ScaleNumber",
             [](Json& j) {
               j["point"]["U"] = {{"file", "U.npy"}, {"scale", 2}};
             },
             {"point.U.scale = 2", "a text"}),
    document("ScaleOfNegative",
             [](Json& j) {
               j["point"]["U"] = {{"file", "U.npy"}, {"scale", "sqrt(-1)"}};
             },
             {"point.U.scale = \"sqrt(-1)\""}),
    document("ScaleHuge",
             [](Json& j) {
               j["point"]["U"] = {{"file", "U.npy"}, {"scale", "1e999"}};
             },
             {"point.U.scale = \"1e999\"", "1e+20"}),
    document("ScaleTiny",
             [](Json& j) {
               j["point"]["U"] = {{"file", "U.npy"}, {"scale", "1e-61"}};
             },
             {"point.U.scale = \"1e-61\"", "1e-60"}),
    document("ScaleNegative",
             [](Json& j) {
               j["point"]["U"] = {{"file", "U.npy"}, {"scale", "-sqrt(2)"}};
             },
             {"point.U: entry (1, 1) is negative"}),
    document("ScaleOfMeasurements",
             [](Json& j) {
               j["measurements"] = {{"file", "b.npy"}, {"scale", "2"}};
             },
             {"measurements: unknown field \"scale\""}),
    document("AsymmetricFields", [](Json& j) { j["factorization"] = "asymmetric"; },
             {"point: unknown field \"U\"", "L, R"}),
    document("NegativeFactor", [](Json& j) { j["point"]["U"] = "negative.npy"; },
             {"point.U: entry (2, 1) is negative"}),
    document("FactorRows", [](Json& j) { j["point"]["U"] = "U4.npy"; }, {"point.U: size 4×1", "3 rows"}),
    document("InstanceList", [](Json& j) { j["instance"] = {1}; }, {"instance = a list of 1", "an object"}),
    {"MissingFile",
     [](Json& j, const TemporaryFolder&) { j["point"]["U"] = "no.npy"; },
     {"no.npy: no such file"}},
    {"NotAMatrix", [](Json&, const TemporaryFolder& f) { f.write("U.npy", "junk"); }, {"U.npy: start"}},
    entries_file("NotANumber", "U.npy", Vector{{1, NAN, 3}}, {"entry (2, 1) is nan"}),
    entries_file("LargePoint", "U.npy", Vector{{1, 1e30, 3}}, {"entry (2, 1) is 1e+30", "rescale"}),
    entries_file("IndexShape", "index.npy", Matrix::Zero(4, 3), {"size 4×3", "m×2"}),
    entries_file("IndexRange", "index.npy", (Matrix(4, 2) << 0, 0, 0, 3, 1, 1, 2, 2).finished(),
                 {"entry (2, 2) is 3", "an integer from 0 to 2"}),
    entries_file("IndexNegative", "index.npy", (Matrix(4, 2) << 0, 0, -1, 0, 1, 1, 2, 2).finished(),
                 {"entry (2, 1) is -1", "an integer from 0 to 2"}),
    entries_file("IndexFraction", "index.npy", (Matrix(4, 2) << 0, 0, 0.5, 0, 1, 1, 2, 2).finished(),
                 {"entry (2, 1) is 0.5", "an integer"}),
    entries_file("IndexTwice", "index.npy", (Matrix(4, 2) << 1, 2, 0, 1, 1, 2, 2, 2).finished(),
                 {"entry (2, 3) is given twice"}),
    entries_file("WeightZero", "w.npy", Vector{{1, 0, 3, 4}}, {"entry 2 is 0", "a weight from"}),
    entries_file("WeightNegative", "w.npy", Vector{{1, 2, -3, 4}}, {"entry 3 is -3", "a weight from"}),
    entries_file("Weights", "w.npy", Vector{{1, 2, 3}}, {"3 numbers; expected 4"}),
    entries_file("Measurements", "b.npy", Vector{{1, 2, 3}}, {"3 numbers; expected 4"}),
    entries_file("MeasurementsShape", "b.npy", Matrix::Zero(2, 2), {"shape (2, 2)", "a vector"}),
    kernel("NoTerms", R"({"kind": "kernel"})", {"operator: neither terms nor matrix"}),
    kernel("TermsAndMatrix", R"({"kind": "kernel", "terms": [], "matrix": "kernel.npy"})",
           {"both terms and"}),
    kernel("TermSize", R"({"kind": "kernel", "terms": [{"left": "square.npy", "right": "U.npy"}]})",
           {"operator.terms[0].right: size 3×1; expected 3×3"}),
    kernel("TermHuge", R"({"kind": "kernel", "terms": [{"left": "square.npy", "right": "huge.npy"}]})",
           {"huge.npy: entry (1, 1) is 1e+30"}),
    kernel("TermField", R"({"kind": "kernel", "terms": [{"left": "square.npy"}]})",
           {"operator.terms[0]: no field \"right\""}),
    kernel("Indefinite", R"({"kind": "kernel", "terms": [{"left": "square.npy", "right": "below.npy"}]})",
           {"problem.json: operator: kernel: eigenvalue -5", "positive semidefinite"}),
    kernel("KernelSize", R"({"kind": "kernel", "matrix": "square.npy"})",
           {"square.npy: size 3×3; expected 9×9"}),
    kernel("SensingSize", R"({"kind": "dense_sensing", "matrix": "square.npy"})",
           {"square.npy: size 3×3; expected m×9"}),
    kernel("SensingHuge", R"({"kind": "dense_sensing", "matrix": "huge.npy"})", {"huge.npy: "}),
    kernel("RankOneSize", R"({"kind": "rank_one", "left": "square.npy", "right": "kernel.npy"})",
           {"kernel.npy: size 9×9; expected m×3"}),
    kernel("RankOneNumbers", R"({"kind": "rank_one", "left": "square.npy", "right": "huge.npy"})",
           {"huge.npy: entry (1, 1) is 1e+30"}),
    document("KernelWithoutTruth",
             [](Json& j) {
               j["operator"] = {{"kind", "kernel"}, {"terms", Json::array()}};
               j["measurements"] = "nine.npy";
             },
             {"operator of kind kernel without a truth"}),
    document("KernelWithMeasurements",
             [](Json& j) {
               j["operator"] = {{"kind", "kernel"}, {"terms", Json::array()}};
               j["measurements"] = "nine.npy";
               j["truth"] = {{"U", "U.npy"}};
             },
             {"operator of kind kernel with measurements", "expected a truth only"}),
};

class ProblemRefusals : public ::testing::TestWithParam<Case> {};

TEST_P(ProblemRefusals, OneLineThatNamesThePlace) {
  const TemporaryFolder folder;
  write_good_files(folder);
  ASSERT_EQ(refused_text(folder, good_document().dump()), "accepted");
  Json json = good_document();
  GetParam().damage(json, folder);
  const std::string message = refused_text(folder, json.dump());
  for (const std::string& part : GetParam().said)
    EXPECT_NE(message.find(part), std::string::npos) << "expected “" << part << "” in: " << message;
}

INSTANTIATE_TEST_SUITE_P(Folders, ProblemRefusals, ::testing::ValuesIn(cases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProblemRefusal, Text) {
  const TemporaryFolder folder;
  write_good_files(folder);
  const std::string good = good_document().dump(1);
  const auto said = [&](const std::string& text, const std::string& part) {
    const std::string message = refused_text(folder, text);
    EXPECT_NE(message.find("problem.json: " + part), std::string::npos) << message;
  };
  said("", "is empty (0 bytes); expected a JSON document");
  said("[]", "found a list of 0; expected an object");
  said("{\n \"a\": nan}", "line 2: column 8: found \"an}\"; expected JSON");
  said("{\"a\": 1e999}", "line 1: column ");
  said("{} {}", "line 1: column 4: found");
  said("\"\xff\"", "line 1: column 2: found");
  said(std::string(100000, '['), "more than 64 levels of nesting");
  said(R"({"instance": )" + std::string(70, '[') + std::string(70, ']') + "}", "more than 64 levels");
  std::string many = "{";
  for (int k = 0; k < 1001; ++k) many += fmt::format("\"{}\": 0, ", k);
  said(many, "an object of more than 1000 fields");
  for (std::size_t length = 1; length < good.size(); ++length)
    EXPECT_NE(refused_text(folder, good.substr(0, length)).find("problem.json: "), std::string::npos);
}

TEST(ProblemRefusal, AnyByteMayBeDamaged) {
  const TemporaryFolder folder;
  write_good_files(folder);
  const std::string good = good_document().dump();
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const char other : {'\0', '"', '9', '-', '{', '\xff', static_cast<char>(good[at] ^ 1)}) {
      std::string damaged = good;
      damaged[at] = other;
      refused_text(folder, damaged);  // one printable line, or accepted; never another exception
    }
}

TEST(ProblemRefusal, Folder) {
  const TemporaryFolder folder;
  const auto said = [&](const std::string& name) {
    return refusal([&] { read_problem(folder.path(name)); });
  };
  EXPECT_NE(said("absent").find("absent: no such folder"), std::string::npos);
  EXPECT_NE(said("").find("problem.json: no such file"), std::string::npos);
  folder.write("file", "x");
  EXPECT_NE(said("file").find("file: is not a folder"), std::string::npos);
}

}  // namespace
}  // namespace orthant

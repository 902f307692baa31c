// Solutions and certificates as documents: what is written is read again, and what is no such document is
// refused in one line.

#include "orthant/documents/solution.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "orthant/base/error.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/recover/certify_point.hpp"

namespace orthant {
namespace {

/// A folder that exists for one test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "orthant-documents-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    root_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name = "") const { return (root_ / name).string(); }
  bool has(const std::string& name) const { return std::filesystem::exists(root_ / name); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name, std::ios::binary) << text;
  }

 private:
  std::filesystem::path root_;
};

const char* const counts =
    "a,b,c,d,e,f\n3,9,8,2,5,9\n7,9,1,9,0,7\n4,8,3,3,7,8\n8,7,6,2,3,2\n8,6,0,1,2,9\n0,4,0,4,7,9\n6,6,6,9,7,2\n"
    "5,1,0,2,7,3\n";

Recovery found_in(const Folder& folder) {
  folder.write("counts.csv", counts);
  Data data = read_data(folder.path("counts.csv"));
  data.image_shape = ImageShape{2, 3};
  RecoverOptions options;
  options.rank = 3;
  options.search.starts = 8;
  return recover(std::move(data), options);
}

template <class Value>
Value again(const Value& value) {
  const Json document = parse_json_document(json_text(as_json(value)), "again.json");
  Value out;
  read_json(JsonPlace(document, "again.json"), out);
  return out;
}

TEST(Solution, IsReadAsItWasWritten) {
  const Folder folder;
  const Recovery recovery = found_in(folder);
  Solution solution = solution_of(recovery, "orthant recover \"…\"");
  write(recovery, solution, folder.path("out"), [](const Solution& s) { return "a page of " + s.data.name; });

  const Solution read = read_solution(folder.path("out/solution.json"));
  EXPECT_EQ(json_text(as_json(read)), json_text(as_json(solution)));
  EXPECT_EQ(read.right, recovery.right());
  // Of pictures the other minima are kept too, each part beside that of the best which it matches.
  const auto compared = compared_with_best(read);
  ASSERT_EQ(read.others.size(), std::min(most_others, compared.size()));
  ASSERT_FALSE(read.others.empty());
  for (std::size_t k = 0; k < 3; ++k) {
    const Vector mine = read.right.col(static_cast<Index>(k)),
                 other = read.others[0].col(static_cast<Index>(k));
    EXPECT_NEAR(mine.normalized().dot(other.normalized()),
                read.minima[compared[0]].comparison->parts[k].columns, 1e-9);
  }
  EXPECT_EQ(read.left.size(), 0);  // these are no sounds
  EXPECT_EQ(read.data.column_names, (std::vector<std::string>{"a", "b", "c", "d", "e", "f"}));
  ASSERT_TRUE(read.data.text);
  EXPECT_EQ(read.data.text->names_line, 1);
  EXPECT_EQ(read.data.image_shape, (ImageShape{2, 3}));
  const std::map<std::string, OptionValue> options(read.options.begin(), read.options.end());
  EXPECT_EQ(options.at("starts"), OptionValue(8L));
  EXPECT_EQ(options.at("init"), OptionValue(std::string("random")));
  ASSERT_EQ(read.starts.size(), 8u);
  EXPECT_EQ(read.starts[3].trace.size(), recovery.search.starts[3].trace.size());
  EXPECT_EQ(read.files.at("report"), "report.html");
  EXPECT_TRUE(folder.has("out/report.html"));

  // Certificates are the same object wherever they stand.
  EXPECT_EQ(json_text(as_json(read_certificate(folder.path("out/certificate.json")))),
            json_text(as_json(solution)["certificate"]));
}

TEST(Solution, OfASoundHasItsFrequencies) {
  const Folder folder;
  folder.write("counts.csv", counts);
  Data data = read_data(folder.path("counts.csv"));
  data.hertz_per_row = 10;
  data.seconds_per_column = 0.5;
  const Recovery recovery = recover(std::move(data), {.rank = 2, .search = {.starts = 1}, .numeric = true});
  Solution solution = solution_of(recovery);
  EXPECT_EQ(solution.left, recovery.left());
  EXPECT_TRUE(solution.others.empty());
  write(recovery, solution, folder.path("out"));
  EXPECT_EQ(read_solution(folder.path("out/solution.json")).left, recovery.left());
  EXPECT_FALSE(folder.has("out/R_minima.npy"));
}

TEST(Solution, IsTheSameWithAndWithoutAFolder) {
  const Folder folder;
  const Recovery recovery = found_in(folder);
  Solution solution = solution_of(recovery);
  const Json before = as_json(solution);
  write(recovery, solution, folder.path("out"));
  Json after = as_json(solution);
  EXPECT_FALSE(folder.has("out/report.html"));  // without a page there is none
  EXPECT_FALSE(after["files"].contains("report"));
  after["files"] = Json::object();
  EXPECT_EQ(after, before);
}

TEST(Solution, NamesNoFilesWhenTheyCannotBeWritten) {
  const Folder folder;
  const Recovery recovery = found_in(folder);
  Solution solution = solution_of(recovery);
  std::filesystem::create_directories(folder.path("out/solution.json/x"));
  EXPECT_THROW(write(recovery, solution, folder.path("out")), OutputError);
  EXPECT_TRUE(solution.files.empty());
}

TEST(Certificate, OfEveryKindIsReadAsItWasWritten) {
  CertificateDocument document;
  Certificate& certificate = document.certificate;
  certificate.verdict = Verdict::saddle;
  certificate.regularisation = Regularisation{.l1_left = 0.5, .l2_right = 2};
  certificate.spurious = true;
  certificate.unique = false;
  certificate.mixed = {{.gives = 0, .grows = 2, .factor = 'R', .reach = 0.5, .change = 0.25}};
  certificate.escape = Escape{.direction = {}, .curvature = -1, .step = 2, .objective = 3, .decrease = 4};
  certificate.proved = Proved{"saddle", 1e-9, 0.5, 1.5, {}, 0.25, 2};
  certificate.check_command = "orthant-verify certificate.json";
  certificate.checked = false;
  certificate.witness_objective = 0.125;
  certificate.cone.smallest_free = std::numeric_limits<double>::infinity();
  certificate.reasons = {"one", "two \"three\""};
  document.proof = {{"method", "saddle"}};
  const CertificateDocument read = again(document);
  EXPECT_EQ(as_json(read), as_json(document));
  EXPECT_EQ(read.certificate.regularisation, certificate.regularisation);
  EXPECT_EQ(read.certificate.mixed.at(0).grows, 2);
  EXPECT_EQ(as_json(document)["mixed"][0]["grows"], 3);  // counted from 1
  EXPECT_EQ(as_json(document)["critical_cone"]["smallest_free"], nullptr);
  EXPECT_EQ(read.certificate.proved->objective_high, 1.5);

  const CertificateDocument plain;
  EXPECT_FALSE(as_json(plain).contains("regularisation"));  // the checker takes it for another objective
  EXPECT_EQ(as_json(again(plain)), as_json(plain));
}

TEST(Documents, HoldValidUtf8) {
  EXPECT_EQ(valid_utf8("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"), "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
  const std::string hole = "\xEF\xBF\xBD";
  EXPECT_EQ(valid_utf8("\xFFz"), hole + "z");
  EXPECT_EQ(valid_utf8("\xC3"), hole);                                   // cut off
  EXPECT_EQ(valid_utf8("\xC0\x80"), hole + hole);                        // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), hole + hole + hole);             // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), hole + hole + hole + hole);  // beyond U+10FFFF
  EXPECT_NO_THROW(Json(valid_utf8("x\x80y")).dump());
}

struct Spoiled {
  const char* name;
  std::function<void(Json&)> spoil;
  const char* said;
};

class SpoiledSolution : public ::testing::TestWithParam<Spoiled> {};

TEST_P(SpoiledSolution, IsRefusedByFileAndField) {
  static const Folder folder;
  static const Json good = [] {
    const Recovery recovery = found_in(folder);
    Solution solution = solution_of(recovery);
    write(recovery, solution, folder.path());
    return as_json(solution);
  }();
  Json document = good;
  GetParam().spoil(document);
  const std::string path = folder.path("spoiled.json");
  write_file_atomically(path, json_text(document));
  try {
    read_solution(path);
    ADD_FAILURE() << "accepted";
  } catch (const InputError& error) {
    const std::string said = error.what();
    EXPECT_NE(said.find(GetParam().said), std::string::npos) << said;
    EXPECT_EQ(said.find('\n'), std::string::npos);
    EXPECT_EQ(said.find(folder.path()), 0u) << said;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Documents, SpoiledSolution,
    ::testing::Values(
        Spoiled{"List", [](Json& d) { d = Json::array({1}); }, "found a list of 1; expected an object"},
        Spoiled{"Empty", [](Json& d) { d = Json::object(); }, "no field \"format\""},
        Spoiled{"Format", [](Json& d) { d["format"] = "orthant-solution/2"; },
                "format = \"orthant-solution/2\"; expected \"orthant-solution/1\""},
        Spoiled{"NoRank", [](Json& d) { d.erase("rank"); }, "no field \"rank\""},
        Spoiled{"RankText", [](Json& d) { d["rank"] = "3"; }, "rank = \"3\"; expected an integer"},
        Spoiled{"RankFraction", [](Json& d) { d["rank"] = 2.5; }, "rank = 2.5; expected an integer"},
        Spoiled{"Rows", [](Json& d) { d["data"]["rows"] = 1e300; },
                "data.rows = 1e+300; expected an integer"},
        Spoiled{"Model", [](Json& d) { d["model"] = "pca"; },
                "model = \"pca\"; expected auto, nmf, symmetric, completion, sensing or kmeans"},
        Spoiled{"Verdict", [](Json& d) { d["certificate"]["verdict"] = "fine"; },
                "certificate.verdict = \"fine\"; expected global_minimizer, "},
        Spoiled{"Spurious", [](Json& d) { d["minima"][1]["spurious"] = "yes"; },
                "minima[1].spurious = \"yes\"; expected true or false"},
        Spoiled{"Trace", [](Json& d) { d["starts"][0]["trace"]["objective"].push_back(1); },
                "starts[0].trace.objective = a list of "},
        Spoiled{"TraceNull", [](Json& d) { d["starts"][0]["trace"] = nullptr; },
                "starts[0].trace = null; expected an object"},
        Spoiled{"Reasons", [](Json& d) { d["certificate"]["reasons"] = {1}; },
                "certificate.reasons[0] = 1; expected a text"},
        Spoiled{"Option", [](Json& d) { d["options"]["seed"] = Json::array(); },
                "options.seed = a list of 0"},
        Spoiled{"Elsewhere", [](Json& d) { d["files"]["R"] = "../R.npy"; },
                "files.R = \"../R.npy\"; expected the name of a file beside the document"},
        Spoiled{"OtherFactor", [](Json& d) { d["files"]["R"] = "L.npy"; }, "L.npy: 8 × 3; expected 6 × 3"},
        Spoiled{"NoFactor", [](Json& d) { d["files"]["R"] = "Q.npy"; }, "Q.npy: no such file"}),
    [](const auto& each) { return each.param.name; });

TEST(Solution, OfTheNextVersionMayHaveMoreFields) {
  const Folder folder;
  const Recovery recovery = found_in(folder);
  Json document = as_json(solution_of(recovery));
  document["weather"] = "fine";
  document["data"]["colour"] = {1, 2};
  folder.write("more.json", document.dump());
  EXPECT_EQ(as_json(read_solution(folder.path("more.json"))), as_json(solution_of(recovery)));
}

/// The main job by library calls alone.
TEST(WholeJob, TakesTwentyLines) {
  const Folder folder;
  folder.write("counts.csv", counts);

  const Data data = read_data(folder.path("counts.csv"));
  const Recovery recovery = recover(data, {.rank = 3, .search = {.starts = 4}});
  Solution solution = solution_of(recovery);
  write(recovery, solution, folder.path("best"));

  const JudgedPoint point = point_of_data(data, {}, folder.path("best"));
  const Certified certified = certify_point(point);
  write_certificate(certified.certificate, certified.proof, folder.path("judged"));

  EXPECT_EQ(certified.certificate.verdict, recovery.best().verdict);
  EXPECT_EQ(certified.certificate.rigor, Rigor::verified);
  EXPECT_TRUE(folder.has("best/solution.json") && folder.has("judged/certificate.json"));
}

}  // namespace
}  // namespace orthant

// orthant report: a stored solution becomes the same page again; and one certificate, wherever it is shown.

#include <gtest/gtest.h>

#include "refusal.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

const char* const counts =
    "a,b,c,d,e,f\n3,9,8,2,5,9\n7,9,1,9,0,7\n4,8,3,3,7,8\n8,7,6,2,3,2\n8,6,0,1,2,9\n0,4,0,4,7,9\n6,6,6,9,7,2\n"
    "5,1,0,2,7,3\n";

TEST(Report, IsThePageThatRecoverWrote) {
  const std::string cases[] = {
      "counts.csv --rank 3 --starts 4",
      "counts.csv --rank 3 --starts 2 --image-shape 2x3 --normalize l1",
      "counts.csv --rank 2 --starts 2 --loss kullback-leibler",
      "square.csv --rank 2 --starts 3 --model symmetric",
  };
  for (const std::string& line : cases) {
    SCOPED_TRACE(line);
    const Folder folder;
    folder.write("counts.csv", counts);
    folder.write("square.csv", "2,1,0\n1,2,1\n0,1,2\n");
    run_well(folder, "recover " + line + " --out best");
    const Outcome result = run_well(folder, "report best/solution.json --out again.html");
    const bool charts = folder.read("again.html").find("charts are missing") == std::string::npos;
    const std::string without = charts ? "" : " (no charts: this build has no chart libraries)";
    EXPECT_EQ(result.out, "wrote again.html" + without + "\n");
    EXPECT_TRUE(folder.read("again.html") == folder.read("best/report.html"));
    std::filesystem::remove(folder.path("best/report.html"));
    run_well(folder, "report best/solution.json --quiet");  // beside the document, by its name
    EXPECT_TRUE(folder.read("best/solution.html") == folder.read("again.html"));
  }
}

TEST(Report, DrawsPicturesWhereTheirShapeIsSaidLater) {
  const Folder folder;
  folder.write("counts.csv", counts);
  run_well(folder, "recover counts.csv --rank 3 --starts 2 --out best");
  run_well(folder, "report best/solution.json --image-shape 2x3 --out pictures.html");
  EXPECT_FALSE(folder.read("pictures.html") == folder.read("best/report.html"));
}

class ReportRefusals : public ::testing::TestWithParam<Refusal> {};

TEST_P(ReportRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Report, ReportRefusals,
    ::testing::Values(Refusal{"Missing", "report none.json", {"none.json: no such file"}},
                      Refusal{"NoJson", "report good.csv", {"good.csv: line 1: column 2", "expected JSON"}},
                      Refusal{"Other", "report a.json", {"a.json: no field \"format\""}, {{"a.json", "{}"}}},
                      Refusal{"Certificate",
                              "report a.json",
                              {"a.json: format = \"orthant-certificate/1\"", "\"orthant-solution/1\""},
                              {{"a.json", R"({"format": "orthant-certificate/1"})"}}}),
    name_of);

/// Times are not the same twice.
Json without_seconds(Json certificate) {
  certificate.erase("seconds");
  return certificate;
}

TEST(Certificate, IsOneObjectWhereverItIsShown) {
  const Folder folder;
  folder.write("counts.csv", counts);
  const Json found =
      Json::parse(run_well(folder, "recover counts.csv --rank 3 --starts 4 --json --out best").out);
  const Json file = folder.json("best/certificate.json");
  EXPECT_EQ(found["certificate"], file);
  EXPECT_EQ(folder.json("best/solution.json"), found);
  const Json unwritten = Json::parse(run_well(folder, "recover counts.csv --rank 3 --starts 4 --json").out);
  EXPECT_EQ(without_seconds(unwritten["certificate"]), without_seconds(file));

  const std::string judge = "certify counts.csv --factors best --json";
  Json judged = Json::parse(run_well(folder, judge + " --out judged").out);
  Json judged_only = Json::parse(run_well(folder, judge).out);
  EXPECT_EQ(without_seconds(judged), without_seconds(judged_only));
  EXPECT_TRUE(judged.contains("text"));  // how the table was read, beside the certificate
  judged.erase("text");
  EXPECT_EQ(judged, folder.json("judged/certificate.json"));
  EXPECT_FALSE(judged["proof"].is_null());
}

}  // namespace
}  // namespace orthant::cli

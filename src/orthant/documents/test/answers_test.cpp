// The answers about copositivity, isometry, landscapes and the paper's statements as documents: what is
// written is read again, and what is no such document is refused in one line with file and field.

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "orthant/copositive/gallery/named.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/documents/copositivity.hpp"
#include "orthant/documents/landscape.hpp"
#include "orthant/documents/reproduction.hpp"
#include "orthant/documents/rip.hpp"
#include "orthant/files/test/refusal.hpp"
#include "orthant/paper/instances/named.hpp"
#include "orthant/paper/instances/theorem3.hpp"

namespace orthant {
namespace {

/// Changes that make a document refuse, each with what is said of it after the file's name.
struct SpoiledAnswer {
  std::function<void(Json&)> change;
  std::string said;
};

/// `read` accepts the document and gives it back; each change of it is refused in one line.
template <class Read>
void expect_read_and_refused(const Json& document, const Read& read,
                             const std::vector<SpoiledAnswer>& spoiled) {
  const TemporaryFolder folder;
  EXPECT_EQ(json_text(as_json(read(folder.write("good.json", document.dump())))), json_text(document));
  for (const SpoiledAnswer& each : spoiled) {
    Json bad = document;
    each.change(bad);
    const std::string file = folder.write("bad.json", bad.dump());
    const std::string message = refusal([&] { read(file); });
    expect_one_line(message);
    EXPECT_TRUE(message.starts_with(file + ": " + each.said)) << message << "\n" << each.said;
  }
}

CopositivityDocument answer_on(const char* name) {
  const RationalSymmetric Q = *gallery::named(name);
  return copositivity_document(decide_copositivity(Q, {}, Budget()), Q.order());
}

TEST(CopositivityDocument, IsReadAsItWasWritten) {
  CopositivityDocument undecided;
  undecided.lower = -std::numeric_limits<double>::infinity();
  undecided.reason = "the time ran out";
  undecided.proved_shift = 0.5;
  undecided.text.emplace().decimal_comma = true;
  const Json document = as_json(undecided);
  EXPECT_EQ(document["verdict"], "undecided");
  EXPECT_TRUE(document["lower"].is_null());
  EXPECT_EQ(document["proved_shift"], 0.5);
  for (const char* field : {"witness", "witness_exact", "best", "proof"})
    EXPECT_TRUE(document[field].is_null());
  for (const CopositivityDocument& each : {undecided, answer_on("horn"), answer_on("odd-cycle-5")})
    expect_read_and_refused(as_json(each), read_copositivity, {});
}

TEST(CopositivityDocument, RefusesWhatIsNone) {
  expect_read_and_refused(as_json(answer_on("horn")), read_copositivity,
                          {{[](Json& j) { j.erase("method"); }, "no field \"method\""},
                           {[](Json& j) { j["format"] = "other"; },
                            "format = \"other\"; expected \"orthant-copositivity-answer/1\""},
                           {[](Json& j) { j["verdict"] = "yes"; },
                            "verdict = \"yes\"; expected strictly_copositive, copositive, "},
                           {[](Json& j) { j["witness"][1] = "a"; }, "witness[1] = \"a\"; expected "},
                           {[](Json& j) { j["order"] = 1.5; }, "order = 1.5; expected "}});
}

TEST(CopositivityDocument, WitnessOfAZeroSumsToOneAndIsExact) {
  const RationalSymmetric Q = *gallery::named("horn");
  const CopositivityDocument document = answer_on("horn");
  ASSERT_TRUE(document.witness && document.witness_exact);
  std::vector<mpz_class> x;
  for (const std::string& z : *document.witness_exact) x.emplace_back(z);
  EXPECT_EQ(Q.form(x), 0);
  double sum = 0;
  for (const double share : *document.witness) sum += share;
  EXPECT_NEAR(sum, 1, 1e-15);
  EXPECT_FALSE(document.best || document.reason || document.proved_shift);
}

TEST(RipDocument, IsReadAsItWasWrittenOrRefused) {
  const Problem problem = paper::theorem3({});
  RipDocument attained;
  attained.result = restricted_isometry(*problem.measurement, 2);
  attained.symmetry_asked = true;
  attained.symmetry = kernel_symmetry(symmetry_of_kernel(*problem.measurement));
  EXPECT_EQ(attained.symmetry->holds, true);
  EXPECT_TRUE(as_json(attained)["best_scale"].is_number());
  RipDocument open;
  open.result.rank = 1;
  open.result.upper = open.result.largest_upper = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(as_json(open)["upper"].is_null());
  EXPECT_FALSE(as_json(open).contains("symmetry"));
  const TemporaryFolder folder;
  EXPECT_EQ(read_rip(folder.write("open.json", as_json(open).dump())).result.upper, open.result.upper);
  expect_read_and_refused(as_json(open), read_rip, {});
  expect_read_and_refused(
      as_json(attained), read_rip,
      {{[](Json& j) { j["largest"].erase("upper"); }, "largest: no field \"upper\""},
       {[](Json& j) { j["symmetry"]["holds"] = "yes"; }, "symmetry.holds = \"yes\"; expected "},
       {[](Json& j) { j = Json::array(); }, "found a list of 0; expected an object"}});
  write(attained, folder.path("out"));
  EXPECT_EQ(json_text(as_json(read_rip(folder.path("out/rip.json")))), json_text(as_json(attained)));
}

LandscapeDocument picture_of(const char* name, const paper::ParameterWords& words) {
  const paper::NamedInstance instance = paper::named_instance(name, words);
  const auto objective = instance.problem.objective();
  return landscape_document(landscape_of(instance.problem, *objective, {.grid = 16}), *objective, name, "…");
}

TEST(LandscapeDocument, IsReadAsItWasWrittenOrRefused) {
  const LandscapeDocument plane = picture_of("theorem4", {{"asymmetric", ""}});
  EXPECT_FALSE(as_json(plane)["panels"][0]["points"][0].contains("factors"));
  expect_read_and_refused(as_json(plane), read_landscape, {});
  const Json whole = as_json(picture_of("theorem3", {}));
  EXPECT_EQ(whole["panels"][1]["points"][0]["factors"].size(), 2U);
  expect_read_and_refused(
      whole, read_landscape,
      {{[](Json& j) { j["factorization"] = "both"; }, "factorization = \"both\"; expected symmetric or "},
       {[](Json& j) { j["panels"][1]["grid"]["values"].erase(3); }, "panels[1].grid = "},
       {[](Json& j) { j["panels"][1]["feasible"][0] = {1}; }, "panels[1].feasible = "},
       {[](Json& j) { j["panels"][0]["points"][0]["factors"][1] = Json::array(); },
        "panels[0].points[0].factors = "},
       {[](Json& j) { j["panels"][0]["points"][0]["type_in_slice"] = "hill"; },
        "panels[0].points[0].type_in_slice = \"hill\"; expected minimum, saddle, maximum or flat"},
       {[](Json& j) { j["axes"].erase(1); }, "axes = "}});
}

TEST(LandscapeDocument, NeedsAPointOrTwoUnknowns) {
  const auto refused = [](const paper::ParameterWords& words, const PictureOptions& options) {
    const Problem problem = paper::named_instance("planted", words).problem;
    return refusal([&] { landscape_of(problem, *problem.objective(), options); });
  };
  EXPECT_NE(refused({{"n", "4"}}, {.grid = 16}).find("no point to put the plane through"), std::string::npos);
  EXPECT_EQ(refused({{"n", "2"}, {"rank", "1"}}, {.grid = 16}), "accepted");
}

TEST(ReproductionDocument, IsReadAsItWasWrittenOrRefused) {
  const paper::ReproduceOptions options{.only = {"lemma-10", "theorem-3", "figure-1"}, .alpha = "2/5"};
  const ReproductionDocument document = reproduction_document(
      paper::reproduce(options, Budget()), "orthant reproduce …", [](const LandscapeDocument& drawn) {
        return Json{{"panels", drawn.landscape.panels.size()}};
      });
  const StatementCounts counts = counts_of(document);
  EXPECT_EQ(counts.statements, 3U);
  EXPECT_EQ(counts.corrected, 1U);
  EXPECT_EQ(counts.rows, counts.exact + counts.verified + counts.numeric + counts.sampled);
  std::size_t certificates = 0;
  for (const paper::Statement& statement : document.statements) certificates += statement.certificates.size();
  EXPECT_EQ(counts.certificates, certificates) << "every certificate is named by a row";
  ASSERT_EQ(document.figures.size(), 2U);
  EXPECT_EQ(document.figures[0].spec["panels"], 2);

  const TemporaryFolder folder;
  write(document, folder.path("out"));
  const Json json = as_json(document);
  EXPECT_EQ(json_text(as_json(read_reproduction(folder.path("out/reproduce.json")))), json_text(json));
  EXPECT_EQ(read_certificate(folder.path("out/certificates/theorem-3-symmetric/certificate.json"))
                .certificate.verdict,
            Verdict::strict_local_minimizer);
  expect_read_and_refused(
      json, read_reproduction,
      {{[](Json& j) { j["parameters"]["alpha"] = "half"; },
        "parameters.alpha = \"half\"; expected a fraction"},
       {[](Json& j) { j["claims"][0]["verdict"] = "true"; },
        "claims[0].verdict = \"true\"; expected holds, holds, corrected, refuted or fails"},
       {[](Json& j) { j["claims"][0]["rows"][2].erase("holds"); }, "claims[0].rows[2]: no field \"holds\""},
       {[](Json& j) { j["figures"][0]["caption"] = nullptr; }, "figures[0].caption = null; expected "}});
}

}  // namespace
}  // namespace orthant

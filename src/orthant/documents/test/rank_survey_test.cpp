// A survey of ranks as a document and as a folder: what is written is read again, and what is none is refused.

#include "orthant/documents/rank_survey.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "orthant/files/json_fields.hpp"
#include "orthant/files/test/refusal.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

RankSurvey small_survey(const char* ranks, long folds) {
  Random random(2);
  Matrix X = testing::random_matrix(random, 30, 2) * testing::random_matrix(random, 2, 20);
  for (double& x : X.reshaped()) x += 0.02 * random.uniform();
  RankSurveyOptions options;
  options.ranks = parse_ranks(ranks);
  options.recover.search.starts = 2;
  options.recover.numeric = true;
  options.validation.folds = folds;
  return survey_ranks({.matrix = share(DataMatrix::dense(std::move(X))), .name = "small"}, options);
}

TEST(RankSurveyDocument, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  for (const long folds : {0L, 4L}) {
    const RankSurveyDocument written = document_of(small_survey("2:4", folds), "orthant recover small");
    const Json document = as_json(written);
    const std::string file = folder.write("survey.json", document.dump());
    EXPECT_TRUE(is_rank_survey(file));
    const RankSurveyDocument read = read_rank_survey(file);
    EXPECT_EQ(json_text(as_json(read)), json_text(document));
    EXPECT_EQ(document["recommended_rank"].is_null(), folds == 0);
    EXPECT_EQ(document["ranks"].size(), 3u);
    EXPECT_EQ(document["compared_with"]["rank_below"].is_null(), folds == 0);
  }
  EXPECT_FALSE(is_rank_survey(folder.write("other.json", "{\"format\": \"orthant-solution/1\"}")));
}

TEST(RankSurveyDocument, RefusesWhatIsNone) {
  const TemporaryFolder folder;
  const Json good = as_json(document_of(small_survey("2,3", 0)));
  const auto said = [&](const std::function<void(Json&)>& change) {
    Json bad = good;
    change(bad);
    const std::string file = folder.write("bad.json", bad.dump());
    const std::string message = refusal([&] { read_rank_survey(file); });
    expect_one_line(message);
    return message.substr(std::min(message.size(), file.size() + 2));
  };
  EXPECT_EQ(said([](Json& j) { j.erase("sentence"); }), "no field \"sentence\"");
  EXPECT_EQ(said([](Json& j) { j["options"]["ranks"] = Json::array(); }),
            "options.ranks = []; expected at least one rank");
  EXPECT_TRUE(
      said([](Json& j) { j["ranks"][1]["verdict"] = "yes"; }).starts_with("ranks[1].verdict = \"yes\""))
      << said([](Json& j) { j["ranks"][1]["verdict"] = "yes"; });
}

TEST(RankSurveyDocument, AFolderHoldsTheSurveyAndTheRankThatIsRecommended) {
  const TemporaryFolder folder;
  const RankSurvey survey = small_survey("1:4", 4);
  ASSERT_EQ(survey.choice.rank, 2) << survey.choice.sentence;
  RankSurveyDocument document = document_of(survey);
  const std::string out = folder.path("out");
  write(survey, document, out, [](const RankSurveyDocument& found) {
    EXPECT_EQ(found.files.at("solution"), "rank-2/solution.json");
    return std::string("page");
  });
  EXPECT_EQ(json_text(as_json(read_rank_survey(out + "/rank_survey.json"))), json_text(as_json(document)));
  const Solution solution = read_solution(out + "/rank-2/solution.json");
  EXPECT_EQ(solution.rank, 2);
  EXPECT_EQ(solution.certificate.certificate.objective, survey.ranks[1].objective);
  EXPECT_TRUE(std::filesystem::exists(out + "/rank-2/L.npy"));
  EXPECT_TRUE(std::filesystem::exists(out + "/report.html"));
}

}  // namespace
}  // namespace orthant

#include "orthant/documents/rank_survey.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/version.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, SurveyedRank>& rank) {
  fields("rank", rank.rank);
  fields("objective", rank.objective);
  fields("relative_error", rank.relative_error);
  fields("verdict", rank.verdict);
  fields("rigor", rank.rigor);
  fields("best_from_rank_below", rank.from_below);
  fields("starts", rank.starts);
  fields("minima", rank.minima);
  fields("hits", rank.hits);
  fields("spurious_share", rank.spurious);
  fields("proved_spurious_share", rank.proved_spurious);
  fields("agreement", rank.agreement);
  fields("least_agreement", rank.least_agreement);
  fields("cophenetic_correlation", rank.cophenetic);
  fields("dispersion", rank.dispersion);
  fields("held_out_loss", rank.held_out);
  fields("relative_standard_error", rank.standard_error);
  fields("held_out_loss_by_fold", rank.held_out_by_fold);
  fields("seconds", rank.seconds);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, RankSurveyDocument>& document) {
  fields.format(rank_survey_format);
  fields("version", document.version);
  fields("command", document.command);
  fields.section("data", [&](auto& data) {
    data("name", document.data);
    data("rows", document.rows);
    data("cols", document.cols);
  });
  fields("model", document.model);
  fields("loss", document.loss);
  fields("balance", document.balance);
  fields.section("regularisation", [&](auto& weights) {
    list_numbers(weights, document.regularisation, regularisation_options);
  });
  fields.section("options", [&](auto& options) {
    options("ranks", document.asked);
    options("starts", document.starts);
    options("seed", document.seed);
    options("threads", document.threads);
    options("max_seconds", document.max_seconds);
    options("validation", document.validation);
    options("folds", document.folds);
    options("fold_starts", document.fold_starts);
  });
  fields("sentence", document.sentence);
  fields("recommended_rank", document.recommended);
  fields("candidate_rank", document.candidate);
  fields("held_out_share", document.held_out_share);
  fields("ranks", document.ranks);
  fields.section("compared_with", [&](auto& other) {
    other("rank_below", document.below);
    other("held_out_loss_below", document.held_out_below);
    other("held_out_loss_of_mean", document.held_out_mean);
  });
  fields("left_out", document.left_out);
  fields.section("seconds", [&](auto& seconds) {
    seconds("read", document.read_seconds);
    seconds("search", document.search_seconds);
    seconds("validation", document.validation_seconds);
    seconds("total", document.total_seconds);
  });
  fields("files", document.files);
}

namespace {

double geometric_mean(const Vector& by_fold) {
  return by_fold.size() > 0 && by_fold.allFinite() ? std::exp(by_fold.array().log().mean())
                                                   : SurveyedRank::unknown;
}

}  // namespace

RankSurveyDocument document_of(const RankSurvey& survey, std::string command) {
  const RecoverOptions& recover = survey.options.recover;
  const CrossValidation& validation = survey.validation;
  RankSurveyDocument out;
  out.version = version;
  out.command = std::move(command);
  out.data = survey.data.name;
  out.rows = survey.data.rows();
  out.cols = survey.data.cols();
  out.model = recover.model.model;
  out.loss = recover.model.loss;
  out.balance = recover.model.balance;
  out.regularisation = recover.model.regularisation;
  out.starts = recover.search.starts;
  out.seed = recover.search.seed;
  out.threads = survey.threads;
  out.max_seconds = survey.max_seconds;
  out.asked = survey.options.ranks;
  out.validation = validation.by;
  out.folds = validation.folds;
  out.fold_starts = survey.options.validation.fold_starts;
  out.held_out_share = validation.share;
  out.sentence = survey.choice.sentence;
  out.recommended = survey.choice.rank;
  out.candidate = survey.choice.candidate;
  out.ranks = survey.ranks;
  if (const Index smallest = out.asked.front(); smallest > 1 && validation.loss.cols() > 0) {
    out.below = smallest - 1;
    out.held_out_below = geometric_mean(validation.loss.col(0));
  }
  out.held_out_mean = geometric_mean(validation.constant);
  out.left_out = survey.left_out;
  out.read_seconds = survey.read_seconds;
  out.search_seconds = survey.search_seconds;
  out.validation_seconds = survey.validation_seconds;
  out.total_seconds = survey.total_seconds;
  return out;
}

std::string found_from_below(const RankSurveyDocument& survey) {
  std::string at;
  Index many = 0;
  for (const SurveyedRank& rank : survey.ranks) {
    if (!rank.from_below) continue;
    at += fmt::format("{}{}", many++ > 0 ? ", " : "", rank.rank);
  }
  if (many == 0) return "";
  return fmt::format("At rank{} {} only the start from the best point of the rank before found the best fit.",
                     many == 1 ? "" : "s", at);
}

nlohmann::ordered_json as_json(const RankSurveyDocument& document) {
  return as_json<RankSurveyDocument>(document);
}

RankSurveyDocument read_rank_survey(const std::string& file) {
  RankSurveyDocument out = read_document<RankSurveyDocument>(file);
  if (out.asked.empty()) refuse(on_one_line(file), "options.ranks = []; expected at least one rank");
  return out;
}

bool is_rank_survey(const std::string& file) {
  return has_format(file, rank_survey_format);
}

void write(const RankSurvey& survey, RankSurveyDocument& document, const std::string& folder,
           const RankSurveyPage& page, const Page& solution_page) {
  const OutputFolder out(folder, {"rank_survey.json", "report.html"});
  std::map<std::string, std::string> files;
  if (survey.recommended) {
    const std::string name = fmt::format("rank-{}", survey.recommended->options.rank);
    Solution solution = solution_of(*survey.recommended, document.command);
    write(*survey.recommended, solution, out.path(name), solution_page);
    files["solution"] = name + "/solution.json";
  }
  out.finish(document, "rank_survey.json", std::move(files), page);
}

}  // namespace orthant

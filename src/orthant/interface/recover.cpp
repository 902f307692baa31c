#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "orthant/base/error.hpp"
#include "orthant/documents/rank_survey.hpp"
#include "orthant/documents/solution.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/interface/pages.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/recover/recover_problem.hpp"

namespace orthant::interface {

namespace {

/// L and R, or U, of a point [L; R] or U, under names that begin with `prefix`.
void add_factors(Results& out, const std::string& prefix, Index rows, bool symmetric,
                 const std::function<Matrix()>& factors) {
  if (symmetric) {
    out.matrices[prefix + "U"] = factors;
    return;
  }
  out.matrices[prefix + "L"] = [=] { return Matrix(factors().topRows(rows)); };
  out.matrices[prefix + "R"] = [=] {
    const Matrix U = factors();
    return Matrix(U.bottomRows(U.rows() - rows));
  };
}

Results results_of(std::shared_ptr<const Recovery> recovery) {
  Results out;
  const Index rows = recovery->rows();
  add_factors(out, "", rows, recovery->symmetric(), [recovery] { return recovery->factors(); });
  Index number = 0;
  for (const Minimum& minimum : recovery->search.minima)
    add_factors(out, fmt::format("minima/{}/", ++number), rows, recovery->symmetric(),
                [recovery, &minimum] { return recovery->objective->factors(minimum.certificate.U); });
  if (recovery->options.normalize != Normalisation::none)
    add_factors(out, "normalised/", rows, recovery->symmetric(),
                [recovery] { return recovery->normalised(); });
  const auto solution = std::make_shared<Solution>();
  const auto described = [recovery, solution]() -> Solution& {
    if (!solution->version.empty()) return *solution;
    *solution = solution_of(*recovery);
    return *solution;
  };
  out.documents["solution.json"] = [described] { return json_text(as_json(described())); };
  out.documents["certificate.json"] = [recovery] {
    return json_text(certificate_document(recovery->best(), recovery->proof ? &*recovery->proof : nullptr));
  };
  if (has_pages()) out.documents["report.html"] = [described] { return page_of(described()); };
  out.write = [recovery, described](const std::string& folder) {
    Solution written = described();
    orthant::write(*recovery, written, folder,
                   has_pages() ? Page([](const Solution& found) { return page_of(found); }) : Page());
  };
  return out;
}

Results results_of(std::shared_ptr<const RankSurvey> survey) {
  Results out;
  if (survey->recommended) out = results_of(std::shared_ptr<const Recovery>(survey, &*survey->recommended));
  out.documents["rank_survey.json"] = [survey] { return json_text(as_json(document_of(*survey))); };
  if (has_pages()) out.documents["rank_survey.html"] = [survey] { return page_of(document_of(*survey)); };
  out.write = [survey](const std::string& folder) {
    RankSurveyDocument document = document_of(*survey);
    orthant::write(*survey, document, folder,
                   has_pages()
                       ? RankSurveyPage([](const RankSurveyDocument& found) { return page_of(found); })
                       : RankSurveyPage(),
                   has_pages() ? Page([](const Solution& found) { return page_of(found); }) : Page());
  };
  return out;
}

/// A start in memory, L and R or U: it goes before `init`.
void take_start(const Inputs& inputs, const FactorShape& shape, Index rank, RecoverOptions& options) {
  if (inputs.find("L") == nullptr && inputs.find("R") == nullptr && inputs.find("U") == nullptr) return;
  options.search.point = shape.symmetric
                             ? stacked("the start", shape, -1, inputs.factor("U"))
                             : stacked("the start", shape, -1, inputs.factor("L"), inputs.factor("R"));
  if (options.search.point.cols() > rank)
    throw InputError(fmt::format("the start: rank {}; expected at most {}, the rank that is asked for",
                                 options.search.point.cols(), rank));
  options.search.init = Initialisation::factors;
}

StartObserver told_starts(const Context& context, long starts) {
  return [&context, starts](Index done, const StartReport&) {
    context.progress.tell(static_cast<double>(done) / static_cast<double>(starts),
                          fmt::format("{} of {} starts", done, starts));
  };
}

}  // namespace

Recovery recover_as_asked(RecoverOptions options, Data data, const Given& given, const Budget& budget,
                          const StartObserver& observer) {
  const std::vector<std::string> chosen =
      use_completion_defaults(options, data,
                              {.observed = given.contains("observed") || given.contains("model"),
                               .offsets = given.contains("offsets")});
  Recovery recovery = recover(std::move(data), options, budget, observer);
  if (recovery.completion)
    recovery.completion->chosen.insert(recovery.completion->chosen.begin(), chosen.begin(), chosen.end());
  return recovery;
}

Recovery recover_folder(const RecoverCommand& command, const Given& given, const Budget& budget,
                        const StartObserver& observer, const Inputs* inputs) {
  const std::string& folder = command.problem;
  refuse_beside_problem(folder, given);
  for (const auto& option : cross_validation_options)
    if (given.contains(option.name)) refuse_of_data(option.name, folder);
  if (!command.image_shape.empty()) refuse_of_data("image_shape", folder);
  if (names_several_ranks(command.rank))
    throw InputError(
        fmt::format("rank = {} with the problem folder {}; expected one rank", command.rank, folder));
  Problem problem = read_problem(folder);
  RecoverOptions options = command.options;
  if (asks_for_staircase(command)) {
    if (inputs != nullptr && !inputs->matrices.empty())
      throw InputError("a start with rank = auto; expected none");
    return recover_by_staircase(options, std::move(problem), folder, given, budget);
  }
  options.rank = command.rank.empty() ? problem.rank : parse_ranks(command.rank).front();
  if (options.rank < 1)  // to the library 0 is that of the folder
    require_rank(options.rank, problem.rows(), problem.cols(), problem.symmetric);
  if (inputs != nullptr)
    take_start(*inputs, {problem.rows(), problem.cols(), problem.symmetric}, options.rank, options);
  return recover_problem(std::move(problem), options, folder, budget, observer);
}

Results run(const RecoverCommand& command, const Context& context) {
  if (!command.problem.empty()) {
    if (context.inputs.find("data") != nullptr || !command.data.empty())
      throw InputError("problem = " + command.problem + " with data; expected one of them");
    return results_of(std::make_shared<const Recovery>(
        recover_folder(command, context.given, context.budget,
                       told_starts(context, command.options.search.starts), &context.inputs)));
  }
  if (asks_for_clusters(command, context.given)) return run_clusters(command, context);
  if (command.rank.empty())
    throw InputError("rank is missing; expected the number of columns of the factors");
  RecoverOptions options = command.options;
  Data data = data_of(context.inputs, command.data, command.reading, options.model);
  if (!command.image_shape.empty()) data.image_shape = parse_image_shape(command.image_shape, data.cols());
  if (asks_for_staircase(command)) {
    for (const char* start : {"L", "R", "U"})
      if (context.inputs.find(start) != nullptr) throw InputError("a start with rank = auto; expected none");
    return results_of(std::make_shared<const Recovery>(
        recover_by_staircase(options, std::move(data), context.given, context.budget)));
  }
  const std::vector<Index> ranks = parse_ranks(command.rank);
  if (names_several_ranks(command.rank)) {
    if (context.inputs.find("L") != nullptr || context.inputs.find("U") != nullptr)
      throw InputError("a start with several ranks; expected none");
    return results_of(std::make_shared<const RankSurvey>(
        survey_ranks(std::move(data), {ranks, options, command.validation}, context.budget,
                     [&](double share, const std::string& words) { context.progress.tell(share, words); })));
  }
  options.rank = ranks.front();
  const bool symmetric = chosen_model(data, options.model) == Model::symmetric;
  take_start(context.inputs, {data.rows(), data.cols(), symmetric},
             options.rank + (options.model.offsets ? 2 : 0), options);
  return results_of(std::make_shared<const Recovery>(recover_as_asked(
      options, std::move(data), context.given, context.budget, told_starts(context, options.search.starts))));
}

}  // namespace orthant::interface

/// Commands that are one call: project, instance, reproduce, report.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "orthant/base/error.hpp"
#include "orthant/documents/projection.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/interface/pages.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/recover/line_names.hpp"

namespace orthant::interface {

void JobProgress::tell(double share, std::string words) {
  const std::lock_guard guard(lock_);
  share_ = share;
  words_ = std::move(words);
}

std::pair<double, std::string> JobProgress::now() const {
  const std::lock_guard guard(lock_);
  return {share_, words_};
}

std::vector<std::string> adopt_solution(const std::string& file, const Given& given,
                                        ProjectOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return {};
  const Solution solution = read_solution(file);
  if (solution.symmetric())
    throw InputError(file + ": model symmetric; expected factors L and R to project on");
  const Regularisation& weights = solution.regularisation;
  if (weights.density > 0)
    throw InputError(fmt::format("{}: density = {:g}; expected 0: no rows are projected with that term", file,
                                 weights.density));
  if (!given.contains("loss")) options.loss = solution.loss;
  if (!given.contains("l1")) options.l1 = weights.l1(options.side);
  if (!given.contains("l2")) options.l2 = weights.l2(options.side);
  options.l2_centre = weights.l2_centre;
  if (solution.offsets == true) options.offsets = solution.rank - 2;
  const auto& held = options.side == Side::left ? solution.fix_left : solution.fix_right;
  if (held)
    throw InputError(fmt::format("{}: fix_{} = {}; expected none: what new {} have there is not known", file,
                                 to_string(options.side), *held,
                                 options.side == Side::left ? "rows" : "columns"));
  return options.side == Side::left ? solution.data.column_names : solution.data.row_names;
}

Results run(const ProjectCommand& command, const Context& context) {
  ProjectOptions options = command.options;
  const bool left = options.side == Side::left;
  const std::string other = left ? "R" : "L";
  Matrix fixed;
  std::vector<std::string> names;
  if (context.inputs.find(other) != nullptr) {
    fixed = context.inputs.factor(other).entries;
  } else {
    if (command.factors.empty()) throw InputError(other + " is missing; expected it, or factors: a folder");
    const std::filesystem::path folder(command.factors);
    names = adopt_solution((folder / "solution.json").string(), context.given, options);
    fixed = read_dense((folder / (other + ".npy")).string());
  }
  if ((fixed.array() < 0).any() || !fixed.allFinite())
    throw InputError(other + ": an entry that is negative or not finite; expected entries ≥ 0");
  const Data data = data_of(context.inputs, command.data, command.reading, {});
  const auto lines = lines_of(data, options.side);
  const std::vector<Index> order =
      order_by_name({data.name, lines->entry_names()}, {command.factors, names}, left ? "column" : "row");
  if (fixed.rows() != lines->length())
    throw InputError(fmt::format("{}: {} rows; expected {}, one for each {} of the data", other, fixed.rows(),
                                 lines->length(), left ? "column" : "row"));
  if (!order.empty()) fixed = Matrix(fixed(order, Eigen::all));
  struct Found {
    ProjectionDocument document;
    Matrix factor;
  };
  const auto found = std::make_shared<Found>();
  found->factor.resize(lines->lines(), fixed.cols());
  Index done = 0;
  found->document.data = data.name;
  found->document.projection = project(*lines, fixed, options, [&](const ConstMatrixRef& rows) {
    found->factor.middleRows(done, rows.rows()) = rows;
    done += rows.rows();
    context.progress.tell(static_cast<double>(done) / static_cast<double>(found->factor.rows()),
                          fmt::format("{} of {} lines", done, found->factor.rows()));
  });
  found->document.projection.reordered = !order.empty();
  const std::string name = left ? "L" : "R";
  Results out;
  out.matrices[name] = [found] { return found->factor; };
  out.documents["projection.json"] = [found] { return json_text(as_json(found->document)); };
  out.write = [found, name](const std::string& folder) {
    make_output_folder(folder);
    NpyWriter file((std::filesystem::path(folder) / (name + ".npy")).string(), found->factor.rows(),
                   found->factor.cols());
    file.append(found->factor);
    file.commit();
    ProjectionDocument document = found->document;
    document.files[name] = name + ".npy";
    orthant::write(document, folder);
  };
  return out;
}

Json instance_document(const paper::NamedInstance& instance, const Json& folder) {
  const Problem& problem = instance.problem;
  Json document = {{"instance", instance.name},
                   {"folder", folder},
                   {"factorization", problem.symmetric ? "symmetric" : "asymmetric"},
                   {"rows", problem.rows()},
                   {"cols", problem.cols()},
                   {"rank", problem.rank},
                   {"true_rank", nullptr},
                   {"operator", problem.measurement->kind()},
                   {"measurements", problem.measurement->measurements()},
                   {"known", instance.known}};
  if (problem.truth) document["true_rank"] = problem.truth->rank();
  return document;
}

Results run_instance(const Json& options) {
  std::string name;
  paper::ParameterWords words;
  for (const auto& [key, value] : options.items()) {
    if (value.is_null() || value == false) continue;
    if (key == "name") {
      if (!value.is_string()) refuse_value("name", value, "the name of an instance");
      name = value.get<std::string>();
      continue;
    }
    std::string parameter = key;
    std::replace(parameter.begin(), parameter.end(), '_', '-');
    words[parameter] = value.is_string() ? value.get<std::string>() : json_text(value, -1);
  }
  if (name.empty()) throw InputError("name is missing; expected that of an instance");
  const auto instance = std::make_shared<const paper::NamedInstance>(paper::named_instance(name, words));
  Results out;
  out.documents["instance.json"] = [instance] { return json_text(instance_document(*instance, nullptr)); };
  out.write = [instance](const std::string& folder) { write_problem(folder, instance->problem); };
  const auto add = [&](const std::string& prefix, const auto& factors) {
    if (!factors) return;
    const std::string left = instance->problem.symmetric ? "U" : "L";
    out.matrices[prefix + left] = [instance, &factors] { return factors->L.value(); };
    if (!instance->problem.symmetric)
      out.matrices[prefix + "R"] = [instance, &factors] { return factors->R.value(); };
  };
  add("truth/", instance->problem.truth);
  add("point/", instance->problem.point);
  return out;
}

Results run(const ReproduceCommand& command, const Context& context) {
  auto reproduced =
      paper::reproduce(command.options, context.budget,
                       [&](double share, const std::string& words) { context.progress.tell(share, words); });
  const auto document = std::make_shared<const ReproductionDocument>(
      reproduction_document(std::move(reproduced), "", landscape_spec_of));
  if (document->statements.empty()) throw OutOfBudget{context.budget.reason()};
  Results out;
  out.documents["reproduce.json"] = [document] { return json_text(as_json(*document)); };
  if (has_pages()) out.documents["reproduce.html"] = [document] { return page_of(*document); };
  out.write = [document](const std::string& folder) {
    orthant::write(*document, folder);
    write_pages_of(*document, folder);
  };
  return out;
}

Results run(const ReportCommand& command, const Context&) {
  if (command.solution.empty())
    throw InputError("solution is missing; expected solution.json, rank_survey.json or atlas.json");
  if (!has_pages()) throw InputError("report: this build has no pages");
  Results out;
  if (is_rank_survey(command.solution)) {
    const auto survey = std::make_shared<const RankSurveyDocument>(read_rank_survey(command.solution));
    out.documents["report.html"] = [survey] { return page_of(*survey); };
    return out;
  }
  if (is_clusters(command.solution)) {
    const auto clusters = std::make_shared<const ClustersDocument>(read_clusters(command.solution));
    out.documents["report.html"] = [clusters] { return page_of(*clusters); };
    return out;
  }
  if (is_atlas(command.solution)) {
    const auto map = std::make_shared<AtlasDocument>(read_atlas_file(command.solution));
    if (!command.image_shape.empty())
      map->atlas.names.image_shape = parse_image_shape(command.image_shape, map->atlas.law.cols);
    out.documents["report.html"] = [map] { return page_of(*map); };
    return out;
  }
  const auto solution = std::make_shared<Solution>(read_solution(command.solution));
  if (!command.image_shape.empty())
    solution->data.image_shape = parse_image_shape(command.image_shape, solution->data.cols);
  out.documents["report.html"] = [solution] { return page_of(*solution); };
  return out;
}

}  // namespace orthant::interface

/// Commands that judge: certify, copositive, rip, verify.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "checker/check.hpp"
#include "checker/copositive/copositivity.hpp"
#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/named.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/documents/copositivity.hpp"
#include "orthant/documents/escape.hpp"
#include "orthant/documents/rip.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/recover/completion.hpp"

namespace orthant::interface {

namespace {

/// L and R, or U, that are given under names that begin with `prefix`; or nothing.
std::optional<Matrix> point_given(const Inputs& inputs, const std::string& prefix, const std::string& name,
                                  const FactorShape& shape, Index rank) {
  if (inputs.find(prefix + "L") == nullptr && inputs.find(prefix + "R") == nullptr &&
      inputs.find(prefix + "U") == nullptr)
    return std::nullopt;
  if (shape.symmetric) return stacked(name, shape, rank, inputs.factor(prefix + "U"));
  return stacked(name, shape, rank, inputs.factor(prefix + "L"), inputs.factor(prefix + "R"));
}

}  // namespace

void refuse_of_data(const std::string& option, const std::string& folder) {
  throw InputError(
      fmt::format("{} with the problem folder {}; expected it with data only, a folder says this itself",
                  option, folder));
}

void refuse_beside_problem(const std::string& folder, const Given& given) {
  CertifyCommand command;
  each_data_table(command.reading, command.model, [&](const auto&, const auto& table) {
    for (const auto& option : table) {
      const std::string name = option.name;
      if (name == "density" || name == "density_bound") continue;  // no part of the problem
      if (given.contains(name)) refuse_of_data(name, folder);
    }
  });
}

PointOfCommand point_of_command(const CertifyCommand& command, const Given& given, const Inputs& inputs) {
  if (!command.problem.empty()) {
    if (!inputs.matrices.empty() || !command.data.empty())
      throw InputError("problem = " + command.problem + " with data; expected one of them");
    refuse_beside_problem(command.problem, given);
    return {
        point_of_problem(command.problem, command.factors, command.witness, command.model.regularisation)};
  }
  PointOfCommand out;
  Data& data = out.data;
  data = data_of(inputs, command.data, command.reading, command.model);
  const FactorShape shape{data.rows(), data.cols(), chosen_model(data, command.model) == Model::symmetric};
  if (!command.hold_out.empty())
    data = hold_out_of(data, command.hold_out, command.options.seed, shape.symmetric).training;
  const std::optional<Matrix> point = point_given(inputs, "", "the factors", shape, -1);
  if (!point) {
    if (command.factors.empty())
      throw InputError(std::string("the point is missing; expected ") + (shape.symmetric ? "U" : "L and R") +
                       ", or factors: a folder");
    out.point = point_of_data(data, command.model, command.factors, command.witness);
    return out;
  }
  std::optional<Matrix> witness = point_given(inputs, "witness.", "the witness", shape, point->cols());
  if (!witness && !command.witness.empty()) witness = read_factors(command.witness, shape, point->cols());
  out.point = point_of_data(data, command.model, *point, witness ? &*witness : nullptr);
  return out;
}

Results run(const CertifyCommand& command, const Context& context) {
  const JudgedPoint point = point_of_command(command, context.given, context.inputs).point;
  const auto found = std::make_shared<const Certified>(certify_point(point, command.options, context.budget));
  Results out;
  if (const auto& escape = found->certificate.escape) {
    // The direction in which it goes down, of the size of the variable.
    const bool symmetric = !point.objective->is_asymmetric();
    const Index rows = symmetric ? escape->direction.rows() : point.objective->observations().rows();
    out.matrices[symmetric ? "escape/U" : "escape/L"] = [found, rows] {
      return Matrix(found->certificate.escape->direction.topRows(rows));
    };
    if (!symmetric)
      out.matrices["escape/R"] = [found, rows] {
        const Matrix& D = found->certificate.escape->direction;
        return Matrix(D.bottomRows(D.rows() - rows));
      };
  }
  out.documents["certificate.json"] = [found] {
    return json_text(certificate_document(found->certificate, found->proof ? &*found->proof : nullptr));
  };
  out.write = [found](const std::string& folder) {
    write_certificate(found->certificate, found->proof, folder);
  };
  return out;
}

Results run(const EscapeCommand& command, const Context& context) {
  CertifyCommand asked = command.point;
  asked.options.seed = command.options.seed;
  PointOfCommand given = point_of_command(asked, context.given, context.inputs);
  const auto found =
      std::make_shared<const Escaped>(escape(std::move(given.point), command.options, context.budget));
  const auto document = std::make_shared<const EscapeDocument>(escape_document(*found));
  Results out;
  if (found->reached)
    for (const auto& [name, factor] : factors_of(*found))
      out.matrices[name] = [kept = factor] { return kept; };
  out.documents["escape.json"] = [document] { return json_text(as_json(*document)); };
  out.write = [found, document](const std::string& folder) {
    EscapeDocument written = *document;
    orthant::write(*found, written, folder);
  };
  return out;
}

void check(const CopositiveCommand& command) {
  const auto positive = [](const char* name, const std::optional<double>& value) {
    if (value && !(*value > 0))
      throw InputError(fmt::format("{} = {:g}; expected {} > 0", name, *value, name));
  };
  positive("gap", command.gap);
  positive("max_work", command.max_work);
  check_options(command, copositive_flags);
  if (command.rational && command.doubles)
    throw InputError("rational and doubles together; expected one of them");
}

SymmetricMatrix read_matrix(const CopositiveCommand& command) {
  return read_symmetric_matrix(command.matrix, command.rational  ? ExactNumbers::rational
                                               : command.doubles ? ExactNumbers::doubles
                                                                 : ExactNumbers::automatic);
}

CopositiveResult decide(const RationalSymmetric& Q, const CopositiveCommand& command, const Budget& budget,
                        const std::function<void(double work, double nodes)>& progress) {
  CopositiveOptions options;
  options.threads = threads();
  options.seed = static_cast<std::uint64_t>(command.seed);
  options.max_work = command.max_work.value_or(options.max_work);
  options.split = !command.no_split;
  options.progress = progress;
  CopositiveResult result = command.gap ? decide_and_bracket(Q, *command.gap, options, budget)
                                        : decide_copositivity(Q, options, budget);
  result.seconds = budget.seconds();
  return result;
}

namespace {

RationalSymmetric symmetric_input(const DataMatrix& matrix) {
  const Matrix Q = expanded(matrix, "matrix");
  if (Q.allFinite()) require_symmetric(matrix, "matrix", "");
  if (Q.rows() < 1 || Q.rows() > 5000 || !Q.allFinite())
    throw InputError(fmt::format("matrix: order {}{}; expected 1 to 5000 rows of finite numbers", Q.rows(),
                                 Q.allFinite() ? "" : " with an entry that is not finite"));
  return RationalSymmetric::from_doubles(Q);
}

}  // namespace

Results run(const CopositiveCommand& command, const Context& context) {
  check(command);
  const DataMatrix* given = context.inputs.find("matrix");
  if ((given == nullptr) == command.matrix.empty())
    throw InputError("matrix is missing or given twice; expected a matrix, or the name of one");
  SymmetricMatrix matrix;
  if (given != nullptr)
    matrix.Q = symmetric_input(*given);
  else
    matrix = read_matrix(command);
  struct Answer {
    SymmetricMatrix matrix;
    CopositiveResult result;
    CopositivityDocument document;
  };
  const auto found = std::make_shared<Answer>();
  found->result = decide(matrix.Q, command, context.budget, [&](double, double nodes) {
    context.progress.tell(0, fmt::format("{:.0f} nodes", nodes));
  });
  found->document = copositivity_document(found->result, matrix.Q.order(), matrix.text);
  found->matrix = std::move(matrix);
  Results out;
  out.documents["copositivity.json"] = [found] { return json_text(as_json(found->document)); };
  out.write = [found](const std::string& folder) {
    orthant::write(found->document, found->result, found->matrix.Q, folder);
  };
  return out;
}

Index default_rip_rank(const Problem& problem) {
  const Index truth = problem.truth ? problem.truth->rank() : problem.rank;
  return std::min({problem.rank + truth, problem.rows(), problem.cols()});
}

Results run(const RipCommand& command, const Context& context) {
  check_options(command.options, rip_options);
  if (command.problem.empty()) throw InputError("problem is missing; expected a problem folder");
  const Problem problem = read_problem(command.problem);
  if (command.symmetry && problem.rows() != problem.cols())
    throw InputError(fmt::format("{}: size {}×{}; expected a square one with symmetry", command.problem,
                                 problem.rows(), problem.cols()));
  const auto document = std::make_shared<RipDocument>();
  document->result =
      restricted_isometry(*problem.measurement, command.rank.value_or(default_rip_rank(problem)),
                          command.options, context.budget);
  document->symmetry_asked = command.symmetry;
  if (command.symmetry) {
    try {
      document->symmetry = kernel_symmetry(
          symmetry_of_kernel(*problem.measurement, 10, static_cast<std::uint64_t>(command.options.seed)));
    } catch (const OutOfBudget&) {  // the document says so: asked, and nothing
    }
  }
  document->seconds = context.budget.seconds();
  Results out;
  out.documents["rip.json"] = [document] { return json_text(as_json(*document)); };
  out.write = [document](const std::string& folder) { orthant::write(*document, folder); };
  return out;
}

namespace {

/// Asked by the checker, on the thread that checks.
void poll_budget() {
  check_budget();
}

checker::OwnData own_data(const std::string& name, bool matrix) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) return checker::read_problem_folder(name);
  const std::string bytes = checker::read_file(name, true);
  if (matrix) return checker::read_own_matrix(bytes, name);
  return checker::read_data(bytes, name);
}

/// The certificate in a folder stands for it.
std::string certificate_in(const std::string& given) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (!fs::is_directory(given, ignored)) return given;
  const fs::path certificate = fs::path(given) / "certificate.json", proof = fs::path(given) / "proof.json";
  return (fs::exists(certificate, ignored) || !fs::exists(proof, ignored) ? certificate : proof).string();
}

}  // namespace

Results run(const VerifyCommand& command, const Context& context) {
  if (command.certificate.empty()) throw InputError("certificate is missing; expected a file or a folder");
  const std::string path = certificate_in(command.certificate);
  checker::Outcome outcome;
  try {
    const std::string text = checker::read_file(path, true);
    std::optional<checker::OwnData> own;
    if (!command.data.empty()) own = own_data(command.data, checker::is_copositivity_proof(text));
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    const checker::FolderFiles files(folder.empty() ? "." : folder.string());
    const double seconds = std::min(context.budget.limit(), 600.0);
    outcome = checker::check(
        text, files, own ? &*own : nullptr,
        {.work = 1e9 * seconds, .poll = &poll_budget, .threads = threads(), .plain = command.plain});
  } catch (const checker::Rejected& error) {
    throw InputError(error.what());
  }
  if (outcome.needs_data) throw InputError(outcome.reason);
  Results out;
  out.documents["verdict.json"] = [outcome, seconds = context.budget.seconds()] {
    const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
    return json_text({{"accepted", outcome.accepted},
                      {"finished", !outcome.unfinished},
                      {"reason", text(outcome.reason)},
                      {"statement", text(outcome.statement)},
                      {"rigor", text(outcome.rigor)},
                      {"seconds", seconds}});
  };
  return out;
}

}  // namespace orthant::interface

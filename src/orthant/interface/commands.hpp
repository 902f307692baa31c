/// What each command takes, once: the options of `orthant COMMAND` on the command line and those of a job of the C
/// interface are these tables, and so are those of Python and of the documentation (orthant_commands).
///
/// For every command a struct and
///
///   each_table(command, visit)   visit(options, table) for all tables
///   each_flag(command, visit)    the same without what the command line has no flag for
///
/// and run(command, …), which does it (run.hpp).
#pragma once

#include <optional>
#include <string>

#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/explore/atlas.hpp"
#include "orthant/explore/escape.hpp"
#include "orthant/files/symmetric_matrix.hpp"
#include "orthant/operators/rip/rip.hpp"
#include "orthant/paper/reproduce.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/project.hpp"
#include "orthant/recover/rank_survey.hpp"

namespace orthant::interface {

/// Of every command.
struct CommonOptions {
  std::optional<long> threads;
  std::optional<double> max_seconds;
};
inline constexpr Option<CommonOptions> common_options[] = {
    {"threads", "threads to use (default: all cores)", {1, 1024}, &CommonOptions::threads},
    {"max_seconds",
     "stop after this long, with the best so far",
     {0, std::numeric_limits<double>::infinity()},
     &CommonOptions::max_seconds},
};

struct RecoverCommand {
  std::string data, problem, rank, image_shape;
  ReadOptions reading = {};
  RecoverOptions options = {};
  CrossValidationOptions validation = {};
};
inline constexpr Option<RecoverCommand> recover_flags[] = {
    {"rank",
     "columns of the factors (of a problem folder by default its own); several ranks, as 2:12, 2:12:2 or 2,3,5, "
     "are compared and one is recommended; auto: of symmetric models, columns are added until none lowers the objective",
     {},
     &RecoverCommand::rank},
    {"image_shape", "draw components as ROWSxCOLS pictures in the report", {}, &RecoverCommand::image_shape},
};
inline constexpr Option<RecoverCommand> recover_inputs[] = {
    {"data", "a file, a folder, or digits; or data in memory", {}, &RecoverCommand::data},
    {"problem", "a problem folder, in the place of data", {}, &RecoverCommand::problem},
};

template <class Reading, class Model, class Visit>
void each_data_table(Reading& reading, Model& model, const Visit& visit) {
  visit(reading, read_options);
  visit(model, model_options);
  visit(model.regularisation, regularisation_options);
}

template <class Visit>
void each_flag(RecoverCommand& command, const Visit& visit) {
  each_data_table(command.reading, command.options.model, visit);
  visit(command, recover_flags);
  visit(command.options.search, multi_start_options);
  orthant::each_table(command.options.search, [&](std::optional<Solver>, auto& options, const auto& table) {
    visit(options, table);
  });
  visit(command.options.completion, completion_options);
  visit(command.options, recover_options);
  visit(command.options.clusters, kmeans_options);
  visit(command.options.clusters.relaxation, relaxation_options);
  visit(command.validation, cross_validation_options);
}
template <class Visit>
void each_table(RecoverCommand& command, const Visit& visit) {
  visit(command, recover_inputs);
  each_flag(command, visit);
}

struct CertifyCommand {
  std::string data, problem, factors, witness, hold_out;
  ReadOptions reading = {};
  ModelOptions model = {};
  CertifyPointOptions options = {};
};
inline constexpr Option<CertifyCommand> point_flags[] = {
    {"factors", "folder with L.npy and R.npy, or U.npy: the point", {}, &CertifyCommand::factors},
    {"hold_out",
     "entries that the fit did not have, as recover was told, with the same seed",
     {},
     &CertifyCommand::hold_out},
};
inline constexpr Option<CertifyCommand> witness_flags[] = {
    {"witness",
     "folder with a point that may be better (default: the truth of a problem folder)",
     {},
     &CertifyCommand::witness},
};
inline constexpr Option<CertifyCommand> certify_inputs[] = {
    {"data", "a file, a folder, or digits; or data in memory", {}, &CertifyCommand::data},
    {"problem", "a problem folder, in the place of data", {}, &CertifyCommand::problem},
};
template <class Visit>
void each_flag(CertifyCommand& command, const Visit& visit) {
  each_data_table(command.reading, command.model, visit);
  visit(command, point_flags);
  visit(command, witness_flags);
  visit(command.options, certify_point_options);
}
template <class Visit>
void each_table(CertifyCommand& command, const Visit& visit) {
  visit(command, certify_inputs);
  each_flag(command, visit);
}

struct EscapeCommand {
  CertifyCommand point = {};  ///< but its witness and options
  EscapeOptions options = {};
};
template <class Visit>
void each_flag(EscapeCommand& command, const Visit& visit) {
  each_data_table(command.point.reading, command.point.model, visit);
  visit(command.point, point_flags);
  visit(command.options, escape_options);
}
template <class Visit>
void each_table(EscapeCommand& command, const Visit& visit) {
  visit(command.point, certify_inputs);
  each_flag(command, visit);
}

struct AtlasCommand {
  std::string data, problem, rank, image_shape;
  ReadOptions reading = {};
  AtlasOptions options = {};
};
inline constexpr Option<AtlasCommand> atlas_flags[] = {
    {"rank", "columns of the factors (of a problem folder by default its own)", {}, &AtlasCommand::rank},
    {"image_shape", "draw components as ROWSxCOLS pictures in the report", {}, &AtlasCommand::image_shape},
};
inline constexpr Option<AtlasCommand> atlas_inputs[] = {
    {"data", "a file, a folder, or digits; or data in memory", {}, &AtlasCommand::data},
    {"problem", "a problem folder, in the place of data", {}, &AtlasCommand::problem},
};
template <class Visit>
void each_flag(AtlasCommand& command, const Visit& visit) {
  RecoverOptions& recover = command.options.recover;
  each_data_table(command.reading, recover.model, visit);
  visit(command, atlas_flags);
  visit(recover.search, multi_start_options);
  orthant::each_table(recover.search, [&](std::optional<Solver>, auto& options, const auto& table) {
    visit(options, table);
  });
  visit(recover, atlas_proof_options);
  visit(command.options, atlas_options);
}
template <class Visit>
void each_table(AtlasCommand& command, const Visit& visit) {
  visit(command, atlas_inputs);
  each_flag(command, visit);
}

struct ProjectCommand {
  std::string data, factors;
  ReadOptions reading = {};
  ProjectOptions options = {};
};
inline constexpr Option<ProjectCommand> project_flags[] = {
    {"factors",
     "folder with R.npy (L.npy for side = right), and its solution.json",
     {},
     &ProjectCommand::factors},
};
inline constexpr Option<ProjectCommand> project_inputs[] = {
    {"data", "the new rows: a file, a folder, or digits; or data in memory", {}, &ProjectCommand::data},
};
template <class Visit>
void each_flag(ProjectCommand& command, const Visit& visit) {
  visit(command, project_flags);
  visit(command.options, project_options);
  visit(command.reading, read_options);
}
template <class Visit>
void each_table(ProjectCommand& command, const Visit& visit) {
  visit(command, project_inputs);
  each_flag(command, visit);
}

struct CopositiveCommand {
  std::string matrix;
  bool doubles = false, rational = false, no_split = false;
  std::optional<double> gap, max_work;
  long seed = 0;
};
inline constexpr Option<CopositiveCommand> copositive_flags[] = {
    {"doubles",
     "a decimal of a .csv is the double nearest to it, not the decimal itself",
     {},
     &CopositiveCommand::doubles},
    {"rational",
     "the matrix must be text, whose numbers are taken as they stand",
     {},
     &CopositiveCommand::rational},
    {"gap", "also bracket min{xᵀQx : x ≥ 0, Σx = 1} to this width", {}, &CopositiveCommand::gap},
    {"no_split", "do not try a semidefinite plus a nonnegative matrix", {}, &CopositiveCommand::no_split},
    {"max_work", "stop after this many multiplications in trees", {}, &CopositiveCommand::max_work},
    {"seed", "seed of the search for a violation", {0, 9007199254740992}, &CopositiveCommand::seed},
};
inline constexpr Option<CopositiveCommand> copositive_inputs[] = {
    {"matrix",
     "a symmetric matrix: a file, or a name of the gallery; or one in memory",
     {},
     &CopositiveCommand::matrix},
};
template <class Visit>
void each_flag(CopositiveCommand& command, const Visit& visit) {
  visit(command, copositive_flags);
}
template <class Visit>
void each_table(CopositiveCommand& command, const Visit& visit) {
  visit(command, copositive_inputs);
  each_flag(command, visit);
}

struct RipCommand {
  std::string problem;
  std::optional<long> rank;
  bool symmetry = false;
  RipOptions options = {};
};
inline constexpr Option<RipCommand> rip_flags[] = {
    {"rank", "k (default: rank sought plus rank of the truth)", {}, &RipCommand::rank},
    {"symmetry", "also check that ℋ maps symmetric matrices to symmetric ones", {}, &RipCommand::symmetry},
};
inline constexpr Option<RipCommand> rip_inputs[] = {
    {"problem", "a problem folder", {}, &RipCommand::problem}};
template <class Visit>
void each_flag(RipCommand& command, const Visit& visit) {
  visit(command, rip_flags);
  visit(command.options, rip_options);
}
template <class Visit>
void each_table(RipCommand& command, const Visit& visit) {
  visit(command, rip_inputs);
  each_flag(command, visit);
}

struct ReproduceCommand {
  paper::ReproduceOptions options;
};
template <class Visit>
void each_table(ReproduceCommand& command, const Visit& visit) {
  visit(command.options, paper::reproduce_options);
}

struct VerifyCommand {
  std::string certificate, data;
  bool plain = false;
};
inline constexpr Option<VerifyCommand> verify_options[] = {
    {"certificate", "certificate.json, proof.json, or the folder of one", {}, &VerifyCommand::certificate},
    {"data",
     "the data that the certificate must be about, entry for entry: a .npy, .mtx or .csv file or a problem folder; "
     "for a proof of copositivity the matrix",
     {},
     &VerifyCommand::data},
    {"plain",
     "without the processor's vectors: the same result, about twice as long",
     {},
     &VerifyCommand::plain},
};
template <class Visit>
void each_table(VerifyCommand& command, const Visit& visit) {
  visit(command, verify_options);
}

struct ReportCommand {
  std::string solution, image_shape;
};
inline constexpr Option<ReportCommand> report_options[] = {
    {"solution",
     "solution.json, rank_survey.json or atlas.json; its factors are read beside it",
     {},
     &ReportCommand::solution},
    {"image_shape", "draw components as ROWSxCOLS pictures", {}, &ReportCommand::image_shape},
};
template <class Visit>
void each_table(ReportCommand& command, const Visit& visit) {
  visit(command, report_options);
}

}  // namespace orthant::interface

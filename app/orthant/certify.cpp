/// orthant certify DATA --factors DIR [--witness DIR], orthant certify PROBLEM: says what a given point is.

#include "orthant/certify/certify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "command.hpp"
#include "judged_point.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/certificate_json.hpp"
#include "proof_files.hpp"

namespace orthant::app {

namespace {

struct CertifyFlags {
  CommonFlags common;
  PointFlags point;
  std::string method = "auto";
  double stationarity = CertifyOptions{}.stationarity;
  bool unconstrained = false, numeric = false;
  long seed = 0;
};

SecondOrderMethod parse_method(const std::string& word) {
  if (word == "auto") return SecondOrderMethod::automatic;
  if (word == "schur") return SecondOrderMethod::schur;
  if (word == "dense") return SecondOrderMethod::dense;
  throw InputError("method = " + word + "; expected auto, schur or dense");
}

void print_summary(const Certificate& certificate) {
  std::string verdict(to_string(certificate.verdict));
  std::replace(verdict.begin(), verdict.end(), '_', ' ');
  fmt::print("verdict   {}{}, {}\n", verdict, certificate.spurious == true ? ", spurious" : "",
             rigor_text(certificate));
  fmt::print("objective {:.10g}, relative error {:.4g}, stationarity {:.2g}\n", certificate.objective,
             certificate.relative_error, certificate.first_order.stationarity);
  if (certificate.regularisation)
    fmt::print("          with {}\n", weights_in_words(*certificate.regularisation));
  fmt::print("cone      {} free, {} nonnegative, {} fixed entries\n", certificate.cone.free,
             certificate.cone.nonnegative, certificate.cone.fixed);
  for (const std::string& reason : certificate.reasons) fmt::print("          {}\n", reason);
  fmt::print("{:.2f} s\n", certificate.seconds);
}

/// The files of a proof have the names that a problem folder uses: they must not replace those of the
/// problem.
void refuse_own_folder(const CertifyFlags& flags) {
  std::error_code ignored;
  const std::string &problem = flags.point.problem.data, &out = flags.common.out;
  if (!out.empty() && std::filesystem::is_directory(problem, ignored) &&
      std::filesystem::equivalent(problem, out, ignored))
    throw InputError(out + ": the folder of the problem itself; expected another one for --out");
}

int certify_command(const CertifyFlags& flags, const CLI::App& command) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  if (!(flags.stationarity > 0 && flags.stationarity < 1)) {
    throw InputError(fmt::format("stationarity = {:g}; expected 0 < stationarity < 1", flags.stationarity));
  }
  if (flags.seed < 0 || flags.seed > 9007199254740992) {
    throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ 9007199254740992", flags.seed));
  }
  if (flags.method == "schur" && flags.point.problem.model == "symmetric") {
    throw InputError(
        "method = schur; expected auto or dense for model symmetric, which does not separate by rows");
  }
  if (flags.unconstrained &&
      (flags.point.problem.regularisation.l1_left > 0 || flags.point.problem.regularisation.l1_right > 0)) {
    throw InputError(
        "l1_left or l1_right with --unconstrained; expected 0, since a sum of entries of any sign has no "
        "lower bound");
  }
  CertifyOptions options;
  options.method = parse_method(flags.method);
  options.stationarity = flags.stationarity;
  options.unconstrained = flags.unconstrained;
  options.search.seed = static_cast<std::uint64_t>(flags.seed);
  const JudgedPoint judged = read_judged_point(flags.point, command);
  refuse_own_folder(flags);
  if (options.method == SecondOrderMethod::schur &&
      (!judged.objective->is_asymmetric() || judged.objective->observations().row_blocks() == nullptr)) {
    throw InputError("method = schur; expected auto or dense for a problem that does not separate by rows");
  }

  listen_for_signals();
  const Matrix* witness = judged.witness ? &*judged.witness : nullptr;
  Certificate certificate = certify(*judged.objective, judged.U, options, witness);
  std::optional<Proof> proof;
  if (!flags.numeric) {
    proof = proved(*judged.objective, judged.problem ? &*judged.problem : nullptr, certificate, witness, {});
  }
  const bool written = write_out(flags.common, [&] {
    make_output_folder(flags.common.out);
    write_certificate(flags.common.out, certificate, proof);
  });
  if (flags.common.json) {
    auto document = certificate_json(certificate);
    if (judged.table) document["text"] = text_section(judged.table);
    print_json(document);
  } else if (!flags.common.quiet) {
    print_not_numbers(judged.not_numbers);
    print_summary(certificate);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_certify(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<CertifyFlags>();
  CLI::App* command = program.add_subcommand("certify", "say what a given point is");
  add_point_flags(*command, flags->point);
  command->add_option("--method", flags->method, "second-order route: auto, schur or dense")
      ->capture_default_str();
  number_only<double>(
      command->add_option("--stationarity", flags->stationarity, "first-order points have at most this"))
      ->capture_default_str();
  command->add_flag("--unconstrained", flags->unconstrained,
                    "judge the point as one of the problem without the constraint of nonnegative factors");
  command->add_flag("--numeric", flags->numeric, "do not try to prove what floating point says");
  number_only<long>(command->add_option("--seed", flags->seed, "seed of the search for directions"))
      ->capture_default_str();
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code] { exit_code = certify_command(*flags, *command); });
}

}  // namespace orthant::app

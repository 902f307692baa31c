/// orthant certify DATA --factors DIR [--witness DIR], orthant certify PROBLEM: says what a given point is.

#include <filesystem>

#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/completion.hpp"

namespace orthant::app {

namespace {

struct CertifyFlags {
  CommonFlags common;
  DataFlags data;
  std::string factors, witness, hold_out;
  CertifyPointOptions options;
};

void print_summary(const Certificate& certificate) {
  fmt::print("verdict   {}\n", in_words(certificate));
  fmt::print("objective {:.10g}, relative error {:.4g}, stationarity {:.2g}\n", certificate.objective,
             certificate.relative_error, certificate.first_order.stationarity);
  if (certificate.regularisation)
    fmt::print("          with {}\n", weights_in_words(*certificate.regularisation));
  fmt::print("cone      {} free, {} nonnegative, {} fixed entries\n", certificate.cone.free,
             certificate.cone.nonnegative, certificate.cone.fixed);
  for (const std::string& reason : certificate.reasons) fmt::print("          {}\n", reason);
  fmt::print("{:.2f} s\n", certificate.seconds);
}

template <class Struct, std::size_t size>
void refuse_with_folder(const CLI::App& command, const std::string& folder,
                        const Option<Struct> (&table)[size]) {
  for (const auto& option : table)
    if (const std::string flag = flag_name(option.name); command.get_option(flag)->count() > 0)
      throw InputError(
          fmt::format("{} with the problem folder {}; expected it with DATA only, a folder says this itself",
                      flag, folder));
}

JudgedPoint point_of_folder(const CertifyFlags& flags, const CLI::App& command) {
  const std::string& folder = flags.data.source;
  refuse_with_folder(command, folder, read_options);
  refuse_with_folder(command, folder, model_options);
  refuse_with_folder(command, folder, regularisation_options);
  // A proof's files have the names that a problem folder uses: they must not replace those of the problem.
  std::error_code ignored;
  if (!flags.common.out.empty() && std::filesystem::equivalent(folder, flags.common.out, ignored))
    throw InputError(flags.common.out + ": the folder of the problem itself; expected another one for --out");
  return point_of_problem(folder, flags.factors, flags.witness);
}

void require_factors(const CertifyFlags& flags) {
  if (!flags.factors.empty()) return;
  std::error_code ignored;
  if (flags.data.source != "digits" && flags.data.source != "-" &&
      !std::filesystem::exists(flags.data.source, ignored))
    throw InputError(flags.data.source +
                     ": no such file or folder; expected a problem folder, or DATA with --factors DIR");
  throw InputError("certify DATA needs the point to judge; expected --factors DIR");
}

int certify_command(const CertifyFlags& flags, const CLI::App& command) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  std::error_code ignored;
  JudgedPoint point;
  Data data;
  if (std::filesystem::is_directory(flags.data.source, ignored) && !is_data_folder(flags.data.source)) {
    point = point_of_folder(flags, command);
  } else {
    require_factors(flags);
    data = read_data(flags.data);
    if (!flags.hold_out.empty())
      data = hold_out_of(data, flags.hold_out, flags.options.seed, flags.data.model.model == Model::symmetric)
                 .training;
    point = point_of_data(data, flags.data.model, flags.factors, flags.witness);
  }
  listen_for_signals();
  const Certified certified = certify_point(point, flags.options, budget);
  const bool written = write_out(
      flags.common, [&] { write_certificate(certified.certificate, certified.proof, flags.common.out); });
  if (flags.common.json) {
    auto document =
        certificate_document(certified.certificate, certified.proof ? &*certified.proof : nullptr);
    if (data.text) document["text"] = as_json(*data.text);
    print_json(document);
  } else if (!flags.common.quiet) {
    print_data_line(data);
    print_summary(certified.certificate);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_certify(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<CertifyFlags>();
  CLI::App* command = program.add_subcommand("certify", "say what a given point is");
  add_data_flags(*command, flags->data, readable_sources() + ", or a problem folder");
  command->add_option("--factors", flags->factors, "folder with L.npy and R.npy, or U.npy: the point")
      ->type_name("DIR");
  command
      ->add_option("--witness", flags->witness,
                   "folder with a point that may be better (default: the truth of a problem folder)")
      ->type_name("DIR");
  command
      ->add_option("--hold-out", flags->hold_out,
                   "entries that the fit did not have, as recover was told, with the same --seed")
      ->type_name("TEXT");
  add_flags(*command, flags->options, certify_point_options);
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code] { exit_code = certify_command(*flags, *command); });
}

}  // namespace orthant::app

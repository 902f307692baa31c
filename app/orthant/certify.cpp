/// orthant certify DATA --factors DIR [--witness DIR], orthant certify PROBLEM: says what a given point is.

#include <filesystem>

#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/completion.hpp"
#include "point_of_command.hpp"

namespace orthant::app {

namespace {

struct CertifyFlags {
  CommonFlags common;
  interface::CertifyCommand asked;
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

int certify_command(const CertifyFlags& flags, const CLI::App& command) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  const auto [point, data] =
      point_of(flags.asked, given_on(command, flags.asked), "certify", flags.common.out);
  listen_for_signals();
  const Certified certified = certify_point(point, flags.asked.options, budget);
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
  add_data(*command, flags->asked.data, readable_sources() + ", or a problem folder");
  add_command_flags(*command, flags->asked);
  for (const char* folder : {"--factors", "--witness"}) command->get_option(folder)->type_name("DIR");
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code] { exit_code = certify_command(*flags, *command); });
}

}  // namespace orthant::app

/// orthant escape DATA --factors DIR, orthant escape PROBLEM: from a given point to a strictly lower one, and how.

#include "orthant/documents/escape.hpp"

#include <filesystem>

#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/documents/table_reading.hpp"
#include "point_of_command.hpp"

namespace orthant::app {

namespace {

struct EscapeFlags {
  CommonFlags common;
  interface::EscapeCommand asked;
};

void print_point(const char* label, const Certificate& certificate) {
  fmt::print("{:<9} {:<16.10g} {}\n", label, certificate.objective, in_words(certificate));
}

void print_summary(const EscapeDocument& document, const std::string& out) {
  print_point("left", document.left.certificate);
  if (document.reached)
    print_point("reached", document.reached->certificate);
  else
    fmt::print("reached   nothing lower\n");
  if (document.improved)
    fmt::print("          {}\n", document.proved_lower
                                     ? "It is proved that the second is lower."
                                     : "The second is lower by more than the rounding of both; not proved.");
  for (const EscapeStep& step : document.steps)
    fmt::print("{:<9} {}{}; {:.2f} s\n", to_string(step.by) == "way_down" ? "way down" : to_string(step.by),
               step.how, step.lower ? fmt::format(": down to {:.9g}", step.objective) : "", step.seconds);
  fmt::print("ended     {}\n", document.ended);
  for (const std::string& reason :
       document.reached ? document.reached->certificate.reasons : document.left.certificate.reasons)
    fmt::print("          {}\n", reason);
  fmt::print("{:.2f} s\n", document.seconds);
  if (!document.files.empty())
    fmt::print("wrote {}\n", (std::filesystem::path(out) / "escape.json").string());
}

int escape_command(EscapeFlags& flags, const CLI::App& command) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  flags.asked.point.options.seed = flags.asked.options.seed;
  interface::PointOfCommand given =
      point_of(flags.asked.point, given_on(command, flags.asked), "escape", flags.common.out);
  listen_for_signals();
  const Escaped found = escape(std::move(given.point), flags.asked.options, budget);
  EscapeDocument document = escape_document(found);
  const bool written = write_out(flags.common, [&] { write(found, document, flags.common.out); });
  if (flags.common.json) {
    print_json(as_json(document));
  } else if (!flags.common.quiet) {
    print_data_line(given.data);
    print_summary(document, flags.common.out);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_escape(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<EscapeFlags>();
  CLI::App* command = program.add_subcommand("escape", "from a given point to a strictly lower one, and how");
  add_data(*command, flags->asked.point.data, readable_sources() + ", or a problem folder");
  add_command_flags(*command, flags->asked);
  command->get_option("--factors")->type_name("DIR");
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code] { exit_code = escape_command(*flags, *command); });
}

}  // namespace orthant::app

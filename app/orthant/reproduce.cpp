/// orthant reproduce: every statement of the paper evaluated on instances of the caller's choosing, one row
/// each.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/documents/reproduction.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/report/report.hpp"
#include "progress_bar.hpp"

namespace orthant::app {

namespace {

using paper::Statement;

struct ReproduceFlags {
  CommonFlags common;
  paper::ReproduceOptions options;
  std::string command_line;
};

/// Characters, not bytes.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

void print_statement(const Statement& statement, std::size_t widest) {
  fmt::print("{:<{}}  {:<16}  {:>7.2f}  {}\n", statement.place, widest, to_string(statement.verdict),
             statement.seconds, rigors(statement));
  for (const paper::Row& row : statement.rows) {
    if (!row.holds)
      fmt::print("    {}: expected {}, measured {}\n", row.quantity, row.expected, row.measured);
    if (row.printed_holds == false)
      fmt::print("    {}: printed {}; right {}\n", row.quantity, row.printed, row.expected);
  }
}

void print_summary(const std::string& out, const ReproductionDocument& document) {
  std::size_t widest = 9;
  for (const Statement& statement : document.statements) widest = std::max(widest, length(statement.place));
  fmt::print("{:<{}}  {:<16}  seconds  how known\n", "statement", widest, "verdict");
  for (const Statement& statement : document.statements) print_statement(statement, widest);
  const StatementCounts counts = counts_of(document);
  fmt::print("\n{} statements, {} comparisons: {} hold, {} hold corrected, {} refuted, {} fail",
             counts.statements, counts.rows, counts.holds, counts.corrected, counts.refuted, counts.fails);
  if (counts.not_evaluated > 0) fmt::print("; {} not reached", counts.not_evaluated);
  fmt::print("; {:.2f} s\n", document.seconds);
  if (!document.left_out.empty()) fmt::print("not reached: {}\n", fmt::join(document.left_out, ", "));
  if (out.empty()) return;
  const std::filesystem::path folder(out);
  fmt::print("wrote {} and {}", page(folder / "reproduce.html"), (folder / "reproduce.json").string());
  if (counts.certificates > 0)
    fmt::print(", {} certificate{} for orthant-verify in {}", counts.certificates,
               counts.certificates == 1 ? "" : "s", (folder / "certificates").string());
  fmt::print("\n");
}

/// 4 when a statement does not come out as it should: then this program contradicts itself.
int exit_code_of(const std::vector<Statement>& statements) {
  if (statements.empty()) {
    say("the budget ran out before the first statement");
    return out_of_budget;
  }
  std::string places;
  for (const Statement& statement : statements)
    if (!statement.as_expected) places += (places.empty() ? "" : ", ") + statement.place;
  if (places.empty()) return success;
  say("not as expected: " + places);
  return internal_failure;
}

int reproduce_command(const ReproduceFlags& flags) {
  const CommonFlags& common = flags.common;
  begin(common);
  listen_for_signals();
  if (!common.threads) set_threads(1);  // matrices of order ten: threads would only wait for each other
  ProgressBar bar(!common.quiet);
  auto found = paper::reproduce(flags.options, budget_of(common),
                                [&](double share, const std::string& words) { bar.show(share, words); });
  bar.clear();
  const auto document = reproduction_document(std::move(found), flags.command_line, report::landscape_spec);
  const bool reached = !document.statements.empty();
  const bool written = !reached || write_out(common, [&] {
    write(document, common.out);
    report::write_pages(document, common.out);
  });
  if (common.json) {
    print_json(as_json(document));
  } else if (!common.quiet && reached) {
    print_summary(written ? common.out : "", document);
  }
  return written ? exit_code_of(document.statements) : output_failure;
}

}  // namespace

void add_reproduce(CLI::App& program, int& exit_code, const std::string& command_line) {
  auto flags = std::make_shared<ReproduceFlags>();
  flags->command_line = command_line;
  CLI::App* command =
      program.add_subcommand("reproduce", "evaluate every statement of the paper, one row each");
  add_flags(*command, flags->options, paper::reproduce_options);
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = reproduce_command(*flags); });
}

}  // namespace orthant::app

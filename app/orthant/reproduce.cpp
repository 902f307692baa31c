/// orthant reproduce: every statement of the paper evaluated on instances of the caller's choosing, one row
/// each.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "command.hpp"
#include "landscape_document.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/report/report.hpp"
#include "progress_bar.hpp"
#include "reproduce_document.hpp"
#include "reproduce_flags.hpp"

namespace orthant::app {

namespace {

namespace fs = std::filesystem;

/// The document last, when what it names is there.
void write_results(const std::string& out, const std::vector<Statement>& claims,
                   const nlohmann::ordered_json& document) {
  const fs::path folder(out);
  make_output_folder(out);
  for (const Statement& claim : claims) {
    for (const StatementCertificate& each : claim.certificates) {
      const std::string place = (folder / "certificates" / each.name).string();
      make_output_folder(place);
      write_certificate(each.certificate, each.proof, place);
    }
  }
  write_file_atomically((folder / "reproduce.html").string(),
                        report::statements_page(plain_document(document)));
  write_file_atomically((folder / "reproduce.json").string(), json_text(document) + "\n");
}

/// Figure 1 of the paper, drawn anew (Theorem 3 with n = 2, r = r⋆ = 1, α = ½), and the well of its spurious
/// minimum, which is smaller there than any mark.
nlohmann::ordered_json figures_1() {
  paper::Theorem3 parameters;
  parameters.epsilon = mpq_class(3, 10);  // a well that can be seen
  const Problem problem = paper::theorem3(parameters);
  const auto objective = problem.objective();
  const auto figure = [&](const Window& window, const char* title, const char* caption) {
    LandscapeOptions options;
    options.grid = 101;
    options.window = window;
    options.witness = problem.stacked_truth();
    const Landscape picture = landscape(*objective, whole_plane(*objective), options);
    const auto document =
        landscape_document(picture, *objective, "Theorem 3, n = 2, r = r⋆ = 1, α = ½, ε = 0.3");
    return nlohmann::ordered_json{{"id", "figure-1"},
                                  {"title", title},
                                  {"caption", caption},
                                  {"spec", report::landscape_spec(nlohmann::json(document))}};
  };
  return nlohmann::ordered_json::array(
      {figure(Window{-1.5, 1.5, -1.5, 1.5}, "Figure 1, drawn anew",
              "The objective over the plane. Left: without the constraint every local minimum is global. "
              "Right: with U ≥ 0 the point (0, ½) is a local minimum that is not."),
       figure(
           Window{-0.05, 0.15, 0.4, 0.6}, "The same around (0, ½)",
           "Left: (0, ½) lies on a slope that leads to the left, where entries turn negative. Right: there "
           "the constraint stops the way down, a well remains, and a saddle beside it.")});
}

/// "11 exact, 2 sampled": how the comparisons are known.
std::string rigors(const Statement& claim) {
  std::string out;
  for (const RowRigor rigor : {RowRigor::exact, RowRigor::verified, RowRigor::numeric, RowRigor::sampled}) {
    const auto count = std::count_if(claim.rows.begin(), claim.rows.end(),
                                     [&](const Row& row) { return row.rigor == rigor; });
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, to_string(rigor));
  }
  return out;
}

void print_claim(const Statement& claim, std::size_t widest) {
  fmt::print("{:<{}}  {:<16}  {:>7.2f}  {}\n", claim.place, widest, claim.verdict, claim.seconds,
             rigors(claim));
  for (const Row& row : claim.rows) {
    if (!row.holds)
      fmt::print("    {}: expected {}, measured {}\n", row.quantity, row.expected, row.measured);
    if (!row.printed_holds)
      fmt::print("    {}: printed {}; right {}\n", row.quantity, row.printed, row.expected);
  }
}

/// Characters, not bytes.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

void print_summary(const std::string& out, const std::vector<Statement>& claims,
                   const nlohmann::ordered_json& document) {
  std::size_t widest = 9;
  for (const Statement& claim : claims) widest = std::max(widest, length(claim.place));
  fmt::print("{:<{}}  {:<16}  seconds  how known\n", "statement", widest, "verdict");
  for (const Statement& claim : claims) print_claim(claim, widest);
  const auto& counts = document["counts"];
  const auto count = [&](const char* name) { return counts[name].get<std::size_t>(); };
  fmt::print("\n{} statements, {} comparisons: {} hold, {} hold corrected, {} refuted, {} fail",
             count("claims"), count("rows"), count("holds"), count("corrected"), count("refuted"),
             count("fails"));
  if (count("not_evaluated") > 0) fmt::print("; {} not reached", count("not_evaluated"));
  fmt::print("; {:.2f} s\n", document["seconds"].get<double>());
  if (!document["left_out"].empty()) {
    std::string ids;
    for (const auto& id : document["left_out"]) ids += (ids.empty() ? "" : ", ") + id.get<std::string>();
    fmt::print("not reached: {}\n", ids);
  }
  if (out.empty()) return;
  const fs::path folder(out);
  fmt::print("wrote {} and {}", (folder / "reproduce.html").string(), (folder / "reproduce.json").string());
  const std::size_t certificates = count("certificates");
  fmt::print("{}\n", certificates == 0
                         ? ""
                         : fmt::format(", {} certificate{} for orthant-verify in {}", certificates,
                                       certificates == 1 ? "" : "s", (folder / "certificates").string()));
}

/// 4 when a statement does not come out as it should: then this program contradicts itself.
int exit_code_of(const std::vector<Statement>& claims) {
  if (claims.empty()) {
    say("the budget ran out before the first statement");
    return out_of_budget;
  }
  if (all_as_expected(claims)) return success;
  std::string places;
  for (const Statement& claim : claims)
    if (!claim.as_expected) places += (places.empty() ? "" : ", ") + claim.place;
  say("not as expected: " + places);
  return internal_failure;
}

int reproduce(const CommonFlags& common, const ReproduceFlags& flags, const std::string& command_line) {
  begin(common);
  const Parameters parameters = claim_parameters(flags);
  const std::vector<std::string> asked = asked_claims(flags);
  listen_for_signals();
  const Budget budget = budget_of(common);

  if (!common.threads) set_threads(1);  // matrices of order ten: threads would only wait for each other
  ProgressBar bar(!common.quiet);
  std::size_t done = 0;
  const auto show = [&](const std::string& latest) {
    const std::string next = done < asked.size() ? ", now " + asked[done] : "";
    bar.show(static_cast<double>(done) / static_cast<double>(asked.size()),
             fmt::format("{} of {} statements{}{}", done, asked.size(), latest, next));
  };
  show("");
  std::vector<Statement> claims = evaluate_statements(
      parameters, asked,
      [&](const Statement& claim) {
        ++done;
        show(fmt::format(", {} {}", claim.place, claim.verdict));
      },
      budget);
  bar.clear();
  for (Statement& claim : claims) claim.command += given_flags(flags);

  ReproduceRun run{command_line, parameters, claims, asked, budget.seconds()};
  const bool drawn =
      std::any_of(claims.begin(), claims.end(), [](const Statement& c) { return c.id == "figure-1"; });
  if (drawn) run.figures = figures_1();
  const auto document = reproduce_document(run);
  const bool written =
      claims.empty() || write_out(common, [&] { write_results(common.out, claims, document); });
  if (common.json) {
    print_json(document);
  } else if (!common.quiet && !claims.empty()) {
    print_summary(written ? common.out : "", claims, document);
  }
  return written ? exit_code_of(claims) : output_failure;
}

}  // namespace

void add_reproduce(CLI::App& program, int& exit_code, const std::string& command_line) {
  auto common = std::make_shared<CommonFlags>();
  auto flags = std::make_shared<ReproduceFlags>();
  CLI::App* command =
      program.add_subcommand("reproduce", "evaluate every statement of the paper, one row each");
  add_reproduce_flags(*command, *flags);
  add_common_flags(*command, *common);
  command->callback(
      [common, flags, &exit_code, command_line] { exit_code = reproduce(*common, *flags, command_line); });
}

}  // namespace orthant::app

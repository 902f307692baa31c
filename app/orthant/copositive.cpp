/// orthant copositive MATRIX: is xᵀQx ≥ 0 for all x ≥ 0, and what proves it.

#include "orthant/copositive/copositive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>

#include "checker/arithmetic/bound_text.hpp"
#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/named.hpp"
#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/documents/copositivity.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/files/symmetric_matrix.hpp"
#include "orthant/linalg/threads.hpp"
#include "progress_bar.hpp"

namespace orthant::app {

namespace {

struct CopositiveFlags {
  CommonFlags common;
  interface::CopositiveCommand asked;
};

CopositiveResult answer(const RationalSymmetric& Q, const CopositiveFlags& flags, const Budget& budget) {
  std::atomic<double> work = 0, nodes = 0;
  const TickingBar bar(!flags.common.quiet, [&] {
    const double now = budget.seconds();
    const double share =
        std::max(now / flags.common.max_seconds, work / flags.asked.max_work.value_or(INFINITY));
    return std::pair(share, fmt::format("{:.0f} nodes, {:.0f} s", nodes.load(), now));
  });
  return interface::decide(Q, flags.asked, budget,
                           [&](double done, double looked_at) { work = done, nodes = looked_at; });
}

// ---- what is said ------------------------------------------------------------------------------

std::string verdict_phrase(const CopositivityDocument& document) {
  std::string words(to_string(document.verdict));
  std::replace(words.begin(), words.end(), '_', ' ');
  if (document.verdict == Copositivity::undecided) return words;
  const bool zero = document.verdict == Copositivity::copositive && document.witness;
  return fmt::format("{}{}, {}", words, zero ? " (not strictly)" : "", to_string(document.rigor));
}

/// How `method` proves the verdict, in words.
std::string ground(const CopositivityDocument& document) {
  if (document.reason) return *document.reason;
  std::string words;
  for (std::size_t first = 0; first <= document.method.size();) {
    const std::size_t end = std::min(document.method.find('+', first), document.method.size());
    const std::string word = document.method.substr(first, end - first);
    first = end + 1;
    const std::string_view long_form = word == "tree"       ? "a tree of supports"
                                       : word == "split"    ? "a semidefinite plus a nonnegative matrix"
                                       : word == "rows"     ? "rows without negative entries"
                                       : word == "search"   ? "a point found by search"
                                       : word == "diagonal" ? "a diagonal entry"
                                       : word == "pair"     ? "two rows"
                                       : word == "bracket"  ? "bounds on the minimum"
                                                            : std::string_view(word);
    words += (words.empty() ? "" : ", ") + std::string(long_form);
  }
  if (document.nodes > 0) words += fmt::format(", {} node{}", document.nodes, document.nodes == 1 ? "" : "s");
  return words;
}

/// The largest entries of a point, rows counted from 1.
std::string largest_entries(const std::vector<double>& share) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < share.size(); ++i)
    if (share[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return share[a] > share[b]; });
  const std::size_t positive = order.size(), shown = std::min<std::size_t>(positive, 8);
  order.resize(shown);
  std::sort(order.begin(), order.end());
  std::string text;
  for (std::size_t k = 0; k < shown; ++k) {
    const char* separator = k == 0 ? "" : k == 4 ? ",\n          " : ", ";
    text += fmt::format("{}x({}) = {:.4g}", separator, order[k] + 1, share[order[k]]);
  }
  if (positive > shown) text += fmt::format(", {} more", positive - shown);
  return text;
}

/// Rounded outwards: "0", or "between … and …" of ten digits.
std::string bracket(double lower, double upper) {
  const std::string low = checker::text_at_most(lower, 10), high = checker::text_at_least(upper, 10);
  return low == high ? low : fmt::format("between {} and {}", low, high);
}

void print_summary(const std::string& matrix, const CopositivityDocument& document) {
  if (const std::string taken = document.text ? in_words(*document.text) : ""; !taken.empty())
    fmt::print("data      {}\n", taken);
  fmt::print("matrix    {}, order {}\n", on_one_line(matrix), document.order);
  fmt::print("verdict   {}\n", verdict_phrase(document));
  fmt::print("{}   {}\n", document.reason ? "because" : "by     ", ground(document));
  fmt::print("minimum   {} (xᵀQx over x ≥ 0, Σx = 1)\n", bracket(document.lower, document.upper));
  if (document.witness) fmt::print("witness   {}\n", largest_entries(*document.witness));
  if (document.best) fmt::print("best x    {}\n", largest_entries(*document.best));
  if (document.proved_shift)
    fmt::print("shifted   Q + {}·diag(|Q|) is strictly copositive\n",
               checker::text_at_least(*document.proved_shift, 6));
  fmt::print("{:.2f} s\n", document.seconds);
}

int copositive_command(const CopositiveFlags& flags) {
  const CommonFlags& common = flags.common;
  begin(common);
  interface::check(flags.asked);
  const Budget budget = budget_of(common, finishing_seconds);
  const SymmetricMatrix matrix = [&] {
    const BudgetScope scope(budget);
    return interface::read_matrix(flags.asked);
  }();
  listen_for_signals();
  const CopositiveResult result = answer(matrix.Q, flags, budget);
  const auto document = copositivity_document(result, matrix.Q.order(), matrix.text);
  const bool written = write_out(common, [&] { write(document, result, matrix.Q, common.out); });
  if (common.json) {
    print_json(as_json(document));
  } else if (!common.quiet) {
    print_summary(flags.asked.matrix, document);
    const std::filesystem::path folder(common.out);
    if (written && !common.out.empty())
      fmt::print("wrote {}{}\n", (folder / "copositivity.json").string(),
                 document.proof ? " and " + (folder / "proof.json").string() : "");
  }
  if (!written) return output_failure;
  if (result.verdict != Copositivity::undecided) return success;
  say("undecided: " + result.reason);
  return out_of_budget;
}

}  // namespace

void add_copositive(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<CopositiveFlags>();
  CLI::App* command =
      program.add_subcommand("copositive", "decide whether xᵀQx ≥ 0 for all x ≥ 0, with proof");
  std::string names;
  for (const auto& [form, description] : gallery::names())
    names += fmt::format("\n  {:<38}{}", form, description);
  command->footer("Names of the gallery:" + names);
  command
      ->add_option("matrix", flags->asked.matrix,
                   "a symmetric matrix: " + readable_sources() + ", or a name (below)")
      ->required()
      ->type_name("MATRIX");
  add_command_flags(*command, flags->asked);
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = copositive_command(*flags); });
}

}  // namespace orthant::app

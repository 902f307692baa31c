/// orthant copositive MATRIX: is xᵀQx ≥ 0 for all x ≥ 0, and what proves it.

#include "orthant/copositive/copositive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>

#include "checker/arithmetic/bound_text.hpp"
#include "command.hpp"
#include "option_flags.hpp"
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
  std::string matrix;
  bool rational = false, doubles = false;
  bool no_split = false;
  std::optional<double> gap, max_work;
  long seed = 0;
};

CopositiveResult answer(const RationalSymmetric& Q, const CopositiveFlags& flags, const Budget& budget) {
  std::atomic<double> work = 0, nodes = 0;
  const TickingBar bar(!flags.common.quiet, [&] {
    const double now = budget.seconds();
    const double share = std::max(now / flags.common.max_seconds, work / flags.max_work.value_or(INFINITY));
    return std::pair(share, fmt::format("{:.0f} nodes, {:.0f} s", nodes.load(), now));
  });
  CopositiveOptions options;
  options.threads = threads();
  options.seed = static_cast<std::uint64_t>(flags.seed);
  options.max_work = flags.max_work.value_or(options.max_work);
  options.split = !flags.no_split;
  options.progress = [&](double done, double looked_at) { work = done, nodes = looked_at; };
  CopositiveResult result = flags.gap ? decide_and_bracket(Q, *flags.gap, options, budget)
                                      : decide_copositivity(Q, options, budget);
  result.seconds = budget.seconds();
  return result;
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
  if (flags.seed < 0 || flags.seed > 9007199254740992)
    throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ 9007199254740992", flags.seed));
  if (flags.max_work && !(*flags.max_work > 0))
    throw InputError(fmt::format("max_work = {:g}; expected max_work > 0", *flags.max_work));
  if (flags.rational && flags.doubles)
    throw InputError("--rational and --doubles together; expected one of them");
  const Budget budget = budget_of(common, finishing_seconds);
  const SymmetricMatrix matrix = [&] {
    const BudgetScope scope(budget);
    return read_symmetric_matrix(flags.matrix, flags.rational  ? ExactNumbers::rational
                                               : flags.doubles ? ExactNumbers::doubles
                                                               : ExactNumbers::automatic);
  }();
  listen_for_signals();
  const CopositiveResult result = answer(matrix.Q, flags, budget);
  const auto document = copositivity_document(result, matrix.Q.order(), matrix.text);
  const bool written = write_out(common, [&] { write(document, result, matrix.Q, common.out); });
  if (common.json) {
    print_json(as_json(document));
  } else if (!common.quiet) {
    print_summary(flags.matrix, document);
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
      ->add_option("matrix", flags->matrix,
                   "a symmetric matrix: " + readable_sources() + ", or a name (below)")
      ->required()
      ->type_name("MATRIX");
  command->add_flag("--doubles", flags->doubles,
                    "a decimal of a .csv is the double nearest to it, not the decimal itself");
  command->add_flag("--rational", flags->rational,
                    "the matrix must be text, whose numbers are taken as they stand");
  number_only<double>(
      command->add_option("--gap", flags->gap, "also bracket min{xᵀQx : x ≥ 0, Σx = 1} to this width"))
      ->type_name("G");
  command->add_flag("--no-split", flags->no_split, "do not try a semidefinite plus a nonnegative matrix");
  number_only<double>(
      command->add_option("--max-work", flags->max_work, "stop after this many multiplications in trees"))
      ->type_name("W");
  number_only<long>(command->add_option("--seed", flags->seed, "seed of the search for a violation"))
      ->capture_default_str();
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = copositive_command(*flags); });
}

}  // namespace orthant::app

/// orthant copositive MATRIX: is xᵀQx ≥ 0 for all x ≥ 0, and what proves it.

#include "orthant/copositive/copositive.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "checker/arithmetic/bound_text.hpp"
#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/named.hpp"
#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/copositivity_json.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/rational_csv.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/linalg/threads.hpp"
#include "progress_bar.hpp"

namespace orthant::app {

namespace {

namespace fs = std::filesystem;

constexpr Index largest_order = 5000;

struct CopositiveFlags {
  CommonFlags common;
  std::string matrix;
  bool rational = false, doubles = false;
  bool no_split = false;
  std::optional<double> gap, max_work;
  long seed = 0;
};

// ---- the matrix --------------------------------------------------------------------------------

struct ExactMatrix {
  RationalSymmetric Q;
  std::optional<CsvReading> table{};  ///< of a matrix as text
};

/// Every double of the file, exactly.
ExactMatrix read_doubles(const std::string& path) {
  const NamedData read = read_named(path, {});
  const DataMatrix& data = read.data;
  if (data.rows() == data.cols() && data.rows() > largest_order)
    refuse(path, fmt::format("order {}; expected at most {}", data.rows(), largest_order));
  require_symmetric(data, path, "");
  Matrix Q = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double a) { Q(i, j) = a; });
  return {RationalSymmetric::from_doubles(Q), read.reading};
}

/// Every decimal and every fraction of the file, exactly.
ExactMatrix read_rational(const std::string& path) {
  std::ifstream in = open_input(path);
  CsvOptions options;
  options.only_tabs = path.ends_with(".tsv") || path.ends_with(".TSV");
  RationalTable read = read_rational_table(in, path, options);
  return {std::move(read.Q), std::move(read.reading)};
}

/// A file of this name, or a matrix of the gallery.
ExactMatrix read_symmetric(const CopositiveFlags& flags) {
  const std::string& source = flags.matrix;
  if (flags.rational && flags.doubles)
    throw InputError("--rational and --doubles together; expected one of them");
  const char* asked = flags.rational ? "--rational" : flags.doubles ? "--doubles" : nullptr;
  std::error_code ignored;
  const bool exists = fs::exists(source, ignored), folder = fs::is_directory(source, ignored);
  if (!exists || folder) {
    if (auto Q = gallery::named(source)) {
      if (asked != nullptr)
        refuse(source, fmt::format("a name of the gallery; expected a .csv file with {}", asked));
      if (Q->order() > largest_order)
        refuse(source, fmt::format("order {}; expected at most {}", Q->order(), largest_order));
      return {std::move(*Q)};
    }
    if (!folder)
      refuse(source.empty() ? "matrix" : source,
             "no such file and no such name; expected a .npy, .mtx, .csv or .tsv file, or a name such as "
             "horn or hamming-6-4");
  }
  const bool text = is_text_table(source);
  if (flags.rational && !text)
    refuse(source, fmt::format("extension {}; expected .csv or .tsv with --rational",
                               quote(fs::path(source).extension().string())));
  return text && !flags.doubles ? read_rational(source) : read_doubles(source);
}

// ---- the question ------------------------------------------------------------------------------

/// Shows how far it is: the share of the time or work that is allowed. Reports come seconds apart, so a
/// thread of its own draws.
class DecisionProgress {
 public:
  DecisionProgress(const CopositiveFlags& flags, const Budget& budget)
      : flags_(flags), budget_(budget), bar_(!flags.common.quiet) {
    if (flags.common.quiet || isatty(STDERR_FILENO) != 1) return;
    ticker_ = std::jthread([this](const std::stop_token& stop) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any never;
      while (
          !never.wait_for(lock, stop, std::chrono::milliseconds(250), [&] { return stop.stop_requested(); }))
        draw();
      bar_.clear();
    });
  }

  void report(double work, double nodes) {
    work_ = work;
    nodes_ = nodes;
  }

 private:
  void draw() {
    const double now = budget_.seconds();
    const double share =
        std::max(now / flags_.common.max_seconds, work_ / flags_.max_work.value_or(INFINITY));
    bar_.show(share, fmt::format("{:.0f} nodes, {:.0f} s", nodes_.load(), now));
  }

  const CopositiveFlags& flags_;
  const Budget& budget_;
  std::atomic<double> work_ = 0, nodes_ = 0;
  ProgressBar bar_;
  std::jthread ticker_;  ///< last: it ends before what it uses
};

/// Takes what the bracket knows into the answer: bounds, the better point, and the sign when that is new.
void combine(CopositiveResult& result, SimplexMinimum bracket) {
  result.nodes += bracket.nodes;
  result.lower = std::max(result.lower, bracket.lower);
  if (bracket.upper < result.upper) {
    result.upper = bracket.upper;
    if (result.verdict != Copositivity::copositive) result.witness = std::move(bracket.x);
  }
  if (result.verdict != Copositivity::undecided || (result.lower <= 0 && result.upper >= 0)) return;
  const bool positive = result.lower > 0;
  result.verdict = positive ? Copositivity::strictly_copositive : Copositivity::not_copositive;
  result.rigor = positive ? Rigor::verified : Rigor::exact;  // a tree in doubles with bounds; one exact value
  result.method = "bracket";
  result.reason.clear();
  result.proved_shift.reset();
}

/// The verdict comes first. With --gap it gets half the time, and the bracket what is left.
CopositiveResult answer(const RationalSymmetric& Q, const CopositiveFlags& flags, const Budget& budget) {
  DecisionProgress progress(flags, budget);
  CopositiveOptions options;
  options.threads = threads();
  options.seed = static_cast<std::uint64_t>(flags.seed);
  options.max_work = flags.max_work.value_or(options.max_work);
  options.split = !flags.no_split;
  options.progress = [&](double work, double nodes) { progress.report(work, nodes); };
  const Budget first = budget.within(flags.gap ? budget.remaining() / 2 : budget.remaining());
  CopositiveResult result = decide_copositivity(Q, options, first);
  if (flags.gap && !(result.upper - result.lower <= *flags.gap) && !budget.exhausted())
    combine(result, simplex_minimum(Q, *flags.gap, options, budget));
  result.seconds = budget.seconds();
  return result;
}

// ---- what is said ------------------------------------------------------------------------------

std::string phrase(const CopositiveResult& result) {
  switch (result.verdict) {
    case Copositivity::strictly_copositive:
      return "strictly copositive";
    case Copositivity::copositive:
      return result.witness.empty() ? "copositive" : "copositive (not strictly)";
    case Copositivity::not_copositive:
      return "not copositive";
    case Copositivity::undecided:
      return "undecided";
  }
  return "unknown";
}

/// How `method` proves the verdict, in words.
std::string ground(const CopositiveResult& result) {
  if (result.verdict == Copositivity::undecided) return result.reason;
  std::string words;
  for (std::size_t first = 0; first <= result.method.size();) {
    const std::size_t end = std::min(result.method.find('+', first), result.method.size());
    const std::string word = result.method.substr(first, end - first);
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
  if (result.nodes > 0) words += fmt::format(", {:.0f} node{}", result.nodes, result.nodes == 1 ? "" : "s");
  return words;
}

/// The largest entries of x / Σx, rows counted from 1.
std::string largest_entries(const std::vector<mpz_class>& x) {
  const std::vector<double> share = on_simplex(x);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < share.size(); ++i)
    if (share[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return share[a] > share[b]; });
  const std::size_t positive = order.size(), shown = std::min<std::size_t>(positive, 8);
  order.resize(shown);
  std::sort(order.begin(), order.end());
  std::string text;
  for (std::size_t k = 0; k < shown; ++k)
    text += fmt::format("{}x({}) = {:.4g}",
                        k == 0   ? ""
                        : k == 4 ? ",\n          "
                                 : ", ",
                        order[k] + 1, share[order[k]]);
  if (positive > shown) text += fmt::format(", {} more", positive - shown);
  return text;
}

/// Rounded outwards: "0", or "between … and …" of ten digits.
std::string bracket(double lower, double upper) {
  const std::string low = checker::text_at_most(lower, 10), high = checker::text_at_least(upper, 10);
  return low == high ? low : fmt::format("between {} and {}", low, high);
}

void print_summary(const CopositiveFlags& flags, const RationalSymmetric& Q, const CopositiveResult& result,
                   bool written) {
  const bool undecided = result.verdict == Copositivity::undecided;
  fmt::print("matrix    {}, order {}\n", on_one_line(flags.matrix), Q.order());
  fmt::print("verdict   {}{}\n", phrase(result),
             undecided ? std::string() : fmt::format(", {}", to_string(result.rigor)));
  fmt::print("{}   {}\n", undecided ? "because" : "by     ", ground(result));
  fmt::print("minimum   {} (xᵀQx over x ≥ 0, Σx = 1)\n", bracket(result.lower, result.upper));
  if (!result.witness.empty()) {
    const bool proves =
        result.verdict == Copositivity::not_copositive || result.verdict == Copositivity::copositive;
    fmt::print("{}   {}\n", proves ? "witness" : "best x ", largest_entries(result.witness));
  }
  if (result.proved_shift)
    fmt::print("shifted   Q + {}·diag(|Q|) is strictly copositive\n",
               checker::text_at_least(*result.proved_shift, 6));
  fmt::print("{:.2f} s\n", result.seconds);
  if (flags.common.out.empty() || !written) return;
  const fs::path folder(flags.common.out);
  fmt::print("wrote {}", (folder / "copositivity.json").string());
  std::error_code ignored;
  if (fs::exists(folder / "proof.json", ignored)) fmt::print(" and {}", (folder / "proof.json").string());
  fmt::print("\n");
}

void write_results(const std::string& out, const RationalSymmetric& Q, const CopositiveResult& result,
                   const nlohmann::ordered_json& document) {
  const fs::path folder(out);
  make_output_folder(out);
  const auto files = proof_files(result, Q);
  for (const char* name : {"proof.json", "matrix_certified.npy", "matrix_certified.csv"}) {
    std::error_code ignored;  // of an earlier run: it would be taken for this answer's
    if (!files.contains(name) && fs::is_regular_file(folder / name, ignored))
      fs::remove(folder / name, ignored);
  }
  for (const auto& [name, bytes] : files) write_file_atomically((folder / name).string(), bytes);
  write_file_atomically((folder / "copositivity.json").string(), json_text(document) + "\n");
}

int copositive_command(const CopositiveFlags& flags) {
  begin(flags.common);
  if (flags.seed < 0 || flags.seed > 9007199254740992)
    throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ 9007199254740992", flags.seed));
  if (flags.gap && !(*flags.gap > 0 && std::isfinite(*flags.gap)))
    throw InputError(fmt::format("gap = {:g}; expected gap > 0 and finite", *flags.gap));
  if (flags.max_work && !(*flags.max_work > 0))
    throw InputError(fmt::format("max_work = {:g}; expected max_work > 0", *flags.max_work));
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const ExactMatrix matrix = [&] {
    const BudgetScope scope(budget);
    return read_symmetric(flags);
  }();
  const RationalSymmetric& Q = matrix.Q;
  listen_for_signals();
  const CopositiveResult result = answer(Q, flags, budget);
  auto document = copositivity_json(result, Q.order());
  if (matrix.table) document["text"] = as_json(*matrix.table);
  const bool written = write_out(flags.common, [&] { write_results(flags.common.out, Q, result, document); });
  if (flags.common.json) {
    print_json(document);
  } else if (!flags.common.quiet) {
    const std::string not_numbers = matrix.table ? in_words(*matrix.table) : "";
    if (!not_numbers.empty()) fmt::print("data      {}\n", not_numbers);
    print_summary(flags, Q, result, written);
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
  command->add_option("matrix", flags->matrix, "a symmetric .npy, .mtx, .csv or .tsv file, or a name (below)")
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

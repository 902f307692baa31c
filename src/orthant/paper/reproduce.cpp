#include "orthant/paper/reproduce.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/rational_csv.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

namespace {

struct KnownStatement {
  const char* id;
  Evaluate* evaluate;
};

constexpr KnownStatement known_statements[] = {
    {"equations-1-5", equations_1_5},
    {"half-delta", bound_one_half},
    {"overparametrised", overparametrised},
    {"tractable", tractable},
    {"proposition-1", proposition_1},
    {"remark-2", remark_2},
    {"equation-7", equation_7},
    {"equation-9", equation_9},
    {"equation-10", equation_10},
    {"equation-11", equation_11},
    {"equation-12", equation_12},
    {"theorem-3", theorem_3},
    {"lemma-5", lemma_5},
    {"lemma-6", lemma_6},
    {"lemma-7", lemma_7},
    {"lemma-8", lemma_8},
    {"lemma-9", lemma_9},
    {"lemma-10", lemma_10},
    {"lemma-11", lemma_11},
    {"figure-1", figure_1},
    {"theorem-4", theorem_4},
    {"lemma-12", lemma_12},
    {"lemma-13", lemma_13},
    {"lemma-14", lemma_14},
    {"lemma-15", lemma_15},
    {"lemma-16", lemma_16},
    {"lemma-17", lemma_17},
    {"lemma-18", lemma_18},
    {"version-1", version_1},
    {"conjecture-v1", conjecture_v1},
    {"sharper", sharper},
    {"every-balance", every_balance},
    {"positive-truth", positive_truth},
    {"strict-saddle", strict_saddle},
    {"thresholding", thresholding},
    {"squared-variables", squared_variables},
    {"edge-of-theorem-4", edge_of_theorem_4},
    {"norm-constraint", norm_constraint},
    {"row-sums", row_sums},
    {"strict-minimum", strict_minimum},
};

/// Statements are evaluated with dense matrices of order 2nr.
constexpr long largest_size = 40;

/// `least` says in words where `lowest` comes from.
long in_range(const char* name, std::optional<long> value, long otherwise, long lowest, long highest,
              const std::string& least = "") {
  const long chosen = value.value_or(otherwise);
  if (chosen >= lowest && chosen <= highest) return chosen;
  throw InputError(fmt::format("{} = {}; expected {}{} ≤ {} ≤ {}", name, chosen,
                               least.empty() ? "" : least + " = ", lowest, name, highest));
}

/// What is evaluated there is evaluated in rationals; the bounds keep the figures on the page readable.
mpq_class fraction(const char* name, const std::string& word, const mpq_class& otherwise) {
  if (word.empty()) return otherwise;
  const auto value = parse_rational(word);
  if (!value || *value < mpq_class(1, 1000000) || *value > 1000000)
    throw InputError(
        fmt::format("{} = {}; expected a fraction or decimal such as 1/3, between 1/1000000 and 1000000",
                    name, on_one_line(word)));
  // Scales of the instances are products of several of these, and have an end.
  constexpr std::size_t longest = 40;
  if (const std::size_t length = value->get_str().size(); length > longest)
    throw InputError(
        fmt::format("{}: a fraction of {} characters; expected at most {}", name, length, longest));
  return *value;
}

Parameters parameters_of(const ReproduceOptions& options) {
  Parameters p;
  p.rank = in_range("rank", options.rank, p.rank, 1, largest_size / 2);
  p.true_rank = in_range("true_rank", options.true_rank, p.true_rank, 1, largest_size / 2);
  const long needed = p.rank + p.true_rank;
  p.n = in_range("n", options.n, std::max<long>(p.n, needed), needed, largest_size, "rank + true_rank");
  p.true_rank4 = in_range("true_rank4", options.true_rank4, p.true_rank4, 2, largest_size / 2);
  p.rank4 = in_range("rank4", options.rank4, std::max(p.rank4, p.true_rank4), p.true_rank4, largest_size / 2,
                     "true_rank4");
  p.m = in_range("m", options.m, std::max<long>(p.m, p.rank4 + 1), p.rank4 + 1, largest_size, "rank4 + 1");
  p.alpha = fraction("alpha", options.alpha, p.alpha);
  p.epsilon = fraction("epsilon", options.epsilon, p.epsilon);
  check(theorem3_at(p));
  p.balance = options.balance.value_or(p.balance);
  if (p.balance != 0 && !(p.balance >= 1e-6 && p.balance <= 1e6))
    throw InputError(fmt::format("balance = {:g}; expected 0 or 1e-06 ≤ balance ≤ 1e+06", p.balance));
  p.starts = static_cast<int>(in_range("starts", options.starts, p.starts, 1, 100000));
  p.seed = static_cast<std::uint64_t>(in_range("seed", options.seed, 0, 0, 9007199254740992));
  return p;
}

/// " --alpha 1/3 --seed 4": what was given, for a command that repeats it.
std::string given(const ReproduceOptions& options) {
  std::string line;
  for (const auto& option : reproduce_options) {
    std::string name = option.name;
    std::replace(name.begin(), name.end(), '_', '-');
    std::visit(
        [&](const auto& value) {
          if (const std::string text = fmt::to_string(value); !text.empty())
            line += fmt::format(" --{} {}", name, text);
        },
        option.value(options));
  }
  return line;
}

std::vector<const KnownStatement*> asked_for(const std::vector<std::string>& only) {
  const std::vector<std::string> ids = statement_ids();
  for (const std::string& id : only)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      throw InputError(
          fmt::format("only = {}; expected ids among {}", on_one_line(id), fmt::join(ids, ", ")));
  std::vector<const KnownStatement*> asked;
  for (const KnownStatement& known : known_statements)
    if (only.empty() || std::find(only.begin(), only.end(), known.id) != only.end()) asked.push_back(&known);
  return asked;
}

/// Nothing when the budget ends before it is complete.
std::optional<Statement> evaluated(const KnownStatement& known, const Parameters& parameters,
                                   const Budget& budget) {
  if (budget.exhausted()) return std::nullopt;
  const Stopwatch clock;
  try {
    Statement out = known.evaluate(parameters);
    if (budget.exhausted()) return std::nullopt;  // a certificate or a search in it may have ended early
    out.id = known.id;
    out.command = std::string("orthant reproduce --only ") + known.id;
    out.seconds = clock.seconds();
    return out;
  } catch (const OutOfBudget&) {
    return std::nullopt;
  }
}

/// Figure 1 of the paper, drawn anew (Theorem 3 with n = 2, r = r⋆ = 1, α = ½), and the well of its spurious
/// minimum, which is smaller there than any mark.
std::vector<Figure> pictures_of_figure_1() {
  const Problem problem = theorem3({.epsilon = mpq_class(3, 10)});  // a well that can be seen
  const std::shared_ptr<const Objective> objective = problem.objective();
  const auto figure = [&](const Window& window, const char* title, const char* caption) {
    return Figure{"figure-1",
                  title,
                  caption,
                  "Theorem 3, n = 2, r = r⋆ = 1, α = ½, ε = 0.3",
                  objective,
                  landscape(*objective, whole_plane(*objective),
                            {.grid = 101, .window = window, .witness = problem.stacked_truth()})};
  };
  return {figure({-1.5, 1.5, -1.5, 1.5}, "Figure 1, drawn anew",
                 "The objective over the plane. Left: without the constraint every local minimum is global. "
                 "Right: with U ≥ 0 the point (0, ½) is a local minimum that is not."),
          figure({-0.05, 0.15, 0.4, 0.6}, "The same around (0, ½)",
                 "Left: (0, ½) lies on a slope that leads to the left, where entries turn negative. Right: "
                 "there the constraint stops the way down, a well remains, and a saddle beside it.")};
}

}  // namespace

bool set_only(ReproduceOptions& options, std::string_view ids) {
  options.only.clear();
  for (std::size_t first = 0; first <= ids.size();) {
    const std::size_t end = std::min(ids.find(',', first), ids.size());
    options.only.emplace_back(ids.substr(first, end - first));
    first = end + 1;
  }
  return true;
}

std::vector<std::string> statement_ids() {
  std::vector<std::string> ids;
  for (const KnownStatement& known : known_statements) ids.emplace_back(known.id);
  return ids;
}

Reproduction reproduce(const ReproduceOptions& options, const Budget& budget,
                       const ReproduceProgress& progress) {
  Reproduction out;
  out.parameters = parameters_of(options);
  const auto asked = asked_for(options.only);
  const BudgetScope scope(budget);
  std::string latest;
  for (std::size_t done = 0; done < asked.size(); ++done) {
    if (progress)
      progress(static_cast<double>(done) / static_cast<double>(asked.size()),
               fmt::format("{} of {} statements{}, now {}", done, asked.size(), latest, asked[done]->id));
    auto statement = evaluated(*asked[done], out.parameters, budget);
    if (!statement) {
      for (std::size_t k = done; k < asked.size(); ++k) out.left_out.emplace_back(asked[k]->id);
      break;
    }
    statement->command += given(options);
    latest = fmt::format(", {} {}", statement->place, to_string(statement->verdict));
    if (statement->id == "figure-1") out.figures = pictures_of_figure_1();
    out.statements.push_back(std::move(*statement));
  }
  out.seconds = budget.seconds();
  return out;
}

}  // namespace orthant::paper

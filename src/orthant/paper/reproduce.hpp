/// Every statement of the paper, evaluated on instances of the caller's choosing.
///
///   Reproduction all = reproduce({.rank = 3, .alpha = "1/3"}, budget);
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/landscape/landscape.hpp"
#include "orthant/paper/statement.hpp"

namespace orthant::paper {

/// What is not given keeps the default of Parameters; matrices grow with their ranks where n and m are not.
struct ReproduceOptions {
  std::vector<std::string> only{};  ///< ids of statements, all when empty
  std::optional<long> n{}, rank{}, true_rank{};
  std::string alpha{}, epsilon{};  ///< fractions or decimals, taken exactly; empty: not given
  std::optional<long> m{}, rank4{}, true_rank4{};
  std::optional<double> balance{};
  std::optional<long> starts{}, seed{};
};

/// "lemma-5,lemma-6" → the ids.
bool set_only(ReproduceOptions& options, std::string_view ids);

inline constexpr Option<ReproduceOptions> reproduce_options[] = {
    {"only",
     "ids of statements, separated by commas (default: all)",
     {},
     WordField<ReproduceOptions>{[](const ReproduceOptions&) { return std::string_view(); }, &set_only,
                                 [] { return std::string("ids separated by commas"); }}},
    {"n",
     "rows of the matrix in Theorem 3 (default: 5, or as many as the ranks need)",
     {},
     &ReproduceOptions::n},
    {"rank", "columns sought in Theorem 3 (default: 2)", {}, &ReproduceOptions::rank},
    {"true_rank", "columns of the truth in Theorem 3 (default: 2)", {}, &ReproduceOptions::true_rank},
    {"alpha", "size of the wrong answer, a fraction (default: 1/2)", {}, &ReproduceOptions::alpha},
    {"epsilon",
     "how steep it is around the wrong answer, a fraction (default: 3/10)",
     {},
     &ReproduceOptions::epsilon},
    {"m", "equal rows in Theorem 4 (default: 5, or more if rank4 needs them)", {}, &ReproduceOptions::m},
    {"rank4", "columns sought in Theorem 4 (default: 3)", {}, &ReproduceOptions::rank4},
    {"true_rank4", "columns of the truth in Theorem 4 (default: 3)", {}, &ReproduceOptions::true_rank4},
    {"balance", "weight λ of the balance term (default: 0.25)", {}, &ReproduceOptions::balance},
    {"starts", "starts of each search (default: 12)", {}, &ReproduceOptions::starts},
    {"seed", "seed of searches and random directions (default: 0)", {}, &ReproduceOptions::seed},
};

/// A picture of the objective that belongs to a statement.
struct Figure {
  std::string statement;  ///< the id
  std::string title, caption, problem;
  std::shared_ptr<const Objective> objective;
  Landscape landscape;
};

struct Reproduction {
  Parameters parameters;
  std::vector<Statement> statements;
  std::vector<std::string> left_out;  ///< ids that were asked for and not reached
  std::vector<Figure> figures;
  double seconds = 0;
};

/// The ids in the paper's order.
std::vector<std::string> statement_ids();

/// How far it is, from 0 to 1, and in words.
using ReproduceProgress = std::function<void(double share, const std::string& words)>;

/// Statements in the paper's order, each once. Throws InputError for an unknown id and for what no instance
/// can be made of. When the budget ends, the statement at hand is left out with those after it: half of it
/// says nothing.
Reproduction reproduce(const ReproduceOptions& options, const Budget& budget,
                       const ReproduceProgress& progress = {});

}  // namespace orthant::paper

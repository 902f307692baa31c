#include <algorithm>
#include <cmath>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {

VerdictWords verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::global_minimizer:
      return {"the global minimum", "Global minimum", "no nonnegative factors fit better", "good"};
    case Verdict::strict_local_minimizer:
      return {"a strict local minimum", "Strict local minimum",
              "every small change that keeps the factors nonnegative makes the fit worse", "good"};
    case Verdict::local_minimizer:
      return {"a local minimum", "Local minimum",
              "no small change makes the fit better, though some may leave it as it is", "good"};
    case Verdict::second_order_critical:
      return {"a second-order critical point", "Second-order critical",
              "slope and curvature show no way down, as at a minimum, but they do not settle that it is one",
              "fair"};
    case Verdict::saddle:
      return {"a saddle", "Saddle", "the ground is level there, but one way still leads down", "bad"};
    case Verdict::not_stationary:
      return {"not at rest yet", "Not stationary", "the fit still gets better straight downhill", "bad"};
    case Verdict::undecided:
      break;
  }
  return {"undecided", "Undecided", "the checks ran but could not tell what this point is", "open"};
}

RigorWords rigor_words(Rigor rigor) {
  switch (rigor) {
    case Rigor::exact:
      return {"Proved exactly", "This is proved in exact rational arithmetic.", "good"};
    case Rigor::verified:
      return {"Proved",
              "This is proved: rounding errors are bounded, so it holds for the stored data and a point next "
              "to these factors.",
              "good"};
    case Rigor::numeric:
      break;
  }
  return {"Evidence, not a proof",
          "This was computed in floating point without a bound on rounding: good evidence, not a proof.",
          "fair"};
}

bool is_minimum(Verdict verdict) {
  return verdict == Verdict::global_minimizer || is_minimizer(verdict);
}

std::string kind_of_points(const Solution& solution, bool plural) {
  const bool minima = std::all_of(solution.minima.begin(), solution.minima.end(),
                                  [](const ListedMinimum& point) { return is_minimum(point.verdict); });
  if (minima) return plural ? "minima" : "minimum";
  return plural ? "resting points" : "resting point";
}

bool exact_fit(const Solution& solution) {
  return best_of(solution).objective <= 0 || best_of(solution).relative_error < 1e-6;
}

double flat_curvature(const Solution& solution) {
  double largest = 0;
  for (const double value : solution.hessian)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  return std::max(best_of(solution).second_order.tolerance, 1e-12 * largest);
}

namespace {

/// Offsets are columns of the factors, but no parts.
Index parts_of(const Solution& solution) {
  return solution.offsets && !solution.parts.empty() ? std::ssize(solution.parts) : solution.rank;
}

}  // namespace

std::string solution_title(const Solution& solution) {
  const std::string name = solution.data.name.empty() ? "A matrix" : solution.data.name;
  return fmt::format("{} in {} nonnegative {}", name, show_word(static_cast<double>(parts_of(solution))),
                     parts_of(solution) == 1 ? "part" : "parts");
}

bool is_about_entries(const Solution& solution) {
  return !solution.problem || solution.row_groups.has_value();
}

std::string model_formula(const Solution& solution) {
  if (!is_about_entries(solution))
    return solution.symmetric() ? "𝒜(U Uᵀ) ≈ b with U ≥ 0" : "𝒜(L Rᵀ) ≈ b with L ≥ 0 and R ≥ 0";
  if (solution.symmetric()) return "X ≈ U Uᵀ with U ≥ 0";
  const char* where = solution.model == Model::completion ? " where observed," : "";
  return fmt::format("X ≈ L Rᵀ{} with L ≥ 0 and R ≥ 0", where);
}

std::string objective_formula(const Solution& solution) {
  std::string out = solution.symmetric() ? "½‖X − U Uᵀ‖²" : "½‖X − L Rᵀ‖²";
  if (!is_about_entries(solution)) out = solution.symmetric() ? "½‖𝒜(U Uᵀ) − b‖²" : "½‖𝒜(L Rᵀ) − b‖²";
  if (solution.loss == Loss::kullback_leibler) out = "Kullback–Leibler divergence of X and L Rᵀ";
  if (solution.loss == Loss::itakura_saito) out = "Itakura–Saito divergence of X and L Rᵀ";
  if (solution.model == Model::completion) out += " where observed";
  if (solution.balance > 0) out += " + balance";
  const Regularisation& weights = solution.regularisation;
  if (weights.l1_left > 0 || weights.l1_right > 0 || weights.l2_left > 0 || weights.l2_right > 0)
    out += " + weighted sums and squares of the factors";
  if (weights.density > 0) out += " + w Σ(‖row‖ − α)₊⁴";
  return out;
}

namespace {

/// "three ended at a saddle and one did not finish", or nothing.
Html misses(const Solution& solution) {
  Html out;
  if (solution.saddles > 0)
    out = markup("{} ended at a saddle", shown("saddles", solution.saddles, Show::word));
  if (solution.saddles > 0 && solution.unfinished > 0) out += {" and "};
  if (solution.unfinished > 0)
    out += markup("{} did not finish", shown("unfinished", solution.unfinished, Show::word));
  return out;
}

Html number_of_starts(const Solution& solution, Show show) {
  return shown("starts.length", solution.starts.size(), show);
}

/// Whether every start ended in the one minimum there is.
bool unanimous(const Solution& solution) {
  return solution.minima.size() == 1 && solution.minima[0].starts.size() == solution.starts.size();
}

/// Whether no start but moves led to the best point.
bool is_by_moves(const Solution& solution) {
  return solution.effort &&
         std::any_of(solution.effort->ends.begin(), solution.effort->ends.end(),
                     [&](const StartReport& end) { return end.start == solution.best_start; });
}

/// " and moves from where they ended", where these led to points below all starts.
Html and_moves(const Solution& solution) {
  if (!solution.effort || solution.effort->ends.empty()) return {};
  return {solution.starts.size() == 1 ? " and moves from where it ended"
                                      : " and moves from where they ended"};
}

/// "Twenty starts found six different minima; one did not finish."
Html search_sentence(const Solution& solution) {
  const auto starts = static_cast<Index>(solution.starts.size());
  const std::size_t minima = solution.minima.size();
  if (starts == 0) return {};
  if (starts == 1 && is_by_moves(solution))
    return {"One start was run, and moves from where it ended led lower."};
  if (starts == 1) return {"One start was run."};
  const Html all = number_of_starts(solution, Show::word);
  const Html who = number_of_starts(solution, Show::capital_word);
  const Html missed = misses(solution);
  if (minima == 0 && solution.saddles == starts) return markup("All {} starts ended at saddles.", all);
  if (minima == 0 && solution.unfinished == starts)
    return markup("None of {} starts came to rest in the time it had.", all);
  if (minima == 0)
    return markup("{} starts were run and none is known to have reached a minimum{}.", who,
                  around(": {}", missed));
  if (unanimous(solution))
    return markup("{} starts found the same {}.", starts == 2 ? Html{"Both"} : around("All {}", all),
                  kind_of_points(solution, false));
  const std::string what =
      minima == 1 ? kind_of_points(solution, false) : "different " + kind_of_points(solution, true);
  return markup("{} starts{} found {} {}{}.", who, and_moves(solution),
                shown("minima.length", minima, Show::word), what, around("; {}", missed));
}

/// "The best, start 7, is a strict local minimum".
Html claim(const Solution& solution) {
  const Verdict verdict = best_of(solution).verdict;
  const std::size_t starts = solution.starts.size();
  const Html name = markup("<strong>{}</strong>", verdict_words(verdict).name);
  if (starts == 0) return markup("This point is {}", name);
  if (starts == 1 && is_by_moves(solution)) return markup("What they led to is {}", name);
  if (starts == 1 && verdict == Verdict::not_stationary) return {"It <strong>did not come to rest</strong>"};
  if (starts == 1 && verdict == Verdict::undecided) return markup("What it found is {}", name);
  if (starts == 1) return markup("It ended at {}", name);
  if (unanimous(solution)) return markup("It is {}", name);
  if (is_by_moves(solution))
    return markup("The best one, to which moves from the ends of starts led, is {}", name);
  return markup("The best one, start {}, is {}", shown("best_start", solution.best_start, Show::integer),
                name);
}

}  // namespace

namespace {

/// "A matrix is recovered from 540 measurements …"
Html recovery_sentence(const Solution& solution, const Html& error) {
  const ProblemDescription& problem = *solution.problem;
  Html out = markup("A matrix is recovered from {} {} as a product of nonnegative factors with {} {}",
                    shown("problem.measurements", problem.measurements, Show::integer),
                    problem.measurements == 1 ? "measurement" : "measurements",
                    shown("rank", solution.rank, Show::word), solution.rank == 1 ? "column" : "columns");
  out += around("; what it leaves over is {} of their size", error);
  if (problem.distance)
    out += markup("; its distance from the truth is {} of the truth's size",
                  shown("problem.distance", *problem.distance, Show::decimal, 2));
  return out + Html{"."};
}

}  // namespace

Html opening_sentence(const Solution& solution) {
  const Certificate& best = best_of(solution);
  const Html error = shown("relative_error", best.relative_error,
                           best.relative_error < 1e-4 ? Show::decimal : Show::percent, 2);
  if (!is_about_entries(solution)) return recovery_sentence(solution, error);
  const char* whole =
      solution.symmetric() ? "The matrix is taken apart" : "Every row of the data is taken apart";
  Html out = markup(
      "{} into {} {} that only add up, each in an amount of zero or more", whole,
      shown(parts_of(solution) == solution.rank ? "rank" : "parts.length", parts_of(solution), Show::word),
      parts_of(solution) == 1 ? "part" : "parts");
  if (solution.offsets) out += Html{", with an offset for each row and column"};
  if (solution.symmetric())
    out = markup("{} into {} overlapping {}", whole, shown("rank", solution.rank, Show::word),
                 solution.rank == 1 ? "group" : "groups");
  return out + around("; what they leave over is {} of its size", error) + Html{"."};
}

Html data_sentence(const Solution& solution) {
  const DataDescription& data = solution.data;
  Html out = markup("A matrix of {} rows and {} columns", shown("data.rows", data.rows, Show::integer),
                    shown("data.cols", data.cols, Show::integer));
  if (solution.problem) {
    out += markup(", of which an operator of kind {} took {}", solution.problem->measured_by,
                  shown("problem.measurements", solution.problem->measurements, Show::integer));
    out += Html{solution.problem->measurements == 1 ? " measurement" : " measurements"};
    if (solution.problem->truth_rank)
      out += markup("; {} of {} starts recovered the known truth",
                    shown("problem.recovered", solution.problem->recovered.value_or(0), Show::integer),
                    shown("starts.length", solution.starts.size(), Show::integer));
    return out;
  }
  const Html stored = shown("data.stored", data.stored, Show::integer);
  if (data.observed == Observed::entries)
    out += markup(", {} entries of it observed", stored);
  else if (data.storage == "sparse")
    out += markup(", {} entries of it stored and the others zero", stored);
  if (data.empty_cols > 0)
    out += markup("; {} {} all zero", shown("data.empty_cols", data.empty_cols, Show::word),
                  data.empty_cols == 1 ? "column is" : "columns are");
  if (data.text && data.text->names_line > 0)
    out += markup("; the names of columns are those of line {}",
                  shown("data.text.names_line", data.text->names_line, Show::integer));
  if (data.text && data.text->names_column) out += Html{"; the names of rows are those of the first column"};
  return out;
}

namespace {

/// What is proved is a bound on what others could reach, of the stored factors themselves and not of a point near them.
bool is_global_up_to_a_gap(const Certificate& best) {
  return best.verdict == Verdict::global_minimizer && best.rigor == Rigor::verified && best.proved &&
         best.proved->radius == 0;
}

Html gap_of_proof(const Proved& proved) {
  const Html high = shown("certificate.proved.objective.1", proved.objective_high, Show::at_least, 6);
  if (!proved.global_low)
    return markup(
        "This is proved up to a gap, rounding included: the objective is at most {}, and none is below zero. ",
        high);
  return markup(
      "This is proved up to a gap, rounding included: the objective is at most {}, and no factors of this rank "
      "have one below {}. ",
      high, shown("certificate.proved.global_low", proved.global_low, Show::at_most, 6));
}

}  // namespace

Html answer_sentence(const Solution& solution) {
  const Certificate& best = best_of(solution);
  std::string meaning = verdict_words(best.verdict).meaning;
  if (is_global_up_to_a_gap(best))
    meaning = "no nonnegative factors fit better, up to the gap that is proved";
  if (best.verdict == Verdict::strict_local_minimizer && best.second_order.scaling == "orbit")
    meaning =
        "apart from rescaling the factors against each other, every small change that keeps them nonnegative "
        "makes the fit worse";
  return around("{} ", search_sentence(solution)) + claim(solution) + markup(": {}.", meaning);
}

Html knowledge_sentence(const Solution& solution) {
  const Certificate& best = best_of(solution);
  if (best.verdict == Verdict::not_stationary) return {};
  if (is_global_up_to_a_gap(best)) return gap_of_proof(*best.proved);
  // "Undecided" claims nothing, so there is nothing to call evidence or a proof.
  Html out = best.verdict == Verdict::undecided ? Html{} : escape(rigor_words(best.rigor).meaning + " ");
  if (best.verdict == Verdict::global_minimizer || best.verdict == Verdict::saddle) return out;
  if (!best.spurious && best.proved && best.proved->global_low)
    return out +
           markup("Nobody knows whether anything lower exists; it would have an objective of {} at least.",
                  shown("certificate.proved.global_low", best.proved->global_low, Show::at_most, 6));
  if (!best.spurious) return out + Html{"Nobody knows whether anything lower exists."};
  return out + Html{*best.spurious ? "A lower point is known, so it is not the best there is."
                                   : "Nothing lower exists."};
}

Html uniqueness_sentence(const Solution& solution) {
  const Certificate& best = best_of(solution);
  if (best.unique.value_or(true)) return {};
  Html start = markup("<strong>The parts are not unique</strong>: others fit exactly as well.");
  std::vector<std::pair<Index, Index>> pairs;  // of parts, each once
  for (const MixedPair& pair : best.mixed) {
    const auto ends = std::minmax({pair.grows + 1, pair.gives + 1});
    if (ends.first > 0 && std::find(pairs.begin(), pairs.end(), ends) == pairs.end())
      pairs.emplace_back(ends);
  }
  if (pairs.empty()) return start;
  std::string names;
  constexpr std::size_t most = 4;
  for (std::size_t k = 0; k < std::min(most, pairs.size()); ++k)
    names += fmt::format("{}{} with {}", k == 0 ? "" : ", ", pairs[k].first, pairs[k].second);
  if (pairs.size() > most) names += fmt::format(" and {} more pairs", pairs.size() - most);
  return start +
         markup(
             " Parts that can be mixed: {}; one can take in as much of the other as {} of its own size. "
             "Read them as one choice of many.",
             names, shown("certificate.mixed.0.change", best.mixed[0].change, Show::percent, 2));
}

Html minima_sentence(const Solution& solution) {
  const auto& minima = solution.minima;
  if (minima.empty()) return {};
  if (solution.starts.size() == 1)
    return {"One start cannot tell how many minima there are; <code>--starts 20</code> would look further."};
  if (unanimous(solution)) return {"Every start ended here."};
  Html out;
  if (minima.size() > 1) out += {"Where a search ends depends on where it begins. "};
  if (is_by_moves(solution))
    out += markup(
        "No start reached the best: moves from where they ended did, from an objective of {} down to {}. ",
        shown("effort.before", solution.effort->before, Show::decimal, 8),
        shown("effort.after", solution.effort->after, Show::decimal, 8));
  else
    out += markup("The best was reached by {} of {} starts. ",
                  shown("minima.0.hits", minima[0].starts.size(), Show::word),
                  number_of_starts(solution, Show::word));
  const auto dead_ends = std::count_if(minima.begin() + 1, minima.end(), [](const ListedMinimum& minimum) {
    return is_minimum(minimum.verdict) && minimum.spurious == true;
  });
  if (dead_ends == 0) return out;
  const std::string number = show_word(static_cast<double>(dead_ends));
  const bool all = dead_ends + 1 == std::ssize(minima);
  const std::string which = all && dead_ends == 1 ? "The other is a dead end"
                            : all                 ? "The other " + number + " are dead ends"
                            : dead_ends == 1      ? "One of the others is a dead end"
                                                  : capital(number) + " of the others are dead ends";
  return out + markup(
                   "{} <span class='term'>spurious local {}</span>: no small change helps there, yet a lower "
                   "point is known.",
                   which, dead_ends == 1 ? "minimum" : "minima");
}

Html example_sentence(const Solution& solution) {
  for (std::size_t i = 0; i < solution.starts.size(); ++i) {
    const StartReport& start = solution.starts[i];
    const auto k = static_cast<std::size_t>(start.minimum.value_or(0));
    if (k < 1 || k >= solution.minima.size() || solution.minima[k].spurious != true) continue;
    const ListedMinimum& minimum = solution.minima[k];
    const std::string path = fmt::format("minima.{}.", k);
    return markup(
        "Start {}, for example, ended in {} that is not the best: its objective is {} above that of {}.",
        shown(fmt::format("starts.{}.start", i), start.start, Show::integer),
        verdict_words(minimum.verdict).name,
        minimum.relative_gap ? shown(path + "relative_gap", minimum.relative_gap, Show::percent, 2)
                             : shown(path + "gap", minimum.gap, Show::decimal, 3),
        is_by_moves(solution) ? Html{"the best"}
                              : markup("start {}", shown("best_start", solution.best_start, Show::integer)));
  }
  return {};
}

}  // namespace orthant::report

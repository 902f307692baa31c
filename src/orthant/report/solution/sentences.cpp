#include "orthant/report/solution/solution.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/solution/words.hpp"

namespace orthant {
namespace {

using nlohmann::json;

/// The verdict on the best point: the certificate's, or else that of the lowest minimum.
std::string best_verdict(const json& solution) {
  const std::string certified = text(solution, "certificate.verdict");
  return certified.empty() ? text(solution, "minima.0.verdict") : certified;
}

std::string best_rigor(const json& solution) {
  const std::string certified = text(solution, "certificate.rigor");
  return certified.empty() ? text(solution, "minima.0.rigor") : certified;
}

/// "three ended at a saddle and one did not finish", or nothing.
Html misses(const json& solution) {
  Html out;
  if (number(solution, "saddles").value_or(0) > 0) {
    out += markup("{} ended at a saddle", field(solution, "saddles", Show::word));
  }
  if (number(solution, "unfinished").value_or(0) > 0) {
    if (!out.empty()) out += {" and "};
    out += markup("{} did not finish", field(solution, "unfinished", Show::word));
  }
  return out;
}

/// Whether every start ended in the one minimum there is.
bool unanimous(const json& solution) {
  return list(solution, "minima").size() == 1 &&
         number(solution, "minima.0.hits") == static_cast<double>(list(solution, "starts").size());
}

/// "Twenty starts found six different minima; one did not finish."
Html search_sentence(const json& solution) {
  const std::size_t starts = list(solution, "starts").size();
  const auto& minima = list(solution, "minima");
  if (starts == 0) return {};
  if (starts == 1) return {"One start was run."};
  const Html who = field(solution, "starts.length", Show::capital_word);
  const Html missed = misses(solution);
  const auto everyone = static_cast<double>(starts);
  if (minima.empty() && number(solution, "saddles") == everyone) {
    return markup("All {} starts ended at saddles.", field(solution, "starts.length", Show::word));
  }
  if (minima.empty() && number(solution, "unfinished") == everyone) {
    return markup("None of {} starts came to rest in the time it had.",
                  field(solution, "starts.length", Show::word));
  }
  if (minima.empty()) {
    const Html why = missed.empty() ? Html{} : markup(": {}", missed);
    return markup("{} starts were run and none is known to have reached a minimum{}.", who, why);
  }
  if (unanimous(solution)) {
    return markup("All {} starts found the same {}.", field(solution, "starts.length", Show::word),
                  kind_of_points(solution, false));
  }
  return markup(
      "{} starts found {} {}{}{}.", who, field(solution, "minima.length", Show::word),
      minima.size() == 1 ? kind_of_points(solution, false) : "different " + kind_of_points(solution, true),
      Html{missed.empty() ? "" : "; "}, missed);
}

/// "The best, start 7, is a strict local minimum".
Html claim(const json& solution) {
  const std::string verdict = best_verdict(solution);
  const std::size_t starts = list(solution, "starts").size();
  const Html name = markup("<strong>{}</strong>", verdict_words(verdict).name);
  if (starts == 0) return markup("This point is {}", name);
  if (starts == 1 && verdict == "not_stationary") return {"It <strong>did not come to rest</strong>"};
  if (starts == 1 && verdict == "undecided") return markup("What it found is {}", name);
  if (starts == 1) return markup("It ended at {}", name);
  if (unanimous(solution)) return markup("It is {}", name);
  const Html best = field(solution, "best_start", Show::integer);
  return best.empty() ? markup("The best one is {}", name)
                      : markup("The best one, start {}, is {}", best, name);
}

}  // namespace

Html data_sentence(const json& solution) {
  const Html rows = field(solution, "data.rows", Show::integer);
  const Html cols = field(solution, "data.cols", Show::integer);
  if (rows.empty() || cols.empty()) return {};
  Html out = markup("A matrix of {} rows and {} columns", rows, cols);
  const Html stored = field(solution, "data.stored", Show::integer);
  if (text(solution, "data.observed") == "entries" && !stored.empty()) {
    out += markup(", {} entries of it observed", stored);
  } else if (text(solution, "data.storage") == "sparse" && !stored.empty()) {
    out += markup(", {} entries of it stored", stored);
  }
  if (number(solution, "data.empty_cols").value_or(0) > 0) {
    out += markup("; {} {} all zero", field(solution, "data.empty_cols", Show::word),
                  number(solution, "data.empty_cols") == 1 ? "column is" : "columns are");
  }
  if (const Html line = field(solution, "data.text.names_line", Show::integer); !line.empty())
    out += markup("; the names of columns are those of line {}", line);
  if (truth(solution, "data.text.names_column") == true)
    out += Html{"; the names of rows are those of the first column"};
  return out;
}

Html answer_sentence(const json& solution) {
  const std::string verdict = best_verdict(solution);
  Html out = search_sentence(solution);
  if (verdict.empty()) return out;
  if (!out.empty()) out += {" "};
  out += claim(solution);
  std::string meaning = verdict_words(verdict).meaning;
  const bool orbit = text(solution, "certificate.second_order.scaling") == "orbit";
  if (verdict == "strict_local_minimizer" && orbit) {
    meaning =
        "apart from rescaling the factors against each other, every small change that keeps them nonnegative "
        "makes the fit worse";
  }
  return out + (meaning.empty() ? Html{"."} : markup(": {}.", meaning));
}

Html knowledge_sentence(const json& solution) {
  const std::string verdict = best_verdict(solution);
  if (verdict.empty() || verdict == "not_stationary") return {};
  // "Undecided" claims nothing, so there is nothing to call evidence or a proof.
  Html out = verdict == "undecided" ? Html{} : escape(rigor_words(best_rigor(solution)).meaning + " ");
  const bool settled = verdict == "global_minimizer" || verdict == "saddle";
  if (settled) return out;
  const auto certified = truth(solution, "certificate.spurious");
  const auto spurious = certified ? certified : truth(solution, "minima.0.spurious");
  if (!spurious) return out + Html{"Nobody knows whether anything lower exists."};
  return out + Html{*spurious ? "A lower point is known, so it is not the best there is."
                              : "Nothing lower exists."};
}

Html uniqueness_sentence(const json& solution, const std::vector<Index>& part_numbers) {
  if (truth(solution, "certificate.unique") != false) return {};
  const Html start = markup("<strong>The parts are not unique</strong>: others fit exactly as well.");
  const auto& mixed = list(solution, "certificate.mixed");
  const auto named = [&](const json& pair, const char* which) {
    const auto column = static_cast<std::size_t>(number(pair, which).value_or(0)) - 1;
    return column < part_numbers.size() ? part_numbers[column] : Index{0};
  };
  std::vector<std::pair<Index, Index>> pairs;  // of parts, each once
  for (const json& pair : mixed) {
    const auto ends = std::minmax({named(pair, "grows"), named(pair, "gives")});
    if (ends.first > 0 && std::find(pairs.begin(), pairs.end(), ends) == pairs.end())
      pairs.emplace_back(ends);
  }
  if (pairs.empty()) return start;
  std::string names;
  constexpr std::size_t most = 4;
  for (std::size_t k = 0; k < std::min(most, pairs.size()); ++k)
    names += fmt::format("{}{} with {}", k == 0 ? "" : ", ", pairs[k].first, pairs[k].second);
  if (pairs.size() > most) names += fmt::format(" and {} more pairs", pairs.size() - most);
  const Html change = field(solution, "certificate.mixed.0.change", Show::percent, 2);
  return start +
         markup(
             " Parts that can be mixed: {}; one can take in as much of the other as {} of its own size. "
             "Read them as one choice of many.",
             names, change);
}

Html minima_sentence(const json& solution) {
  const auto& minima = list(solution, "minima");
  const std::size_t starts = list(solution, "starts").size();
  if (minima.empty()) return {};
  if (starts == 1) {
    return {"One start cannot tell how many minima there are; <code>--starts 20</code> would look further."};
  }
  if (unanimous(solution)) return {"Every start ended here."};
  Html out;
  if (minima.size() > 1) out += {"Where a search ends depends on where it begins. "};
  const Html hits = field(solution, "minima.0.hits", Show::word);
  if (!hits.empty() && starts > 1) {
    out += markup("The best was reached by {} of {} starts. ", hits,
                  field(solution, "starts.length", Show::word));
  }
  const auto dead_ends = std::count_if(minima.begin() + 1, minima.end(), [](const json& m) {
    return is_minimum(text(m, "verdict")) && truth(m, "spurious") == true;
  });
  if (dead_ends > 0) {
    const Html which = dead_ends == 1 && minima.size() == 2 ? Html{"The other is a dead end"}
                       : dead_ends + 1 == static_cast<long>(minima.size())
                           ? markup("The other {} are dead ends", show_word(static_cast<double>(dead_ends)))
                           : markup("{} of the others {}", show_word(static_cast<double>(dead_ends)),
                                    dead_ends == 1 ? "is a dead end" : "are dead ends");
    out += markup(
        "{} <span class='term'>spurious local {}</span>: no small change helps there, yet a lower "
        "point is known.",
        which, dead_ends == 1 ? "minimum" : "minima");
  }
  return out;
}

Html example_sentence(const json& solution) {
  const auto& starts = list(solution, "starts");
  const Html best = field(solution, "best_start", Show::integer);
  for (std::size_t i = 0; i < starts.size() && !best.empty(); ++i) {
    const auto minimum = number(starts[i], "minimum");
    if (!minimum || *minimum < 1) continue;
    const std::string path = fmt::format("minima.{}", static_cast<long>(*minimum));
    const Html percent = field(solution, path + ".relative_gap", Show::percent, 2);
    const Html gap = percent.empty() ? field(solution, path + ".gap", Show::decimal, 3) : percent;
    if (gap.empty() || truth(solution, path + ".spurious") != true) continue;
    return markup(
        "Start {}, for example, ended in {} that is not the best: its objective is {} above that of "
        "start {}.",
        field(solution, fmt::format("starts.{}.start", i), Show::integer),
        verdict_words(text(solution, path + ".verdict")).name, gap, best);
  }
  return {};
}

}  // namespace orthant

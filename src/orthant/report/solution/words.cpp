#include "orthant/report/solution/words.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"

namespace orthant {

VerdictWords verdict_words(std::string_view verdict) {
  if (verdict == "global_minimizer")
    return {"the global minimum", "Global minimum", "no nonnegative factors fit better", "good"};
  if (verdict == "strict_local_minimizer")
    return {"a strict local minimum", "Strict local minimum",
            "every small change that keeps the factors nonnegative makes the fit worse", "good"};
  if (verdict == "local_minimizer")
    return {"a local minimum", "Local minimum",
            "no small change makes the fit better, though some may leave it as it is", "good"};
  if (verdict == "second_order_critical")
    return {"a second-order critical point", "Second-order critical",
            "slope and curvature show no way down, as at a minimum, but they do not settle that it is one",
            "fair"};
  if (verdict == "saddle")
    return {"a saddle", "Saddle", "the ground is level there, but one way still leads down", "bad"};
  if (verdict == "not_stationary")
    return {"not at rest yet", "Not stationary", "the fit still gets better straight downhill", "bad"};
  if (verdict == "undecided")
    return {"undecided", "Undecided", "the checks ran but could not tell what this point is", "open"};
  if (verdict.empty()) return {"not checked", "Not checked", "", "open"};
  return {std::string(verdict), std::string(verdict), "", "open"};
}

bool is_minimum(std::string_view verdict) {
  return verdict == "global_minimizer" || verdict == "strict_local_minimizer" || verdict == "local_minimizer";
}

std::string kind_of_points(const nlohmann::json& solution, bool plural) {
  const auto& points = list(solution, "minima");
  const bool minima = std::all_of(points.begin(), points.end(), [](const nlohmann::json& point) {
    return is_minimum(text(point, "verdict"));
  });
  if (minima) return plural ? "minima" : "minimum";
  return plural ? "resting points" : "resting point";
}

RigorWords rigor_words(std::string_view rigor) {
  if (rigor == "numeric")
    return {"Evidence, not a proof",
            "This was computed in floating point without a bound on rounding: good evidence, not a proof.",
            "fair"};
  if (rigor == "verified")
    return {"Proved",
            "This is proved: rounding errors are bounded, so it holds for the stored data and a point next "
            "to these factors.",
            "good"};
  if (rigor == "exact") return {"Proved exactly", "This is proved in exact rational arithmetic.", "good"};
  return {std::string(rigor), "", "open"};
}

std::string status_words(std::string_view status) {
  if (status == "stationary") return "came to rest";
  if (status == "target_reached") return "reached the target";
  if (status == "small_change") return "hardly moving";
  if (status == "no_progress") return "stopped by rounding";
  if (status == "iteration_limit") return "out of iterations";
  if (status == "time_limit") return "out of time";
  if (status == "interrupted") return "interrupted";
  return std::string(status);
}

std::string page_title(const nlohmann::json& solution) {
  std::string name = text(solution, "data.name");
  if (name.empty()) name = "A matrix";
  const auto rank = number(solution, "rank");
  if (!rank) return name + " in nonnegative parts";
  return fmt::format("{} in {} nonnegative {}", name, show_word(*rank), *rank == 1 ? "part" : "parts");
}

std::string model_formula(const nlohmann::json& solution) {
  const std::string model = text(solution, "model");
  if (model == "symmetric" || model == "kmeans") return "X ≈ U Uᵀ with U ≥ 0";
  if (model == "completion") return "X ≈ L Rᵀ where observed, with L ≥ 0 and R ≥ 0";
  return "X ≈ L Rᵀ with L ≥ 0 and R ≥ 0";
}

std::string objective_formula(const nlohmann::json& solution) {
  const std::string model = text(solution, "model");
  bool weighted = false;
  for (const char* weight : {"l1_left", "l1_right", "l2_left", "l2_right"})
    weighted |= number(solution, std::string("regularisation.") + weight).value_or(0) > 0;
  const std::string terms = weighted ? " + weighted sums and squares of the factors" : "";
  const std::string balance = (number(solution, "balance").value_or(0) > 0 ? " + balance" : "") + terms;
  const std::string loss = text(solution, "loss");
  if (loss == "kullback-leibler") return "Kullback–Leibler divergence of X and L Rᵀ";
  if (loss == "itakura-saito") return "Itakura–Saito divergence of X and L Rᵀ";
  if (model == "nmf") return "½‖X − L Rᵀ‖²" + balance;
  if (model == "completion") return "½‖X − L Rᵀ‖² where observed" + balance;
  if (model == "symmetric") return "½‖X − U Uᵀ‖²" + terms;
  return "";
}

}  // namespace orthant

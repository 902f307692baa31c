#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {

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

std::string solution_title(const nlohmann::json& solution) {
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

bool exact_fit(const nlohmann::json& solution) {
  return number(solution, "objective").value_or(1) <= 0 ||
         number(solution, "relative_error").value_or(1) < 1e-6;
}

double flat_curvature(const nlohmann::json& solution) {
  double largest = 0;
  for (const auto& value : list(solution, "spectra.hessian")) {
    if (value.is_number() && std::isfinite(value.get<double>()))
      largest = std::max(largest, std::abs(value.get<double>()));
  }
  return std::max(number(solution, "certificate.second_order.tolerance").value_or(0), 1e-12 * largest);
}

std::optional<std::size_t> best_start(const nlohmann::json& solution) {
  const auto best = number(solution, "best_start");
  const auto& starts = list(solution, "starts");
  for (std::size_t i = 0; best && i < starts.size(); ++i) {
    if (number(starts[i], "start") == best) return i;
  }
  return std::nullopt;
}

}  // namespace orthant::report

// How held-out entries are predicted.

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {

using nlohmann::json;

namespace {

Html error_figure(const char* name, const char* path, double value, const Html& meaning) {
  return key_figure(name, shown(std::string("completion.") + path, value, Show::decimal, 4), meaning);
}

/// The weights that were tried, as a sentence.
Html path_sentence(const CompletionReport& completion) {
  if (completion.path.empty()) return {};
  const auto least = std::min_element(completion.path.begin(), completion.path.end(),
                                      [](const L2Step& a, const L2Step& b) { return a.rmse < b.rmse; });
  const std::string path = fmt::format("completion.path.{}.", least - completion.path.begin());
  return markup(
      "<p class='aside'>Of {} weights against overfitting that were tried, {} and {} predict a tenth of the fitted "
      "entries best (RMSE {}); the fit has all of them.</p>",
      shown("completion.path.length", completion.path.size(), Show::integer),
      shown(path + "l2_left", least->l2_left, Show::decimal, 3),
      shown(path + "l2_right", least->l2_right, Show::decimal, 3),
      shown(path + "rmse", least->rmse, Show::decimal, 4));
}

}  // namespace

Html prediction_sentence(const Solution& solution) {
  if (!solution.completion || solution.completion->sentence.empty()) return {};
  const Html sentence = shown_text("completion.sentence", solution.completion->sentence);
  return solution.completion->worse_than ? markup("<strong>{}</strong>", sentence) : sentence;
}

Html predictions_section(const Solution& solution) {
  if (!solution.completion) return {};
  const CompletionReport& completion = *solution.completion;
  const Html fitted =
      error_figure("Of the fitted", "training_rmse", completion.training_rmse,
                   markup("RMSE of {} fitted entries; mean absolute error {}",
                          shown("completion.training", completion.training, Show::integer),
                          shown("completion.training_mae", completion.training_mae, Show::decimal, 4)));
  if (completion.held_out == 0) return key_figures(fitted) + path_sentence(completion);
  return key_figures(
             error_figure("Held out", "rmse", completion.rmse,
                          markup("root mean square error (RMSE) of {} entries that were kept from the fit",
                                 shown("completion.held_out", completion.held_out, Show::integer))) +
             error_figure("Mean absolute", "mae", completion.mae, Html{"mean absolute error of the same"}) +
             error_figure("The mean alone", "mean_rmse", completion.mean_rmse,
                          Html{"RMSE with the mean of the fitted entries for each of them"}) +
             key_figure("Offsets alone",
                        shown("completion.offsets_rmse", completion.offsets_rmse, Show::decimal, 4),
                        Html{"RMSE of offsets of rows and columns without parts"}) +
             fitted) +
         path_sentence(completion);
}

json held_out_plot(const Solution& solution) {
  const auto best =
      std::find_if(solution.starts.begin(), solution.starts.end(),
                   [&](const StartReport& start) { return start.start == solution.best_start; });
  if (!solution.completion || best == solution.starts.end()) return nullptr;
  constexpr const char *rmse = "root mean square", *mae = "mean absolute";
  json values = json::array();
  for (const Progress& point : best->trace)
    for (const auto& [what, error] : {std::pair{rmse, point.held_out_rmse}, {mae, point.held_out_mae}})
      if (std::isfinite(error))
        values.push_back({{"iteration", point.iteration}, {"error", error}, {"what", what}});
  if (values.size() < 4) return nullptr;
  json spec = plot_frame("Errors of the held-out entries along the best start", 240, values);
  json x = quantity("iteration", "iterations");
  x["axis"]["tickCount"] = {{"expr", "width < 400 ? 3 : 5"}};
  x["scale"] = {{"nice", false}};
  json y = quantity("error", "error of held-out entries");
  y["scale"] = {{"zero", false}};
  const json legend = {{"symbolStrokeWidth", 3}, {"symbolOpacity", 1}};
  const json names = {rmse, mae};
  spec["encoding"] = {
      {"x", x},
      {"y", y},
      {"tooltip", tooltip({{"iteration", "iteration"}, {"what", "error"}, {"error", "value"}})}};
  json dash = nominal("what", names, json::array({json::array({1, 0}), json::array({6, 3})}), legend);
  spec["mark"] = {{"type", "line"}, {"strokeWidth", 2}};
  spec["encoding"]["color"] = nominal("what", names, {colour::best, colour::bad}, legend);
  spec["encoding"]["strokeDash"] = std::move(dash);
  return spec;
}

}  // namespace orthant::report

#include "orthant/report/solution/components.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/png.hpp"
#include "orthant/report/solution/plots.hpp"

namespace orthant {
namespace {

/// Together the pictures may take this many pixels, and the charts this many bars: the page stays small.
constexpr Index most_pixels = 600'000;
constexpr Index most_bars = 12'000;
constexpr Index all_columns = 200;       ///< up to here every column of every component may be drawn
constexpr Index strongest_columns = 40;  ///< where that is too many, these many per component

/// Paper to deep blue, lightness falling evenly: reads the same in grey and to every kind of colour vision.
std::array<Rgb, 256> ink_palette() {
  constexpr std::array<std::array<double, 3>, 6> stops = {
      {{250, 248, 243}, {205, 224, 232}, {126, 180, 205}, {48, 124, 165}, {15, 68, 110}, {6, 25, 52}}};
  std::array<Rgb, 256> palette{};
  for (std::size_t i = 0; i < palette.size(); ++i) {
    const double at = static_cast<double>(i) / 255 * (stops.size() - 1);
    const auto k = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    const double share = at - static_cast<double>(k);
    const auto mix = [&](std::size_t c) {
      return static_cast<std::uint8_t>(std::lround((1 - share) * stops[k][c] + share * stops[k + 1][c]));
    };
    palette[i] = {mix(0), mix(1), mix(2)};
  }
  return palette;
}

/// Five digits: more than a chart can show.
double rounded(double x) {
  return std::strtod(fmt::format("{:.4e}", x).c_str(), nullptr);
}

std::vector<Index> heaviest_first(ConstMatrixRef components) {
  const Vector weight = components.colwise().norm();
  std::vector<Index> order(static_cast<std::size_t>(components.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return weight[a] > weight[b]; });
  return order;
}

Html picture(const ConstVectorRef& part, Index number, Index height, Index width) {
  static const std::array<Rgb, 256> palette = ink_palette();
  const double largest = std::max(part.maxCoeff(), 1e-300);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(part.size()));
  for (Index i = 0; i < part.size(); ++i) {
    pixels[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(std::lround(255 * std::clamp(part[i] / largest, 0.0, 1.0)));
  }
  Index strongest = 0;
  part.maxCoeff(&strongest);
  const std::string description =
      fmt::format("Component {} as an image of {} by {} pixels, darkest in row {}, column {}", number, height,
                  width, strongest / width + 1, strongest % width + 1);
  const std::string file =
      png(pixels, static_cast<std::size_t>(width), static_cast<std::size_t>(height), palette);
  return markup("<img src='{}' alt='{}' width='{}' height='{}'>", png_address(file), description, width * 20,
                height * 20);
}

/// The positions of the `most` largest entries, in the order of the columns.
std::vector<Index> strongest(const ConstVectorRef& part, Index most, bool by_value) {
  std::vector<Index> columns(static_cast<std::size_t>(part.size()));
  std::iota(columns.begin(), columns.end(), Index{0});
  const auto keep = columns.begin() + std::min(most, part.size());
  std::partial_sort(columns.begin(), keep, columns.end(),
                    [&](Index a, Index b) { return part[a] > part[b]; });
  columns.erase(keep, columns.end());
  if (!by_value) std::sort(columns.begin(), columns.end());
  return columns;
}

/// "12, 45, 3", or the names of the columns if the document has them.
std::string strongest_names(const nlohmann::json& solution, const ConstVectorRef& part) {
  const auto& names = list(solution, "data.column_names");
  std::string out;
  for (const Index j : strongest(part, 5, true)) {
    if (!(part[j] > 0)) break;
    const auto at = static_cast<std::size_t>(j);
    if (!out.empty()) out += ", ";
    out += at < names.size() && names[at].is_string() ? names[at].get<std::string>() : std::to_string(j + 1);
  }
  return out;
}

/// `column`: of the factor, from 0.
Html caption(const nlohmann::json& solution, Index number, Index column, double weight) {
  const Html share = field(solution, fmt::format("components.{}.share", column), Show::percent, 2);
  return markup("<figcaption><b>{}</b> <span>{}weight {}</span></figcaption>", number,
                share.empty() ? share : share + Html{", "}, show_decimal(weight, 3));
}

}  // namespace

std::vector<Index> part_numbers(ConstMatrixRef components) {
  std::vector<Index> number(static_cast<std::size_t>(components.cols()));
  Index next = 0;
  for (const Index k : heaviest_first(components)) number[static_cast<std::size_t>(k)] = ++next;
  return number;
}

Gallery component_gallery(const nlohmann::json& solution, ConstMatrixRef components,
                          const std::optional<std::pair<Index, Index>>& image_shape) {
  Gallery gallery;
  const Index columns = components.rows();
  const Index rank = components.cols();
  if (columns == 0 || rank == 0 || !components.allFinite()) return gallery;
  const auto [height, width] = image_shape.value_or(std::pair<Index, Index>{0, 0});
  const bool pictures = height > 0 && width > 0 && height * width == columns && columns <= most_pixels;
  const bool every_column = columns <= all_columns || columns * rank <= most_bars;
  const Index bars_each = every_column ? columns : strongest_columns;
  const Index most = std::max<Index>(1, pictures ? most_pixels / columns : most_bars / bars_each);

  Index number = 0;
  Html figures;
  for (const Index k : heaviest_first(components)) {
    if (++number > most) break;
    const Vector part = components.col(k);
    if (pictures) {
      figures += markup("<figure>{}{}</figure>\n", picture(part, number, height, width),
                        caption(solution, number, k, part.norm()));
      continue;
    }
    std::vector<Bar> bars;
    for (const Index j : strongest(part, bars_each, false)) {
      bars.push_back({static_cast<std::size_t>(j) + 1, rounded(part[j])});
    }
    const std::string id = fmt::format("component-{}", number);
    const std::string names = strongest_names(solution, part);
    figures += markup("<figure>{}<div class='chart' id='{}'></div><p>strongest: {}</p></figure>\n",
                      caption(solution, number, k, part.norm()), id, names);
    gallery.charts.push_back(
        {id, component_plot(bars, static_cast<std::size_t>(columns),
                            fmt::format("Component {}; strongest columns: {}", number, names))});
  }

  const Index shown = std::min(rank, most);
  const Index rows_of_pictures = (shown + 7) / 8;
  const Index per_row = (shown + rows_of_pictures - 1) / rows_of_pictures;
  gallery.figures = markup("<div class='gallery {}' style='--per-row:{}'>\n{}</div>",
                           pictures ? "pictures" : "bars", per_row, figures);
  gallery.note =
      pictures
          ? Html{"Each is drawn on its own scale: the darkest pixel is its largest entry."}
          : Html{
                "One bar for each column of the data; heights are relative to the part’s own largest entry."};
  if (!pictures && !every_column) {
    gallery.note = markup("Of {} columns, the {} strongest of each part are drawn.",
                          show_integer(static_cast<double>(columns)), strongest_columns);
  }
  if (shown < rank) gallery.note += markup(" The {} heaviest of {} parts are shown.", shown, rank);
  return gallery;
}

}  // namespace orthant

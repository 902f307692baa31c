#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <numeric>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

/// Together the pictures may take this many pixels, and the charts this many bars: the page stays small.
constexpr Index most_pixels = 400'000;
constexpr Index most_bars = 12'000;
constexpr Index all_columns = 200;       ///< up to here every column of every component may be drawn
constexpr Index strongest_columns = 40;  ///< where that is too many, these many per component

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

/// A canvas that the page's script fills.
Html picture(const ConstVectorRef& part, Index number, Index height, Index width) {
  Index strongest = 0;
  const double largest = std::max(part.maxCoeff(&strongest), 1e-300);
  std::string pixels;
  for (const double x : part)
    fmt::format_to(std::back_inserter(pixels), "{:02x}",
                   std::lround(255 * std::clamp(x / largest, 0.0, 1.0)));
  const std::string description =
      fmt::format("Component {} as an image of {} by {} pixels, darkest in row {}, column {}", number, height,
                  width, strongest / width + 1, strongest % width + 1);
  return markup("<canvas role='img' aria-label='{}' width='{}' height='{}' data-pixels='{}'></canvas>",
                description, width, height, pixels);
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
std::string strongest_names(const Solution& solution, const ConstVectorRef& part) {
  const auto& names = solution.data.column_names;
  std::string out;
  for (const Index j : strongest(part, 5, true)) {
    if (!(part[j] > 0)) break;
    const auto at = static_cast<std::size_t>(j);
    if (!out.empty()) out += ", ";
    out += at < names.size() ? names[at] : std::to_string(j + 1);
  }
  return out;
}

/// `column`: of the factor, from 0.
Html caption(const Solution& solution, Index number, Index column, double weight) {
  Html share;
  if (const auto at = static_cast<std::size_t>(column); at < solution.components.size())
    share = shown(fmt::format("components.{}.share", at), solution.components[at].share, Show::percent, 2);
  return markup("<figcaption><b>{}</b> <span>{}weight {}</span></figcaption>", number, around("{}, ", share),
                show_decimal(weight, 3));
}

}  // namespace

std::vector<Index> part_numbers(ConstMatrixRef components) {
  std::vector<Index> number(static_cast<std::size_t>(components.cols()));
  Index next = 0;
  for (const Index k : heaviest_first(components)) number[static_cast<std::size_t>(k)] = ++next;
  return number;
}

Gallery component_gallery(const Solution& solution) {
  Gallery gallery;
  const Matrix& components = solution.right;
  const Index columns = components.rows();
  const Index rank = components.cols();
  if (columns == 0 || rank == 0 || !components.allFinite()) return gallery;
  const auto [height, width] = solution.data.image_shape.value_or(ImageShape{0, 0});
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
    figures += markup("<figure>{}{}<p>strongest: {}</p></figure>\n",
                      caption(solution, number, k, part.norm()), chart_place(id), names);
    gallery.charts.push_back(
        {id, component_plot(bars, static_cast<std::size_t>(columns),
                            fmt::format("Component {}; strongest columns: {}", number, names))});
  }

  const Index drawn = std::min(rank, most);
  const Index rows_of_pictures = (drawn + 7) / 8;
  const Index per_row = (drawn + rows_of_pictures - 1) / rows_of_pictures;
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
  if (drawn < rank) gallery.note += markup(" The {} heaviest of {} parts are shown.", drawn, rank);
  return gallery;
}

}  // namespace orthant::report

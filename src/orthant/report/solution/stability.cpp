// How the parts of the best point look at the other minima that were found.

#include <algorithm>
#include <cmath>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

constexpr double found_again = 0.9;  ///< a cosine from here on

/// The lesser of both cosines: a part is found again where both its sides are.
double alike(const ListedMatch& match) {
  return std::min(match.columns, match.rows);
}

std::size_t parts_compared(const Solution& solution, const std::vector<std::size_t>& minima) {
  std::size_t out = solution.parts.size();
  for (const std::size_t m : minima) out = std::min(out, solution.minima[m].comparison->parts.size());
  return out;
}

std::string path_of(std::size_t m, std::size_t k, const char* name) {
  return fmt::format("minima.{}.comparison.parts.{}.{}", m, k, name);
}

Html stability_row(const Solution& solution, const std::vector<std::size_t>& minima, std::size_t k) {
  Html cells;
  for (const std::size_t m : minima) {
    const ListedMatch& match = solution.minima[m].comparison->parts[k];
    const double cosine = alike(match);
    const char* side = match.columns <= match.rows ? "columns" : "rows";
    cells +=
        markup("<td class='shade s{}'>{}</td>", std::lround(4 * std::clamp((cosine - 0.5) / 0.5, 0.0, 1.0)),
               shown(path_of(m, k, side), cosine, Show::decimal, cosine < 0.1 ? 1 : 2));
  }
  return markup("<tr><th scope='row'>{}</th>{}</tr>", k + 1, cells);
}

/// One line for each minimum: the part that matches, in names.
Html side_by_side(const Solution& solution, const std::vector<std::size_t>& minima, std::size_t k) {
  Html lines;
  std::string best;
  const auto& entries = solution.parts[k].distinctive_columns;
  for (std::size_t i = 0; i < std::min<std::size_t>(5, entries.size()); ++i)
    best += (i == 0 ? "" : ", ") +
            (entries[i].name.empty() ? std::to_string(entries[i].index + 1) : entries[i].name);
  for (const std::size_t m : minima) {
    const ListedMatch& match = solution.minima[m].comparison->parts[k];
    std::string names;
    for (const std::string& name : match.names) names += (names.empty() ? "" : ", ") + name;
    lines += markup("<li><b>{}</b> {}</li>", m + 1, names == best ? std::string("the same") : names);
  }
  return markup("<li><p><b>Part {}</b> {}</p><ul>{}</ul></li>\n", k + 1, best, lines);
}

/// A line for each part: its picture at the best point, and the matching one of every other.
Html pictures_side_by_side(const Solution& solution, const std::vector<std::size_t>& minima) {
  if (!shows_pictures(solution) || solution.others.empty()) return {};
  const std::size_t shown_minima = std::min(solution.others.size(), minima.size());
  const ImageShape shape = thumbnail_shape(*solution.data.image_shape);
  const auto affordable = static_cast<std::size_t>(
      most_pixels / (shape.first * shape.second * (1 + static_cast<Index>(shown_minima))));
  const std::size_t parts =
      std::min({parts_compared(solution, minima), std::max<std::size_t>(affordable, 1), std::size_t{60}});
  Html head{"<td></td><th scope='col'>best</th>"}, rows;
  for (std::size_t m = 0; m < shown_minima; ++m) head += markup("<th scope='col'>{}</th>", minima[m] + 1);
  for (std::size_t k = 0; k < parts; ++k) {
    const auto column = static_cast<Index>(k);
    Html cells = markup("<td>{}</td>", thumbnail(solution.right.col(column), *solution.data.image_shape,
                                                 fmt::format("Part {} of the best", k + 1)));
    for (std::size_t m = 0; m < shown_minima; ++m) {
      const double cosine = alike(solution.minima[minima[m]].comparison->parts[k]);
      cells += markup("<td class='{}'>{}</td>", cosine < found_again ? "differs" : "",
                      thumbnail(solution.others[m].col(column), *solution.data.image_shape,
                                fmt::format("What matches part {} in {} {}, cosine {:.2f}", k + 1,
                                            kind_of_points(solution, false), minima[m] + 1, cosine)));
    }
    rows += markup("<tr><th scope='row'>{}</th>{}</tr>", k + 1, cells);
  }
  return markup(
      "<table class='dense matched' style='--columns:{}'><caption>The parts side by side</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
      "<p class='aside'>One line for each part, and beside it what matches it in the other {}, by their numbers below; "
      "underlined are those that are not the same part (a cosine below {}).{}</p>",
      1 + shown_minima, head, rows, kind_of_points(solution, true), fmt::format("{:.1f}", found_again),
      shown_minima < minima.size() ? markup(" The first {} of {} are shown.", shown_minima, minima.size())
                                   : Html{});
}

}  // namespace

Html stability_sentence(const Solution& solution) {
  const auto minima = compared_with_best(solution);
  if (minima.empty()) {
    if (solution.minima.size() == 1 && solution.starts.size() > 1 &&
        solution.minima[0].starts.size() == solution.starts.size())
      return {"Every start found these same parts."};
    return {};
  }
  const std::size_t rank = parts_compared(solution, minima);
  std::size_t kept = 0, worst_part = 0, worst_minimum = minima.front();
  double worst = 2;
  for (std::size_t k = 0; k < rank; ++k) {
    double least = 2;
    for (const std::size_t m : minima) {
      const double cosine = alike(solution.minima[m].comparison->parts[k]);
      least = std::min(least, cosine);
      if (cosine < worst) {
        worst = cosine;
        worst_part = k;
        worst_minimum = m;
      }
    }
    kept += least >= found_again ? 1 : 0;
  }
  const std::string others = minima.size() == 1 ? "the other " + kind_of_points(solution, false)
                                                : fmt::format("each of the {} other {}",
                                                              show_word(static_cast<double>(minima.size())),
                                                              kind_of_points(solution, true));
  if (kept == rank)
    return markup("All {} parts are found again in {}.", show_word(static_cast<double>(rank)), others);
  const ListedMatch& match = solution.minima[worst_minimum].comparison->parts[worst_part];
  const Html changes =
      markup(" Part {} changes most: in {} {} what comes nearest has a cosine of {}.", worst_part + 1,
             kind_of_points(solution, false), worst_minimum + 1,
             shown(path_of(worst_minimum, worst_part, match.columns <= match.rows ? "columns" : "rows"),
                   worst, Show::decimal, 2));
  if (kept == 0) return markup("No part is found again in {}.", others) + changes;
  return markup("{} of the {} parts {} found again in {}; the others depend on where a search begins.",
                capital(show_word(static_cast<double>(kept))), show_word(static_cast<double>(rank)),
                kept == 1 ? "is" : "are", others) +
         changes;
}

Html stability_table(const Solution& solution) {
  const auto minima = compared_with_best(solution);
  if (minima.empty()) return {};
  constexpr std::size_t most_columns = 12;
  const std::vector<std::size_t> first(
      minima.begin(), minima.begin() + static_cast<std::ptrdiff_t>(std::min(most_columns, minima.size())));
  const std::size_t rank = parts_compared(solution, minima);
  Html head{"<th scope='col'>Part</th>"}, rows, labels, sides;
  for (const std::size_t m : first) {
    head += markup("<th scope='col'>{}</th>", m + 1);
    labels += markup("<td>{}</td>", shown(fmt::format("minima.{}.comparison.rows_alike", m),
                                          solution.minima[m].comparison->rows_alike, Show::percent, 2));
  }
  for (std::size_t k = 0; k < std::min<std::size_t>(60, rank); ++k) {
    rows += stability_row(solution, first, k);
    sides += side_by_side(solution, first, k);
  }
  rows += markup("<tr class='total'><th scope='row'>rows</th>{}</tr>", labels);
  Html out = markup(
      "<div class='frame'><table class='dense stability'><caption>How like the best one’s each part of the other {} "
      "is</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
      "<p class='aside'>One column for each other {}, by its number below: the cosine between a part of the best point and "
      "the part there that matches it, over columns or rows, whichever is less; 1 is the same part. Last, the share of "
      "rows with the same label.{}</p>",
      kind_of_points(solution, true), head, rows, kind_of_points(solution, false),
      first.size() < minima.size() ? markup(" The first {} of {} are shown.", first.size(), minima.size())
                                   : Html{});
  out += pictures_side_by_side(solution, minima);
  const bool names =
      !solution.data.column_names.empty() || (solution.symmetric() && !solution.data.row_names.empty());
  if (!names) return out;
  return out +
         markup(
             "<details><summary>The parts side by side, in names</summary><ul class='sides'>{}</ul></details>",
             sides);
}

}  // namespace orthant::report

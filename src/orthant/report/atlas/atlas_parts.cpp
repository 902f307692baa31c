#include "orthant/report/atlas/atlas_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "orthant/documents/atlas_parts.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

constexpr std::size_t most_shown_minima = 7, most_shown_parts = 60;
constexpr Index names_of_shown_part = 5, cells_of_strip = 64;
constexpr double same_part = 0.9;  ///< a cosine from here on

std::string listed_parts(const TrustReport& trust, Trust asked) {
  std::vector<std::size_t> numbers;
  for (std::size_t k = 0; k < trust.parts.size(); ++k)
    if (trust.parts[k].trust == asked) numbers.push_back(k + 1);
  if (numbers.empty()) return "";
  std::string out = numbers.size() == 1 ? "part " : "parts ";
  for (std::size_t i = 0; i < numbers.size(); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : i + 1 == numbers.size() ? " and " : ", ", numbers[i]);
  return out + (numbers.size() == 1 ? " is" : " are");
}

Html trust_tag(Trust trust) {
  switch (trust) {
    case Trust::all:
      return tag("good", "in all");
    case Trust::most:
      return tag("fair", "in most");
    case Trust::few:
      return tag("bad", "in under half");
    case Trust::unknown:
      break;
  }
  return tag("open", "not known");
}

/// A long column as so many cells, each with the largest of its entries, so that none is lost.
Html strip(const ConstVectorRef& column, const std::string& description) {
  const Index cells = std::min(cells_of_strip, column.size());
  Vector shown_cells(cells);
  for (Index c = 0; c < cells; ++c) {
    const Index begin = c * column.size() / cells, end = (c + 1) * column.size() / cells;
    shown_cells[c] = column.segment(begin, end - begin).maxCoeff();
  }
  return picture(shown_cells, {1, cells}, description);
}

/// How parts are shown: by what the columns of the data are.
enum class AtlasLook { pictures, names, strips };

AtlasLook look_of_atlas(const Atlas& atlas, const MatchedMinimum& best) {
  const auto [height, width] = atlas.names.image_shape.value_or(ImageShape{0, 0});
  if (height > 0 && width > 0 && height * width == best.right.rows() && best.right.rows() <= most_pixels)
    return AtlasLook::pictures;
  const bool names = !atlas.names.columns.empty() || (atlas.symmetric() && !atlas.names.rows.empty());
  return names ? AtlasLook::names : AtlasLook::strips;
}

Html drawn_part(const Atlas& atlas, const MatchedMinimum& minimum, std::size_t k, AtlasLook look) {
  const auto column = static_cast<Index>(k);
  const std::string description = minimum.minimum == 0
                                      ? fmt::format("Part {} of the best", k + 1)
                                      : fmt::format("What matches part {} in minimum {}, cosine {:.2f}",
                                                    k + 1, minimum.minimum + 1, minimum.alike[k]);
  if (look == AtlasLook::pictures)
    return thumbnail(minimum.right.col(column), *atlas.names.image_shape, description);
  if (look == AtlasLook::strips) return strip(minimum.right.col(column), description);
  return escape(minimum.names[k]);
}

Html figures_of_part(const TrustReport& trust, std::size_t k) {
  const TrustedPart& part = trust.parts[k];
  const std::string path = fmt::format("trust.parts.{}.", k);
  return markup("<td class='trust'>{}<span>mean match {}, in {} of starts, lowest {}</span></td>",
                trust_tag(part.trust), or_dash(shown(path + "mean", part.mean, Show::decimal, 2)),
                or_dash(shown(path + "share", part.share, Show::percent, 2)),
                or_dash(shown(path + "lowest", part.lowest, Show::decimal, 2)));
}

/// The parts in words: a list, since they have no room side by side.
Html parts_in_names(const std::vector<MatchedMinimum>& minima, const TrustReport& trust, std::size_t parts) {
  Html out;
  for (std::size_t k = 0; k < parts; ++k) {
    Html lines;
    for (const MatchedMinimum& one : minima) {
      if (one.minimum == 0) continue;
      lines += markup("<li class='{}'><b>{}</b> {}</li>", one.alike[k] < same_part ? "differs" : "",
                      one.minimum + 1, one.names[k] == minima.front().names[k] ? "the same" : one.names[k]);
    }
    const TrustedPart& part = trust.parts[k];
    const std::string path = fmt::format("trust.parts.{}.", k);
    out += markup(
        "<li><p><b>{}</b> {} {}</p><p class='aside'>mean match {}, in {} of starts, lowest {}</p>{}</li>\n",
        k + 1, trust_tag(part.trust), minima.front().names[k],
        or_dash(shown(path + "mean", part.mean, Show::decimal, 2)),
        or_dash(shown(path + "share", part.share, Show::percent, 2)),
        or_dash(shown(path + "lowest", part.lowest, Show::decimal, 2)), around("<ul>{}</ul>", lines));
  }
  return markup("<ul class='sides'>{}</ul>", out);
}

}  // namespace

std::string shared_parts_sentence(const Atlas& atlas) {
  const TrustReport& trust = atlas.trust;
  if (trust.parts.empty()) return "";
  if (trust.starts < 2)
    return fmt::format(
        "No other start came within {:g} % of the best: which of its parts can be trusted is not known.",
        100 * trust.within);
  std::string out;
  for (const auto& [asked, words] :
       {std::pair{Trust::all, "in all of them"}, {Trust::most, "in most"}, {Trust::few, "in less than half"}})
    if (const std::string parts = listed_parts(trust, asked); !parts.empty())
      out += fmt::format("{}{} {}", out.empty() ? "" : "; ", parts, words);
  return fmt::format("Of the {} starts that came within {:g} % of the best, {}.", trust.starts,
                     100 * trust.within, out);
}

Html trust_table(const Atlas& atlas) {
  const auto minima = matched_minima(atlas, most_shown_minima + 1, names_of_shown_part);
  if (minima.empty() || atlas.trust.parts.size() != minima.front().alike.size()) return {};
  const std::size_t parts = std::min(most_shown_parts, atlas.trust.parts.size());
  const AtlasLook look = look_of_atlas(atlas, minima.front());
  const Html left = parts < atlas.trust.parts.size()
                        ? markup(" The first {} of {} parts are shown.", parts, atlas.trust.parts.size())
                        : Html{};
  if (look == AtlasLook::names)
    return parts_in_names(minima, atlas.trust, parts) +
           markup(
               "<p class='aside'>First the part of the best, by its most distinctive columns; then what matches it "
               "in other minima, by their numbers below, underlined where that is another part (a cosine below {}).{}</p>",
               fmt::format("{:.1f}", same_part), left);
  Html head{"<td></td><th scope='col'>trust</th><th scope='col'>best</th>"}, rows;
  for (std::size_t m = 1; m < minima.size(); ++m)
    head += markup("<th scope='col'>{}</th>", minima[m].minimum + 1);
  for (std::size_t k = 0; k < parts; ++k) {
    Html cells = figures_of_part(atlas.trust, k);
    for (const MatchedMinimum& one : minima)
      cells += markup("<td class='{}'>{}</td>", one.alike[k] < same_part ? "differs" : "",
                      drawn_part(atlas, one, k, look));
    rows += markup("<tr><th scope='row'>{}</th>{}</tr>", k + 1, cells);
  }
  return markup(
      "<div class='frame'><table class='dense matched trusted{}' style='--columns:{}'><caption>The parts side by side"
      "</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
      "<p class='aside'>One line for each part of the best, and beside it what matches it in the next minima, by their "
      "numbers below; underlined are those that are another part (a cosine below {}).{}{}</p>",
      Html{look == AtlasLook::strips ? " strips" : ""}, minima.size(), head, rows,
      fmt::format("{:.1f}", same_part),
      Html{look == AtlasLook::strips
               ? " Each strip is the part over the columns of the data, darkest where it is largest."
               : ""},
      left);
}

Html labels_table(const Atlas& atlas) {
  constexpr std::array<double, 3> least = {0.95, 0.5, 0};
  Html rows;
  for (const auto& [name, lines] :
       {std::pair{"Rows", &atlas.trust.rows}, {"Columns", &atlas.trust.columns}}) {
    std::array<Index, 3> counts = {};
    Index all = 0;
    for (const double agreement : *lines) {
      if (!(agreement >= 0)) continue;
      ++all;
      std::size_t bin = 0;
      while (agreement < least[bin]) ++bin;
      ++counts[bin];
    }
    if (all == 0) continue;
    const auto part_of = [&](std::size_t bin) {
      return markup("{} <span class='which'>({} %)</span>", show_integer(static_cast<double>(counts[bin])),
                    std::lround(100 * static_cast<double>(counts[bin]) / static_cast<double>(all)));
    };
    rows += row("", "", escape(name),
                cell("keep their label in 95 % of starts or more", part_of(0)) +
                    cell("in half or more", part_of(1)) + cell("in fewer", part_of(2)));
  }
  return table({"", "keep their label in 95 % of starts or more", "in half or more", "in fewer"}, rows,
               "How steady labels are");
}

}  // namespace orthant::report

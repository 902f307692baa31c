#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

/// Together the charts may take this many bars: the page stays small.
constexpr Index most_bars = 12'000;
constexpr Index all_columns = 200;       ///< up to here every column of every part may be drawn
constexpr Index strongest_columns = 40;  ///< where that is too many, these many per part
constexpr std::size_t most_cards = 60;
constexpr std::size_t names_of_card = 10, names_in_text = 6;

/// By their share, largest first: their own order unless columns were fixed.
std::vector<std::size_t> parts_by_share(const Solution& solution) {
  std::vector<std::size_t> order(solution.parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return solution.parts[a].share > solution.parts[b].share;
  });
  return order;
}

Html picture_of_part(const ConstVectorRef& part, std::size_t number, const ImageShape& shape) {
  Index strongest = 0;
  part.maxCoeff(&strongest);
  return picture(
      part, shape,
      fmt::format("Part {} as an image of {} by {} pixels, darkest in row {}, column {}", number, shape.first,
                  shape.second, strongest / shape.second + 1, strongest % shape.second + 1));
}

/// The `most` largest entries, in the order of the columns.
std::vector<Bar> largest_bars(const ConstVectorRef& part, Index most) {
  std::vector<Index> columns(static_cast<std::size_t>(part.size()));
  std::iota(columns.begin(), columns.end(), Index{0});
  const auto keep = columns.begin() + std::min(most, part.size());
  std::partial_sort(columns.begin(), keep, columns.end(),
                    [&](Index a, Index b) { return part[a] > part[b]; });
  columns.erase(keep, columns.end());
  std::sort(columns.begin(), columns.end());
  std::vector<Bar> out;
  for (const Index j : columns) out.push_back({static_cast<std::size_t>(j) + 1, rounded(part[j])});
  return out;
}

std::string name_of(const ListedEntry& entry) {
  return entry.name.empty() ? std::to_string(entry.index + 1) : entry.name;
}

std::string names_of(const std::vector<ListedEntry>& entries, std::size_t most) {
  std::string out;
  for (std::size_t k = 0; k < std::min(most, entries.size()); ++k)
    out += (k == 0 ? "" : ", ") + name_of(entries[k]);
  return out;
}

/// A bar as long as `share` of its place; for the eye only.
Html meter(double share) {
  return markup("<span class='meter' aria-hidden='true'><i style='width:{}%'></i></span>",
                fmt::format("{:.1f}", 100 * std::clamp(share, 0.0, 1.0)));
}

/// A line for each entry: its name, its weight as a bar and as a number.
Html named_bars(const std::string& path, const std::vector<ListedEntry>& entries) {
  double largest = 0;
  const std::size_t size = std::min(names_of_card, entries.size());
  for (std::size_t i = 0; i < size; ++i) largest = std::max(largest, entries[i].weight);
  Html out;
  for (std::size_t i = 0; i < size; ++i)
    out += markup("<li><span class='name'>{}</span>{}{}</li>", name_of(entries[i]),
                  meter(largest > 0 ? entries[i].weight / largest : 0),
                  shown(fmt::format("{}.{}.weight", path, i), entries[i].weight, Show::percent, 2));
  return around("<ol class='names'>{}</ol>", out);
}

/// How the columns of a part are shown.
enum class Look { pictures, spectra, names, bars, numbers };

/// "85 rows, 790 columns": how many have this part as their label.
Html members(const Solution& solution, std::size_t k, Look look) {
  Html out;
  const bool sound = look == Look::spectra;
  for (const auto& [path, groups, one, many] :
       {std::tuple{"groups.rows", &solution.row_groups, sound ? "frequency" : "row",
                   sound ? "frequencies" : "rows"},
        {"groups.columns", &solution.column_groups, sound ? "time" : "column", sound ? "times" : "columns"}})
    if (const bool pixels = look == Look::pictures && groups == &solution.column_groups;
        !pixels && *groups && k < (*groups)->counts.size())
      out += markup("{}{} {}", out.empty() ? "" : ", ",
                    shown(fmt::format("{}.counts.{}", path, k), (*groups)->counts[k], Show::integer),
                    (*groups)->counts[k] == 1 ? one : many);
  return out;
}

bool is_drawable(const Solution& solution, const Matrix& factor) {
  return factor.rows() > 0 && factor.cols() == std::ssize(solution.parts) && factor.allFinite();
}

Look look_of(const Solution& solution) {
  const bool drawable = is_drawable(solution, solution.right);
  if (shows_pictures(solution)) return Look::pictures;
  if (drawable && is_drawable(solution, solution.left) && solution.data.hertz_per_row > 0 &&
      solution.data.seconds_per_column > 0)
    return Look::spectra;
  const bool names =
      !solution.data.column_names.empty() || (solution.symmetric() && !solution.data.row_names.empty());
  return names ? Look::names : drawable ? Look::bars : Look::numbers;
}

/// Everything of a card below its picture, chart or list of names.
Html card_text(const Solution& solution, std::size_t k, Look look) {
  const ListedPart& part = solution.parts[k];
  Html out;
  if (look == Look::bars)
    out += around("<p>strongest columns: {}</p>", escape(names_of(part.columns, names_in_text)));
  const std::string by_weight = names_of(part.columns, names_of_card);
  if (look == Look::names && by_weight != names_of(part.distinctive_columns, names_of_card))
    out += around("<details><summary>by weight alone</summary><p>{}</p></details>", escape(by_weight));
  if (look == Look::spectra)
    out += around("<p>strongest: {}</p>", escape(names_of(part.rows, names_in_text)));
  else if (!solution.data.row_names.empty())
    out += around("<p>rows: {}</p>", escape(names_of(part.distinctive_rows, names_in_text)));
  return out;
}

/// The part over frequencies and over times, and their places.
Html spectrum_and_times(const Solution& solution, std::size_t k, double highest, std::vector<Chart>& charts) {
  const DataDescription& data = solution.data;
  const auto column = static_cast<Index>(k);
  const auto add = [&](const std::string& id, const Curve& curve, const char* title, const char* over) {
    charts.push_back({id, curve_plot(curve, title, fmt::format("Part {} over {}", k + 1, over))});
    return chart_place(id);
  };
  return add(fmt::format("part-{}", k + 1),
             {solution.left.col(column), data.hertz_per_row,
              std::min(highest, data.hertz_per_row * static_cast<double>(data.rows - 1))},
             "frequency, Hz", "frequencies") +
         add(fmt::format("part-{}-times", k + 1),
             {solution.right.col(column), data.seconds_per_column,
              data.seconds_per_column * static_cast<double>(data.cols - 1)},
             "time, s", "times");
}

/// Up to here some part has a hundredth of its largest frequency, and a little further.
double highest_frequency(const Solution& solution) {
  Index last = 0;
  for (Index k = 0; k < solution.left.cols(); ++k) {
    const double least = 0.01 * solution.left.col(k).maxCoeff();
    for (Index i = last; i < solution.left.rows(); ++i)
      if (solution.left(i, k) > least) last = i;
  }
  return 1.05 * solution.data.hertz_per_row * static_cast<double>(last + 1);
}

}  // namespace

bool shows_pictures(const Solution& solution) {
  const auto [height, width] = solution.data.image_shape.value_or(ImageShape{0, 0});
  return height > 0 && width > 0 && height * width == solution.right.rows() &&
         solution.right.rows() <= most_pixels && is_drawable(solution, solution.right);
}

Gallery part_cards(const Solution& solution) {
  Gallery gallery;
  const Index columns = solution.right.rows();
  const Index rank = std::ssize(solution.parts);
  if (rank == 0) return gallery;
  const Look look = look_of(solution);
  const bool every_column = columns <= all_columns || columns * rank <= most_bars;
  const Index bars_each = every_column ? columns : strongest_columns;
  std::size_t most = most_cards;
  if (look == Look::pictures) most = static_cast<std::size_t>(std::max<Index>(1, most_pixels / columns));
  if (look == Look::bars)
    most = std::min(most, static_cast<std::size_t>(std::max<Index>(1, most_bars / bars_each)));

  const double highest = look == Look::spectra ? highest_frequency(solution) : 0;
  double largest = 0;
  for (const ListedPart& part : solution.parts) largest = std::max(largest, part.share);
  Html cards;
  std::size_t drawn = 0;
  for (const std::size_t k : parts_by_share(solution)) {
    if (++drawn > most) break;
    const ListedPart& part = solution.parts[k];
    const std::string path = fmt::format("parts.{}", k);
    Html body;
    if (look == Look::pictures) {
      body = picture_of_part(solution.right.col(static_cast<Index>(k)), k + 1, *solution.data.image_shape);
    } else if (look == Look::spectra) {
      body = spectrum_and_times(solution, k, highest, gallery.charts);
    } else if (look == Look::bars) {
      const std::string id = fmt::format("part-{}", k + 1);
      body = chart_place(id);
      gallery.charts.push_back(
          {id, part_plot(largest_bars(solution.right.col(static_cast<Index>(k)), bars_each),
                         static_cast<std::size_t>(columns),
                         fmt::format("Part {}; strongest columns: {}", k + 1,
                                     names_of(part.columns, names_in_text)))});
    } else {
      body = named_bars(path + ".distinctive_columns", part.distinctive_columns);
    }
    cards += markup("<article class='part'><header><b>{}</b> {}{}</header>{}{}{}</article>\n", k + 1,
                    shown(path + ".share", part.share, Show::percent, 3),
                    meter(largest > 0 ? part.share / largest : 0), body, card_text(solution, k, look),
                    around("<p class='members'>{}</p>", members(solution, k, look)));
  }
  drawn = std::min(most, solution.parts.size());
  gallery.figures =
      markup("<div class='cards {}'>\n{}</div>", look == Look::pictures ? "pictures" : "", cards);
  switch (look) {
    case Look::pictures:
      gallery.note = Html{"Each picture is drawn on its own scale: the darkest pixel is its largest entry."};
      break;
    case Look::spectra:
      gallery.note = Html{
          "Above, which frequencies a part is made of; below, when it is heard. Each curve is drawn on its own scale."};
      break;
    case Look::bars:
      gallery.note =
          every_column
              ? Html{"One bar for each column of the data, relative to the part’s own largest entry."}
              : markup("Of {} columns, the {} strongest of each part are drawn.",
                       show_integer(static_cast<double>(columns)), strongest_columns);
      break;
    case Look::names:
    case Look::numbers:
      gallery.note = markup(
          "Listed are the {} that tell a part from the others: those whose weight in the part times the square of the "
          "part’s share in them is largest <span class='term'>relevance</span>; bar and number are the weight.",
          solution.symmetric() ? "rows" : "columns");
  }
  if (drawn < solution.parts.size())
    gallery.note += markup(" The {} largest of {} parts are shown.", drawn, rank);
  return gallery;
}

namespace {

/// "291 of 500 rows are clear"
Html clear_labels(const Solution& solution, const char* which, const std::optional<ListedGroups>& groups) {
  if (!groups || solution.parts.size() < 2) return {};
  const std::string path = fmt::format("groups.{}", which);
  Index labelled = 0;
  for (const Index count : groups->counts) labelled += count;
  return markup("{} of {} {} are clear{}", shown(path + ".clear", groups->clear, Show::integer),
                show_integer(static_cast<double>(labelled)), which,
                groups->none == 0 ? Html{}
                                  : markup(" ({} have no fit and no label)",
                                           shown(path + ".none", groups->none, Show::integer)));
}

/// How strongly a cell is coloured, 0 to 4.
int shade(double share) {
  return static_cast<int>(std::lround(4 * std::clamp(share, 0.0, 1.0)));
}

Html confusion_table(const Agreement& agreement, const std::string& group) {
  constexpr std::size_t most_classes = 24, most_lines = 60;
  const std::size_t classes = agreement.classes.size();
  if (classes > most_classes || agreement.table.size() > most_lines) return {};
  std::vector<Index> totals(classes, 0);
  const auto add = [&](const std::vector<Index>& line) {
    for (std::size_t c = 0; c < std::min(classes, line.size()); ++c) totals[c] += line[c];
  };
  for (const auto& line : agreement.table) add(line);
  add(agreement.unlabelled);
  Html head = markup("<th scope='col'>{}</th>", capital(group));
  for (const std::string& name : agreement.classes)
    head += markup("<th scope='col'><span>{}</span></th>", name);
  Html rows;
  const auto row_of = [&](const Html& first, const std::string& path, const std::vector<Index>& line,
                          const std::optional<Index>& matched) {
    Html cells;
    for (std::size_t c = 0; c < std::min(classes, line.size()); ++c) {
      const double share = totals[c] > 0 ? static_cast<double>(line[c]) / static_cast<double>(totals[c]) : 0;
      cells += markup("<td class='shade s{}{}'>{}</td>", shade(share),
                      matched == static_cast<Index>(c) ? " matched" : "",
                      shown(fmt::format("{}.{}", path, c), line[c], Show::integer));
    }
    rows += markup("<tr><th scope='row'>{}</th>{}</tr>", first, cells);
  };
  for (std::size_t k = 0; k < agreement.table.size(); ++k)
    row_of(markup("{}", k + 1), fmt::format("agreement.table.{}", k), agreement.table[k],
           k < agreement.class_of.size() ? agreement.class_of[k] : std::nullopt);
  if (std::any_of(agreement.unlabelled.begin(), agreement.unlabelled.end(), [](Index n) { return n > 0; }))
    row_of(Html{"none"}, "agreement.unlabelled", agreement.unlabelled, std::nullopt);
  return markup(
      "<div class='frame'><table class='dense confusion{}'><caption>{}s and known classes</caption>"
      "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
      Html{classes > 8 ? " upright" : ""}, capital(group), head, rows);
}

}  // namespace

Html groups_sentence(const Solution& solution) {
  const Html rows = clear_labels(solution, "rows", solution.row_groups);
  const Html columns = clear_labels(solution, "columns", solution.column_groups);
  if (rows.empty()) return {};
  Html out = markup(
      "Every row{} belongs to the part that is largest in it. Where that is at least as large as all others together it "
      "is clear: {}{}.",
      columns.empty() ? "" : " and every column", rows, around(", and {}", columns));
  const auto file = solution.files.find("labels");
  if (file != solution.files.end()) out += markup(" All labels are in <code>{}</code>", file->second);
  const auto other = solution.files.find("column_labels");
  if (other != solution.files.end()) out += markup(" and <code>{}</code>", other->second);
  return file == solution.files.end() ? out : out + Html{"."};
}

Html agreement_section(const std::optional<Agreement>& known, const std::string& group) {
  if (!known) return {};
  const Agreement& agreement = *known;
  const auto number = [](const char* name, double value) {
    return shown(std::string("agreement.") + name, value, Show::decimal, 3);
  };
  const Html unknown = agreement.unknown == 0
                           ? Html{}
                           : markup("; {} without a known label are left out",
                                    shown("agreement.unknown", agreement.unknown, Show::integer));
  Html out = markup("<p class='lead'>{} {} have a known label in <code>{}</code>, of {} classes{}.</p>",
                    shown("agreement.compared", agreement.compared, Show::integer), to_string(agreement.of),
                    shown_text("agreement.name", agreement.name),
                    shown("agreement.classes.length", agreement.classes.size(), Show::integer), unknown);
  out +=
      key_figures(key_figure("Adjusted Rand index", number("adjusted_rand", agreement.adjusted_rand),
                             {"1: the same groups; 0: what chance gives"}) +
                  key_figure("Mutual information", number("mutual_information", agreement.mutual_information),
                             {"normalised by the mean of both entropies; 1: one tells the other"}) +
                  key_figure("Errors", shown("agreement.errors", agreement.errors, Show::integer),
                             markup("with each {} matched to one class as well as can be", group)));
  const Html table = confusion_table(agreement, group);
  if (!table.empty())
    out +=
        table +
        markup(
            "<p class='aside'>The darker, the larger a share of its class; outlined is the class that a {} is "
            "matched to.</p>",
            group);
  return out;
}

}  // namespace orthant::report

#include "print_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "orthant/files/input_file.hpp"

namespace orthant::app {

namespace {

constexpr std::size_t most_parts = 30;    ///< lines
constexpr std::size_t most_numbers = 12;  ///< in a line of numbers
constexpr std::size_t most_names = 8;
constexpr std::size_t line_width = 76;  ///< of the names in a line
constexpr std::size_t name_width = 28;

}  // namespace

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string shown_name(const std::string& name) {
  const std::string text = on_one_line(valid_utf8(name));
  if (characters(text) <= name_width) return text;
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end)
    if ((text[end] & 0xC0) != 0x80 && ++count == name_width) break;
  return text.substr(0, end) + "…";
}

namespace {

/// Filled up with blanks, before it or behind it.
std::string padded(const std::string& text, std::size_t width, bool before) {
  const std::string blanks(width - std::min(width, characters(text)), ' ');
  return before ? blanks + text : text + blanks;
}

/// "market, stock, price": as many as stand in a line.
std::string names_in_line(const std::vector<ListedEntry>& entries) {
  std::string out;
  for (std::size_t k = 0; k < std::min(most_names, entries.size()); ++k) {
    const std::string name =
        entries[k].name.empty() ? std::to_string(entries[k].index + 1) : shown_name(entries[k].name);
    if (k > 0 && characters(out) + 2 + characters(name) > line_width) break;
    out += (k == 0 ? "" : ", ") + name;
  }
  return out.empty() ? "–" : out;
}

bool named(const std::vector<std::string>& names) {
  return !names.empty();
}

/// "4, 2, 2": at most so many, and how many more.
template <class Number>
std::string numbers_in_line(const std::vector<Number>& numbers, fmt::format_string<const Number&> format) {
  std::string out;
  for (std::size_t k = 0; k < std::min(most_numbers, numbers.size()); ++k)
    out += (k == 0 ? "" : ", ") + fmt::format(format, numbers[k]);
  if (numbers.size() > most_numbers) out += fmt::format(", {} more", numbers.size() - most_numbers);
  return out;
}

std::string groups_in_words(const char* what, const ListedGroups& groups) {
  Index labelled = 0;
  for (const Index count : groups.counts) labelled += count;
  return fmt::format("{} {} ({} of {} clear{})", what, numbers_in_line(groups.counts, "{}"), groups.clear,
                     labelled, groups.none > 0 ? fmt::format(", {} without a label", groups.none) : "");
}

void print_confusion(const Agreement& agreement, const std::string& group) {
  constexpr std::size_t most_classes = 8;
  if (agreement.classes.size() > most_classes || agreement.table.size() > most_parts) return;
  std::vector<std::string> heads;
  const std::size_t first = group.size();
  for (const std::string& name : agreement.classes) heads.push_back(shown_name(name));
  std::vector<std::string> lines;
  const auto line = [&](const std::string& head, const std::vector<Index>& counts) {
    std::string out = "   " + padded(head, first, false);
    for (std::size_t c = 0; c < heads.size(); ++c)
      out +=
          "  " + padded(std::to_string(counts.at(c)), std::max<std::size_t>(5, characters(heads[c])), true);
    return out;
  };
  std::string top = "\n   " + group;
  for (const std::string& head : heads)
    top += "  " + padded(head, std::max<std::size_t>(5, characters(head)), true);
  fmt::print("{}\n", top);
  for (std::size_t k = 0; k < agreement.table.size(); ++k) {
    const auto& matched = agreement.class_of.at(k);
    fmt::print("{}{}\n", line(std::to_string(k + 1), agreement.table[k]),
               matched ? "  " + heads.at(static_cast<std::size_t>(*matched)) : "");
  }
  if (std::any_of(agreement.unlabelled.begin(), agreement.unlabelled.end(), [](Index n) { return n > 0; }))
    fmt::print("{}\n", line("none", agreement.unlabelled));
}

}  // namespace

bool has_names(const Solution& solution) {
  return named(solution.data.column_names) || named(solution.data.row_names);
}

void print_parts(const Solution& solution) {
  if (solution.parts.empty()) return;
  const bool columns = named(solution.data.column_names) || solution.symmetric();
  const bool rows = named(solution.data.row_names) && !solution.symmetric();
  fmt::print("parts     share of the sum of the fit, and the {} that tell it from the others\n",
             columns && rows                    ? "columns and rows"
             : columns && !solution.symmetric() ? "columns"
                                                : "rows");
  for (std::size_t k = 0; k < std::min(most_parts, solution.parts.size()); ++k) {
    const ListedPart& part = solution.parts[k];
    fmt::print("  {:>2}  {:>5.1f} %  {}\n", k + 1, 100 * part.share,
               names_in_line(columns ? part.distinctive_columns : part.distinctive_rows));
    if (columns && rows) fmt::print("               {}\n", names_in_line(part.distinctive_rows));
  }
  if (solution.parts.size() > most_parts)
    fmt::print("   {} more, of smaller share\n", solution.parts.size() - most_parts);
}

void print_shares(const Solution& solution) {
  if (solution.parts.size() < 2) return;
  std::vector<double> shares;
  for (const ListedPart& part : solution.parts) shares.push_back(100 * part.share);
  fmt::print("parts     {} % of the sum of the fit\n", numbers_in_line(shares, "{:.1f}"));
}

void print_groups(const Solution& solution) {
  if (solution.parts.size() < 2 || !solution.row_groups) return;
  fmt::print("groups    {}\n", groups_in_words("rows", *solution.row_groups));
  if (solution.column_groups)
    fmt::print("          {}\n", groups_in_words("columns", *solution.column_groups));
}

void print_agreement(const std::optional<Agreement>& known, const char* group) {
  if (!known) return;
  const Agreement& agreement = *known;
  fmt::print(
      "labels    {}: {} {} in {} classes; adjusted Rand index {:.3f}, mutual information {:.3f}, {} error{}\n",
      agreement.name, agreement.compared, to_string(agreement.of), agreement.classes.size(),
      agreement.adjusted_rand, agreement.mutual_information, agreement.errors,
      agreement.errors == 1 ? "" : "s");
  if (agreement.unknown > 0) fmt::print("          {} without a known label\n", agreement.unknown);
  print_confusion(agreement, group);
}

}  // namespace orthant::app

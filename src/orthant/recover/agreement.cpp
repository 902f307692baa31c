#include "orthant/recover/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <unordered_map>

#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/label_lines.hpp"
#include "orthant/recover/matching.hpp"

namespace orthant {

namespace {

constexpr std::size_t most_classes = 1000;

bool is_unknown(std::string_view label) {
  return label.empty() || label == "NA";
}

LabelLines label_lines_of(const std::string& file) {
  std::ifstream in = open_input(file, file, "labels, one a line, or a name and a label");
  return read_label_lines(in, file);
}

/// One side of the data that labels may be of.
struct LabelledSide {
  LabelsOf of;
  Index size;
  const std::vector<std::string>& names;
};

std::vector<LabelledSide> sides_of_data(const Data& data, LabelsOf of, bool symmetric) {
  std::vector<LabelledSide> out;
  const bool names_of_columns = symmetric && data.row_names.empty();
  if (of != LabelsOf::columns || symmetric)
    out.push_back({LabelsOf::rows, data.rows(), names_of_columns ? data.column_names : data.row_names});
  if (of != LabelsOf::rows && !symmetric) out.push_back({LabelsOf::columns, data.cols(), data.column_names});
  return out;
}

KnownLabels labels_in_order(const std::string& file, const LabelLines& read,
                            const std::vector<LabelledSide>& sides) {
  const auto count = static_cast<Index>(read.lines.size());
  for (const Index header : {0, 1}) {
    for (const LabelledSide& side : sides) {
      if (count - header != side.size) continue;
      std::vector<std::string> labels;
      for (std::size_t k = static_cast<std::size_t>(header); k < read.lines.size(); ++k)
        labels.push_back(read.lines[k].label);
      return known_labels(file, side.of, labels);
    }
  }
  std::string expected;
  for (const LabelledSide& side : sides)
    expected += fmt::format("{}{}, one for each {}", expected.empty() ? "" : ", or ", side.size,
                            side.of == LabelsOf::rows ? "row" : "column");
  refuse(file, fmt::format("{} labels; expected {} of the data", count, expected));
}

/// The lines from where their names count 1, 2, 3, … or 0, 1, 2, …: all, or those below a header.
std::optional<LabelLines> counted_lines(const LabelLines& read) {
  for (const std::size_t header : {0, 1})
    for (const std::size_t from : {0, 1}) {
      bool counts = read.lines.size() > header;
      for (std::size_t k = header; counts && k < read.lines.size(); ++k)
        counts = read.lines[k].name == std::to_string(k - header + from);
      if (counts)
        return LabelLines{{read.lines.begin() + static_cast<std::ptrdiff_t>(header), read.lines.end()}, true};
    }
  return std::nullopt;
}

KnownLabels labels_by_name(const std::string& file, const LabelLines& read,
                           const std::vector<LabelledSide>& sides) {
  std::unordered_map<std::string_view, const LabelLine*> of_name;
  for (const LabelLine& line : read.lines) {
    const auto [at, added] = of_name.try_emplace(line.name, &line);
    if (!added && at->second->label != line.label)
      refuse(file, fmt::format("line {}: {} has another label than in line {}; expected one", line.number,
                               quote(line.name), at->second->number));
  }
  const LabelledSide* best = nullptr;
  Index most = 0;
  for (const LabelledSide& side : sides) {
    const auto found =
        static_cast<Index>(std::count_if(side.names.begin(), side.names.end(), [&](const std::string& name) {
          return of_name.find(name) != of_name.end();
        }));
    if (found <= most) continue;
    most = found;
    best = &side;
  }
  if (best == nullptr) {
    if (const auto counted = counted_lines(read)) return labels_in_order(file, *counted, sides);
    const bool named =
        std::any_of(sides.begin(), sides.end(), [](const LabelledSide& side) { return !side.names.empty(); });
    refuse(file,
           named
               ? fmt::format("line {}: no name is one of the data ({}, …); expected names of rows or columns",
                             read.lines.front().number, quote(read.lines.front().name))
               : "names with the labels, but the data have none; expected a label alone in every line");
  }
  std::vector<std::string> labels;
  for (const std::string& name : best->names) {
    const auto at = of_name.find(name);
    labels.push_back(at == of_name.end() ? "" : at->second->label);
  }
  return known_labels(file, best->of, labels);
}

/// C(n, 2)
long double pairs_of(Index n) {
  return static_cast<long double>(n) * static_cast<long double>(n - 1) / 2;
}

/// −Σ p log p of counts.
double entropy_of(const std::vector<Index>& counts, Index total) {
  double out = 0;
  for (const Index count : counts) {
    const double p = static_cast<double>(count) / static_cast<double>(total);
    if (count > 0) out -= p * std::log(p);
  }
  return out;
}

/// Both indices of a table of counts.
void compare_groups(const std::vector<std::vector<Index>>& table, Agreement& out) {
  std::vector<Index> of_group(table.size(), 0), of_class(out.classes.size(), 0);
  long double together = 0;
  for (std::size_t k = 0; k < table.size(); ++k)
    for (std::size_t c = 0; c < of_class.size(); ++c) {
      of_group[k] += table[k][c];
      of_class[c] += table[k][c];
      together += pairs_of(table[k][c]);
    }
  long double in_groups = 0, in_classes = 0;
  for (const Index count : of_group) in_groups += pairs_of(count);
  for (const Index count : of_class) in_classes += pairs_of(count);
  const long double all = pairs_of(out.compared);
  const long double expected = all > 0 ? in_groups * in_classes / all : 0;
  const long double range = (in_groups + in_classes) / 2 - expected;
  out.adjusted_rand = range > 0 ? static_cast<double>((together - expected) / range) : 1;

  double information = 0;
  const auto total = static_cast<double>(out.compared);
  for (std::size_t k = 0; k < table.size(); ++k)
    for (std::size_t c = 0; c < of_class.size(); ++c)
      if (const auto count = static_cast<double>(table[k][c]); count > 0)
        information +=
            count / total *
            std::log(count * total / (static_cast<double>(of_group[k]) * static_cast<double>(of_class[c])));
  const double mean = (entropy_of(of_group, out.compared) + entropy_of(of_class, out.compared)) / 2;
  out.mutual_information = mean > 0 ? std::clamp(information / mean, 0.0, 1.0) : 1;
}

}  // namespace

KnownLabels known_labels(std::string name, LabelsOf of, const std::vector<std::string>& labels) {
  KnownLabels out{.name = std::move(name), .of = of};
  std::vector<std::pair<double, std::string>> sorted;
  bool numbers = true;
  for (const std::string& label : labels) {
    if (is_unknown(label)) continue;
    double value = 0;
    numbers = numbers && parse_number(label, value) == Number::finite;
    sorted.emplace_back(value, label);
  }
  if (!numbers)
    for (auto& [value, label] : sorted) value = 0;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  if (sorted.empty() || sorted.size() > most_classes)
    refuse(out.name, fmt::format("{} different labels; expected classes, 1 to {} of them", sorted.size(),
                                 most_classes));
  std::unordered_map<std::string_view, Index> class_of;
  for (const auto& [value, label] : sorted) {
    class_of.emplace(label, static_cast<Index>(out.classes.size()));
    out.classes.push_back(label);
  }
  for (const std::string& label : labels) out.given.push_back(is_unknown(label) ? -1 : class_of.at(label));
  return out;
}

KnownLabels read_known_labels(const std::string& file, const Data& data, LabelsOf of, bool symmetric) {
  const LabelLines read = label_lines_of(file);
  const std::vector<LabelledSide> sides = sides_of_data(data, of, symmetric);
  return read.named ? labels_by_name(file, read, sides) : labels_in_order(file, read, sides);
}

Agreement agreement_of(const std::vector<Label>& labels, Index parts, const KnownLabels& known) {
  Agreement out{.name = std::filesystem::path(known.name).filename().string(),
                .of = known.of,
                .classes = known.classes};
  const std::size_t classes = known.classes.size();
  out.table.assign(static_cast<std::size_t>(parts), std::vector<Index>(classes, 0));
  out.unlabelled.assign(classes, 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Index of_class = known.given.at(i);
    if (of_class < 0) {
      ++out.unknown;
      continue;
    }
    ++out.compared;
    std::vector<Index>& line = labels[i].part == Label::none
                                   ? out.unlabelled
                                   : out.table.at(static_cast<std::size_t>(labels[i].part));
    ++line[static_cast<std::size_t>(of_class)];
  }
  std::vector<std::vector<Index>> groups = out.table;
  groups.push_back(out.unlabelled);
  compare_groups(groups, out);

  Matrix counts(parts, static_cast<Index>(classes));
  for (Index k = 0; k < parts; ++k)
    for (Index c = 0; c < counts.cols(); ++c)
      counts(k, c) = static_cast<double>(out.table[static_cast<std::size_t>(k)][static_cast<std::size_t>(c)]);
  out.errors = out.compared;
  for (const Index c : best_matching(counts)) {
    const auto k = static_cast<Index>(out.class_of.size());
    const bool empty = c < 0 || counts(k, c) == 0;  // matched for want of a better one
    out.class_of.push_back(empty ? std::nullopt : std::optional(c));
    if (!empty) out.errors -= static_cast<Index>(counts(k, c));
  }
  return out;
}

}  // namespace orthant

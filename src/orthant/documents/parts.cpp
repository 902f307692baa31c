#include "orthant/documents/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "orthant/files/atomic_file.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/recover/matching.hpp"

namespace orthant {

namespace {

constexpr double most_compared_minima = 30, most_compared_parts = 1000, most_comparing_flops = 5e9;
constexpr std::size_t most_names_of_a_match = 5;

const std::vector<std::string>& row_names_of(const Recovery& recovery) {
  const Data& data = recovery.data;
  return recovery.symmetric() && data.row_names.empty() ? data.column_names : data.row_names;
}

/// What stands in the rows of the right factor: those of UUᵀ are rows of the data too.
const std::vector<std::string>& column_names_of(const Recovery& recovery) {
  return recovery.symmetric() ? row_names_of(recovery) : recovery.data.column_names;
}

/// The factors of a point without the columns of offsets, which come last: those are no parts.
Matrix without_offsets(const Recovery& recovery, const Matrix& V) {
  const FixedColumns* fixed = recovery.objective->fixed_columns();
  const Matrix U = recovery.objective->factors(V);
  return fixed != nullptr && fixed->offsets ? U.leftCols(*fixed->offsets) : U;
}

Matrix best_factors(const Recovery& recovery) {
  return without_offsets(recovery, recovery.best().U);
}

/// Shares are of the whole fit, offsets included.
std::vector<FitPart> parts_at(const Recovery& recovery, const Matrix& V, Index most) {
  const Matrix U = recovery.objective->factors(V);
  std::vector<FitPart> out = parts_of(U, recovery.rows(), recovery.symmetric(), most);
  const FixedColumns* fixed = recovery.objective->fixed_columns();
  if (fixed != nullptr && fixed->offsets && !out.empty())
    out.resize(static_cast<std::size_t>(*fixed->offsets));
  return out;
}

PartLabels labels_at(const Recovery& recovery, const Matrix& U) {
  const bool squares = recovery.options.model.loss == Loss::frobenius;
  return labels_of(U, recovery.rows(), recovery.symmetric(), squares ? PartSize::norm : PartSize::sum);
}

std::vector<ListedEntry> listed_entries(const std::vector<PartEntry>& entries,
                                        const std::vector<std::string>& names) {
  std::vector<ListedEntry> out;
  for (const PartEntry& entry : entries) {
    const auto at = static_cast<std::size_t>(entry.index);
    out.push_back({entry.index, at < names.size() ? names[at] : "", entry.weight, entry.share});
  }
  return out;
}

/// Share of those with a label in `best` whose label in `other` is the part that matches it.
double share_alike(const std::vector<Label>& best, const std::vector<Label>& other,
                   const std::vector<MatchedPart>& matched) {
  Index labelled = 0, alike = 0;
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (best[i].part == Label::none) continue;
    ++labelled;
    alike += matched[static_cast<std::size_t>(best[i].part)].part == other[i].part ? 1 : 0;
  }
  return labelled > 0 ? static_cast<double>(alike) / static_cast<double>(labelled) : 1;
}

/// So many minima that the document stays small and that comparing takes about a second.
std::size_t most_compared(Index rows, Index rank) {
  const auto n = static_cast<double>(rows), r = static_cast<double>(std::max<Index>(rank, 1));
  return static_cast<std::size_t>(std::min(
      {most_compared_minima, 1 + most_compared_parts / r, 1 + most_comparing_flops / (r * r * (2 * n + r))}));
}

ListedComparison compared_with(const Recovery& recovery, const PartLabels& labels, const Matrix& V) {
  const bool symmetric = recovery.symmetric();
  const Matrix U = without_offsets(recovery, V);
  const auto matched = match_parts(best_factors(recovery), U, recovery.rows(), symmetric);
  const auto parts = parts_at(recovery, V, most_names_of_a_match);
  ListedComparison out;
  for (const MatchedPart& match : matched) {
    ListedMatch listed{match.part, match.columns, match.rows, {}};
    if (const auto at = static_cast<std::size_t>(match.part); at < parts.size())
      for (const PartEntry& entry : parts[at].columns.distinctive)
        listed.names.push_back(name_or_number(column_names_of(recovery), entry.index));
    out.parts.push_back(std::move(listed));
  }
  const PartLabels other = labels_at(recovery, U);
  out.rows_alike = share_alike(labels.rows, other.rows, matched);
  if (!symmetric) out.columns_alike = share_alike(labels.columns, other.columns, matched);
  return out;
}

/// As RFC 4180 has it; blanks at the ends, which readers drop, stand within quotation marks too.
std::string csv_field(const std::string& text) {
  const bool plain = text.find_first_of(",;\t\"\r\n") == std::string::npos && !text.starts_with('#') &&
                     !text.starts_with(' ') && !text.ends_with(' ');
  if (plain) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

/// Lines that go to a file as they come.
class CsvWriter {
 public:
  explicit CsvWriter(const std::string& path) : file_(path) {}

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    if (text_.size() < 1U << 16) return;
    file_.write(text_);
    text_.clear();
  }

  void commit() {
    file_.write(text_);
    file_.commit();
  }

 private:
  AtomicFile file_;
  std::string text_;
};

void write_factor_csv(const std::string& path, const ConstMatrixRef& factor,
                      const std::vector<std::string>& names) {
  CsvWriter out(path);
  for (Index k = 0; k < factor.cols(); ++k) out.add(",part {}", k + 1);
  out.add("\n");
  for (Index i = 0; i < factor.rows(); ++i) {
    out.add("{}", csv_field(name_or_number(names, i)));
    for (Index k = 0; k < factor.cols(); ++k) out.add(",{}", factor(i, k));
    out.add("\n");
  }
  out.commit();
}

const KnownLabels* known_of(const Recovery& recovery, LabelsOf of) {
  return recovery.known && recovery.known->of == of ? &*recovery.known : nullptr;
}

}  // namespace

void write_labels(const std::string& path, const char* kind, const std::vector<Label>& labels,
                  const std::vector<std::string>& names, const KnownLabels* known) {
  CsvWriter out(path);
  out.add("{},label,clarity{}\n", kind, known != nullptr ? ",known" : "");
  for (std::size_t i = 0; i < labels.size(); ++i) {
    out.add("{}", csv_field(name_or_number(names, static_cast<Index>(i))));
    if (labels[i].part == Label::none)
      out.add(",,");
    else
      out.add(",{},{}", labels[i].part + 1, labels[i].clarity);
    if (known != nullptr)
      out.add(",{}", known->given[i] < 0
                         ? ""
                         : csv_field(known->classes[static_cast<std::size_t>(known->given[i])]));
    out.add("\n");
  }
  out.commit();
}

std::vector<ListedPart> listed_parts(const Recovery& recovery) {
  std::vector<ListedPart> out;
  const auto& columns = column_names_of(recovery);
  const auto& rows = row_names_of(recovery);
  for (const FitPart& part : parts_at(recovery, recovery.best().U, recovery.options.top))
    out.push_back({part.share, listed_entries(part.columns.strongest, columns),
                   listed_entries(part.columns.distinctive, columns),
                   listed_entries(part.rows.strongest, rows), listed_entries(part.rows.distinctive, rows)});
  return out;
}

std::optional<ListedGroups> listed_groups(const Recovery& recovery, LabelsOf of) {
  const Matrix U = best_factors(recovery);
  if (U.size() == 0 || (of == LabelsOf::columns && recovery.symmetric())) return std::nullopt;
  const PartLabels all = labels_at(recovery, U);
  const std::vector<Label>& labels = of == LabelsOf::columns ? all.columns : all.rows;
  ListedGroups out;
  out.counts = label_counts(labels, U.cols());
  std::vector<double> clarities;
  for (const Label& label : labels) {
    out.none += label.part == Label::none ? 1 : 0;
    out.clear += label.clarity >= 0.5 ? 1 : 0;
    if (label.part != Label::none) clarities.push_back(label.clarity);
  }
  if (clarities.empty()) return std::nullopt;
  const auto middle = clarities.begin() + static_cast<std::ptrdiff_t>(clarities.size() / 2);
  std::nth_element(clarities.begin(), middle, clarities.end());
  out.median_clarity = *middle;
  return out;
}

std::vector<std::optional<ListedComparison>> compared_minima(const Recovery& recovery) {
  const MultiStartResult& search = recovery.search;
  std::vector<std::optional<ListedComparison>> out(search.minima.size());
  const PartLabels labels = labels_at(recovery, best_factors(recovery));
  const auto most = std::min(search.minima.size(), most_compared(search.best.U.rows(), search.best.U.cols()));
  for (std::size_t m = 0; m < most; ++m) {
    const Minimum& minimum = search.minima[m];
    if (!minimum.holds(search.best_start) && minimum.certificate.U.size() > 0)
      out[m] = compared_with(recovery, labels, minimum.certificate.U);
  }
  return out;
}

std::optional<Agreement> listed_agreement(const Recovery& recovery) {
  if (!recovery.known) return std::nullopt;
  const Matrix U = best_factors(recovery);
  const PartLabels labels = labels_at(recovery, U);
  return agreement_of(recovery.known->of == LabelsOf::columns ? labels.columns : labels.rows, U.cols(),
                      *recovery.known);
}

std::map<std::string, std::string> write_part_files(const Recovery& recovery, const std::string& folder) {
  std::map<std::string, std::string> files;
  const auto path = [&](const char* key, const char* name) {
    files[key] = name;
    return (std::filesystem::path(folder) / name).string();
  };
  const PartLabels labels = labels_at(recovery, best_factors(recovery));
  write_labels(path("labels", "labels.csv"), "row", labels.rows, row_names_of(recovery),
               known_of(recovery, LabelsOf::rows));
  if (!recovery.symmetric())
    write_labels(path("column_labels", "column_labels.csv"), "column", labels.columns,
                 column_names_of(recovery), known_of(recovery, LabelsOf::columns));
  if (!recovery.options.csv) return files;
  if (recovery.symmetric()) {
    write_factor_csv(path("U_csv", "U.csv"), recovery.factors(), row_names_of(recovery));
  } else {
    write_factor_csv(path("L_csv", "L.csv"), recovery.left(), row_names_of(recovery));
    write_factor_csv(path("R_csv", "R.csv"), recovery.right(), column_names_of(recovery));
  }
  return files;
}

}  // namespace orthant

/// How well the labels of rows or columns (parts.hpp) agree with labels that are known.
///
/// n_kc: how many have part k as their label and are of class c; a_k = Σ_c n_kc, b_c = Σ_k n_kc, n = Σ_kc n_kc. Rows
/// without a label are a part of their own here; those without a known label are left out.
///
///   adjusted Rand index   (S − E) / (½(A + B) − E)
///       S = Σ_kc C(n_kc, 2),  A = Σ_k C(a_k, 2),  B = Σ_c C(b_c, 2),  E = A·B / C(n, 2)
///       1: the same groups; 0: what chance gives (Hubert & Arabie 1985)
///   normalised mutual information   I / (½(H_parts + H_classes)), by the arithmetic mean
///   errors   n − Σ_k n_{k,σ(k)}, parts matched one to one to classes by the σ that makes them least
///
/// Where both sides are one group, or all groups of one, both indices are 1.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/base/words.hpp"
#include "orthant/recover/data.hpp"
#include "orthant/recover/parts.hpp"

namespace orthant {

/// Of what labels are given. `automatic`: by their number, or the names that stand with them; rows where both fit.
enum class LabelsOf { automatic, rows, columns };
constexpr auto words_of(LabelsOf) {
  return std::to_array<Word<LabelsOf>>(
      {{LabelsOf::automatic, "auto"}, {LabelsOf::rows, "rows"}, {LabelsOf::columns, "columns"}});
}

struct KnownLabels {
  std::string name;                       ///< of the file
  LabelsOf of = LabelsOf::rows;           ///< rows or columns
  std::vector<std::string> classes = {};  ///< in increasing order: by value where all are numbers
  std::vector<Index> given = {};          ///< for each row or column its class, or −1
};

/// From one label for each row or column in order; an empty one is unknown. Throws InputError, which starts with
/// `name`, unless there are 1 to 1000 classes.
KnownLabels known_labels(std::string name, LabelsOf of, const std::vector<std::string>& labels);

/// A text file with a label a line, for rows or columns in order; or a name and a label, separated by a comma, a
/// semicolon or a tab, matched with the names of the data: names that the data do not have are passed over. A first
/// line that is a header is passed over too. An empty label and NA are unknown. Throws InputError
/// `FILE: PLACE: what was found; expected what`.
KnownLabels read_known_labels(const std::string& file, const Data& data, LabelsOf of, bool symmetric);

struct Agreement {
  std::string name;              ///< of the known labels
  LabelsOf of = LabelsOf::rows;  ///< rows or columns
  Index compared = 0, unknown = 0;
  std::vector<std::string> classes = {};
  std::vector<std::vector<Index>> table = {};       ///< n_kc: a list over classes for every part
  std::vector<Index> unlabelled = {};               ///< over classes: those without a label
  std::vector<std::optional<Index>> class_of = {};  ///< σ, for every part
  Index errors = 0;
  double adjusted_rand = 0, mutual_information = 0;  ///< the latter normalised
};

/// `parts`: how many there are.
Agreement agreement_of(const std::vector<Label>& labels, Index parts, const KnownLabels& known);

}  // namespace orthant

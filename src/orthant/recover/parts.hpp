/// What the parts of a fit are made of, and to which part each row and each column belongs.
///
/// LRᵀ = Σ_k l_k r_kᵀ is a sum of parts that are nowhere negative. Of part k
///
///   share                        s_k = (Σ_i l_ik)(Σ_j r_jk) / Σ_m (Σ_i l_im)(Σ_j r_jm)
///   weight of column j in it     w_jk = r_jk / Σ_j r_jk                               Σ_j w_jk = 1
///   its share in column j        q_jk = r_jk Σ_i l_ik / Σ_m r_jm Σ_i l_im             Σ_k q_jk = 1
/// and of rows with L and R exchanged. For UUᵀ both sides are one.
///
/// The label of column j is the part that is largest in it, argmax_k ‖r_jk l_k‖ = argmax_k r_jk ‖l_k‖, and its clarity
/// is that over the sum of the same of all parts, from 1/r to 1: at ½ the part is as large as all others together. The
/// norm is that of the loss: ‖·‖₂ for squares, the sum for divergences, of which the clarity is q. A row or column whose
/// fit is zero has no label. Nothing here changes when l_k is multiplied and r_k divided by a number: l_ik alone would.
///
/// The strongest columns of a part are those of the largest weight. What is strong in every part ("the" in texts)
/// is among them; the distinctive columns are those of the largest w_jk q_jk². Read LRᵀ, over its sum, as the
/// probability of a row, a column and a part: w_jk = p(j|k), q_jk = p(k|j) = p(j|k) p(k)/p(j), and therefore
///
///   log(w q²) = 3 (λ log p(j|k) + (1 − λ) log(p(j|k)/p(j))) + 2 log p(k)   with λ = 1/3:
///
/// the order by relevance of Sievert & Shirley 2014 at λ = 1/3. Cost: O(n r), and a partial sort for each part.
#pragma once

#include <string>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct PartEntry {
  Index index = 0;  ///< of the column or row, from 0
  double weight = 0, share = 0;
};

/// Largest first; entries of weight zero are none.
struct PartSide {
  std::vector<PartEntry> strongest, distinctive;
};

struct FitPart {
  double share = 0;
  PartSide columns;
  PartSide rows;  ///< empty for UUᵀ, whose rows are its columns
};

/// In the order of the columns of U = [L; R], with at most `most` entries in every list; empty when the fit is zero.
std::vector<FitPart> parts_of(const Matrix& U, Index left_rows, bool symmetric, Index most);

struct Label {
  static constexpr Index none = -1;
  Index part = none;   ///< from 0
  double clarity = 0;  ///< 0 for none
};
struct PartLabels {
  std::vector<Label> rows, columns;  ///< of UUᵀ: rows only
};

/// How large l_k is: in the sum of its entries, or in the Euclidean norm.
enum class PartSize { sum, norm };
PartLabels labels_of(const Matrix& U, Index left_rows, bool symmetric, PartSize size);

/// How many have each part as their label; as long as there are parts.
std::vector<Index> label_counts(const std::vector<Label>& labels, Index parts);

/// The columns of U by their share, largest first: the number of a part is its place in that order.
Matrix ordered_by_share(const Matrix& U, Index left_rows, bool symmetric);

/// Its name, or its number from 1.
std::string name_or_number(const std::vector<std::string>& names, Index index);

/// Where a direction in the factors is largest: "in row market of part 2"; of [L; R] also "column".
std::string largest_entry_in_words(const Matrix& direction, Index left_rows,
                                   const std::vector<std::string>& row_names,
                                   const std::vector<std::string>& column_names);

}  // namespace orthant

#include "orthant/recover/hold_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/files/csv_table.hpp"
#include "orthant/objectives/divergence.hpp"
#include "orthant/recover/line_names.hpp"

namespace orthant {

namespace {

/// The observed entries of data, by rows.
class ObservedEntries {
 public:
  explicit ObservedEntries(const Data& data) : data_(data) {
    if (!data.matrix->is_sparse()) return;
    if (data.observed == Observed::all)
      throw InputError(fmt::format(
          "{}: sparse data whose absent coordinates are zeros; expected observed = entries or dense data: single "
          "entries cannot be held out without a dense copy",
          data.name));
    lines_.emplace(data.matrix->row_lines());
  }

  Index rows() const { return data_.rows(); }
  Index cols() const { return data_.cols(); }
  Index size() const { return begin(rows()); }
  Index begin(Index i) const { return lines_ ? lines_->start[i] : i * cols(); }
  Index end(Index i) const { return begin(i + 1); }
  Index col(Index i, Index e) const { return lines_ ? static_cast<Index>(lines_->index[e]) : e - i * cols(); }

  /// The number of entry (i, j); −1: not observed.
  Index find(Index i, Index j) const {
    if (!lines_) return i * cols() + j;
    Index low = begin(i), high = end(i);
    while (low < high) {
      const Index middle = low + (high - low) / 2;
      if (col(i, middle) < j)
        low = middle + 1;
      else
        high = middle;
    }
    return low < end(i) && col(i, low) == j ? low : -1;
  }

  /// visit(i, j, e, x) for all of them, in order.
  template <class Visit>
  void each(const Visit& visit) const {
    Vector row(lines_ ? 0 : cols());
    for (Index i = 0; i < rows(); ++i) {
      if (!lines_) {
        row.setZero();
        data_.matrix->add_row(i, 1, row);
      }
      for (Index e = begin(i); e < end(i); ++e) {
        const Index j = col(i, e);
        visit(i, j, e, lines_ ? lines_->value[e] : row(j));
      }
    }
  }

 private:
  const Data& data_;
  std::optional<LineView> lines_;
};

/// Entries of row i that are chosen by themselves; those of symmetric data below the diagonal go with their
/// mirror.
std::vector<Index> entries_to_deal(const ObservedEntries& entries, Index i, bool symmetric) {
  std::vector<Index> out;
  for (Index e = entries.begin(i); e < entries.end(i); ++e)
    if (!symmetric || entries.col(i, e) >= i) out.push_back(e);
  return out;
}

void mirror(const ObservedEntries& entries, EntryParts& parts) {
  for (Index i = 0; i < entries.rows(); ++i)
    for (Index e = entries.begin(i); e < entries.end(i); ++e)
      if (const Index j = entries.col(i, e); j < i)
        if (const Index twin = entries.find(j, i); twin >= 0)
          parts.part[static_cast<size_t>(e)] = parts.part[static_cast<size_t>(twin)];
}

/// Gives the first entry of every row, then column, back to training that one part holds all entries of.
void keep_one_of_each_line(const ObservedEntries& entries, bool symmetric, EntryParts& parts) {
  constexpr std::uint8_t none = EntryParts::always_training, mixed = none - 1;
  const auto give_back = [&](Index i, Index e) {
    parts.part[static_cast<size_t>(e)] = none;
    if (!symmetric) return;
    if (const Index twin = entries.find(entries.col(i, e), i); twin >= 0)
      parts.part[static_cast<size_t>(twin)] = none;
  };
  const auto join = [&](std::uint8_t& seen, bool first, std::uint8_t part) {
    if (first)
      seen = part;
    else if (seen != part)
      seen = mixed;
  };
  for (Index i = 0; i < entries.rows(); ++i) {
    std::uint8_t seen = none;
    for (Index e = entries.begin(i); e < entries.end(i); ++e)
      join(seen, e == entries.begin(i), parts.part[static_cast<size_t>(e)]);
    if (seen < parts.parts) give_back(i, entries.begin(i));
  }
  const auto cols = static_cast<size_t>(entries.cols());
  std::vector<std::uint8_t> seen(cols, none);
  std::vector<std::pair<Index, Index>> first(cols, {-1, -1});
  for (Index i = 0; i < entries.rows(); ++i) {
    for (Index e = entries.begin(i); e < entries.end(i); ++e) {
      const auto j = static_cast<size_t>(entries.col(i, e));
      join(seen[j], first[j].first < 0, parts.part[static_cast<size_t>(e)]);
      if (first[j].first < 0) first[j] = {i, e};
    }
  }
  for (size_t j = 0; j < cols; ++j)
    if (seen[j] < parts.parts) give_back(first[j].first, first[j].second);
}

EntryParts nothing_held_out(const ObservedEntries& entries, int parts) {
  return {std::vector<std::uint8_t>(static_cast<size_t>(entries.size()), EntryParts::always_training), parts};
}

/// `wanted` of `from`, all subsets of that size equally likely.
void choose(std::vector<Index>& from, Index wanted, Random& random, EntryParts& parts) {
  for (Index k = 0; k < wanted; ++k) {
    const auto here = static_cast<size_t>(k);
    std::swap(from[here], from[here + random.below(from.size() - here)]);
    parts.part[static_cast<size_t>(from[here])] = 0;
  }
}

/// Σ over pieces of 4096 entries, added in order: no result depends on the number of threads.
template <class Predict>
HeldOutError error_of(const HeldOut& held_out, Loss loss, const PredictionRange& range,
                      const Predict& predict) {
  constexpr Index piece = 4096;
  const Index entries = held_out.size(), pieces = (entries + piece - 1) / piece;
  Matrix sums = Matrix::Zero(4, pieces);
#pragma omp parallel for schedule(static)
  for (Index p = 0; p < pieces; ++p) {
    auto sum = sums.col(p);
    for (Index t = p * piece; t < std::min(entries, (p + 1) * piece); ++t) {
      const auto at = static_cast<size_t>(t);
      const double x = held_out.value[at];
      const double y = std::min(predict(held_out.row[at], held_out.col[at]), range.ceiling);
      const double weight = held_out.weight.empty() ? 1 : held_out.weight[at], error = x - y;
      double misfit = error * error;
      if (loss != Loss::frobenius)
        misfit = divergence_value(
            loss == Loss::kullback_leibler ? Divergence::kullback_leibler : Divergence::itakura_saito, x,
            x > 0 ? std::max(y, range.floor) : y);
      sum += weight * Eigen::Vector4d(1, error * error, std::abs(error), misfit);
    }
  }
  Eigen::Vector4d total = Eigen::Vector4d::Zero();
  for (Index p = 0; p < pieces; ++p) total += sums.col(p);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (!(total(0) > 0)) return {entries, nan, nan, nan};
  return {entries, std::sqrt(total(1) / total(0)), total(2) / total(0), total(3) / total(0)};
}

}  // namespace

Index EntryParts::size_of(int k) const {
  return std::count(part.begin(), part.end(), static_cast<std::uint8_t>(k));
}

EntryParts random_part(const Data& data, const HoldOutOptions& options) {
  check_options(options, hold_out_options);
  const ObservedEntries entries(data);
  EntryParts parts = nothing_held_out(entries, 1);
  Random random(static_cast<std::uint64_t>(options.seed), 0x401d);
  if (options.from == HoldOutFrom::row) {
    double owed = 0;  // what rounding has left so far
    for (Index i = 0; i < entries.rows(); ++i) {
      std::vector<Index> row = entries_to_deal(entries, i, options.symmetric);
      owed += options.share * static_cast<double>(row.size());
      const auto wanted =
          std::clamp<Index>(static_cast<Index>(std::floor(owed + 0.5)), 0, static_cast<Index>(row.size()));
      owed -= static_cast<double>(wanted);
      choose(row, wanted, random, parts);
    }
  } else {
    // One entry after the other, each with the chance that makes all subsets of that size equally likely.
    Index left = 0;
    for (Index i = 0; i < entries.rows(); ++i)
      for (Index e = entries.begin(i); e < entries.end(i); ++e)
        left += !options.symmetric || entries.col(i, e) >= i;
    auto wanted = static_cast<Index>(std::llround(options.share * static_cast<double>(left)));
    for (Index i = 0; i < entries.rows(); ++i) {
      for (Index e = entries.begin(i); e < entries.end(i); ++e) {
        if (options.symmetric && entries.col(i, e) < i) continue;
        if (random.uniform() * static_cast<double>(left--) >= static_cast<double>(wanted)) continue;
        parts.part[static_cast<size_t>(e)] = 0;
        --wanted;
      }
    }
  }
  if (options.symmetric) mirror(entries, parts);
  keep_one_of_each_line(entries, options.symmetric, parts);
  return parts;
}

EntryParts fold_parts(const Data& data, int folds, long seed, bool symmetric) {
  if (folds < 2 || folds > 100) throw InputError(fmt::format("folds = {}; expected 2 ≤ folds ≤ 100", folds));
  const ObservedEntries entries(data);
  EntryParts parts = nothing_held_out(entries, folds);
  Random random(static_cast<std::uint64_t>(seed), 0xf01d);
  std::uint64_t next = 0;  // the fold whose turn it is, from row to row
  for (Index i = 0; i < entries.rows(); ++i) {
    std::vector<Index> row = entries_to_deal(entries, i, symmetric);
    for (size_t k = row.size(); k > 1; --k) std::swap(row[k - 1], row[random.below(k)]);
    for (const Index e : row)
      parts.part[static_cast<size_t>(e)] =
          static_cast<std::uint8_t>(next++ % static_cast<std::uint64_t>(folds));
  }
  if (symmetric) mirror(entries, parts);
  keep_one_of_each_line(entries, symmetric, parts);
  return parts;
}

EntryParts part_of_pairs(const Data& data, const std::string& file) {
  const ObservedEntries entries(data);
  EntryParts parts = nothing_held_out(entries, 1);
  const LineNames rows(data.row_names, data.rows()), cols(data.column_names, data.cols());
  std::ifstream in = open_input(file, file, "lines of a row and a column");
  LineReader lines(in, file, 1 << 20);
  std::string_view line;
  std::vector<std::string_view> fields;
  bool first = true;
  while (lines.next(line)) {
    if (trimmed(line).empty() || is_skipped_line(line, ',')) continue;
    const char separator = separator_of_line(line, false);
    if (!split_fields(line, separator, fields) || fields.size() < 2)
      lines.refuse_line(fmt::format("{}; expected a row and a column", quote(line)));
    const Index i = rows.find(fields[0]), j = cols.find(fields[1]);
    const bool heading = std::exchange(first, false) && i < 0 && j < 0;
    if (heading) continue;
    if (i < 0)
      lines.refuse_line(fmt::format("row {}; expected {}", quote(fields[0]), rows.expected("row", "data")));
    if (j < 0)
      lines.refuse_line(
          fmt::format("column {}; expected {}", quote(fields[1]), cols.expected("column", "data")));
    const Index e = entries.find(i, j);
    if (e < 0)
      lines.refuse_line(
          fmt::format("entry ({}, {}) is not observed; expected an observed entry", i + 1, j + 1));
    std::uint8_t& part = parts.part[static_cast<size_t>(e)];
    if (part == 0)
      lines.refuse_line(fmt::format("entry ({}, {}) is there twice; expected once", i + 1, j + 1));
    part = 0;
  }
  if (parts.size_of(0) == 0) refuse(file, "no pairs; expected lines of a row and a column");
  const Index chosen = parts.size_of(0);
  EntryParts kept = parts;
  keep_one_of_each_line(entries, false, kept);
  if (kept.size_of(0) == chosen) return parts;
  std::string line_left;
  entries.each([&](Index i, Index j, Index e, double) {
    if (line_left.empty() && kept.part[static_cast<size_t>(e)] != parts.part[static_cast<size_t>(e)])
      line_left = fmt::format("entry ({}, {})", i + 1, j + 1);
  });
  refuse(file,
         fmt::format("with {} nothing of its row or column is left; expected pairs that leave an entry of "
                     "every row and column",
                     line_left));
}

Split split(const Data& data, const EntryParts& parts, int k) {
  const ObservedEntries entries(data);
  if (static_cast<Index>(parts.part.size()) != entries.size() || k < 0 || k >= parts.parts)
    throw InputError(
        fmt::format("part {} of {} with {} entries; expected a part of these data, of {} entries", k,
                    parts.parts, parts.part.size(), entries.size()));
  const auto held = static_cast<size_t>(parts.size_of(k)), kept = parts.part.size() - held;
  CompressedLines training{entries.rows(), entries.cols(), {0}, {}, {}};
  std::vector<double> weights;
  HeldOut out;
  training.start.reserve(static_cast<size_t>(entries.rows()) + 1);
  training.index.reserve(kept);
  training.value.reserve(kept);
  for (auto* indices : {&out.row, &out.col}) indices->reserve(held);
  out.value.reserve(held);
  entries.each([&](Index i, Index j, Index e, double x) {
    while (static_cast<Index>(training.start.size()) <= i) training.start.push_back(training.nonzeros());
    const double* weight = data.weights.empty() ? nullptr : &data.weights[static_cast<size_t>(e)];
    if (parts.part[static_cast<size_t>(e)] == k) {
      out.row.push_back(static_cast<std::int32_t>(i));
      out.col.push_back(static_cast<std::int32_t>(j));
      out.value.push_back(x);
      if (weight != nullptr) out.weight.push_back(*weight * *weight);
    } else {
      training.index.push_back(static_cast<std::int32_t>(j));
      training.value.push_back(x);
      if (weight != nullptr) weights.push_back(*weight);
    }
  });
  training.start.resize(static_cast<size_t>(entries.rows()) + 1, training.nonzeros());
  Data rest;
  rest.matrix = share(DataMatrix::sparse_rows(std::move(training)));
  rest.observed = Observed::entries;
  rest.weights = std::move(weights);
  rest.name = data.name;
  rest.row_names = data.row_names;
  rest.column_names = data.column_names;
  rest.image_shape = data.image_shape;
  rest.similarity = data.similarity;
  rest.neighbours = data.neighbours;
  rest.not_numbers = data.not_numbers;
  return {std::move(rest), std::move(out)};
}

HeldOutError held_out_error(const HeldOut& held_out, const ConstMatrixRef& L, const ConstMatrixRef& R,
                            Loss loss, const PredictionRange& range) {
  const Matrix rows = L.transpose(), cols = R.transpose();
  return error_of(held_out, loss, range, [&](Index i, Index j) { return rows.col(i).dot(cols.col(j)); });
}

HeldOutError held_out_error(const HeldOut& held_out, double c, Loss loss) {
  return error_of(held_out, loss, {}, [&](Index, Index) { return c; });
}

}  // namespace orthant

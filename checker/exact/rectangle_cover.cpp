#include "checker/exact/rectangle_cover.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr long most_columns = 64;  // a set of columns is a word
constexpr std::size_t most_rectangles = 4096, most_conditions = 200000;

/// Rows × columns in the support.
struct Rectangle {
  std::vector<char> rows;
  std::uint64_t cols = 0;
  bool holds(long i, long j) const { return rows[static_cast<std::size_t>(i)] != 0 && (cols >> j & 1) != 0; }
};

/// Those that no other one contains: the intersections of supports of rows, with all rows that have them.
std::vector<Rectangle> maximal_rectangles(const RationalMatrix& A, Work& work) {
  std::vector<std::uint64_t> supports;
  for (long i = 0; i < A.rows(); ++i) {
    std::uint64_t support = 0;
    for (long j = 0; j < A.cols(); ++j) {
      if (A.sign(i, j) < 0) throw Rejected("a negative entry; expected data ≥ 0 for a bound by rectangles");
      if (A.sign(i, j) > 0) support |= std::uint64_t{1} << j;
    }
    supports.push_back(support);
  }
  std::set<std::uint64_t> sets;
  for (const std::uint64_t support : supports) {
    std::set<std::uint64_t> more = {support};
    for (const std::uint64_t other : sets) more.insert(other & support);
    work.take(50 * static_cast<double>(more.size()));
    sets.insert(more.begin(), more.end());
    if (sets.size() > most_rectangles)
      throw Rejected("more than " + std::to_string(most_rectangles) + " maximal rectangles in the support");
  }
  std::vector<Rectangle> out;
  for (const std::uint64_t cols : sets) {
    if (cols == 0) continue;
    Rectangle rectangle{{}, cols};
    for (const std::uint64_t support : supports)
      rectangle.rows.push_back(static_cast<char>((cols & ~support) == 0));
    out.push_back(std::move(rectangle));
  }
  return out;
}

class CoverSearch {
 public:
  CoverSearch(const RationalMatrix& A, Work& work) : work_(work), rectangles_(maximal_rectangles(A, work)) {
    serves_.resize(rectangles_.size());
    out_.assign(rectangles_.size(), 0);
    std::vector<std::pair<long, long>> support;
    for (long i = 0; i < A.rows(); ++i)
      for (long j = 0; j < A.cols(); ++j)
        if (A.sign(i, j) > 0) support.emplace_back(i, j);
    for (const auto& [i, k] : support) require(1, i, k, i, k);
    const unsigned long length = 2 * bits(A);
    for (std::size_t a = 0; a < support.size(); ++a)
      for (std::size_t b = a + 1; b < support.size(); ++b) {
        const auto [i, k] = support[a];
        const auto [j, l] = support[b];
        work_.spend(length, 2);
        if (i != j && k != l && A(i, k) * A(j, l) > A(i, l) * A(j, k)) require(2, i, k, j, l);
      }
  }

  /// Whether `left` more rectangles can satisfy what is left.
  bool suffice(long left) {
    work_.take(2 * static_cast<double>(needs_.size()));
    std::size_t hardest = needs_.size();
    for (std::size_t c = 0; c < needs_.size(); ++c) {
      if (needs_[c] <= 0) continue;
      if (needs_[c] > left) return false;
      if (hardest == needs_.size() || served_by_[c].size() < served_by_[hardest].size()) hardest = c;
    }
    if (hardest == needs_.size()) return true;
    std::vector<std::size_t> tried;
    bool found = false;
    for (const std::size_t rectangle : served_by_[hardest]) {
      if (out_[rectangle] != 0) continue;
      work_.take(2 * static_cast<double>(serves_[rectangle].size()));
      for (const std::size_t c : serves_[rectangle]) --needs_[c];
      found = suffice(left - 1);
      for (const std::size_t c : serves_[rectangle]) ++needs_[c];
      if (found) break;
      out_[rectangle] = 1;
      tried.push_back(rectangle);
    }
    for (const std::size_t rectangle : tried) out_[rectangle] = 0;
    return found;
  }

 private:
  /// `count` rectangles must hold (i, k) or (j, l).
  void require(long count, long i, long k, long j, long l) {
    if (needs_.size() == most_conditions)
      throw Rejected("more than " + std::to_string(most_conditions) + " conditions on the rectangles");
    work_.take(5 * static_cast<double>(rectangles_.size()));
    served_by_.emplace_back();
    for (std::size_t t = 0; t < rectangles_.size(); ++t) {
      if (!rectangles_[t].holds(i, k) && !rectangles_[t].holds(j, l)) continue;
      served_by_.back().push_back(t);
      serves_[t].push_back(needs_.size());
    }
    needs_.push_back(count);
  }

  Work& work_;
  std::vector<Rectangle> rectangles_;
  std::vector<long> needs_;                          ///< of a condition: how many rectangles more
  std::vector<std::vector<std::size_t>> served_by_;  ///< of a condition: rectangles
  std::vector<std::vector<std::size_t>> serves_;     ///< of a rectangle: conditions
  std::vector<char> out_;                            ///< rectangles that were tried before
};

}  // namespace

bool rectangles_suffice(const RationalMatrix& A, long count, Work& work) {
  if (A.cols() > most_columns)
    throw Rejected(std::to_string(A.cols()) + " columns; a bound by rectangles takes at most " +
                   std::to_string(most_columns));
  return CoverSearch(A, work).suffice(count);
}

}  // namespace orthant::checker

#include "checker/exact/rectangle_cover.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr long most_columns = 64, most_rows = 1024;  // a set of columns is a word
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

/// A set of rectangles, a bit each.
using Bits = std::vector<std::uint64_t>;

class CoverSearch {
 public:
  CoverSearch(const RationalMatrix& A, Work& work)
      : work_(work), rectangles_(maximal_rectangles(A, work)), out_((rectangles_.size() + 63) / 64, 0) {
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
    std::stable_sort(conditions_.begin(), conditions_.end(),
                     [](const Condition& a, const Condition& b) { return a.count < b.count; });
  }

  /// Whether `left` more rectangles can satisfy what is left.
  bool suffice(long left) {
    const std::size_t hardest = first_open(left);
    if (hardest == failed) return false;
    if (hardest == conditions_.size()) return true;
    const Bits options = conditions_[hardest].served_by;
    const Bits before = out_;
    for (std::size_t t = 0; t < rectangles_.size(); ++t) {
      if (!holds(options, t) || holds(out_, t)) continue;
      change(t, -1);
      const bool found = suffice(left - 1);
      change(t, 1);
      if (found) return true;
      out_[t / 64] |= std::uint64_t{1} << t % 64;
    }
    out_ = before;
    return false;
  }

 private:
  static constexpr std::size_t failed = ~std::size_t{0};

  struct Condition {
    long need;  ///< how many rectangles more
    Bits served_by;
    long count;  ///< of those
  };

  static bool holds(const Bits& set, std::size_t t) { return (set[t / 64] >> t % 64 & 1) != 0; }

  /// The open condition that the fewest rectangles serve; none: the number of conditions. `failed` where conditions
  /// that share no rectangle need more than `left` together.
  std::size_t first_open(long left) {
    const std::size_t words = out_.size();
    work_.take(2 * static_cast<double>(conditions_.size() * (words + 1)));
    std::size_t hardest = conditions_.size();
    Bits taken = out_;
    long together = 0;
    for (std::size_t c = 0; c < conditions_.size(); ++c) {
      const Condition& condition = conditions_[c];
      if (condition.need <= 0) continue;
      if (hardest == conditions_.size()) hardest = c;
      bool apart = true;
      for (std::size_t w = 0; w < words && apart; ++w)
        apart = (condition.served_by[w] & taken[w] & ~out_[w]) == 0;
      if (!apart) continue;
      for (std::size_t w = 0; w < words; ++w) taken[w] |= condition.served_by[w];
      together += condition.need;
      if (together > left) return failed;
    }
    return hardest;
  }

  void change(std::size_t t, long by) {
    work_.take(2 * static_cast<double>(conditions_.size()));
    for (Condition& condition : conditions_)
      if (holds(condition.served_by, t)) condition.need += by;
  }

  /// `count` rectangles must hold (i, k) or (j, l).
  void require(long count, long i, long k, long j, long l) {
    if (conditions_.size() == most_conditions)
      throw Rejected("more than " + std::to_string(most_conditions) + " conditions on the rectangles");
    work_.take(5 * static_cast<double>(rectangles_.size()));
    Condition condition{count, Bits(out_.size(), 0), 0};
    for (std::size_t t = 0; t < rectangles_.size(); ++t) {
      if (!rectangles_[t].holds(i, k) && !rectangles_[t].holds(j, l)) continue;
      condition.served_by[t / 64] |= std::uint64_t{1} << t % 64;
      ++condition.count;
    }
    conditions_.push_back(std::move(condition));
  }

  Work& work_;
  std::vector<Rectangle> rectangles_;
  std::vector<Condition> conditions_;  ///< those that few rectangles serve first
  Bits out_;                           ///< rectangles that were tried before
};

}  // namespace

bool rectangles_suffice(const RationalMatrix& A, long count, Work& work) {
  if (A.rows() > most_rows || A.cols() > most_columns)
    throw Rejected(std::to_string(A.rows()) + "×" + std::to_string(A.cols()) +
                   " entries; a bound by rectangles takes at most " + std::to_string(most_rows) + "×" +
                   std::to_string(most_columns));
  return CoverSearch(A, work).suffice(count);
}

}  // namespace orthant::checker

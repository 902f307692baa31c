/// The multiplications of fixed_point.hpp: exact inner products of 64-bit integers, in blocks that stay in
/// cache.
#include <algorithm>
#include <atomic>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/arithmetic/lanes.hpp"

namespace orthant::checker {

namespace {

constexpr long block = 64;             ///< columns factored at once
constexpr long stretch = longest_sum;  ///< of an inner product; block·stretch numbers are 256 KiB

Wide inner(const std::int64_t* a, const std::int64_t* b, long length) {
  Wide sum = 0;
  for (long k = 0; k < length; ++k) sum += static_cast<Wide>(a[k]) * b[k];
  return sum;
}

/// Up to `block` rows of up to `stretch` numbers each, split (lanes.hpp), zeros after their end.
class SplitRows {
 public:
  template <class Row>
  void set(long first, long last, long from, long length, const Row& row) {
    length_ = (length + most_lanes - 1) / most_lanes * most_lanes;
    numbers_.assign(block * stretch, 0);
    for (long i = first; i < last; ++i) {
      const std::int64_t* source = row(i) + from;
      std::int64_t* target = numbers_.data() + (i - first) * stretch;
      for (long k = 0; k < length; ++k) target[k] = split(source[k]);
    }
  }
  const std::int64_t* row(long i) const { return numbers_.data() + i * stretch; }
  long length() const { return length_; }

 private:
  std::vector<std::int64_t> numbers_;
  long length_ = 0;
};

/// Null: products of 128 bits, one at a time.
FourProducts chosen_products(const Work& work) {
  static const std::vector<FourProducts> here = four_products();
  return work.plain() || here.empty() ? nullptr : here.front();
}

/// target(i, j) −= ⟨row(i), row(j)⟩ over i in [i0, i1), j in [j0, min(j1, i + 1)), for `length` ≤ stretch
/// numbers of each row; at most `block` rows on both sides.
template <class Row, class Target>
void subtract_tile(long i0, long i1, long j0, long j1, long from, long length, const Row& row,
                   const Target& target, FourProducts four) {
  // Short rows are not worth the splitting.
  const bool split = four != nullptr && length >= 16;
  thread_local SplitRows A, B;
  if (split) {
    A.set(i0, i1, from, length, row);
    B.set(j0, j1, from, length, row);
  }
  for (long i = i0; i < i1; i += 2) {
    const bool pair = i + 1 < i1;
    const long both = std::min(j1, i + 1);  // columns that row i has; row i + 1 has one more at most
    long j = j0;
    for (; split && pair && j + 1 < both; j += 2) {
      Wide sums[4];
      four(A.row(i - i0), A.row(i + 1 - i0), B.row(j - j0), B.row(j + 1 - j0), A.length(), sums);
      target(i, j) -= sums[0];
      target(i, j + 1) -= sums[1];
      target(i + 1, j) -= sums[2];
      target(i + 1, j + 1) -= sums[3];
    }
    for (long c = j; c < both; ++c) target(i, c) -= inner(row(i) + from, row(c) + from, length);
    if (pair)
      for (long c = j; c < std::min(j1, i + 2); ++c)
        target(i + 1, c) -= inner(row(i + 1) + from, row(c) + from, length);
  }
}

/// Rows j0 ≤ j < min(j1, i + 1) of row i, when all columns before j0 are done.
bool solve_row(long i, long j0, long j1, Triangle<Wide>& T, Wide error, Triangle<std::int64_t>& G,
               ResidualNorm& norm) {
  for (long j = j0; j < std::min(j1, i + 1); ++j) {
    const Wide rest = T.row(i)[j] - inner(G.row(i) + j0, G.row(j) + j0, j - j0);
    const bool fits = i == j ? diagonal_entry(rest, error, G.row(i)[j], norm)
                             : divide_entry(rest, error, G.row(j)[j], 2, G.row(i)[j], norm);
    if (!fits) return false;
  }
  return true;
}

}  // namespace

bool factor_triangle(Triangle<Wide>& T, Wide error, Triangle<std::int64_t>& G, ResidualNorm& norm,
                     const Work& work) {
  const long n = T.order();
  const auto row = [&](long i) { return G.row(i); };
  const auto target = [&](long i, long j) -> Wide& { return T.row(i)[j]; };
  std::atomic<bool> definite = true;
  for (long j0 = 0; j0 < n && definite; j0 += block) {
    const long j1 = std::min(n, j0 + block);
    const long tiles = (n - j0 + block - 1) / block;
    const auto update = [&](long tile) {
      const long i0 = j0 + tile * block, i1 = std::min(n, i0 + block);
      for (long from = 0; from < j0; from += stretch)
        subtract_tile(i0, i1, j0, j1, from, std::min(stretch, j0 - from), row, target, chosen_products(work));
    };
    run_parallel(tiles, update, work);
    for (long i = j0; i < j1 && definite; ++i) definite = solve_row(i, j0, j1, T, error, G, norm);
    if (!definite) break;
    std::vector<ResidualNorm> parts(tiles, norm.fresh());
    const auto solve = [&](long tile) {
      const long i0 = j1 + tile * block, i1 = std::min(n, i0 + block);
      for (long i = i0; i < i1; ++i)
        if (!solve_row(i, j0, j1, T, error, G, parts[tile])) definite = false;
    };
    run_parallel(tiles - 1, solve, work);
    for (const ResidualNorm& part : parts) norm.add(part);
  }
  return definite && norm.within_tolerance();
}

void subtract_gram(Triangle<Wide>& T, const std::vector<long>& active, const std::int64_t* V, long stride,
                   long length, const Work& work) {
  const auto count = static_cast<long>(active.size());
  const auto row = [&](long a) { return V + a * stride; };
  const auto target = [&](long a, long b) -> Wide& { return T.row(active[a])[active[b]]; };
  const long tiles = (count + block - 1) / block;
  const auto step = [&](long tile) {
    // Long rows of the triangle first, for an even end.
    const long i0 = (tiles - 1 - tile) * block, i1 = std::min(count, i0 + block);
    for (long from = 0; from < length; from += stretch)
      for (long j0 = 0; j0 < i1; j0 += block)
        subtract_tile(i0, i1, j0, std::min(count, j0 + block), from, std::min(stretch, length - from), row,
                      target, chosen_products(work));
  };
  // A few thousand multiplications are not worth a thread.
  if (count * count * length < (1L << 22))
    for (long tile = 0; tile < tiles; ++tile) step(tile);
  else
    run_parallel(tiles, step, work);
}

}  // namespace orthant::checker

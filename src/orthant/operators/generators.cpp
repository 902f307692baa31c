#include "orthant/operators/generators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

constexpr Index most_numbers = Index{1} << 31;  // 16 GiB

void require_size(Index rows, Index cols, Index m) {
  if (rows < 1 || cols < 1) throw InputError(fmt::format("size {}×{}; expected at least 1×1", rows, cols));
  if (m < 1) throw InputError(fmt::format("measurements = {}; expected measurements ≥ 1", m));
}

template <class Draw>
std::shared_ptr<const DenseSensing> random_sensing(Index rows, Index cols, Index m, Draw draw) {
  require_size(rows, cols, m);
  if (static_cast<double>(rows) * static_cast<double>(cols) * static_cast<double>(m) >
      static_cast<double>(most_numbers))
    throw InputError(
        fmt::format("sensing matrix of size {}×{}; expected at most 2³¹ numbers", m, rows * cols));
  RowMajorMatrix A(m, rows * cols);
  for (Index e = 0; e < A.size(); ++e) {
    if (e % 65536 == 0) check_budget();
    A.data()[e] = draw();
  }
  return std::make_shared<const DenseSensing>(rows, cols, std::move(A));
}

DataMatrix random_vectors(Random& random, Index m, Index length, double density, double deviation) {
  const Index nonzeros =
      std::clamp<Index>(static_cast<Index>(std::ceil(density * static_cast<double>(length))), 1, length);
  if (nonzeros == length) {
    Matrix transposed(length, m);
    for (Index e = 0; e < transposed.size(); ++e) {
      if (e % 65536 == 0) check_budget();
      transposed.data()[e] = deviation * random.normal();
    }
    return DataMatrix::dense_row_major(std::move(transposed));
  }
  const double scale = deviation * std::sqrt(static_cast<double>(length) / static_cast<double>(nonzeros));
  CompressedLines rows;
  rows.lines = m;
  rows.length = length;
  rows.start.assign(static_cast<size_t>(m + 1), 0);
  std::vector<std::int32_t> places;
  for (Index t = 0; t < m; ++t) {
    check_budget();
    places.clear();
    // Floyd's sampling without replacement: `nonzeros` draws.
    for (Index j = length - nonzeros; j < length; ++j) {
      auto place = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(j + 1)));
      if (std::find(places.begin(), places.end(), place) != places.end())
        place = static_cast<std::int32_t>(j);
      places.push_back(place);
    }
    std::sort(places.begin(), places.end());
    for (const std::int32_t place : places) {
      rows.index.push_back(place);
      rows.value.push_back(scale * random.normal());
    }
    rows.start[t + 1] = static_cast<std::int64_t>(rows.index.size());
  }
  return DataMatrix::sparse_rows(std::move(rows));
}

void require_count(Index rows, Index cols, Index m) {
  require_size(rows, cols, m);
  if (m > rows * cols)
    throw InputError(fmt::format("measurements = {}; expected at most rows·cols = {}", m, rows * cols));
}

std::shared_ptr<const EntriesMeasurement> measurement_of(Index rows, Index cols,
                                                         std::vector<Triplet> places) {
  return std::make_shared<const EntriesMeasurement>(
      std::make_shared<const SamplingPattern>(compress_rows(rows, cols, std::move(places))));
}

/// Draws until m coordinates are distinct; the caller keeps m well below what can be drawn.
template <class Draw>
std::vector<Triplet> distinct(Index cols, Index m, Draw draw) {
  std::unordered_set<Index> seen;
  std::vector<Triplet> places;
  while (static_cast<Index>(places.size()) < m) {
    if (places.size() % 65536 == 0) check_budget();
    const auto [i, j] = draw();
    if (!seen.insert(i * cols + j).second) continue;
    places.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), 1.0});
  }
  return places;
}

/// The first m of a random permutation of all coordinates.
std::vector<Triplet> shuffled(Random& random, Index rows, Index cols, Index m) {
  std::vector<Index> all(static_cast<size_t>(rows * cols));
  for (size_t e = 0; e < all.size(); ++e) all[e] = static_cast<Index>(e);
  std::vector<Triplet> places;
  for (Index t = 0; t < m; ++t) {
    const auto other = static_cast<size_t>(t) + random.below(all.size() - static_cast<size_t>(t));
    std::swap(all[t], all[other]);
    const Index e = all[t];
    places.push_back({static_cast<std::int32_t>(e / cols), static_cast<std::int32_t>(e % cols), 1.0});
  }
  return places;
}

}  // namespace

std::shared_ptr<const DenseSensing> gaussian_sensing(Index rows, Index cols, Index m, std::uint64_t seed) {
  Random random(seed, 0x6a55);
  const double deviation = 1 / std::sqrt(static_cast<double>(std::max<Index>(m, 1)));
  return random_sensing(rows, cols, m, [&] { return deviation * random.normal(); });
}

std::shared_ptr<const DenseSensing> rademacher_sensing(Index rows, Index cols, Index m, std::uint64_t seed) {
  Random random(seed, 0x4ade);
  const double deviation = 1 / std::sqrt(static_cast<double>(std::max<Index>(m, 1)));
  return random_sensing(rows, cols, m, [&] { return random.uniform() < 0.5 ? -deviation : deviation; });
}

std::shared_ptr<const RankOneSensing> random_rank_one(Index rows, Index cols, Index m, std::uint64_t seed,
                                                      double density) {
  require_size(rows, cols, m);
  if (!(density > 0 && density <= 1))
    throw InputError(fmt::format("density = {:g}; expected 0 < density ≤ 1", density));
  Random random(seed, 0x0a17);
  const double deviation = std::pow(static_cast<double>(m), -0.25);
  auto left = std::make_shared<const DataMatrix>(random_vectors(random, m, rows, density, deviation));
  auto right = std::make_shared<const DataMatrix>(random_vectors(random, m, cols, density, deviation));
  return std::make_shared<const RankOneSensing>(std::move(left), std::move(right));
}

std::shared_ptr<const EntriesMeasurement> sample_uniform(Index rows, Index cols, Index m,
                                                         std::uint64_t seed) {
  require_count(rows, cols, m);
  Random random(seed, 0xe47);
  if (rows * cols <= 10000000 && m > rows * cols / 2)
    return measurement_of(rows, cols, shuffled(random, rows, cols, m));
  return measurement_of(
      rows, cols, distinct(cols, m, [&] {
        const auto i = static_cast<Index>(random.below(static_cast<std::uint64_t>(rows)));
        return std::pair{i, static_cast<Index>(random.below(static_cast<std::uint64_t>(cols)))};
      }));
}

std::shared_ptr<const EntriesMeasurement> sample_power_law(Index rows, Index cols, Index m, double exponent,
                                                           std::uint64_t seed) {
  require_count(rows, cols, m);
  if (!(exponent >= 0 && exponent <= 3))
    throw InputError(fmt::format("exponent = {:g}; expected 0 ≤ exponent ≤ 3", exponent));
  if (2 * m > rows * cols)
    throw InputError(fmt::format(
        "measurements = {}; expected at most half of rows·cols = {} for power-law sampling", m, rows * cols));
  Random random(seed, 0xb0b);
  const auto cumulative = [&](Index length) {
    std::vector<double> sums(static_cast<size_t>(length));
    double sum = 0;
    for (Index i = 0; i < length; ++i) sums[i] = sum += std::pow(static_cast<double>(i + 1), -exponent);
    return sums;
  };
  const std::vector<double> by_row = cumulative(rows), by_col = cumulative(cols);
  const auto draw = [&](const std::vector<double>& sums) {
    const auto place = std::upper_bound(sums.begin(), sums.end(), random.uniform() * sums.back());
    return std::min<Index>(place - sums.begin(), static_cast<Index>(sums.size()) - 1);
  };
  // Heavy rows fill up: a share of uniform draws keeps the loop short however steep the law is.
  Index tries = 0;
  return measurement_of(
      rows, cols, distinct(cols, m, [&] {
        const bool uniform = ++tries > 20 * m;
        const Index i =
            uniform ? static_cast<Index>(random.below(static_cast<std::uint64_t>(rows))) : draw(by_row);
        const Index j =
            uniform ? static_cast<Index>(random.below(static_cast<std::uint64_t>(cols))) : draw(by_col);
        return std::pair{i, j};
      }));
}

}  // namespace orthant

#include "orthant/paper/instances/planted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/generators.hpp"

namespace orthant::paper {

namespace {

Matrix random_factor(Random& random, Index rows, Index rank, double density) {
  Matrix U = Matrix::Zero(rows, rank);
  for (Index i = 0; i < rows; ++i) {
    for (Index k = 0; k < rank; ++k) {
      const bool kept = random.uniform() < density;
      const double value = 1 - random.uniform();  // in (0, 1]
      if (kept) U(i, k) = value;
    }
    // A row of zeros would leave a row of the matrix empty.
    if (U.row(i).isZero(0))
      U(i, static_cast<Index>(random.below(static_cast<std::uint64_t>(rank)))) = 1 - random.uniform();
  }
  return U;
}

std::shared_ptr<const MeasurementOperator> operator_of(const Planted& p) {
  const Index half = std::max<Index>(1, p.rows * p.cols / 2);
  const Index sensing = std::max<Index>(1, 5 * (p.rows + p.cols) * p.r_star);
  const Index entries = p.measurements > 0 ? p.measurements : half;
  const Index others = p.measurements > 0 ? p.measurements : sensing;
  if (p.measurement == "full") return std::make_shared<const FullMeasurement>(p.rows, p.cols);
  if (p.measurement == "entries") return sample_uniform(p.rows, p.cols, entries, p.seed);
  if (p.measurement == "power_law") return sample_power_law(p.rows, p.cols, entries, p.sampling, p.seed);
  if (p.measurement == "gaussian") return gaussian_sensing(p.rows, p.cols, others, p.seed);
  if (p.measurement == "rademacher") return rademacher_sensing(p.rows, p.cols, others, p.seed);
  if (p.measurement == "rank_one") return random_rank_one(p.rows, p.cols, others, p.seed, p.sampling);
  throw InputError("measurement = " + p.measurement +
                   "; expected full, entries, power_law, gaussian, rademacher or rank_one");
}

void check(const Planted& p) {
  constexpr Index most = 1000000;
  if (p.rows < 1 || p.rows > most)
    throw InputError(fmt::format("rows = {}; expected 1 ≤ rows ≤ {}", p.rows, most));
  if (p.cols < 1 || p.cols > most)
    throw InputError(fmt::format("cols = {}; expected 1 ≤ cols ≤ {}", p.cols, most));
  if (p.symmetric && p.rows != p.cols)
    throw InputError(
        fmt::format("size {}×{}; expected a square one for a symmetric problem", p.rows, p.cols));
  const Index least = std::min(p.rows, p.cols);
  if (p.r < 1 || p.r > least)
    throw InputError(fmt::format("rank = {}; expected 1 ≤ rank ≤ min(rows, cols) = {}", p.r, least));
  if (p.r_star < 1 || p.r_star > least)
    throw InputError(
        fmt::format("true_rank = {}; expected 1 ≤ true_rank ≤ min(rows, cols) = {}", p.r_star, least));
  if (!(p.density > 0 && p.density <= 1))
    throw InputError(fmt::format("density = {:g}; expected 0 < density ≤ 1", p.density));
  if (!(p.noise >= 0 && p.noise <= 10))
    throw InputError(fmt::format("noise = {:g}; expected 0 ≤ noise ≤ 10", p.noise));
  if (p.measurements < 0)
    throw InputError(fmt::format("measurements = {}; expected measurements ≥ 1", p.measurements));
  if (p.measurement == "full" && p.rows * p.cols > Index{100000000})
    throw InputError(
        fmt::format("size {}×{}; expected at most 1e8 entries for full observation", p.rows, p.cols));
}

}  // namespace

Problem planted(const Planted& p) {
  check(p);
  Random random(p.seed, 0x91a);
  Problem problem;
  problem.symmetric = p.symmetric;
  problem.rank = p.r;
  problem.balance = p.balance;
  problem.measurement = operator_of(p);
  const Matrix L = random_factor(random, p.rows, p.r_star, p.density);
  const Matrix R = p.symmetric ? Matrix() : random_factor(random, p.cols, p.r_star, p.density);
  problem.truth = Factors{L, R};
  if (p.noise > 0) {
    Vector b = problem.measurement->apply_product(L, p.symmetric ? L : R);
    const double deviation = p.noise * b.norm() / std::sqrt(static_cast<double>(b.size()));
    for (Index t = 0; t < b.size(); ++t) b(t) += deviation * random.normal();
    problem.measurements = std::move(b);
  }
  problem.check();
  return problem;
}

}  // namespace orthant::paper

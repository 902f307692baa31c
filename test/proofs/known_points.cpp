#include "known_points.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant::testing {

namespace {

constexpr double u_entries[] = {1, 2, 1, 2}, v_entries[] = {2, -1, 2, -1};
constexpr Index support = 4;

/// Supports of the columns interleaved, the rows z and z' last: both factors are of this shape.
struct Layout {
  Index rank;
  Index rows() const { return support * rank + 2; }
  Index at(Index a, Index k) const { return a * rank + k; }
  Index z() const { return support * rank; }
  Index z_prime() const { return z() + 1; }
};

struct Blocks {
  Matrix factor, residual, weight;  ///< U (or L = R), S, ω: 0 where unobserved
};

Blocks blocks(const Recipe& recipe, const Layout& at) {
  const Index r = recipe.rank, n = at.rows();
  const double unit = std::ldexp(1, recipe.exponent), square = unit * unit, N2 = 10 * square;
  Blocks out{Matrix::Zero(n, r), Matrix::Zero(n, n), Matrix::Ones(n, n)};
  for (Index k = 0; k < r; ++k)
    for (Index a = 0; a < support; ++a) out.factor(at.at(a, k), k) = u_entries[a] * unit;
  for (Index k = 0; k < r; ++k)
    for (Index l = 0; l < r; ++l)
      for (Index a = 0; a < support; ++a)
        for (Index b = 0; b < support; ++b) {
          double& S = out.residual(at.at(a, k), at.at(b, l));
          double& weight = out.weight(at.at(a, k), at.at(b, l));
          if (k == l) {
            S = -(k == r - 1 ? recipe.t : 0.5) * square * v_entries[a] * v_entries[b];
          } else if (recipe.kind != Recipe::Kind::full && (a + b) % 2 == 1) {
            weight = 0;
          } else {
            S = recipe.multiplier * square * u_entries[a] * u_entries[b];
            if (recipe.kind == Recipe::Kind::weighted) weight = 4;
          }
        }
  for (Index k = 0; k < r; ++k)
    for (const Index z : {at.z(), at.z_prime()})
      for (Index a = 0; a < support; ++a) {
        const double nu = k < r - 1 ? 0.25 : recipe.tiny > 0 ? 0 : recipe.nu;
        out.residual(z, at.at(a, k)) = out.residual(at.at(a, k), z) = nu * square * u_entries[a];
      }
  if (recipe.tiny > 0) {
    out.factor(at.z(), r - 1) = out.factor(at.z_prime(), r - 1) = recipe.tiny * unit;
  } else {
    out.residual(at.z(), at.z_prime()) = out.residual(at.z_prime(), at.z()) = -recipe.sigma * N2;
  }
  return out;
}

Matrix stacked(const Matrix& factor, bool symmetric) {
  if (symmetric) return factor;
  Matrix out(2 * factor.rows(), factor.cols());
  out << factor, factor;
  return out;
}

/// A = X − S/ω by rows, as what the operator measures; every number is exact.
void set_data(Problem& problem, const Recipe& recipe, const Blocks& known) {
  const Index n = known.factor.rows();
  const Matrix X = known.factor * known.factor.transpose();
  std::vector<double> b;
  std::vector<Triplet> observed;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const double weight = known.weight(i, j);
      if (weight == 0) continue;
      b.push_back(std::sqrt(weight) * (X(i, j) - known.residual(i, j) / weight));
      observed.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), weight});
    }
  problem.measurements = Eigen::Map<Vector>(b.data(), static_cast<Index>(b.size()));
  if (recipe.kind == Recipe::Kind::full) {
    problem.measurement = std::make_shared<FullMeasurement>(n, n);
  } else {
    problem.measurement = std::make_shared<EntriesMeasurement>(
        std::make_shared<SamplingPattern>(compress_rows(n, n, std::move(observed))));
  }
}

Factors factors(const Matrix& U, bool symmetric) {
  const Index n = symmetric ? U.rows() : U.rows() / 2;
  Factors out;
  out.L = ScaledMatrix(Matrix(U.topRows(n)));
  if (!symmetric) out.R = ScaledMatrix(Matrix(U.bottomRows(n)));
  return out;
}

}  // namespace

std::string Recipe::name() const {
  return fmt::format("{} rank {} kind {} λ {} 2^{} t-1 {:g} σ-1 {:g} ν {:g} tiny {:g} m {:g} skew {}",
                     symmetric ? "symmetric" : "asymmetric", rank, static_cast<int>(kind), balance, exponent,
                     t - 1, sigma - 1, nu, tiny, multiplier, skew);
}

KnownPoint known_point(const Recipe& recipe) {
  const Layout at{recipe.rank};
  const Blocks known = blocks(recipe, at);
  const Index n = at.rows(), last = recipe.rank - 1;
  KnownPoint out;
  out.name = recipe.name();
  out.problem.symmetric = recipe.symmetric;
  out.problem.rank = recipe.rank;
  out.problem.balance = recipe.balance;
  set_data(out.problem, recipe, known);
  out.stationary = stacked(known.factor, recipe.symmetric);
  out.gradient = stacked((recipe.symmetric ? 2 : 1) * known.residual * known.factor, recipe.symmetric);

  Matrix judged = out.stationary;
  if (!recipe.symmetric) {
    judged.topRows(n) *= std::ldexp(1, recipe.skew);
    judged.bottomRows(n) *= std::ldexp(1, -recipe.skew);
  }
  out.problem.point = factors(judged, recipe.symmetric);

  const bool degenerate = recipe.nu == 0 && recipe.tiny == 0;
  const bool along_rows = degenerate && recipe.sigma > recipe.t;
  Matrix D = Matrix::Zero(n, recipe.rank);
  const double unit = std::ldexp(1, recipe.exponent), N2 = 10 * unit * unit;
  if (along_rows) {
    D(at.z(), last) = unit;
    if (recipe.symmetric) D(at.z_prime(), last) = unit;
  } else {
    for (Index a = 0; a < support; ++a) D(at.at(a, last), last) = v_entries[a] * unit;
  }
  out.direction = stacked(D, recipe.symmetric);
  if (along_rows && !recipe.symmetric) {  // row z of L with row z' of R
    out.direction(n + at.z(), last) = 0;
    out.direction(n + at.z_prime(), last) = unit;
  }
  const double norm2 = known.factor.col(last).squaredNorm();  // N², and a little more with tiny entries
  out.curvature = (recipe.symmetric ? 2 : 1) * (norm2 - (along_rows ? recipe.sigma : recipe.t) * N2) *
                  out.direction.squaredNorm();
  out.minimizer = recipe.t < 1 && (!degenerate || recipe.sigma < 1);

  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      if (known.weight(i, j) > 0) {
        const mpq_class S(known.residual(i, j));
        out.objective += S * S / (2 * mpq_class(known.weight(i, j)));
      }
  return out;
}

KnownPoint off_by_rounding(KnownPoint known) {
  Random random(7);
  Matrix U = known.problem.stacked_point();
  for (Index e = 0; e < U.size(); ++e) U.data()[e] *= 1 + 1e-14 * random.normal();
  known.problem.point = factors(U, known.problem.symmetric);
  known.name += ", off by rounding";
  return known;
}

KnownPoint without_tiny_entries(KnownPoint known, const Recipe& recipe) {
  const double least = std::ldexp(1, recipe.exponent - 5);
  Matrix U = known.problem.stacked_point();
  for (Index e = 0; e < U.size(); ++e)
    if (U.data()[e] < least) U.data()[e] = 0;
  known.problem.point = factors(U, known.problem.symmetric);
  known.name += ", tiny entries left out";
  return known;
}

}  // namespace orthant::testing

#include "orthant/recover/moves.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/recover/matching.hpp"
#include "orthant/recover/new_parts.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

struct GramOfParts {
  Matrix inverse;  ///< of G
  Vector weight;   ///< G⁻¹c
};

Index left_rows_of(const Objective& objective) {
  return objective.observations().rows();
}

GramOfParts gram_of_parts(const Objective& objective, const Matrix& U) {
  const bool symmetric = !objective.is_asymmetric();
  const auto L = U.topRows(left_rows_of(objective));
  const Matrix R = symmetric ? U : Matrix(U.bottomRows(U.rows() - L.rows()));
  Matrix G = (L.transpose() * L).cwiseProduct(R.transpose() * R);
  const Matrix AR = objective.observations().back_projection().times(R);
  const Vector c = L.cwiseProduct(AR).colwise().sum().transpose();
  G.diagonal().array() += std::max(1e-12 * G.trace(), std::numeric_limits<double>::min());
  GramOfParts out;
  out.inverse = Matrix::Identity(G.rows(), G.cols());
  if (const auto C = cholesky(G))
    cholesky_solve(*C, out.inverse);
  else  // out of range: every part is as needed as any other
    out.inverse.setIdentity();
  out.weight = out.inverse * c;
  return out;
}

Index index_below(Random& random, Index n) {
  return static_cast<Index>(random.below(static_cast<std::uint64_t>(n)));
}

/// k of 0 … n − 1, by chance.
std::vector<Index> some_of(Random& random, Index n, Index k) {
  std::vector<Index> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  for (Index i = 0; i < k; ++i)
    std::swap(all[static_cast<std::size_t>(i)],
              all[static_cast<std::size_t>(i + index_below(random, n - i))]);
  all.resize(static_cast<std::size_t>(k));
  return all;
}

/// 1 … most, small numbers more often.
Index small_number(Random& random, Index most) {
  Index k = 1;
  while (k < most && random.uniform() < 0.5) ++k;
  return k;
}

Matrix with_columns(const Matrix& U, const Matrix& more) {
  Matrix out(U.rows(), U.cols() + more.cols());
  out << U, more;
  return out;
}

Matrix mixed(const Objective& objective, const Matrix& U, const Matrix& V, Random& random) {
  const auto pairs = match_parts(U, V, left_rows_of(objective), !objective.is_asymmetric());
  Matrix out = U;
  for (Index k = 0; k < U.cols(); ++k)
    if (random.uniform() < 0.5) out.col(k) = V.col(pairs[static_cast<std::size_t>(k)].part);
  return out;
}

Matrix chosen_from(const Objective& objective, const Matrix& U, const Matrix& V, Random& random) {
  const auto taken = some_of(random, V.cols(), 1 + index_below(random, V.cols()));
  return most_needed_parts(objective, with_columns(U, V(Eigen::all, taken)), U.cols(), &random);
}

Matrix exchanged(const Objective& objective, const Matrix& U, Random& random) {
  const Index count = small_number(random, std::min<Index>(U.cols() - 1, 4));
  const Matrix more = pieces_of_residual(objective, U, count, random);
  return most_needed_parts(objective, with_columns(U, more), U.cols(), &random, count);
}

/// Part k in two: its rows by the sign of the leading left singular vector of what is left of the data beneath the part,
/// diag(l) E diag(r), and its columns turned a little by that of the right one.
Matrix split(const Objective& objective, const Matrix& U, Random& random) {
  const bool symmetric = !objective.is_asymmetric();
  const Index rows = left_rows_of(objective), k = index_below(random, U.cols());
  const Matrix L = U.topRows(rows), R = symmetric ? L : Matrix(U.bottomRows(U.rows() - rows));
  const auto residual = objective.observations().residual(L, R);
  const Vector l = L.col(k), r = R.col(k);
  Vector u(rows), v(R.rows());
  for (Index j = 0; j < v.size(); ++j) v(j) = random.normal();
  for (int step = 0; step < 5; ++step) {
    u = l.cwiseProduct(residual->times(r.cwiseProduct(v)));
    u /= std::max(u.norm(), std::numeric_limits<double>::min());
    v = r.cwiseProduct(residual->transpose_times(l.cwiseProduct(u)));
    v /= std::max(v.norm(), std::numeric_limits<double>::min());
  }
  Matrix two(U.rows(), 2);
  two << U.col(k), U.col(k);
  for (Index i = 0; i < rows; ++i) two(i, u(i) > 0 ? 1 : 0) *= 0.1;
  if (!symmetric)
    for (Index j = 0; j < v.size(); ++j) two(rows + j, v(j) > 0 ? 0 : 1) *= 0.5;
  Matrix others = U;
  others.col(k) = two.col(0);
  Matrix all = with_columns(others, two.col(1));
  all.col(k).swap(all.col(all.cols() - 2));
  return most_needed_parts(objective, all, U.cols(), &random, 2);
}

Matrix redrawn(const Objective& objective, const Matrix& U, Random& random, std::uint64_t seed,
               std::uint64_t stream) {
  Matrix out = U;
  const Matrix fresh = random_start(objective, seed, stream);
  for (const Index k : some_of(random, U.cols(), small_number(random, U.cols()))) out.col(k) = fresh.col(k);
  return out;
}

}  // namespace

NeedOfParts need_of_parts(const Objective& objective, const Matrix& U) {
  const GramOfParts gram = gram_of_parts(objective, U);
  return {gram.weight, gram.weight.array().square() / (2 * gram.inverse.diagonal().array())};
}

Matrix most_needed_parts(const Objective& objective, const Matrix& U, Index rank, Random* random,
                         Index kept) {
  GramOfParts gram = gram_of_parts(objective, U);
  Matrix& H = gram.inverse;
  Vector& w = gram.weight;
  std::vector<Index> left(static_cast<std::size_t>(U.cols()));
  std::iota(left.begin(), left.end(), 0);
  Vector chance = Vector::Ones(U.cols());
  if (random != nullptr)
    for (Index k = 0; k < chance.size(); ++k) chance(k) = std::exp(random->normal() / 2);
  while (static_cast<Index>(left.size()) > rank) {
    std::size_t least = 0;
    double least_loss = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < left.size(); ++i) {
      const Index k = left[i];
      if (k >= U.cols() - kept) continue;
      const double loss = w(k) > 0 ? chance(k) * w(k) * w(k) / H(k, k) : 0;
      if (!(loss < least_loss)) continue;
      least = i;
      least_loss = loss;
    }
    const Index k = left[least];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(least));
    if (!(H(k, k) > 0)) continue;
    const Vector h = H.col(k);
    w -= h * (w(k) / h(k));
    H -= h * (h.transpose() / h(k));
  }
  Matrix out = U(Eigen::all, left);
  for (std::size_t i = 0; i < left.size(); ++i)
    if (const double weight = w(left[i]); weight > 0 && std::isfinite(weight))
      out.col(static_cast<Index>(i)) *= std::sqrt(weight);
  return out;
}

Matrix moved(const Objective& objective, Move move, const Matrix& U, const Matrix& V, std::uint64_t seed,
             std::uint64_t stream) {
  Random random(seed, stream);
  switch (move) {
    case Move::fresh:
      break;
    case Move::mix:
      return mixed(objective, U, V, random);
    case Move::choose:
      return chosen_from(objective, U, V, random);
    case Move::exchange:
      return exchanged(objective, U, random);
    case Move::split:
      return split(objective, U, random);
    case Move::redraw:
      return redrawn(objective, U, random, seed, stream);
  }
  return random_start(objective, seed, stream);
}

}  // namespace orthant

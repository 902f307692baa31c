#include "orthant/solvers/signless_completion.hpp"

#include <algorithm>
#include <numeric>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/randomized_svd.hpp"

namespace orthant {

namespace {

constexpr int most_rounds = 12;

/// Rounds have settled when one lowers the misfit by no more than this share.
constexpr double settled = 1e-3;

/// Of the mean diagonal of the Gram matrices: rows with fewer entries than columns have a minimizer then, and no
/// other row moves by what is seen.
constexpr double ridge_share = 1e-6;

double ridge_of(const EntriesObservations& data, Side side, const Matrix& V) {
  const double lines = static_cast<double>(side == Side::left ? data.rows() : data.cols());
  const double entries = static_cast<double>(data.values().size());
  return ridge_share * entries / lines * V.squaredNorm() / static_cast<double>(V.size());
}

double negative_share(const Matrix& P, const Matrix& Q) {
  Random random(0, 1);
  double negative = 0, all = 0;
  for (int draw = 0; draw < 20000; ++draw) {
    const auto row_of = [&](const Matrix& M) {
      const Index i = static_cast<Index>(random.uniform() * static_cast<double>(M.rows()));
      return std::min(i, M.rows() - 1);
    };
    const Index i = row_of(P), j = row_of(Q);
    const double x = P.row(i).dot(Q.row(j));
    all += x * x;
    if (x < 0) negative += x * x;
  }
  return all > 0 ? negative / all : 1;
}

}  // namespace

std::optional<SignlessCompletion> complete_without_signs(const EntriesObservations& data, Index rank) {
  constexpr int power = 2;
  const SingularTriplets leading = approx_svd(data.back_projection(), rank, {.iterations = power, .seed = 0});
  SignlessCompletion out;
  out.Q = leading.right;
  out.passes = 2 * power + 2;
  double misfit = data.squared_norm();
  for (int round = 0; round < most_rounds; ++round) {
    if (budget_in_force().exhausted()) return std::nullopt;
    out.P = data.regressions(Side::left, out.Q, ridge_of(data, Side::left, out.Q));
    out.Q = data.regressions(Side::right, out.P, ridge_of(data, Side::right, out.P));
    const double now = data.residual(out.P, out.Q)->squared_norm();
    out.passes += 5;
    if (!(now >= 0)) return std::nullopt;  // overflow
    const bool ended = now > misfit * (1 - settled);
    misfit = now;
    if (!ended) continue;
    const std::vector<double>& weights = data.pattern().rows.value;
    out.observed_share = std::accumulate(weights.begin(), weights.end(), 0.0) /
                         (static_cast<double>(data.rows()) * static_cast<double>(data.cols()));
    out.misfit_share = misfit / data.squared_norm();
    out.negative_share = negative_share(out.P, out.Q);
    return out;
  }
  return std::nullopt;
}

}  // namespace orthant

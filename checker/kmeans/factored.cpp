/// Multipliers Λ of low rank, for any number of rows.
#include <nlohmann/json.hpp>

#include "checker/kmeans/definite_form.hpp"
#include "checker/kmeans/relaxation.hpp"

namespace orthant::checker {

namespace {

/// F = [X, r] of centred data X, one column r^a_b for each ordered pair of clusters: rows b, zero elsewhere.
class FactoredForm {
 public:
  FactoredForm(const Labelled& labelled, const Numbers& offsets, const Numbers& weights, const Ball& level,
               Work& work)
      : d_(labelled.cols()),
        clusters_(labelled.clusters),
        weights_(weights),
        sums_(1, order()),
        gram_(gram_of(labelled, offsets, work)) {
    // Further rows, √ε_k in column k alone, make G regular: F only grows. A column of zeros needs one of its own,
    // which counts for nothing where the weight is 0.
    for (long k = 0; k < order(); ++k) {
      Ball epsilon = gram_of_column(k);
      arb_mul_2exp_si(epsilon.get(), epsilon.get(), -60);
      if (!arb_is_positive(gram_.at(k, k))) {
        if (k >= d_ && weight_of(k) != 0)
          throw Rejected("proof.evidence.weights: a pair of clusters without multipliers has a weight");
        epsilon = Ball(1.0);
        if (k < d_) arb_mul_2exp_si(epsilon.get(), level.get(), -70);
      }
      arb_add(gram_.at(k, k), gram_.at(k, k), epsilon.get(), Ball::bits);
    }
  }

  long order() const { return d_ + clusters_ * (clusters_ - 1); }
  const BallMatrix& gram() const { return gram_; }
  /// CA
  BallMatrix times_core(const BallMatrix& A) const {
    BallMatrix out(A.rows(), A.cols());
    for (long k = 0; k < A.rows(); ++k) {
      const Ball weight(weight_of(k));
      for (long j = 0; j < A.cols(); ++j)
        arb_mul(out.at(k, j), A.at(partner(k), j), weight.get(), Ball::bits);
    }
    return out;
  }
  const Ball& squares() const { return squares_; }
  /// 1ᵀΛ1
  Ball total() const {
    Ball sum;
    for (long k = d_; k < order(); ++k) {
      Ball product;
      arb_mul(product.get(), sums_.at(0, k), sums_.at(0, partner(k)), Ball::bits);
      sum += product * Ball(weight_of(k));
    }
    return sum;
  }

 private:
  long column(long b, long a) const { return d_ + b * (clusters_ - 1) + a - (a > b ? 1 : 0); }
  std::pair<long, long> pair_of(long k) const {
    const long b = (k - d_) / (clusters_ - 1), rest = (k - d_) % (clusters_ - 1);
    return {b, rest + (rest >= b ? 1 : 0)};
  }
  long partner(long k) const {
    if (k < d_) return k;
    const auto [b, a] = pair_of(k);
    return column(a, b);
  }
  Ball gram_of_column(long k) const {
    Ball out;
    arb_set(out.get(), gram_.at(k, k));
    return out;
  }
  double weight_of(long k) const {
    if (k < d_) return 1;
    const auto [b, a] = pair_of(k);
    return weights_(b, a);
  }

  /// FᵀJF, lower triangle and upper; the columns of X sum to 0.
  BallMatrix gram_of(const Labelled& labelled, const Numbers& offsets, Work& work) {
    Labelled whole = labelled;
    whole.clusters = 1;
    std::fill(whole.labels.begin(), whole.labels.end(), 0);
    const Clustering<Ball> centred(whole, work), clustering(labelled, work);
    BallMatrix G(order(), order());
    std::vector<Ball> r(static_cast<std::size_t>(clusters_));
    const double products = 0.5 * static_cast<double>((d_ + clusters_) * (d_ + clusters_));
    long row = -1;
    std::vector<Ball> x;
    const auto add_row = [&] {
      const long b = labelled.labels[static_cast<std::size_t>(row)];
      work.take(ball_product * products);
      for (long j = 0; j < d_; ++j)
        for (long k = 0; k <= j; ++k)
          arb_addmul(G.at(j, k), x[static_cast<std::size_t>(j)].get(), x[static_cast<std::size_t>(k)].get(),
                     Ball::bits);
      for (long a = 0; a < clusters_; ++a) {
        const Ball& value = r[static_cast<std::size_t>(a)];
        if (a == b || arb_is_zero(value.get())) continue;
        const long at = column(b, a);
        arb_add(sums_.at(0, at), sums_.at(0, at), value.get(), Ball::bits);
        for (long k = 0; k < d_; ++k)
          arb_addmul(G.at(at, k), value.get(), x[static_cast<std::size_t>(k)].get(), Ball::bits);
        for (long c = 0; c <= a; ++c)
          if (c != b)
            arb_addmul(G.at(at, column(b, c)), value.get(), r[static_cast<std::size_t>(c)].get(), Ball::bits);
      }
    };
    clustering.for_each_nearness(work, [&](long i, long a, const Ball& nearness) {
      if (i != row) {
        if (row >= 0) add_row();
        row = i;
        x = centred.offset(i);
      }
      const long b = labelled.labels[static_cast<std::size_t>(i)];
      r[static_cast<std::size_t>(a)] = (nearness - Ball(offsets(b, a))).positive_part();
    });
    add_row();
    const Ball N(static_cast<double>(labelled.rows()));
    for (long j = d_; j < order(); ++j)
      for (long k = d_; k <= j; ++k) {
        Ball product;
        arb_mul(product.get(), sums_.at(0, j), sums_.at(0, k), Ball::bits);
        product /= N;
        arb_sub(G.at(j, k), G.at(j, k), product.get(), Ball::bits);
      }
    for (long j = 0; j < order(); ++j)
      for (long k = 0; k < j; ++k) arb_set(G.at(k, j), G.at(j, k));
    for (long k = 0; k < d_; ++k) arb_add(squares_.get(), squares_.get(), G.at(k, k), Ball::bits);
    return G;
  }

  long d_, clusters_;
  const Numbers& weights_;
  Ball squares_;
  BallMatrix sums_, gram_;
};

}  // namespace

KMeansFinding check_factored(const Labelled& labelled, const Json& evidence, NamedFiles& files, Work& work) {
  const std::string place = "proof.evidence";
  require_fields(evidence, place, {"method", "offsets", "weights", "level"}, {"columns"});
  const Rational level_exact = rational_field(evidence, place, "level");
  if (level_exact.sign() <= 0) throw Rejected(place + ".level is not positive");
  const long K = labelled.clusters;
  if (K < 2) throw Rejected(place + ": one cluster only");
  if (labelled.cols() + K * (K - 1) > largest_order)
    throw Rejected("the factored form has order " + std::to_string(labelled.cols() + K * (K - 1)) +
                   "; expected at most " + std::to_string(largest_order));
  const Numbers offsets = files.matrix(evidence["offsets"], place + ".offsets", false),
                weights = files.matrix(evidence["weights"], place + ".weights", false);
  require_size(offsets, K, K, place + ".offsets");
  require_size(weights, K, K, place + ".weights");
  for (long b = 0; b < K; ++b)
    for (long a = 0; a < K; ++a)
      if (!(weights(b, a) >= 0) || weights(b, a) != weights(a, b))
        throw Rejected(place + ".weights is negative or not symmetric at (" + std::to_string(b) + ", " +
                       std::to_string(a) + ")");
  const Ball level(level_exact);
  const auto p = static_cast<double>(labelled.cols() + K * (K - 1));
  work.take(ball_product * 4 * p * p * p);  // before anything of that size is there
  const FactoredForm form(labelled, offsets, weights, level, work);
  const BallMatrix T = whitening(form.gram()), GT = form.gram() * T;
  const BallMatrix white = T.transpose() * GT, core = GT.transpose() * form.times_core(GT);
  Ball norm;                            // ‖FY‖²
  BallMatrix columns(form.order(), 0);  // (FT)ᵀFY
  if (evidence.contains("columns")) {
    const Numbers given = files.matrix(evidence["columns"], place + ".columns", false);
    require_size(given, form.order(), given.cols, place + ".columns");
    work.take(ball_product * 3 * p * p * static_cast<double>(given.cols));
    const BallMatrix Y = BallMatrix::of(given), GY = form.gram() * Y;
    columns = T.transpose() * GY;
    const BallMatrix inner = Y.transpose() * GY;
    for (long k = 0; k < inner.rows(); ++k) arb_add(norm.get(), norm.get(), inner.at(k, k), Ball::bits);
  }
  const auto rest = [&](long i, long j) {  // of Tᵀ(τG + GYYᵀG − GCG)T
    Ball out;
    arb_mul(out.get(), level.get(), white.at(i, j), Ball::bits);
    arb_sub(out.get(), out.get(), core.at(i, j), Ball::bits);
    if (columns.cols() > 0)
      arb_dot(out.get(), out.get(), 0, columns.row(i), 1, columns.row(j), 1, columns.cols(), Ball::bits);
    return out;
  };
  require_definite(form.order(), rest, "the factored form", work);
  KMeansFinding out;
  out.bound = form.squares() - form.total() / Ball(static_cast<double>(labelled.rows())) -
              level * Ball(static_cast<double>(K - 1)) - norm;
  return out;
}

}  // namespace orthant::checker

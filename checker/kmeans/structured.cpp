/// The dual point that follows from the labels and t.
#include <nlohmann/json.hpp>

#include "checker/exact/definite.hpp"
#include "checker/kmeans/definite_form.hpp"
#include "checker/kmeans/relaxation.hpp"

namespace orthant::checker {

namespace {

constexpr long largest_exact_order = 200;

/// W(t) by rows v with ⟨v_x, v_y⟩ in the place of ⟨e_i, e_j⟩: the e_i themselves, or the rows of L_bᵀ.
template <class Number>
class StructuredForm {
 public:
  StructuredForm(const Clustering<Number>& clustering, const Number& t, std::vector<std::vector<Number>> rows,
                 std::vector<long> cluster_of)
      : clusters_(clustering.labelled().clusters),
        rows_(std::move(rows)),
        cluster_of_(std::move(cluster_of)) {
    const auto K = static_cast<std::size_t>(clusters_);
    weight_.assign(K * K, number_of<Number>(0));
    along_.assign(rows_.size() * K, number_of<Number>(0));
    for (long b = 0; b < clusters_; ++b)
      for (long a = 0; a < clusters_; ++a) {
        if (a == b) continue;
        const Number gap = clustering.pair_gap(b, a, t);
        if (!is_zero(gap)) weight_[pair(b, a)] = number_of<Number>(2) / gap;
      }
    for (std::size_t x = 0; x < rows_.size(); ++x)
      for (long a = 0; a < clusters_; ++a)
        if (a != cluster_of_[x])
          along_[x * K + static_cast<std::size_t>(a)] = dot(rows_[x], clustering.between(cluster_of_[x], a));
  }

  long order() const { return static_cast<long>(rows_.size()); }
  Number entry(long i, long j) const {
    const auto x = static_cast<std::size_t>(i), y = static_cast<std::size_t>(j);
    const long b = cluster_of_[x], a = cluster_of_[y];
    Number out = dot(rows_[x], rows_[y]);
    if (a != b) {
      const auto K = static_cast<std::size_t>(clusters_);
      // ⟨v_y, c_a − c_b⟩ is −⟨v_y, δ⟩
      Number product =
          along_[x * K + static_cast<std::size_t>(a)] * along_[y * K + static_cast<std::size_t>(b)];
      product *= weight_[pair(b, a)];
      out += product;
    }
    return out;
  }

 private:
  std::size_t pair(long b, long a) const { return static_cast<std::size_t>(b * clusters_ + a); }
  static bool is_zero(const Rational& x) { return x.sign() == 0; }
  static bool is_zero(const Ball& x) {
    if (!certainly_less(Ball(), x))
      throw Rejected("the centres of two clusters are too near for proof.evidence.t");
    return false;
  }

  long clusters_;
  std::vector<std::vector<Number>> rows_;
  std::vector<long> cluster_of_;
  std::vector<Number> weight_, along_;
};

/// L_bᵀ of S_b + εI = L_bL_bᵀ for every cluster, row by row: with √ε more rows each the data only grow, and W
/// with them.
StructuredForm<Ball> form_by_columns(const Clustering<Ball>& clustering, const Ball& t, Work& work) {
  const long d = clustering.labelled().cols(), K = clustering.labelled().clusters;
  work.take(ball_product * static_cast<double>(K) * static_cast<double>(d * d * d));
  Ball epsilon = t;
  arb_mul_2exp_si(epsilon.get(), epsilon.get(), -50);
  const std::vector<std::vector<Ball>> scatters = clustering.scatters(work);
  std::vector<std::vector<Ball>> rows;
  std::vector<long> cluster_of;
  for (long b = 0; b < K; ++b) {
    BallMatrix S(d, d), L(d, d);
    for (long j = 0; j < d; ++j)
      for (long k = 0; k < d; ++k)
        arb_set(S.at(j, k), scatters[static_cast<std::size_t>(b)][static_cast<std::size_t>(j * d + k)].get());
    for (long j = 0; j < d; ++j) arb_add(S.at(j, j), S.at(j, j), epsilon.get(), Ball::bits);
    if (!S.cholesky(L)) throw Rejected("the scatter of cluster " + std::to_string(b) + " cannot be factored");
    for (long r = 0; r < d; ++r) {
      std::vector<Ball> row(static_cast<std::size_t>(d));
      for (long k = r; k < d; ++k) arb_set(row[static_cast<std::size_t>(k)].get(), L.at(k, r));
      rows.push_back(std::move(row));
      cluster_of.push_back(b);
    }
  }
  return {clustering, t, std::move(rows), std::move(cluster_of)};
}

template <class Number>
StructuredForm<Number> form_by_rows(const Clustering<Number>& clustering, const Number& t) {
  std::vector<std::vector<Number>> rows;
  for (long i = 0; i < clustering.labelled().rows(); ++i) rows.push_back(clustering.offset(i));
  return {clustering, t, std::move(rows), clustering.labelled().labels};
}

bool by_columns(const Labelled& labelled) {
  return labelled.cols() * labelled.clusters < labelled.rows();
}

/// Before anything of that size is there.
void require_order(const Labelled& labelled, long largest, Work& work) {
  const long d = labelled.cols(), K = labelled.clusters, order = std::min(labelled.rows(), d * K);
  const std::string form = "the structured form has order " + std::to_string(order);
  if (order > largest) throw Rejected(form + "; expected at most " + std::to_string(largest));
  if (order * K > largest_sums)
    throw Rejected(form + " and " + std::to_string(K) + " clusters; expected at most " +
                   std::to_string(largest_sums) + " for their product");
  work.take(ball_product * static_cast<double>(order) * static_cast<double>(order + 2 * K) *
            static_cast<double>(d));
}

std::string place_of(long i, long a) {
  return "row " + std::to_string(i) + " is nearer to cluster " + std::to_string(a) +
         " than proof.evidence.t allows";
}

}  // namespace

KMeansFinding check_structured(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                               Work& work) {
  const std::string place = "proof.evidence";
  require_fields(evidence, place, {"method", "arithmetic", "t"});
  const Rational t_exact = rational_field(evidence, place, "t");
  if (t_exact.sign() <= 0) throw Rejected(place + ".t is not positive");
  require_order(labelled, largest_order, work);
  const Ball t(t_exact);
  const Clustering<Ball> clustering(labelled, work);
  clustering.for_each_margin(work, [&](long i, long a, const Ball& margin) {
    if (!certainly_at_most(t, margin)) throw Rejected(place_of(i, a));
  });
  const StructuredForm<Ball> form =
      by_columns(labelled) ? form_by_columns(clustering, t, work) : form_by_rows(clustering, t);
  const auto rest = [&](long i, long j) { return i == j ? t - form.entry(i, i) : -form.entry(i, j); };
  require_definite(form.order(), rest, "tI − W of the structured dual point", work);
  KMeansFinding out;
  out.optimal = out.unique = true;
  out.bound = inertia;
  return out;
}

KMeansFinding check_structured_exactly(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                                       Work& work) {
  const std::string place = "proof.evidence";
  require_fields(evidence, place, {"method", "arithmetic", "t"});
  const Rational t = rational_field(evidence, place, "t");
  if (t.sign() < 0) throw Rejected(place + ".t is negative");
  require_order(labelled, largest_exact_order, work);
  const Clustering<Rational> clustering(labelled, work);
  KMeansFinding out;
  out.rigor = "exact";
  out.optimal = out.unique = true;
  out.bound = inertia;
  clustering.for_each_margin(work, [&](long i, long a, const Rational& margin) {
    if (margin < t) throw Rejected(place_of(i, a));
    if (margin == t) out.unique = false;
  });
  const bool columns = by_columns(labelled);
  const long order = columns ? labelled.cols() * labelled.clusters : labelled.rows();
  // tI − W ⪰ 0, or tS − SCS ⪰ 0 on the columns: the rows of S_b stand for those of L_bᵀ.
  std::vector<std::vector<Rational>> scatters, rows;
  std::vector<long> cluster_of;
  if (columns) {
    scatters = clustering.scatters(work);
    const auto d = labelled.cols();
    for (long b = 0; b < labelled.clusters; ++b)
      for (long r = 0; r < d; ++r) {
        const auto first = scatters[static_cast<std::size_t>(b)].begin() + r * d;
        rows.emplace_back(first, first + d);
        cluster_of.push_back(b);
      }
  }
  const StructuredForm<Rational> form =
      columns ? StructuredForm<Rational>(clustering, t, rows, cluster_of) : form_by_rows(clustering, t);
  RationalMatrix Q(order, order);
  for (long i = 0; i < order; ++i)
    for (long j = 0; j <= i; ++j) {
      work.spend(1000, static_cast<double>(labelled.cols()));
      Rational value = -form.entry(i, j);
      if (!columns && i == j) value += t;
      if (columns && cluster_of[static_cast<std::size_t>(i)] == cluster_of[static_cast<std::size_t>(j)])
        value += t * rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j % labelled.cols())];
      Q.set(i, j, value);
      Q.set(j, i, value);
    }
  if (negative_direction(Q, work)) throw Rejected("the structured form is not at most proof.evidence.t");
  return out;
}

}  // namespace orthant::checker

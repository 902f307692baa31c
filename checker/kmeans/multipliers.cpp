/// Dual points with a matrix Λ of order N.
#include <nlohmann/json.hpp>

#include "checker/kmeans/definite_form.hpp"
#include "checker/kmeans/relaxation.hpp"

namespace orthant::checker {

namespace {

/// N×N, symmetric, entries ≥ 0.
Numbers read_multipliers(const Json& reference, const std::string& place, long order, NamedFiles& files) {
  if (order > largest_order)
    throw Rejected(place + ": " + std::to_string(order) + " rows; expected at most " +
                   std::to_string(largest_order));
  Numbers out = files.matrix(reference, place, false);
  require_size(out, order, order, place);
  for (long i = 0; i < order; ++i)
    for (long j = 0; j <= i; ++j) {
      const std::string where = place + ": entry (" + std::to_string(i) + ", " + std::to_string(j) + ")";
      if (!(out(i, j) >= 0)) throw Rejected(where + " is negative");
      if (out(i, j) != out(j, i)) throw Rejected(where + " is not that across the diagonal");
    }
  return out;
}

/// Sums of a symmetric matrix over the members of each cluster: row i, cluster a at [i·K + a].
std::vector<Ball> block_sums(const Numbers& A, const std::vector<long>& labels, long clusters) {
  std::vector<Ball> out(static_cast<std::size_t>(A.rows * clusters));
  for (long i = 0; i < A.rows; ++i)
    for (long j = 0; j < A.cols; ++j)
      out[static_cast<std::size_t>(i * clusters + labels[static_cast<std::size_t>(j)])] += Ball(A(i, j));
  return out;
}

double work_of_forms(const Labelled& labelled) {
  const auto n = static_cast<double>(labelled.rows());
  return ball_product * n * n * (static_cast<double>(labelled.cols()) + 4);
}

/// A coupling of the margins: Λ₀ corrected to the row sums ρ^a_i, without blocks within clusters.
class Coupling {
 public:
  Coupling(const Clustering<Ball>& clustering, const Numbers& given, const Ball& t, Work& work)
      : clustering_(clustering),
        given_(given),
        labels_(clustering.labelled().labels),
        clusters_(clustering.labelled().clusters),
        sums_(block_sums(given, labels_, clusters_)),
        missing_(sums_.size()),
        pair_missing_(static_cast<std::size_t>(clusters_ * clusters_)),
        pair_sums_(pair_missing_.size()) {
    // ρ^a_i = ½(n_a + n_b)/n_b · (margin − t)
    clustering.for_each_margin(work, [&](long i, long a, const Ball& margin) {
      const auto n_a = static_cast<double>(clustering.size(a)),
                 n_b = static_cast<double>(clustering.size(label(i)));
      const auto at = static_cast<std::size_t>(i * clusters_ + a);
      missing_[at] = (margin - t) * Ball(n_a + n_b) / Ball(2 * n_b) - sums_[at];
      pair_missing_[pair(label(i), a)] += missing_[at];
      pair_sums_[pair(label(i), a)] += sums_[at];
    });
  }

  /// Throws Rejected unless Λ ≥ 0 is certain.
  void require_nonnegative() const {
    const Ball zero;
    for (long i = 0; i < given_.rows; ++i)
      for (long j = 0; j < i; ++j)
        if (label(i) != label(j) && !certainly_at_most(zero, entry(i, j)))
          throw Rejected("the coupling is not proved to be nonnegative at (" + std::to_string(i) + ", " +
                         std::to_string(j) + ")");
  }

  /// (PΛP)_ij, i and j in different clusters: the correction is constant along rows or columns of a block.
  Ball projected(long i, long j) const {
    const long b = label(i), a = label(j);
    const Ball n_a(static_cast<double>(clustering_.size(a))), n_b(static_cast<double>(clustering_.size(b)));
    return Ball(given_(i, j)) - sum(sums_, i, a) / n_a - sum(sums_, j, b) / n_b +
           pair_sums_[pair(b, a)] / (n_a * n_b);
  }

 private:
  Ball entry(long i, long j) const {
    const long b = label(i), a = label(j);
    const Ball n_a(static_cast<double>(clustering_.size(a))), n_b(static_cast<double>(clustering_.size(b)));
    return Ball(given_(i, j)) + sum(missing_, i, a) / n_a + sum(missing_, j, b) / n_b -
           pair_missing_[pair(b, a)] / (n_a * n_b);
  }
  long label(long i) const { return labels_[static_cast<std::size_t>(i)]; }
  const Ball& sum(const std::vector<Ball>& sums, long i, long a) const {
    return sums[static_cast<std::size_t>(i * clusters_ + a)];
  }
  std::size_t pair(long b, long a) const { return static_cast<std::size_t>(b * clusters_ + a); }

  const Clustering<Ball>& clustering_;
  const Numbers& given_;
  const std::vector<long>& labels_;
  long clusters_;
  std::vector<Ball> sums_, missing_, pair_missing_, pair_sums_;
};

}  // namespace

KMeansFinding check_coupled(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                            NamedFiles& files, Work& work) {
  const std::string place = "proof.evidence";
  require_fields(evidence, place, {"method", "t", "coupling"});
  const Rational t_exact = rational_field(evidence, place, "t");
  if (t_exact.sign() <= 0) throw Rejected(place + ".t is not positive");
  const Ball t(t_exact);
  if (labelled.rows() * labelled.clusters > largest_sums)
    throw Rejected("a coupling of " + std::to_string(labelled.rows()) + " rows in " +
                   std::to_string(labelled.clusters) + " clusters; expected at most " +
                   std::to_string(largest_sums) + " for their product");
  const Numbers given = read_multipliers(evidence["coupling"], place + ".coupling", labelled.rows(), files);
  work.take(2 * work_of_forms(labelled));
  const Clustering<Ball> clustering(labelled, work);
  const Coupling coupling(clustering, given, t, work);
  coupling.require_nonnegative();
  std::vector<std::vector<Ball>> e;
  for (long i = 0; i < labelled.rows(); ++i) e.push_back(clustering.offset(i));
  const auto entry = [&](long i, long j) {
    const auto x = static_cast<std::size_t>(i), y = static_cast<std::size_t>(j);
    Ball out = i == j ? t - dot(e[x], e[y]) : -dot(e[x], e[y]);
    if (labelled.labels[x] != labelled.labels[y]) out -= coupling.projected(i, j);
    return out;
  };
  require_definite(labelled.rows(), entry, "the form of the coupling", work);
  KMeansFinding out;
  out.optimal = out.unique = true;
  out.bound = inertia;
  return out;
}

KMeansFinding check_dense(const Labelled& labelled, const Json& evidence, NamedFiles& files, Work& work) {
  const std::string place = "proof.evidence";
  require_fields(evidence, place, {"method", "multipliers", "level"}, {"columns"});
  const Rational level_exact = rational_field(evidence, place, "level");
  if (level_exact.sign() < 0) throw Rejected(place + ".level is negative");
  const Numbers given =
      read_multipliers(evidence["multipliers"], place + ".multipliers", labelled.rows(), files);
  std::optional<BallMatrix> F;
  if (evidence.contains("columns")) {
    const Numbers columns = files.matrix(evidence["columns"], place + ".columns", false);
    require_size(columns, labelled.rows(), columns.cols, place + ".columns");
    F.emplace(BallMatrix::of(columns));
  }
  work.take(2 * work_of_forms(labelled));
  // All in one cluster: offsets from the mean of the data.
  Labelled whole = labelled;
  whole.clusters = 1;
  std::fill(whole.labels.begin(), whole.labels.end(), 0);
  const Clustering<Ball> centred(whole, work);
  std::vector<std::vector<Ball>> x;
  Ball squares;
  for (long i = 0; i < labelled.rows(); ++i) {
    x.push_back(centred.offset(i));
    squares += dot(x.back(), x.back());
  }
  const Ball N(static_cast<double>(labelled.rows()));
  std::vector<Ball> mean = block_sums(given, whole.labels, 1);
  Ball total;
  for (Ball& each : mean) {
    total += each;
    each /= N;
  }
  const Ball grand = total / (N * N);
  const Ball level(level_exact);
  const auto entry = [&](long i, long j) {
    const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
    Ball out = mean[a] + mean[b] - grand - dot(x[a], x[b]) - Ball(given(i, j));
    if (i == j) out += level;
    if (F) arb_dot(out.get(), out.get(), 0, F->row(i), 1, F->row(j), 1, F->cols(), Ball::bits);
    return out;
  };
  if (F) work.take(ball_product * static_cast<double>(labelled.rows() * labelled.rows() * F->cols()));
  require_definite(labelled.rows(), entry, "the form of the multipliers", work);
  KMeansFinding out;
  out.bound = squares - total / N - level * Ball(static_cast<double>(labelled.clusters - 1));
  if (F) out.bound -= F->square_sum();
  return out;
}

namespace {

/// Rows in groups, in the coordinates of the form: of groups, then of R.
struct GroupedRows {
  long groups = 0;
  std::vector<std::vector<Ball>> means;                   ///< √n_g(mean of the group − mean of all)
  std::vector<Ball> sizes, roots;                         ///< n_g, √n_g
  BallMatrix scatter{0, 0}, whitened{0, 0}, image{0, 0};  ///< S; T with TᵀST near I; ST
  Ball squares;                                           ///< ‖X‖²
};

GroupedRows grouped_rows(const Labelled& labelled, std::vector<long> group_of, long groups, const Ball& level,
                         Work& work) {
  const long d = labelled.cols();
  const auto products = static_cast<double>(d * (d + 1) / 2);
  work.take(ball_product *
            (static_cast<double>(labelled.rows()) * products + 6.0 * static_cast<double>(d * d * d)));
  Labelled whole = labelled, by_group = labelled;
  whole.clusters = 1;
  std::fill(whole.labels.begin(), whole.labels.end(), 0);
  by_group.clusters = groups;
  by_group.labels = std::move(group_of);
  const Clustering<Ball> centred(whole, work), grouped(by_group, work);
  GroupedRows out;
  out.groups = groups;
  for (long g = 0; g < groups; ++g) {
    out.sizes.emplace_back(static_cast<double>(grouped.size(g)));
    arb_sqrt(out.roots.emplace_back().get(), out.sizes.back().get(), Ball::bits);
    std::vector<Ball>& mean = out.means.emplace_back();
    for (long k = 0; k < d; ++k)
      mean.push_back((grouped.centre(g, k) - centred.centre(0, k)) * out.roots.back());
    out.squares += dot(mean, mean);
  }
  BallMatrix& S = out.scatter = BallMatrix(d, d);
  for (long i = 0; i < labelled.rows(); ++i) {
    work.poll();
    const std::vector<Ball> r = grouped.offset(i);
    for (long j = 0; j < d; ++j)
      for (long k = 0; k <= j; ++k)
        arb_addmul(S.at(j, k), r[static_cast<std::size_t>(j)].get(), r[static_cast<std::size_t>(k)].get(),
                   Ball::bits);
  }
  // Further rows √ε_k in column k alone make S regular: R only grows.
  for (long j = 0; j < d; ++j) {
    for (long k = 0; k < j; ++k) arb_set(S.at(k, j), S.at(j, k));
    arb_add(out.squares.get(), out.squares.get(), S.at(j, j), Ball::bits);
    Ball epsilon;
    const bool some = arb_is_positive(S.at(j, j)) != 0;
    arb_mul_2exp_si(epsilon.get(), some ? S.at(j, j) : level.get(), some ? -60 : -70);
    arb_add(S.at(j, j), S.at(j, j), epsilon.get(), Ball::bits);
  }
  out.whitened = whitening(S);
  out.image = S * out.whitened;
  return out;
}

}  // namespace

KMeansFinding check_grouped(const Labelled& labelled, const Json& evidence, NamedFiles& files, Work& work) {
  const std::string place = "proof.evidence";
  require_fields(evidence, place, {"method", "multipliers", "level", "groups"}, {"columns"});
  const Rational level_exact = rational_field(evidence, place, "level");
  if (level_exact.sign() <= 0) throw Rejected(place + ".level is not positive");
  const Ball level(level_exact), N(static_cast<double>(labelled.rows()));
  const Numbers peek = files.matrix(evidence["multipliers"], place + ".multipliers", false);
  const long groups = peek.rows, d = labelled.cols(), order = groups + d;
  if (groups < 1 || groups > labelled.rows())
    throw Rejected(place + ".multipliers has " + std::to_string(groups) + " rows; expected 1 to " +
                   std::to_string(labelled.rows()));
  const Numbers M = read_multipliers(evidence["multipliers"], place + ".multipliers", groups, files);
  const GroupedRows rows = grouped_rows(
      labelled, read_labels(evidence["groups"], place + ".groups", labelled.rows(), groups, files), groups,
      level, work);
  work.take(ball_product * static_cast<double>(order * order) * (static_cast<double>(d) + 4));
  BallMatrix F(order, 0);  // of the basis (E, RT): [Y; TᵀSZ]
  Ball norm;
  if (evidence.contains("columns")) {
    const Numbers columns = files.matrix(evidence["columns"], place + ".columns", false);
    require_size(columns, order, columns.cols, place + ".columns");
    work.take(ball_product * static_cast<double>(columns.cols) *
              static_cast<double>(order * order + 2 * d * d));
    F = BallMatrix::of(columns);
    BallMatrix Z(d, columns.cols);
    for (long k = 0; k < d; ++k)
      for (long c = 0; c < columns.cols; ++c) arb_swap(Z.at(k, c), F.at(groups + k, c));
    const BallMatrix inner = Z.transpose() * (rows.scatter * Z), tall = rows.image.transpose() * Z;
    norm = F.square_sum();  // the last rows are zero now
    for (long c = 0; c < columns.cols; ++c) arb_add(norm.get(), norm.get(), inner.at(c, c), Ball::bits);
    for (long k = 0; k < d; ++k)
      for (long c = 0; c < columns.cols; ++c) arb_set(F.at(groups + k, c), tall.at(k, c));
  }
  std::vector<Ball> u(static_cast<std::size_t>(groups));  // Σ_h n_h M_gh
  Ball total;
  for (long g = 0; g < groups; ++g) {
    for (long h = 0; h < groups; ++h) u[g] += rows.sizes[h] * Ball(M(g, h));
    total += rows.sizes[g] * u[g];
  }
  const BallMatrix white = rows.whitened.transpose() * rows.image,
                   square = rows.image.transpose() * rows.image;
  const auto entry = [&](long i, long j) {  // j ≤ i
    Ball out;
    if (i < groups) {
      out = (u[i] + u[j] - total / N) / N - Ball(M(i, j));
      out = out * rows.roots[i] * rows.roots[j] - dot(rows.means[i], rows.means[j]);
      if (i == j) out += level;
    } else if (j < groups) {
      for (long k = 0; k < d; ++k)
        arb_submul(out.get(), rows.means[j][k].get(), rows.image.at(k, i - groups), Ball::bits);
    } else {
      arb_mul(out.get(), level.get(), white.at(i - groups, j - groups), Ball::bits);
      arb_sub(out.get(), out.get(), square.at(i - groups, j - groups), Ball::bits);
    }
    if (F.cols() > 0) arb_dot(out.get(), out.get(), 0, F.row(i), 1, F.row(j), 1, F.cols(), Ball::bits);
    return out;
  };
  require_definite(order, entry, "the form of the groups", work);
  KMeansFinding out;
  out.bound = rows.squares - total / N - level * Ball(static_cast<double>(labelled.clusters - 1)) - norm;
  return out;
}

}  // namespace orthant::checker

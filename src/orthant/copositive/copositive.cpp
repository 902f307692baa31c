#include "orthant/copositive/copositive.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/copositive/face_witness.hpp"
#include "orthant/copositive/local_search.hpp"
#include "orthant/copositive/race.hpp"
#include "orthant/copositive/reduction.hpp"
#include "orthant/copositive/replay.hpp"
#include "orthant/copositive/split_search.hpp"
#include "orthant/copositive/tableau.hpp"
#include "orthant/core/error.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

Matrix in_doubles(const RationalSymmetric& Q) {
  const Tableau<double> t = root_tableau_double(Q);
  return Eigen::Map<const Matrix>(t.M.data(), Q.order(), Q.order());
}

/// x on a grid of 2⁻⁴⁰ of its largest entry, as integers.
std::vector<mpz_class> on_grid(const Vector& x) {
  std::vector<mpz_class> z(static_cast<std::size_t>(x.size()));
  const double top = x.maxCoeff();
  for (Index i = 0; i < x.size(); ++i)
    z[static_cast<std::size_t>(i)] = static_cast<long>(std::lround(std::ldexp(x(i) / top, 40)));
  return z;
}

std::vector<mpz_class> embed(const std::vector<mpz_class>& x, const std::vector<Index>& indices, Index n) {
  if (x.empty()) return {};
  std::vector<mpz_class> out(static_cast<std::size_t>(n));
  for (std::size_t k = 0; k < indices.size(); ++k) out[static_cast<std::size_t>(indices[k])] = x[k];
  return out;
}

mpq_class simplex_value(const RationalSymmetric& Q, const std::vector<mpz_class>& x) {
  mpz_class sum = 0;
  for (const mpz_class& z : x) sum += z;
  return Q.form(x) / (sum * sum);
}

mpq_class least_entry(const RationalSymmetric& Q) {
  mpz_class least = Q.numerator(0, 0);
  for (Index i = 0; i < Q.order(); ++i)
    for (Index j = 0; j <= i; ++j)
      if (Q.numerator(i, j) < least) least = Q.numerator(i, j);
  return mpq_class(least, Q.denominator());
}

/// 2^{e_i + e_j} Q_ij with diagonals near 1, and positive entries cut at 4: a pair with Q_ij ≥ √(Q_ii Q_jj)
/// excludes itself whatever the entry (support_tree.hpp, pair), so the answer is that of Q. For matrices
/// whose entries span more than doubles hold.
struct Equilibrated {
  RationalSymmetric Q;
  std::vector<long> exponent;
};

Equilibrated equilibrate(const RationalSymmetric& Q) {
  Equilibrated out{RationalSymmetric(Q.order()), std::vector<long>(static_cast<std::size_t>(Q.order()))};
  for (Index i = 0; i < Q.order(); ++i) {
    const mpz_class& d = Q.numerator(i, i);
    const long bits = d == 0 ? 0 : static_cast<long>(mpz_sizeinbase(d.get_mpz_t(), 2));
    out.exponent[static_cast<std::size_t>(i)] = -(bits / 2);
  }
  const long deepest = -2 * *std::min_element(out.exponent.begin(), out.exponent.end());
  const mpz_class one = mpz_class(1) << static_cast<unsigned long>(deepest);
  out.Q.set_denominator(one);
  for (Index i = 0; i < Q.order(); ++i) {
    for (Index j = 0; j <= i; ++j) {
      const long shift =
          deepest + out.exponent[static_cast<std::size_t>(i)] + out.exponent[static_cast<std::size_t>(j)];
      const mpz_class entry = Q.numerator(i, j) << static_cast<unsigned long>(shift);
      out.Q.set_numerator(i, j, i != j && entry > 4 * one ? mpz_class(4 * one) : entry);
    }
  }
  return out;
}

/// Entries that doubles hold side by side without trouble.
bool is_tame(const RationalSymmetric& Q) {
  std::size_t least = Q.bits();
  const std::size_t most = least;
  for (Index i = 0; i < Q.order(); ++i)
    if (Q.numerator(i, i) != 0) least = std::min(least, mpz_sizeinbase(Q.numerator(i, i).get_mpz_t(), 2));
  return most - least < 300;
}

enum class Answer { strict, boundary, no, unknown };

/// One component of the graph of negative entries, at least two indices, positive diagonal or zeros in it.
class Part {
 public:
  Part(const RationalSymmetric& Q, const CopositiveOptions& options, const Budget& budget)
      : Q_(Q), options_(options), budget_(budget) {}

  Answer decide(bool zero_known) {
    const bool positive_diagonal = has_positive_diagonal();
    search();
    if (!witness.empty()) {
      method = "search";
      return Answer::no;
    }
    if (!zero_known && approx_value_ > 1e-10) {
      const Answer answer = strictly(positive_diagonal);
      if (answer != Answer::boundary) return answer;
      zero_known = !zero.empty();
    } else if (!zero_known) {
      find_zero();
      if (!witness.empty()) return Answer::no;
      zero_known = !zero.empty();
    }
    if (!zero_known &&
        zero.empty()) {  // looks like zero, but no zero at hand: is it strictly copositive after all?
      const Answer answer = strictly(positive_diagonal);
      if (answer != Answer::boundary) return answer;
    }
    return weakly();
  }

  std::vector<mpz_class> witness, zero, best;
  std::string method;
  Rigor rigor = Rigor::exact;
  double nodes = 0;
  std::optional<PartProof> proof;

 private:
  bool has_positive_diagonal() const {
    for (Index i = 0; i < Q_.order(); ++i)
      if (Q_.numerator(i, i) <= 0) return false;
    return true;
  }

  void search() {
    Q_double_ = in_doubles(Q_);
    const double top = Q_double_.cwiseAbs().maxCoeff();
    LocalSearchOptions search;
    search.seed = options_.seed;
    search.work = options_.search_work;
    search.starts = static_cast<int>(std::min<Index>(1000, 20 + 8 * Q_.order()));
    search.stop_below = -1e-9 * top;
    const LocalMinimum found = approx_simplex_minimum(Q_double_, search, budget_);
    approx_value_ = found.value / top;
    x_ = found.x;
    best = on_grid(found.x);
    if (Q_.form(best) < 0) witness = best;
  }

  /// The face of the best point found: does it hold an exact zero, or a violation?
  void find_zero() {
    std::vector<int> support;
    for (Index i = 0; i < x_.size(); ++i)
      if (x_(i) > 1e-7) support.push_back(static_cast<int>(i));
    // Rational elimination: its numbers have about (support · bits) bits.
    if (support.size() > 60 || support.size() * Q_.bits() > 5000) return;
    const std::vector<int> last{support.back()};
    support.pop_back();
    // Q_SS must be positive definite, with room for a test in doubles.
    Matrix face(static_cast<Index>(support.size()), static_cast<Index>(support.size()));
    for (std::size_t i = 0; i < support.size(); ++i)
      for (std::size_t j = 0; j < support.size(); ++j)
        face(static_cast<Index>(i), static_cast<Index>(j)) = Q_double_(support[i], support[j]);
    if (support.size() > 0 && symmetric_eigenvalues(face)(0) < 1e-9 * face.cwiseAbs().maxCoeff()) return;
    auto x = face_witness(Q_, support, last, true);
    if (!x) return;
    if (Q_.form(*x) < 0) {
      witness = std::move(*x);
      method = "search";
    } else {
      zero = std::move(*x);
    }
  }

  /// strict, no, unknown; boundary: not strictly copositive, with `zero`.
  Answer strictly(bool positive_diagonal) {
    if (!positive_diagonal) return Answer::boundary;
    Race race(Q_, true, options_.threads, options_.record_nodes);
    RaceResult result = race.run(first_work(), budget_, options_.progress);
    if (result.status == TreeStatus::stopped && options_.split && split()) return Answer::strict;
    if (result.status == TreeStatus::stopped)
      result = race.run(options_.max_work - result.work, budget_, options_.progress);
    nodes += result.nodes;
    if (result.status == TreeStatus::stopped) return Answer::unknown;
    if (result.status == TreeStatus::proved) {
      method = "tree";
      rigor = Rigor::verified;  // bounds in doubles, whatever the tableau
      keep(std::move(result.proof), result.arithmetic == TreeArithmetic::integers);
      return Answer::strict;
    }
    if (Q_.form(result.witness) < 0) {
      method = "tree";
      witness = std::move(result.witness);
      return Answer::no;
    }
    zero = std::move(result.witness);
    return Answer::boundary;
  }

  Answer weakly() {
    Race race(Q_, false, options_.threads, options_.record_nodes);
    RaceResult result = race.run(options_.max_work, budget_, options_.progress);
    nodes += result.nodes;
    if (result.status == TreeStatus::stopped) return Answer::unknown;
    method = "tree";
    if (result.status == TreeStatus::refuted) {
      witness = std::move(result.witness);
      return Answer::no;
    }
    if (zero.empty()) zero = std::move(result.zero);
    keep(std::move(result.proof), true);
    return Answer::boundary;
  }

  /// Enough for what trees are good at; then one try at what they are bad at.
  double first_work() const {
    const auto n = static_cast<double>(Q_.order());
    return std::min(options_.max_work, n <= 120 ? 1e8 : 1e7 + 40 * n * n);
  }

  bool split() {
    for (const double margin : {1e-3, 1e-5}) {
      SplitOptions options;
      options.margin = margin;
      SplitResult found = find_split(Q_, options, budget_);
      if (found.status == SplitStatus::impossible && margin > 1e-4) continue;  // perhaps with less margin
      if (found.status != SplitStatus::found) return false;
      method = "split";
      rigor = Rigor::exact;
      proof.emplace();
      proof->kind = PartProof::Kind::split;
      proof->split = std::move(found.proof);
      return true;
    }
    return false;
  }

  /// A strict claim is exact once its proof is replayed in integers; large ones stay `verified`. One by
  /// doubles that is not replayed is dropped: an exact tie that doubles could not see makes it fail, rarely.
  void keep(std::optional<TreeProof> tree, bool in_integers) {
    if (!tree) return;
    if (rigor == Rigor::verified) {
      const auto n = static_cast<double>(Q_.order());
      const bool small = n <= 120 && static_cast<double>(tree->nodes.size()) * n * n < 2e6;
      const bool replayed = small && replay_tree(*tree, Q_);
      if (!replayed && (small || !in_integers)) return;
      if (replayed) rigor = Rigor::exact;
    }
    proof.emplace();
    proof->kind = PartProof::Kind::tree;
    proof->tree = std::move(*tree);
  }

  const RationalSymmetric& Q_;
  const CopositiveOptions& options_;
  const Budget& budget_;
  Matrix Q_double_;
  Vector x_;
  double approx_value_ = 0;  ///< of the best point, relative to the largest entry
};

class Decision {
 public:
  Decision(const RationalSymmetric& Q, const CopositiveOptions& options, const Budget& budget)
      : Q_(Q), options_(options), budget_(budget) {}

  CopositiveResult run() {
    const Stopwatch clock;
    out_.rigor = Rigor::exact;
    decide();
    bounds(clock.seconds());
    out_.seconds = clock.seconds();
    return std::move(out_);
  }

 private:
  void decide() {
    Reduction reduction = reduce(Q_);
    zero_ = std::move(reduction.zero);
    if (!reduction.witness.empty()) {
      out_.verdict = Copositivity::not_copositive;
      out_.witness = std::move(reduction.witness);
      out_.method = reduction.method;
      return;
    }
    CopositivityProof proof;
    proof.dropped = reduction.dropped;
    bool complete = true, unknown = false;
    out_.method = reduction.parts.empty() ? "rows" : "";
    for (const auto& indices : reduction.parts) {
      const std::vector<Index> subset(indices.begin(), indices.end());
      const RationalSymmetric block = Q_.principal(subset);
      const bool tame = is_tame(block);
      const Equilibrated scaled = tame ? Equilibrated{RationalSymmetric(), {}} : equilibrate(block);
      Part part(tame ? block : scaled.Q, options_, budget_);
      const Answer answer = part.decide(false);
      if (!tame) {
        part.proof.reset();  // of the scaled matrix
        for (auto* x : {&part.witness, &part.zero, &part.best}) scale_back(*x, scaled.exponent);
      }
      out_.nodes += part.nodes;
      if (answer == Answer::no) {
        out_.verdict = Copositivity::not_copositive;
        out_.rigor = Rigor::exact;
        out_.witness = embed(part.witness, subset, Q_.order());
        out_.method = part.method;
        return;
      }
      offer(embed(part.best, subset, Q_.order()));
      if (answer == Answer::unknown) {
        unknown = true;
        continue;
      }
      if (answer == Answer::boundary) {
        strict_ = false;
        if (zero_.empty()) zero_ = embed(part.zero, subset, Q_.order());
      }
      if (part.rigor == Rigor::verified) out_.rigor = Rigor::verified;
      if (out_.method.find(part.method) == std::string::npos)
        out_.method += (out_.method.empty() ? "" : "+") + part.method;
      if (part.proof) {
        part.proof->indices = indices;
        proof.parts.push_back(std::move(*part.proof));
      } else {
        complete = false;
      }
    }
    for (const std::int32_t i : proof.dropped) {
      std::vector<mpz_class> vertex(static_cast<std::size_t>(Q_.order()));
      vertex[static_cast<std::size_t>(i)] = 1;
      offer(std::move(vertex));
    }
    if (unknown) {
      out_.rigor = Rigor::numeric;
      out_.method = "search";
      out_.reason = budget_.interrupted()   ? "interrupted"
                    : budget_.out_of_time() ? "the time ran out"
                                            : "the work allowed for the support tree ran out";
      out_.witness = best_;
      return;
    }
    strict_ = strict_ && zero_.empty();
    out_.verdict = strict_ ? Copositivity::strictly_copositive : Copositivity::copositive;
    out_.witness = strict_ ? best_ : zero_;
    proof.strict = strict_;
    if (complete) out_.proof = std::move(proof);
  }

  /// x_i ← 2^{e_i} x_i, in integers.
  static void scale_back(std::vector<mpz_class>& x, const std::vector<long>& exponent) {
    const long lowest = *std::min_element(exponent.begin(), exponent.end());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] <<= static_cast<unsigned long>(exponent[i] - lowest);
  }

  void offer(std::vector<mpz_class> x) {
    if (x.empty()) return;
    const mpq_class value = simplex_value(Q_, x);
    if (!best_.empty() && value >= best_value_) return;
    best_ = std::move(x);
    best_value_ = value;
  }

  void bounds(double spent) {
    const mpq_class least = least_entry(Q_);
    switch (out_.verdict) {
      case Copositivity::not_copositive:
        out_.upper = round_up(simplex_value(Q_, out_.witness));
        out_.lower = round_down(least);
        return;
      case Copositivity::copositive:
        out_.lower = 0;
        out_.upper = zero_.empty() ? round_up(best_value_) : 0;
        return;
      case Copositivity::undecided:
        out_.upper = best_.empty() ? round_up(Q_.entry(0, 0)) : round_up(best_value_);
        out_.lower = round_down(least);
        relax();
        return;
      case Copositivity::strictly_copositive:
        out_.upper = round_up(best_value_);
        out_.lower = least > 0 ? round_down(least) : 0;
        if (options_.bracket && least <= 0) lift(spent);
    }
  }

  /// Half of the best value as a lower bound, if that is proved in a fifth of the time that the verdict took.
  void lift(double spent) {
    if (!std::isfinite(out_.upper)) return;
    const mpq_class gamma(out_.upper / 2);
    const Budget limit(std::min(budget_.remaining(), std::max(0.02, 0.2 * spent)));
    const RationalSymmetric lifted = Q_.minus_all_ones(gamma);
    Race race(lifted, true, options_.threads, 0);
    if (race.run(1e300, limit).status == TreeStatus::proved) out_.lower = round_down(gamma);
  }

  /// Undecided: the smallest ε = 2^-k tried for which Q + ε diag(|Q_ii|) is proved copositive.
  void relax() {
    if (budget_.interrupted() || Q_.order() > 400) return;  // one node of a large tree takes seconds
    const Budget limit(std::clamp(0.25 * budget_.limit(), 0.1, 10.0));
    for (int k = 0; k < 40 && !limit.exhausted(); ++k) {
      const double epsilon = std::ldexp(1.0, -k);
      RationalSymmetric shifted(Q_);
      for (Index i = 0; i < Q_.order(); ++i)
        shifted.set(i, i, Q_.entry(i, i) + mpq_class(epsilon) * abs(Q_.entry(i, i)));
      Race race(shifted, true, options_.threads, 0);
      if (race.run(1e300, limit).status != TreeStatus::proved) return;
      out_.proved_shift = epsilon;
    }
  }

  const RationalSymmetric& Q_;
  const CopositiveOptions& options_;
  const Budget& budget_;
  CopositiveResult out_;
  std::vector<mpz_class> zero_, best_;
  mpq_class best_value_;
  bool strict_ = true;
};

}  // namespace

std::string_view to_string(Copositivity verdict) {
  switch (verdict) {
    case Copositivity::strictly_copositive:
      return "strictly_copositive";
    case Copositivity::copositive:
      return "copositive";
    case Copositivity::not_copositive:
      return "not_copositive";
    case Copositivity::undecided:
      return "undecided";
  }
  return "unknown";
}

CopositiveResult decide_copositivity(const RationalSymmetric& Q, const CopositiveOptions& options,
                                     const Budget& budget) {
  return Decision(Q, options, budget).run();
}

SimplexMinimum simplex_minimum(const RationalSymmetric& Q, double gap, const CopositiveOptions& options,
                               const Budget& budget) {
  SimplexMinimum out;
  const Matrix approx = Q.approx();
  if (!approx.allFinite()) throw InputError("an entry beyond the range of doubles; scale the matrix first");
  LocalSearchOptions search;
  search.seed = options.seed;
  search.work = options.search_work;
  out.x = on_grid(approx_simplex_minimum(approx, search, budget).x);
  mpq_class best = simplex_value(Q, out.x);
  mpq_class lower = least_entry(Q);
  // The distance to aim at shrinks to the gap, so that something is known when the budget ends early. The
  // first aim is far: half of what is open.
  double aim = std::max(gap, to_double(mpq_class(best - lower)) / 2);
  while (!budget.exhausted()) {
    const mpq_class gamma(to_double(mpq_class(best - mpq_class(aim) * mpq_class(15, 16))));
    if (lower < gamma) {
      const RationalSymmetric shifted = Q.minus_all_ones(gamma);
      Race race(shifted, true, options.threads, 0);
      const RaceResult result = race.run(options.max_work, budget, options.progress);
      out.nodes += result.nodes;
      if (result.status == TreeStatus::stopped) break;
      if (result.status == TreeStatus::refuted) {
        out.x = result.witness;
        best = simplex_value(Q, out.x);
        continue;
      }
      lower = gamma;
    }
    if (aim <= gap) break;
    aim = std::max(gap, aim / 64);
  }
  out.upper = round_up(best);
  out.lower = round_down(lower);
  out.closed = out.upper - out.lower <= gap;
  return out;
}

}  // namespace orthant

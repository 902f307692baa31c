#include "orthant/copositive/part.hpp"

#include <algorithm>
#include <cstddef>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/copositive/split_search.hpp"
#include "orthant/copositive/support_tree.hpp"
#include "orthant/copositive/tableau.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// A minimum up to this, relative to the largest entry, looks like zero.
constexpr double looks_like_zero = 1e-10;

/// Nodes of a strict tree on n indices that are replayed at once: a fraction of a second.
std::size_t replayed_nodes(Index n) {
  return n <= 120 ? static_cast<std::size_t>(2e6 / static_cast<double>(n * n)) : 0;
}

}  // namespace

PartAnswer Part::decide() {
  search();
  if (witness.empty() && approx_value_ <= looks_like_zero) find_zero();
  if (!witness.empty()) {
    method = "search";
    return PartAnswer::no;
  }
  if (zero.empty()) {
    const PartAnswer answer = strictly();
    if (answer != PartAnswer::boundary) return answer;
  }
  return weakly();
}

bool Part::has_positive_diagonal() const {
  for (Index i = 0; i < Q_.order(); ++i)
    if (Q_.numerator(i, i) <= 0) return false;
  return true;
}

void Part::search() {
  const Tableau<double> root = root_tableau_double(Q_);
  Q_double_ = Eigen::Map<const Matrix>(root.M.data(), Q_.order(), Q_.order());
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
void Part::find_zero() {
  std::vector<int> support;
  for (Index i = 0; i < x_.size(); ++i)
    if (x_(i) > 1e-7) support.push_back(static_cast<int>(i));
  // Rational elimination: its numbers have about (support · bits) bits.
  if (support.size() > 60 || support.size() * Q_.bits() > 5000) return;
  const std::vector<int> last{support.back()};
  support.pop_back();
  // Q_SS must be positive definite, with room for a test in doubles.
  const Matrix face = Q_double_(support, support);
  if (!support.empty() && symmetric_eigenvalues(face)(0) < 1e-9 * face.cwiseAbs().maxCoeff()) return;
  auto x = face_witness(Q_, support, last, true);
  if (!x) return;
  if (Q_.form(*x) < 0) {
    witness = std::move(*x);
  } else {
    zero = std::move(*x);
  }
}

/// boundary: not strictly copositive, with `zero` unless a diagonal entry is zero.
PartAnswer Part::strictly() {
  if (!has_positive_diagonal()) return PartAnswer::boundary;
  const std::size_t replayed = std::min(options_.record_nodes, replayed_nodes(Q_.order()));
  Race race(Q_, {.strict = true,
                 .threads = options_.threads,
                 .record_integers = options_.record_nodes,
                 .record_doubles = replayed});
  RaceResult result = race.run(first_work(), budget_, options_.progress);
  if (result.status == TreeStatus::stopped && options_.split && split()) return PartAnswer::strict;
  if (result.status == TreeStatus::stopped)
    result = race.run(options_.max_work - result.work, budget_, options_.progress);
  nodes += result.nodes;
  if (result.status == TreeStatus::stopped) return PartAnswer::unknown;
  method = "tree";
  if (result.status == TreeStatus::proved) {
    rigor = Rigor::verified;  // bounds in doubles, whatever the tableau
    keep(std::move(result.proof), result.arithmetic);
    return PartAnswer::strict;
  }
  const bool negative = Q_.form(result.witness) < 0;
  (negative ? witness : zero) = std::move(result.witness);
  return negative ? PartAnswer::no : PartAnswer::boundary;
}

PartAnswer Part::weakly() {
  Race race(Q_, {.strict = false, .threads = options_.threads, .record_integers = options_.record_nodes});
  RaceResult result = race.run(options_.max_work, budget_, options_.progress);
  nodes += result.nodes;
  if (result.status == TreeStatus::stopped) return PartAnswer::unknown;
  method = "tree";
  if (result.status == TreeStatus::refuted) {
    witness = std::move(result.witness);
    return PartAnswer::no;
  }
  if (zero.empty()) zero = std::move(result.zero);
  keep(std::move(result.proof), result.arithmetic);
  return PartAnswer::boundary;
}

/// Enough for what trees are good at; then one try at what they are bad at.
double Part::first_work() const {
  const auto n = static_cast<double>(Q_.order());
  return std::min(options_.max_work, n <= 120 ? 1e8 : 1e7 + 40 * n * n);
}

bool Part::split() {
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

/// A strict claim is exact once its proof is replayed in integers; large ones stay `verified`. A small one
/// that does not replay is dropped: an exact tie that doubles could not see makes that happen, rarely.
void Part::keep(std::optional<TreeProof> tree, TreeArithmetic arithmetic) {
  if (!tree) return;
  if (tree->strict) {
    const bool small = tree->nodes.size() <= replayed_nodes(Q_.order());
    if (small && find_flaw(*tree, Q_).empty()) {
      rigor = Rigor::exact;
    } else if (small || arithmetic == TreeArithmetic::doubles) {
      return;
    }
  }
  proof.emplace();
  proof->kind = PartProof::Kind::tree;
  proof->tree = std::move(*tree);
}

// ---- scaling -------------------------------------------------------------------------------------

Equilibrated equilibrate(const RationalSymmetric& Q) {
  Equilibrated out{RationalSymmetric(Q.order()), std::vector<long>(static_cast<std::size_t>(Q.order()))};
  for (Index i = 0; i < Q.order(); ++i) {
    const mpz_class& d = Q.numerator(i, i);
    const long bits = d == 0 ? 0 : static_cast<long>(mpz_sizeinbase(d.get_mpz_t(), 2));
    out.exponent[i] = -(bits / 2);
  }
  const long deepest = -2 * *std::min_element(out.exponent.begin(), out.exponent.end());
  const mpz_class one = mpz_class(1) << static_cast<unsigned long>(deepest);
  out.Q.set_denominator(one);
  for (Index i = 0; i < Q.order(); ++i) {
    check_budget();
    for (Index j = 0; j <= i; ++j) {
      const long shift = deepest + out.exponent[i] + out.exponent[j];
      const mpz_class entry = Q.numerator(i, j) << static_cast<unsigned long>(shift);
      out.Q.set_numerator(i, j, i != j && entry > 4 * one ? mpz_class(4 * one) : entry);
    }
  }
  return out;
}

void scale_back(std::vector<mpz_class>& x, const std::vector<long>& exponent) {
  const long lowest = *std::min_element(exponent.begin(), exponent.end());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] <<= static_cast<unsigned long>(exponent[i] - lowest);
}

bool is_tame(const RationalSymmetric& Q) {
  std::size_t least = Q.bits();
  const std::size_t most = least;
  for (Index i = 0; i < Q.order(); ++i)
    if (Q.numerator(i, i) != 0) least = std::min(least, mpz_sizeinbase(Q.numerator(i, i).get_mpz_t(), 2));
  return most - least < 300;
}

// ---- reduction -----------------------------------------------------------------------------------

namespace {

std::vector<mpz_class> unit(Index n, Index i) {
  std::vector<mpz_class> x(static_cast<std::size_t>(n));
  x[i] = 1;
  return x;
}

void test_diagonal(const RationalSymmetric& Q, Reduction& out) {
  for (Index i = 0; i < Q.order(); ++i) {
    if (Q.numerator(i, i) < 0) {
      out.witness = unit(Q.order(), i);
      out.method = "diagonal";
      return;
    }
    if (Q.numerator(i, i) == 0 && out.zero.empty()) out.zero = unit(Q.order(), i);
  }
}

void test_pairs(const RationalSymmetric& Q, Reduction& out) {
  mpz_class product;
  for (Index i = 0; i < Q.order(); ++i) {
    check_budget();
    for (Index j = 0; j < i; ++j) {
      const mpz_class& N = Q.numerator(i, j);
      if (N >= 0) continue;
      product = N * N;
      product -= Q.numerator(i, i) * Q.numerator(j, j);
      if (product < 0 || (product == 0 && !out.zero.empty())) continue;
      auto x = face_witness(Q, {}, {static_cast<int>(i), static_cast<int>(j)}, product == 0);
      if (!x) x = face_witness(Q, {}, {static_cast<int>(j), static_cast<int>(i)}, product == 0);
      if (!x) continue;
      if (product == 0) {
        out.zero = std::move(*x);
        continue;
      }
      out.witness = std::move(*x);
      out.method = "pair";
      return;
    }
  }
}

}  // namespace

Reduction reduce(const RationalSymmetric& Q) {
  Reduction out;
  test_diagonal(Q, out);
  if (!out.witness.empty()) return out;
  test_pairs(Q, out);
  if (!out.witness.empty()) return out;

  const Index n = Q.order();
  std::vector<std::vector<Index>> negative(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      if (Q.numerator(i, j) >= 0) continue;
      negative[i].push_back(j);
      negative[j].push_back(i);
    }
  }
  // A row without negative entries is an isolated vertex of this graph, and dropping it isolates no other.
  std::vector<char> seen(static_cast<std::size_t>(n), 0);
  for (Index i = 0; i < n; ++i) {
    if (seen[i]) continue;
    if (negative[i].empty()) {
      out.dropped.push_back(static_cast<std::int32_t>(i));
      continue;
    }
    std::vector<std::int32_t> part;
    std::vector<Index> todo{i};
    seen[i] = 1;
    while (!todo.empty()) {
      const Index v = todo.back();
      todo.pop_back();
      part.push_back(static_cast<std::int32_t>(v));
      for (const Index w : negative[v]) {
        if (seen[w]) continue;
        seen[w] = 1;
        todo.push_back(w);
      }
    }
    std::sort(part.begin(), part.end());
    out.parts.push_back(std::move(part));
  }
  return out;
}

}  // namespace orthant

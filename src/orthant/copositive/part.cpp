#include "orthant/copositive/part.hpp"

#include <algorithm>

#include "orthant/copositive/face_witness.hpp"
#include "orthant/copositive/local_search.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/race.hpp"
#include "orthant/copositive/split_search.hpp"
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
  Matrix face(static_cast<Index>(support.size()), static_cast<Index>(support.size()));
  for (std::size_t i = 0; i < support.size(); ++i)
    for (std::size_t j = 0; j < support.size(); ++j)
      face(static_cast<Index>(i), static_cast<Index>(j)) = Q_double_(support[i], support[j]);
  if (support.size() > 0 && symmetric_eigenvalues(face)(0) < 1e-9 * face.cwiseAbs().maxCoeff()) return;
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

}  // namespace orthant

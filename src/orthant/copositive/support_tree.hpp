/// The support tree: decides whether a symmetric matrix Q is copositive (xᵀQx ≥ 0 for all x ≥ 0), or strictly
/// so (> 0 for x ≠ 0), by excluding every index set that could carry a minimal violation.
///
/// A violation x has a support; let T be one of smallest size. Then (Väliaho 1986, Hadeler 1983)
///   not copositive:           every proper principal submatrix of Q_TT is positive semidefinite, Q_TT⁻¹ ≤ 0
///   not strictly copositive:  every proper principal submatrix of Q_TT is positive definite, det Q_TT ≤ 0,
///                             adj Q_TT > 0
/// A node (S, C) claims: no such T with S ⊆ T ⊆ S ∪ C. With the tableau M, W of Q_SS on C (tableau.hpp) some
/// z > 0 on T∖S has  Mz < 0 (strict: ≤ 0) on T∖S  and  Wz ≥ 0 (strict: > 0). Hence
///
///   diagonal   M_jj < 0 (strict: ≤ 0): T = S ∪ {j}, checked by itself, or j ∉ T. M_jj = 0: T has one more
///              index i, M_ij < 0; those pairs are checked, or j ∉ T
///   row        M_jk ≥ 0 for all k ∈ C compatible with j: j ∉ T
///   support    W_qj < 0 and W_qk ≤ 0 for all k ∈ C compatible with j: j ∉ T
///   pair       M_ij ≥ √(M_ii M_jj), or M_ij < −√(M_ii M_jj) (strict: ≤) and the face S ∪ {i, j} has no
///              violation: i and j are incompatible, T does not hold both (Scozzari & Tardella 2008)
///   bound      C₀ ⊂ C cannot hold T∖S (class_bound.hpp); branch on C∖C₀ = {b_1 … b_k}: T∖S has a last b_i,
///              so T lies under the child (S ∪ {b_i}, (C₀ ∪ {b_1 … b_{i−1}}) compatible with b_i)
///
/// docs/copositivity.md proves each rule. Arithmetic: doubles with rigorous bounds (a rule applies only when
/// it certainly holds; strict claims only), or fraction-free integers, 64 bits with 128-bit products and then
/// of any size. Where doubles do not decide a pivot's sign, the subtree goes on in integers. So an answer is
/// a proof whatever the arithmetic.
///
/// Cost: a node with c candidates takes about c² (pivot) + c²m (bound with m classes) multiplications; their
/// number is exponential in the worst case. Memory: 8c² bytes a level, and the proof when it is recorded.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/class_bound.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

enum class TreeArithmetic { doubles, integers };

struct TreeOptions {
  bool strict = true;  ///< strict copositivity; doubles are for strict claims only
  BranchOrder order = BranchOrder::most_negative_first;
  TreeArithmetic arithmetic = TreeArithmetic::doubles;
  int threads = 1;
  std::size_t record_nodes = 0;  ///< keep the proof while it has at most this many nodes
};

enum class TreeStatus {
  proved,   ///< the claim holds
  refuted,  ///< `witness` violates it
  stopped,  ///< the budget ran out; run again to go on
};

class SupportTree {
 public:
  /// Q must outlive the tree.
  SupportTree(const RationalSymmetric& Q, const TreeOptions& options);
  ~SupportTree();
  SupportTree(const SupportTree&) = delete;
  SupportTree& operator=(const SupportTree&) = delete;

  /// Goes on for at most about `work` more multiplications (one of big integers counts as eight), or until
  /// the budget is exhausted.
  TreeStatus run(double work, const Budget& budget);

  /// After `refuted`: integers x ≥ 0, xᵀQx < 0 (strict claim: ≤ 0).
  const std::vector<mpz_class>& witness() const;
  /// A vector with xᵀQx = 0 met on the way (claims that are not strict); empty when there was none.
  const std::vector<mpz_class>& zero() const;
  /// After `proved`, when it was recorded in full.
  std::optional<TreeProof> take_proof();

  std::size_t nodes() const;
  double work() const;
  /// How much of the tree is settled, in [0, 1], when the branches of every node count as equally large: no
  /// forecast, but enough to compare two orders.
  double settled_share() const;

 private:
  struct Search;
  std::unique_ptr<Search> search_;
};

// ---- races ---------------------------------------------------------------------------------------
// Several support trees for one claim, in turns of equal work that double: at most (their number) times, and
// twice, the work of the best one. Turns are counted in work, not in seconds, so a race repeats exactly.

struct RaceOptions {
  bool strict = true;
  int threads = 1;
  std::size_t record_integers = 0;  ///< proofs are kept up to this many nodes, by arithmetic
  std::size_t record_doubles = 0;
};

struct RaceResult {
  TreeStatus status = TreeStatus::stopped;
  std::vector<mpz_class> witness, zero;
  std::optional<TreeProof> proof;
  TreeArithmetic arithmetic = TreeArithmetic::integers;
  double nodes = 0, work = 0;
};

class Race {
 public:
  Race(const RationalSymmetric& Q, const RaceOptions& options);

  /// `work` more multiplications in all, at most.
  RaceResult run(double work, const Budget& budget,
                 const std::function<void(double work, double nodes)>& progress = {});

 private:
  void follow_the_best();
  struct Entrant {
    std::unique_ptr<SupportTree> tree;
    BranchOrder order;
    TreeArithmetic arithmetic;
    bool first_turn_only;
  };
  std::vector<Entrant> entrants_;
  double turn_ = 1e5;
  double lead_ =
      1;  ///< turns of the leader are this much longer: on graphs the first order nearly always wins
  BranchOrder leader_ = BranchOrder::most_negative_first;
};

}  // namespace orthant

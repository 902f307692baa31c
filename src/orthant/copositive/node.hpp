/// One node of the support tree: the rules of support_tree.hpp, to a fixed point, then the bound.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "orthant/copositive/class_bound.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

/// What a node inherits. Candidates are numbered 0 … c−1 as in its tableau.
struct NodeFrame {
  std::vector<int> S;           ///< indices of Q, in the order of elimination
  std::vector<int> candidates;  ///< indices of Q
  bits::Table compatible;       ///< over the candidates; inherited, the node removes pairs
};

enum class NodeOutcome {
  open,      ///< settled as far as rules and bound go; `branches` are left (none: done)
  violated,  ///< a violation was found
};

/// Candidates (of the node) that go under branch k.
std::vector<int> child_candidates(const NodeFrame& frame, const BoundResult& bound, std::size_t k);
NodeFrame child_frame(const NodeFrame& frame, const BoundResult& bound, std::size_t k,
                      const std::vector<int>& keep);

template <class T>
class NodeRules {
 public:
  /// All references must outlive the object; `frame.compatible` is updated.
  NodeRules(const RationalSymmetric& Q, const Tableau<T>& t, NodeFrame& frame, bool strict, BranchOrder order,
            const Budget* budget = nullptr);

  NodeOutcome settle();

  BoundResult take_bound() { return std::move(bound_); }
  std::vector<mpz_class> take_witness() { return std::move(witness_); }
  /// J with a zero of the form on the face S ∪ J (claims that are not strict); empty when none was met.
  const std::vector<int>& zero_face() const { return zero_face_; }
  /// Nothing when its scales are too far apart for doubles.
  std::optional<ProofNode> proof() const;
  double work() const { return work_; }

 private:
  enum class Sign { negative, zero, positive, unknown };

  int c() const { return t_.c; }
  Sign sign(const T& value, double error) const;
  void drop(int j, DropRule rule, int row);
  bool check_face(const std::vector<int>& J);
  bool support_allows(int j) const;
  bool pair_may_violate(int i, int j) const;
  void normalise();
  bool settle_diagonal();
  bool settle_zero_diagonal(int j);
  bool settle_pairs();
  int compare_with_one(int i, int j) const;
  void mark_signs();
  void drop_to_fixed_point();
  void bound();
  void bound_exactly(BoundInput in);
  std::optional<std::vector<double>> multipliers() const;

  const RationalSymmetric& Q_;
  const Tableau<T>& t_;
  NodeFrame& frame_;
  bool strict_;
  BranchOrder order_;
  const Budget* budget_;

  std::vector<double> converted_;
  std::vector<long> half_;  ///< h of `converted_`; empty: zeros
  const double* A_;  ///< M in doubles, up to positive factors of rows and columns; errors: `error_` absolute,
                     ///< 2⁻⁵² relative
  double error_;
  std::vector<double> scale_;  ///< 1/√M_jj rounded to 8 bits; 0: not certainly positive
  bits::Set alive_;
  bits::Table maybe_negative_;          ///< M_ij < 0 or not told
  bits::Table maybe_up_, surely_down_;  ///< rows of W: not certainly ≤ 0; certainly < 0
  std::vector<Drop> drops_;
  BoundResult bound_;
  std::vector<mpz_class> witness_;
  std::vector<int> zero_face_;
  double work_ = 0;
};

extern template class NodeRules<double>;
extern template class NodeRules<std::int64_t>;
extern template class NodeRules<mpz_class>;

}  // namespace orthant

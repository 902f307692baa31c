/// One component of the graph of negative entries, decided by steps 4 to 6 of copositive.hpp: local search,
/// then the claim that the minimum found suggests (strict when it looks positive, not strict when it looks
/// like zero), by support trees and, for a strict claim, a split.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/support_tree.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

enum class PartAnswer {
  strict,    ///< strictly copositive
  boundary,  ///< copositive, and not strictly when `zero` is there
  no,        ///< `witness`
  unknown,   ///< the budget ran out
};

class Part {
 public:
  /// Q without negative diagonal entries; everything must outlive the object.
  Part(const RationalSymmetric& Q, const CopositiveOptions& options, const Budget& budget)
      : Q_(Q), options_(options), budget_(budget) {}

  PartAnswer decide();

  std::vector<mpz_class> witness;  ///< xᵀQx < 0
  std::vector<mpz_class> zero;     ///< xᵀQx = 0
  std::vector<mpz_class> best;     ///< the best point of the local search
  std::string method;
  Rigor rigor = Rigor::exact;
  double nodes = 0;
  std::optional<PartProof> proof;

 private:
  bool has_positive_diagonal() const;
  void search();
  void find_zero();
  PartAnswer strictly();
  PartAnswer weakly();
  double first_work() const;
  bool split();
  void keep(std::optional<TreeProof> tree, TreeArithmetic arithmetic);

  const RationalSymmetric& Q_;
  const CopositiveOptions& options_;
  const Budget& budget_;
  Matrix Q_double_;
  Vector x_;
  double approx_value_ = 0;  ///< of the best point, relative to the largest entry
};

// ---- scaling -------------------------------------------------------------------------------------
// Symmetric scaling by powers of two, for matrices whose entries span more than doubles hold side by side:
//
//   Q̃_ij = min(2^{e_i + e_j} N_ij, 4)  off the diagonal,
//   Q̃_ii = 2^{2e_i} N_ii in [½, 2) (or 0),               Q = N / den.
//
// Q̃ is (strictly) copositive exactly when Q is: scaling by positive numbers changes nothing, and a pair with
// Q̃_ij ≥ √(Q̃_ii Q̃_jj), the only kind that is cut, excludes itself from every minimal violation whatever
// its entry (support_tree.hpp, pair). Exact; n² shifts of big integers.

struct Equilibrated {
  RationalSymmetric Q;
  std::vector<long> exponent;  ///< e_i
};

/// Q without negative diagonal entries.
Equilibrated equilibrate(const RationalSymmetric& Q);

/// x of Q̃ as one of Q: x_i ← 2^{e_i} x_i, in integers. Empty stays empty.
void scale_back(std::vector<mpz_class>& x, const std::vector<long>& exponent);

/// Entries that doubles hold side by side without trouble: the largest is at most 2^300 times any positive
/// diagonal entry.
bool is_tame(const RationalSymmetric& Q);

// ---- reduction -----------------------------------------------------------------------------------
// What needs no search: the steps before the support tree (copositive.hpp, 1 to 3).

struct Reduction {
  std::vector<mpz_class> witness;     ///< xᵀQx < 0: the question is answered
  std::vector<mpz_class> zero;        ///< xᵀQx = 0, x ≥ 0, x ≠ 0
  std::string method;                 ///< of the witness: "diagonal" or "pair"
  std::vector<std::int32_t> dropped;  ///< in this order: rows without negative entries among the rest
  std::vector<std::vector<std::int32_t>>
      parts;  ///< components of the graph of negative entries among the rest
};

/// n² comparisons for the signs, n²/2 exact products for the pairs.
Reduction reduce(const RationalSymmetric& Q);

}  // namespace orthant

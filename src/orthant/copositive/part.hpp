/// One component of the graph of negative entries, decided by steps 4 to 6 of copositive.hpp: local search,
/// then the claim that the minimum found suggests (strict when it looks positive, not strict when it looks
/// like zero), by support trees and, for a strict claim, a split.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/support_tree.hpp"

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

}  // namespace orthant

/// What needs no search: the steps before the support tree (copositive.hpp, 1 to 3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

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

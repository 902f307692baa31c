/// The stored form of what prove_isolated found: method `isolated_minimizer` of docs/certificates.md.
#pragma once

#include <string>
#include <vector>

#include "orthant/certify/cone_subspace.hpp"
#include "orthant/prove/proof.hpp"
#include "orthant/prove/stored_data.hpp"

namespace orthant {

struct IsolatedResult {
  Matrix U;  ///< the stored point U₀
  bool symmetric = false;
  double balance = 0;
  std::string radius;                            ///< ρ, a decimal number of few digits
  double hessian = 0, modulus = 0;               ///< μ, μ̄
  double objective = 0;                          ///< f(U₀), rounded
  double objective_low = 0, objective_high = 0;  ///< of the minimizer
  std::vector<Entry> pins, degenerate;
  Index free = 0;
};

/// `witness`: spurious when its objective is proved to be below objective_low.
Proof isolated_document(const StoredData& data, const IsolatedResult& result, const Matrix* witness);

}  // namespace orthant

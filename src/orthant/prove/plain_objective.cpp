#include "orthant/prove/plain_objective.hpp"

#include <fmt/format.h>

#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"

namespace orthant {

std::string why_no_proofs(const Objective& objective) {
  if (dynamic_cast<const AsymmetricRecovery*>(&objective) != nullptr) return {};
  if (dynamic_cast<const SymmetricRecovery*>(&objective) != nullptr) return {};
  if (objective.loss() != "frobenius")
    return fmt::format("the loss is {}; only the squared loss has proofs", objective.loss());
  if (objective.regularisation() != nullptr) return "the proofs are about objectives without L1 and L2 terms";
  return "the proofs are about squared residuals in the factors themselves";
}

}  // namespace orthant

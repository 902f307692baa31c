#include "orthant/objectives/divergence.hpp"

namespace orthant {

std::string_view to_string(Divergence divergence) {
  return divergence == Divergence::kullback_leibler ? "kullback-leibler" : "itakura-saito";
}

}  // namespace orthant

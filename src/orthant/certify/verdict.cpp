#include "orthant/certify/verdict.hpp"

namespace orthant {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::global_minimizer:
      return "global_minimizer";
    case Verdict::strict_local_minimizer:
      return "strict_local_minimizer";
    case Verdict::local_minimizer:
      return "local_minimizer";
    case Verdict::second_order_critical:
      return "second_order_critical";
    case Verdict::saddle:
      return "saddle";
    case Verdict::not_stationary:
      return "not_stationary";
    case Verdict::undecided:
      return "undecided";
  }
  return "unknown";
}

}  // namespace orthant

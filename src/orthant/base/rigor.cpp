#include "orthant/base/rigor.hpp"

namespace orthant {

std::string_view to_string(Rigor rigor) {
  switch (rigor) {
    case Rigor::numeric:
      return "numeric";
    case Rigor::verified:
      return "verified";
    case Rigor::exact:
      return "exact";
  }
  return "unknown";
}

}  // namespace orthant

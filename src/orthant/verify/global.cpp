#include "orthant/verify/claims.hpp"
#include "orthant/verify/files.hpp"

namespace orthant::verify {

std::string check_global(const Problem&, const Claims&, const nlohmann::json&) {
  throw Rejected("method global; expected another");
}

}  // namespace orthant::verify

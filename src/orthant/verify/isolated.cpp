#include "orthant/verify/claims.hpp"
#include "orthant/verify/files.hpp"

namespace orthant::verify {

std::string check_isolated(const Problem&, const Claims&, const nlohmann::json&) {
  throw Rejected("method isolated; expected another");
}

}  // namespace orthant::verify

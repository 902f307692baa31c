#include "orthant/verify/claims.hpp"
#include "orthant/verify/files.hpp"

namespace orthant::verify {

std::string check_saddle(const Problem&, const Claims&, const nlohmann::json&) {
  throw Rejected("method saddle; expected another");
}

}  // namespace orthant::verify

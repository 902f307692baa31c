#include "orthant/base/status.hpp"

namespace orthant {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::stationary:
      return "stationary";
    case Status::target_reached:
      return "target_reached";
    case Status::small_change:
      return "small_change";
    case Status::no_progress:
      return "no_progress";
    case Status::iteration_limit:
      return "iteration_limit";
    case Status::time_limit:
      return "time_limit";
    case Status::interrupted:
      return "interrupted";
  }
  return "unknown";
}

}  // namespace orthant

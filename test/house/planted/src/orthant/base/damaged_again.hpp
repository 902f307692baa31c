/// A second type with the name of that of damaged.hpp.
#pragma once

namespace orthant {

struct Twice {
  int other = 0;
};

}  // namespace orthant

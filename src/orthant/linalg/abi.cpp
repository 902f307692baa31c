#include "orthant/version.hpp"

namespace orthant::abi {

template <int bytes, int by_malloc>
const char EigenMemory<bytes, by_malloc>::alike = 1;

template struct EigenMemory<EIGEN_DEFAULT_ALIGN_BYTES, EIGEN_MALLOC_ALREADY_ALIGNED>;

}  // namespace orthant::abi

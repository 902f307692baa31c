#include "orthant/version.hpp"

namespace orthant::abi {

template <>
const char EigenMemory<EIGEN_DEFAULT_ALIGN_BYTES, EIGEN_MALLOC_ALREADY_ALIGNED>::alike = 1;

}  // namespace orthant::abi

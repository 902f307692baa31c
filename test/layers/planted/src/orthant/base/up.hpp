// For the self-test of check_includes.cmake: both includes point up.
#include <orthant/files/npy.hpp>
#include "../solvers/hals.hpp"

// For the self-test of check_includes.cmake: both includes point up.
#include <orthant/io/npy.hpp>
#include "../solve/hals.hpp"

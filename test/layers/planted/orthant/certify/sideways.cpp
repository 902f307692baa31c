// For the self-test of check_includes.cmake: certify never includes a solver; model is below it.
#include "orthant/model/objective.hpp"
#include "orthant/solve/hals.hpp"

// For the self-test of check_includes.cmake: certify never includes a solver; model is below it.
#include "orthant/objectives/objective.hpp"
#include "orthant/solvers/hals.hpp"

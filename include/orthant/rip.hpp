/// The restricted isometry constant of a measurement operator at rank k, bracketed:
/// restricted_isometry(operator, k) → RipResult.
#pragma once

#include "orthant/version.hpp"

#include "orthant/operators.hpp"
#include "orthant/operators/rip/rip.hpp"

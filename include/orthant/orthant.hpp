/// Everything that the library promises: nonnegative low-rank matrix recovery with proofs.
///
///   data ─► objective ─► solve ─► certify ─► prove        step by step
///   data ─► recover                                       all of it in one call
///
/// A header of this folder is the promise; what it includes of other folders comes along because C++ needs
/// it, and may change in any version.
#pragma once

#include "orthant/certify.hpp"
#include "orthant/copositive.hpp"
#include "orthant/data.hpp"
#include "orthant/objective.hpp"
#include "orthant/operators.hpp"
#include "orthant/paper.hpp"
#include "orthant/prove.hpp"
#include "orthant/recover.hpp"
#include "orthant/report.hpp"
#include "orthant/rip.hpp"
#include "orthant/solve.hpp"
#include "orthant/version.hpp"

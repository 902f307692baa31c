/// Is xᵀQx ≥ 0 for all x ≥ 0? Exactly, with a witness or a proof.
///
///   RationalSymmetric           Q, of fractions or of doubles taken exactly
///   decide_copositivity(Q, …)   strictly, copositive, not, or undecided when the budget ends (NP-hard)
///   gallery::named(name)        matrices of known answer: `horn`, `hamming-6-4`, …
#pragma once

#include "orthant/version.hpp"

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/gallery/named.hpp"

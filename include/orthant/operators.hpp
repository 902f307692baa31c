/// Measurement operators 𝒜 : ℝ^{rows×cols} → ℝ^m, and what they measured.
///
///   MeasurementOperator   derive from it for an operator of your own (examples/step-2.cpp)
///   FullMeasurement       every entry:  𝒜(X) = vec X
///   EntriesMeasurement    some entries, weighted:  𝒜(X)_t = w_t X_{i_t j_t}
///   DenseSensing          𝒜(X)_t = ⟨A_t, X⟩
///   RankOneSensing        𝒜(X)_t = a_tᵀ X b_t
///   observe(𝒜, b)         what was measured; observe_product(𝒜, L, R): b = 𝒜(LRᵀ)
#pragma once

#include "orthant/version.hpp"

#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/measurement_operator.hpp"
#include "orthant/operators/observations.hpp"
#include "orthant/operators/rank_one.hpp"

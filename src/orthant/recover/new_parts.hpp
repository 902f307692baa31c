/// From a fit with few parts to a start with more.
///
/// Each new part is a dominant nonnegative piece of what the ones before leave of the data, E = A − LRᵀ: with (u, v)
/// the leading singular pair of E, of [u]₊[v]₊ᵀ and [u]₋[v]₋ᵀ the one with the larger norm, scaled by σ.
/// Cost: fifteen products of E with a vector and of Eᵀ with one, for every new part.
/// Source: Boutsidis & Gallopoulos 2008, for the pieces.
#pragma once

#include "orthant/base/random.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

/// A point of the objective's rank: V, of the same objective with fewer parts, and new ones behind them. Offsets stay
/// the last columns.
Matrix with_new_parts(const Objective& objective, const Matrix& V, Random& random);

/// Where a search at the objective's rank begins from `below`, the factors of a fit of the same data with fewer parts
/// and the same offsets. New parts are made smaller, as a whole, until the objective is no higher than without them: a
/// solver that descends from here ends no higher than the fit below.
Matrix start_from_below(const Objective& objective, const Matrix& below, Random& random);

/// `count` such pieces of E of one point, beside each other: of a random mixture of its leading singular pairs in the place of the
/// first, one to five products each way. U: of the objective's rows, any number of columns.
Matrix pieces_of_residual(const Objective& objective, const Matrix& U, Index count, Random& random);

}  // namespace orthant

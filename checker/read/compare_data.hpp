/// Whether a certificate is about the data, or the problem, that its reader has.
#pragma once

#include <variant>

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/read/data_file.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// A matrix for a proof of copositivity, data or a problem for every other.
using OwnData = std::variant<Data, Problem, RationalMatrix>;

/// Throws Rejected, naming the first entry that differs, unless the measurements of the problem are the data:
/// all entries for full observations, absent ones being zeros on both sides; for observed entries the same
/// positions with the same values. Weighted entries, other operators and problems without measurements are
/// rejected: they are not the data themselves.
///
/// A problem must be the same but for its point: factorization, size, rank, balance, operator, measurements
/// or truth, each number and each scale.
void require_same_data(const Problem& certified, const OwnData& own);

}  // namespace orthant::checker

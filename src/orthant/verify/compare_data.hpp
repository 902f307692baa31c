/// Whether a certificate is about the data that its reader has.
#pragma once

#include "orthant/verify/data_file.hpp"
#include "orthant/verify/problem.hpp"

namespace orthant::verify {

/// Throws Rejected, naming the first entry that differs, unless the measurements of the problem are the data:
/// all entries for full observations, absent ones being zeros on both sides; for observed entries the same
/// positions with the same values. Weighted entries, other operators and problems without measurements are
/// rejected: they are not the data themselves.
void require_same_data(const Problem& problem, const Data& data);

}  // namespace orthant::verify

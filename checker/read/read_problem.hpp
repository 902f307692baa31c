/// proof.problem and proof.witness (docs/certificates.md) from untrusted JSON and files.
#pragma once

#include "checker/read/named_files.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// Shapes agree, factors are nonnegative with the sign of their scale, coordinates lie in range and are
/// distinct, weights are positive, a kernel matrix is symmetric. Throws Rejected otherwise. Without
/// `needs_point` the point may be missing, and is not read.
Problem read_problem(const Json& problem, NamedFiles& files, bool needs_point = true);

/// {"U": MATRIX} or {"L": …, "R": …} with rows and columns of the problem. At least one column; `nonnegative`
/// as said, otherwise any sign.
Factors read_factors(const Json& factors, const std::string& place, const Problem& problem, NamedFiles& files,
                     bool nonnegative = true);

// What OperatorKind::read is made of.
inline constexpr const char* operator_place = "proof.problem.operator";

/// Throws Rejected unless A is rows×cols.
void require_size(const Numbers& A, long rows, long cols, const std::string& place);

/// m×2 positions in rows×cols, each once.
Places read_places(const Json& reference, const std::string& place, const Problem& problem,
                   NamedFiles& files);

}  // namespace orthant::checker

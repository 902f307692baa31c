/// The document problem.json of a problem folder (docs/input.md), with the matrices it names at hand or in
/// memory.
///
///   { "format": "orthant-problem/1", "factorization": "symmetric" | "asymmetric",
///     "rows": …, "cols": …, "rank": …, "balance": λ, "operator": {"kind": …, …},
///     "measurements": file, "truth": {"U": …} | {"L": …, "R": …}, "point": …, "instance": {…} }
///
/// balance (0), point and instance may be missing, and one of measurements and truth. A field of any other
/// name is refused, so that a slip of the pen is not taken for a default.
#pragma once

#include <string>
#include <string_view>

#include "orthant/files/json_document.hpp"
#include "orthant/files/problem_files.hpp"
#include "orthant/objectives/problem.hpp"

namespace orthant {

/// `file` stands for the document in messages. Throws InputError in one line, whatever the text is. The
/// problem has passed Problem::check.
Problem read_problem_json(std::string_view text, const std::string& file, const ProblemSource& source);

/// Writes the files and returns the document, which reads as an identical problem: the bits of every double,
/// scales, the order of measurements. (Weights of entries are kept as w with w² = ω, exactly when they came
/// from such a w.) Throws InputError when the problem does not pass Problem::check.
nlohmann::ordered_json write_problem_json(const Problem& problem, ProblemSink& sink);

}  // namespace orthant

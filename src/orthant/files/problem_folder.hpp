/// Problem folders (docs/input.md): the document problem.json and the .npy and .mtx files that it names.
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
#include "orthant/files/matrix_reference.hpp"
#include "orthant/objectives/problem.hpp"

namespace orthant {

/// The document, with the matrices it names at hand or in memory. `file` stands for it in messages. Throws InputError in one line, whatever the text is. The
/// problem has passed Problem::check.
Problem read_problem_json(std::string_view text, const std::string& file, const ProblemSource& source);

/// Writes the files and returns the document, which reads as an identical problem: the bits of every double,
/// scales, the order of measurements. (Weights of entries are kept as w with w² = ω, exactly when they came
/// from such a w.) Throws InputError when the problem does not pass Problem::check.
nlohmann::ordered_json write_problem_json(const Problem& problem, ProblemSink& sink);

/// Throws InputError in one line that begins with the file, or the folder when it is none. The sensing matrix
/// of a dense_sensing problem stays mapped from its file (map_npy).
Problem read_problem(const std::string& folder);

/// Makes the folder when it is missing. Every file is written atomically and problem.json last; an earlier
/// problem.json is removed first, so that none is ever beside files of another problem. What is read back is
/// identical. Throws InputError.
void write_problem(const std::string& folder, const Problem& problem);

}  // namespace orthant

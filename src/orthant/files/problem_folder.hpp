/// Problem folders: problem.json (problem_json.hpp) and the .npy and .mtx files that it names.
#pragma once

#include <string>

#include "orthant/objectives/problem.hpp"

namespace orthant {

/// Throws InputError in one line that begins with the file, or the folder when it is none. The sensing matrix
/// of a dense_sensing problem stays mapped from its file (mapped_npy.hpp).
Problem read_problem(const std::string& folder);

/// Makes the folder when it is missing. Every file is written atomically and problem.json last; an earlier
/// problem.json is removed first, so that none is ever beside files of another problem. What is read back is
/// identical. Throws InputError.
void write_problem(const std::string& folder, const Problem& problem);

}  // namespace orthant

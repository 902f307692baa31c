/// What was found, as files for people and programs.
#pragma once

#include "orthant/version.hpp"

#include <string>

#include "orthant/recover.hpp"

namespace orthant {

/// Into a folder, made when it is missing: the factors (L.npy and R.npy, or U.npy), certificate.json with the
/// files that it names, report.html, and solution.json last (docs/output.md). Throws OutputError.
void write(const Recovery& recovery, const std::string& folder);

/// report.html of a stored solution.json, whose factors lie beside it. Throws InputError for a document that
/// is none.
std::string report_of(const std::string& solution_json);

}  // namespace orthant

namespace orthant::report {

/// Whether pages of this build have charts (ORTHANT_REPORT).
bool has_charts();

}  // namespace orthant::report

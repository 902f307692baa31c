/// The page of `orthant reproduce`: one HTML file that opens offline and shows, statement by statement, what
/// a paper claims, what was measured, and whether the two agree.
///
/// It computes no mathematics: it reads the document that `orthant reproduce --json` prints
/// ("orthant-claims/1", docs/output.md) and lays it out. Numbers of the document stand in elements with
/// `data-field` (the path) and `data-value` (all digits), its texts in elements with `data-field` alone, and
/// the document itself, without the specifications of its figures, in <script id="claims">. Everything but
/// the charts is there without JavaScript.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace orthant {

/// The file's text, UTF-8. Any field of the document may be missing or null.
std::string claims_page(const nlohmann::json& document);

}  // namespace orthant

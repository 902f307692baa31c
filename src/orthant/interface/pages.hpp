/// The pages of the report, in builds that have them: pages.cpp, or no_pages.cpp under the sanitizers, where that
/// room is not built.
#pragma once

#include <string>

#include "orthant/documents/atlas.hpp"
#include "orthant/documents/clusters.hpp"
#include "orthant/documents/rank_survey.hpp"
#include "orthant/documents/reproduction.hpp"
#include "orthant/documents/solution.hpp"

namespace orthant::interface {

bool has_pages();

// Only where has_pages(); otherwise nothing.
std::string page_of(const Solution& solution);
std::string page_of(const RankSurveyDocument& survey);
std::string page_of(const ClustersDocument& document);
std::string page_of(const AtlasDocument& document);
std::string page_of(const ReproductionDocument& document);
void write_pages_of(const ReproductionDocument& document, const std::string& folder);  ///< throws OutputError
Json landscape_spec_of(const LandscapeDocument& document);  ///< a figure's; null where there are no pages

}  // namespace orthant::interface

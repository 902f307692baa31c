#include "orthant/interface/pages.hpp"

#include "orthant/report/report.hpp"

namespace orthant::interface {

bool has_pages() {
  return true;
}
std::string page_of(const Solution& solution) {
  return report::solution_page(solution);
}
std::string page_of(const RankSurveyDocument& survey) {
  return report::rank_survey_page(survey);
}
std::string page_of(const ClustersDocument& document) {
  return report::clusters_page(document);
}
std::string page_of(const AtlasDocument& document) {
  return report::atlas_page(document);
}
std::string page_of(const ReproductionDocument& document) {
  return report::statements_page(document);
}
void write_pages_of(const ReproductionDocument& document, const std::string& folder) {
  report::write_pages(document, folder);
}
Json landscape_spec_of(const LandscapeDocument& document) {
  return report::landscape_spec(document);
}

}  // namespace orthant::interface

#include "orthant/interface/pages.hpp"

namespace orthant::interface {

bool has_pages() {
  return false;
}
std::string page_of(const Solution&) {
  return {};
}
std::string page_of(const RankSurveyDocument&) {
  return {};
}
std::string page_of(const ClustersDocument&) {
  return {};
}
std::string page_of(const AtlasDocument&) {
  return {};
}
std::string page_of(const ReproductionDocument&) {
  return {};
}
void write_pages_of(const ReproductionDocument&, const std::string&) {}
Json landscape_spec_of(const LandscapeDocument&) {
  return {};
}

}  // namespace orthant::interface

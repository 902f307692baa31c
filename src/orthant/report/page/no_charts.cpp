// A build without npm has no chart libraries: its pages have every sentence, number and table, and say so.

#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {

bool has_charts() {
  return false;
}

ChartLibraries chart_libraries() {
  return {};
}

}  // namespace orthant::report

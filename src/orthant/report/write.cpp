#include "orthant/report.hpp"

#include "orthant/documents/solution.hpp"
#include "orthant/report/report.hpp"

namespace orthant {

void write(const Recovery& recovery, const std::string& folder) {
  Solution solution = solution_of(recovery);
  write(recovery, solution, folder, report::solution_page);
}

std::string report_of(const std::string& solution_json) {
  return report::solution_page(read_solution(solution_json));
}

}  // namespace orthant

// 𝒜(X)_t = a_tᵀXb_t, which has no exact check: its points are checked in balls (isolated/misfit.hpp).
//   {"kind": "rank_one", "left": m×rows, "right": m×cols}   b m×1
#include <nlohmann/json.hpp>

#include "checker/exact/exact_operator.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/isolated/misfit.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

void read_rank_one(const Json& place, Problem& problem, NamedFiles& files) {
  const std::string where(operator_place);
  require_fields(place, where, {"kind", "left", "right"});
  Numbers left = files.matrix(place["left"], where + ".left", false);
  require_size(left, left.rows, problem.rows, where + ".left");
  if (left.rows < 1) throw Rejected(where + ".left has no rows; expected one for each measurement");
  Numbers right = files.matrix(place["right"], where + ".right", false);
  require_size(right, left.rows, problem.cols, where + ".right");
  problem.terms.emplace_back(std::move(left), std::move(right));
}

std::pair<long, long> rank_one_measured(const Problem& problem) {
  return {problem.terms.at(0).first.rows, 1};
}

[[noreturn]] void no_exact_check() {
  throw Rejected("operator kind rank_one: there is no exact check of it");
}

std::unique_ptr<ExactOperator> rank_one_operator(const Problem&, Work&) {
  no_exact_check();
}

Polynomial rank_one_objective(const Problem&, Steps&) {
  no_exact_check();
}

}  // namespace

const OperatorKind rank_one_kind = {"rank_one",        OperatorKind::Entries::none, read_rank_one,
                                    rank_one_measured, rank_one_operator,           rank_one_objective,
                                    rank_one_misfit};

}  // namespace orthant::checker

/// The JSON document of `orthant recover`: every field, its type, and how the fields agree.

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "run.hpp"

namespace orthant::cli {
namespace {

using Check = std::function<bool(const Json&)>;

bool is_number(const Json& value) {
  return value.is_number();
}
bool is_count(const Json& value) {
  return value.is_number_integer() && value >= 0;
}
bool is_text(const Json& value) {
  return value.is_string() && !value.get_ref<const std::string&>().empty();
}
bool is_null(const Json& value) {
  return value.is_null();
}
bool is_array(const Json& value) {
  return value.is_array();
}
bool is_number_or_null(const Json& value) {
  return value.is_number() || value.is_null();
}
bool is_boolean_or_null(const Json& value) {
  return value.is_boolean() || value.is_null();
}
bool is_object_or_null(const Json& value) {
  return value.is_object() || value.is_null();
}
Check one_of(std::set<std::string> allowed) {
  return [allowed](const Json& value) { return value.is_string() && allowed.contains(value); };
}

struct Field {
  const char* path;
  Check check;
};

void expect_fields(const Json& document, const std::vector<Field>& fields) {
  for (const auto& [path, check] : fields) {
    const Json::json_pointer pointer(path);
    ASSERT_TRUE(document.contains(pointer)) << path;
    EXPECT_TRUE(check(document[pointer])) << path << " = " << document[pointer].dump();
  }
}

const Check is_verdict = one_of({"global_minimizer", "strict_local_minimizer", "local_minimizer",
                                 "second_order_critical", "saddle", "not_stationary", "undecided"});
const Check is_rigor = one_of({"exact", "verified", "numeric"});

const std::vector<Field> certificate_fields = {
    {"/verdict", is_verdict},
    {"/rigor", is_rigor},
    {"/spurious", is_boolean_or_null},
    {"/objective", is_number},
    {"/relative_error", is_number},
    {"/first_order/stationarity", is_number},
    {"/first_order/tolerance", is_number},
    {"/first_order/min_multiplier", is_number},
    {"/first_order/max_free_gradient", is_number},
    {"/first_order/snapped", is_count},
    {"/critical_cone/free", is_count},
    {"/critical_cone/nonnegative", is_count},
    {"/critical_cone/fixed", is_count},
    {"/critical_cone/zero_tolerance", is_number},
    {"/critical_cone/multiplier_tolerance", is_number},
    {"/critical_cone/smallest_free", is_number},
    {"/critical_cone/near_tolerance", is_count},
    {"/second_order/modulus", is_number_or_null},
    {"/second_order/scaling", one_of({"none", "orbit"})},
    {"/second_order/method", is_text},
    {"/second_order/copositive", is_text},
    {"/escape", is_object_or_null},
    {"/witness", is_object_or_null},
    {"/reasons", is_array},
    {"/seconds", is_number},
};

const std::vector<Field> solution_fields = {
    {"/format", one_of({"orthant-solution/1"})},
    {"/version", is_text},
    {"/command", is_text},
    {"/data/name", one_of({"digits"})},
    {"/data/rows", is_count},
    {"/data/cols", is_count},
    {"/data/stored", is_count},
    {"/data/storage", one_of({"dense"})},
    {"/data/observed", one_of({"all"})},
    {"/data/weighted", is_boolean_or_null},
    {"/data/text", is_null},
    {"/data/column_names", is_null},
    {"/data/row_names", is_null},
    {"/data/missing_entries", is_count},
    {"/data/hertz_per_row", is_null},
    {"/data/seconds_per_column", is_null},
    {"/components", is_array},
    {"/parts", is_array},
    {"/parts/0/share", is_number},
    {"/parts/0/columns/0/index", is_count},
    {"/parts/0/columns/0/name", is_null},
    {"/parts/0/columns/0/weight", is_number},
    {"/parts/0/columns/0/share", is_number},
    {"/parts/0/distinctive_columns", is_array},
    {"/parts/0/rows", is_array},
    {"/parts/0/distinctive_rows", is_array},
    {"/groups/rows/counts", is_array},
    {"/groups/columns/none", is_count},
    {"/groups/rows/clear", is_count},
    {"/groups/rows/median_clarity", is_number},
    {"/agreement", is_null},
    {"/data/norm", is_number},
    {"/data/empty_rows", is_count},
    {"/data/empty_cols", is_count},
    {"/model", one_of({"nmf"})},
    {"/rank", is_count},
    {"/balance", is_number},
    {"/regularisation/l1_left", is_number},
    {"/regularisation/l1_right", is_number},
    {"/regularisation/l2_left", is_number},
    {"/regularisation/l2_right", is_number},
    {"/options/solver", one_of({"auto"})},
    {"/options/init", one_of({"random"})},
    {"/options/starts", is_count},
    {"/options/seed", is_count},
    {"/options/threads", is_count},
    {"/options/max_seconds", is_null},
    {"/options/stationarity", is_number},
    {"/options/relative_change", is_number},
    {"/options/max_iterations", is_number},
    {"/objective", is_number},
    {"/relative_error", is_number},
    {"/stationarity", is_number},
    {"/verdict", is_verdict},
    {"/best_start", is_count},
    {"/saddles", is_count},
    {"/unfinished", is_count},
    {"/uncertified", is_count},
    {"/left_out", is_array},
    {"/spectra/singular_values", is_array},
    {"/spectra/hessian", is_array},
    {"/seconds/read", is_number},
    {"/seconds/solve", is_number},
    {"/seconds/prepare", is_number},
    {"/seconds/certify", is_number},
    {"/seconds/total", is_number},
};

const std::vector<Field> start_fields = {
    {"/start", is_count},
    {"/init", one_of({"random", "nndsvd", "spa", "rotated"})},
    {"/status", one_of({"stationary", "target_reached", "small_change", "no_progress", "iteration_limit",
                        "time_limit", "interrupted"})},
    {"/iterations", is_count},
    {"/passes", is_count},
    {"/stages", is_array},
    {"/objective", is_number},
    {"/relative_error", is_number},
    {"/stationarity", is_number},
    {"/seconds", is_number},
    {"/minimum", is_number_or_null},
    {"/trace/iteration", is_array},
    {"/trace/seconds", is_array},
    {"/trace/objective", is_array},
    {"/trace/stationarity", is_array},
};

const std::vector<Field> minimum_fields = {
    {"/objective", is_number},
    {"/relative_error", is_number},
    {"/gap", is_number},
    {"/relative_gap", is_number},
    {"/hits", is_count},
    {"/starts", is_array},
    {"/verdict", is_verdict},
    {"/rigor", is_rigor},
    {"/spurious", is_boolean_or_null},
    {"/modulus", is_number_or_null},
    {"/near_tolerance", is_count},
    {"/stopped", is_boolean_or_null},
    {"/seconds", is_number},
};

TEST(Document, DocumentHasEveryField) {
  const Folder folder;
  const Outcome result = run_well(folder, "recover digits --rank 4 --starts 3 --seed 5 --threads 2 --json");
  const Json document = result.json();
  expect_fields(document, solution_fields);
  expect_fields(document.at("certificate"), certificate_fields);
  ASSERT_EQ(document.at("starts").size(), 3U);
  for (const Json& start : document.at("starts")) expect_fields(start, start_fields);
  ASSERT_GE(document.at("minima").size(), 1U);
  for (const Json& minimum : document.at("minima")) expect_fields(minimum, minimum_fields);

  EXPECT_EQ(document["data"]["rows"], 1797);
  EXPECT_EQ(document["data"]["cols"], 64);
  EXPECT_EQ(document["rank"], 4);
  EXPECT_EQ(document["balance"], 0);
  EXPECT_EQ(document["options"]["starts"], 3);
  EXPECT_EQ(document["options"]["seed"], 5);
  EXPECT_EQ(document["options"]["threads"], 2);
  EXPECT_EQ(document["command"], "orthant recover digits --rank 4 --starts 3 --seed 5 --threads 2 --json");
  EXPECT_TRUE(document["files"].empty());
  EXPECT_EQ(document["objective"], document["certificate"]["objective"]);
  EXPECT_EQ(document["verdict"], document["certificate"]["verdict"]);
  EXPECT_EQ(document["stationarity"], document["certificate"]["first_order"]["stationarity"]);
  const Json& cone = document["certificate"]["critical_cone"];
  EXPECT_EQ(cone["free"].get<int>() + cone["nonnegative"].get<int>() + cone["fixed"].get<int>(),
            (1797 + 64) * 4);
}

/// Minima come sorted, the best one is the answer, and every start is counted once.
TEST(Document, MinimaAndStartsAgree) {
  const Folder folder;
  const Json document = run_well(folder, "recover digits --rank 5 --starts 6 --threads 2 --json").json();
  const Json& minima = document.at("minima");
  ASSERT_GE(minima.size(), 1U);
  EXPECT_EQ(minima[0]["objective"], document["objective"]);
  EXPECT_EQ(minima[0]["relative_gap"], 0.0);
  size_t counted = document["saddles"].get<size_t>() + document["unfinished"].get<size_t>();
  for (size_t m = 0; m < minima.size(); ++m) {
    if (m > 0) {
      EXPECT_GE(minima[m]["objective"], minima[m - 1]["objective"]);
    }
    EXPECT_EQ(minima[m]["hits"], minima[m]["starts"].size());
    counted += minima[m]["starts"].size();
    for (const Json& start : minima[m]["starts"])
      EXPECT_EQ(document["starts"][start.get<size_t>() - 1]["minimum"], m);
  }
  EXPECT_EQ(counted, 6U);
  const Json& best = document["starts"][document["best_start"].get<size_t>() - 1];
  EXPECT_NEAR(best["objective"].get<double>(), document["objective"].get<double>(),
              1e-9 * document["objective"].get<double>());
}

}  // namespace
}  // namespace orthant::cli

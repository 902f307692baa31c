// Held-out entries: what every choice of them promises, and errors against direct sums.

#include "orthant/recover/hold_out.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "orthant/base/error.hpp"
#include "orthant/linalg/threads.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

using EntryMap = std::map<std::pair<Index, Index>, double>;

EntryMap entries_of(const Data& data) {
  EntryMap out;
  data.matrix->for_each([&](Index i, Index j, double x) { out[{i, j}] = x; });
  return out;
}

EntryMap entries_of(const HeldOut& held_out) {
  EntryMap out;
  for (Index t = 0; t < held_out.size(); ++t) {
    const auto at = static_cast<size_t>(t);
    out[{held_out.row[at], held_out.col[at]}] = held_out.value[at];
  }
  return out;
}

Data dense_data(Index rows, Index cols, std::uint64_t seed = 5) {
  Random random(seed);
  return {.matrix = share(DataMatrix::dense(random_matrix(random, rows, cols))), .name = "dense"};
}

/// Some entries, a row and a column with one entry only, a row without any.
Data observed_data(bool weighted) {
  Random random(7);
  std::vector<Triplet> triplets = {{0, 0, 2.0}, {1, 5, 0.0}};
  for (int i = 2; i < 12; ++i)
    for (int j = 0; j < 5; ++j)
      if (random.uniform() < 0.6) triplets.push_back({i, j, random.uniform()});
  Data data{.matrix = share(DataMatrix::sparse_rows(compress_rows(13, 6, std::move(triplets)))),
            .observed = Observed::entries,
            .name = "observed"};
  if (weighted)
    for (Index e = 0; e < data.matrix->stored(); ++e) data.weights.push_back(1 + random.uniform());
  return data;
}

/// Training and held-out entries are disjoint, together all, and every line keeps one.
void expect_a_partition(const Data& data, const Split& split) {
  const EntryMap all = entries_of(data), training = entries_of(split.training),
                 held = entries_of(split.held_out);
  EXPECT_EQ(all.size(), training.size() + held.size());
  EntryMap both = training;
  both.insert(held.begin(), held.end());
  EXPECT_EQ(all, both);
  std::set<Index> rows, cols, training_rows, training_cols;
  for (const auto& [at, x] : all) rows.insert(at.first), cols.insert(at.second);
  for (const auto& [at, x] : training) training_rows.insert(at.first), training_cols.insert(at.second);
  EXPECT_EQ(rows, training_rows);
  EXPECT_EQ(cols, training_cols);
  EXPECT_EQ(split.training.observed, Observed::entries);
  EXPECT_EQ(split.training.rows(), data.rows());
  EXPECT_EQ(split.training.cols(), data.cols());
}

TEST(HoldOut, TakesTheAskedShareAndLeavesARest) {
  for (const HoldOutFrom from : {HoldOutFrom::all, HoldOutFrom::row}) {
    const Data dense = dense_data(40, 25);
    const Split half = split(dense, random_part(dense, {.share = 0.25, .from = from, .seed = 3}));
    expect_a_partition(dense, half);
    EXPECT_EQ(half.held_out.size(), 250);
    const Data observed = observed_data(true);
    expect_a_partition(observed, split(observed, random_part(observed, {.share = 0.9, .from = from})));
  }
}

TEST(HoldOut, TakesTheSameShareOfEveryRow) {
  const Data data = dense_data(31, 20);
  std::map<std::int32_t, int> of_row;
  for (const std::int32_t i :
       split(data, random_part(data, {.share = 0.13, .from = HoldOutFrom::row})).held_out.row)
    ++of_row[i];
  EXPECT_EQ(of_row.size(), 31u);
  for (const auto& [row, count] : of_row) EXPECT_TRUE(count == 2 || count == 3) << row << ": " << count;
}

TEST(HoldOut, EveryEntryIsHeldOutOnceInFolds) {
  const Data dense = dense_data(17, 9);
  const EntryParts parts = fold_parts(dense, 5, 11);
  EntryMap seen;
  for (int k = 0; k < 5; ++k) {
    const Split fold = split(dense, parts, k);
    expect_a_partition(dense, fold);
    EXPECT_NEAR(static_cast<double>(fold.held_out.size()), 17.0 * 9 / 5, 1);
    for (const auto& [at, x] : entries_of(fold.held_out)) EXPECT_TRUE(seen.emplace(at, x).second);
  }
  EXPECT_EQ(seen, entries_of(dense));
  const Data observed = observed_data(false);
  const EntryParts some = fold_parts(observed, 3, 11);
  for (int k = 0; k < 3; ++k) expect_a_partition(observed, split(observed, some, k));
}

TEST(HoldOut, DependsOnTheSeedAndOnNothingElse) {
  const Data dense = dense_data(30, 20);
  const auto same = [&](long seed) { return random_part(dense, {.seed = seed}).part; };
  EXPECT_EQ(same(1), same(1));
  EXPECT_NE(same(1), same(2));
  const int before = threads();
  set_threads(1);
  const auto alone = fold_parts(dense, 4, 9).part;
  set_threads(before);
  EXPECT_EQ(alone, fold_parts(dense, 4, 9).part);
  // The same entries as sparse data, all of them observed.
  std::vector<Triplet> triplets;
  dense.matrix->for_each([&](Index i, Index j, double x) {
    triplets.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), x});
  });
  const Data sparse{.matrix = share(DataMatrix::sparse_rows(compress_rows(30, 20, std::move(triplets)))),
                    .observed = Observed::entries};
  EXPECT_EQ(alone, fold_parts(sparse, 4, 9).part);
  EXPECT_EQ(entries_of(split(dense, fold_parts(dense, 4, 9), 2).held_out),
            entries_of(split(sparse, fold_parts(sparse, 4, 9), 2).held_out));
}

TEST(HoldOut, SymmetricDataStaySymmetric) {
  Random random(3);
  const Matrix A = random_matrix(random, 14, 14);
  const Data data{.matrix = share(DataMatrix::dense(A + A.transpose())), .name = "graph"};
  for (const EntryParts& parts :
       {fold_parts(data, 4, 1, true), random_part(data, {.share = 0.3, .symmetric = true})}) {
    const Split half = split(data, parts);
    EXPECT_GT(half.held_out.size(), 0);
    EXPECT_TRUE(half.training.matrix->is_symmetric());
    expect_a_partition(data, half);
    const EntryMap held = entries_of(half.held_out);
    for (const auto& [at, x] : held) EXPECT_TRUE(held.contains({at.second, at.first}));
  }
}

TEST(HoldOut, WeightsGoWithTheirEntries) {
  const Data data = observed_data(true);
  EntryMap weight_of;
  Index e = 0;
  data.matrix->for_each([&](Index i, Index j, double) {
    weight_of[{i, j}] = data.weights[static_cast<size_t>(e++)];
  });
  const Split half = split(data, random_part(data, {.share = 0.4}));
  ASSERT_EQ(static_cast<Index>(half.training.weights.size()), half.training.matrix->stored());
  e = 0;
  half.training.matrix->for_each([&](Index i, Index j, double) {
    EXPECT_EQ(half.training.weights[static_cast<size_t>(e++)], (weight_of[{i, j}]));
  });
  for (Index t = 0; t < half.held_out.size(); ++t) {
    const auto at = static_cast<size_t>(t);
    const double w = weight_of[{half.held_out.row[at], half.held_out.col[at]}];
    EXPECT_DOUBLE_EQ(half.held_out.weight[at], w * w);
  }
}

TEST(HoldOut, ErrorsAreThoseOfTheDefinition) {
  HeldOut held{.row = {0, 0, 1}, .col = {0, 1, 1}, .value = {1, 2, 6}, .weight = {1, 1, 2}};
  Matrix L(2, 1), R(2, 1);
  L << 1, 2;
  R << 1, 1;  // predictions 1, 1, 2: errors 0, 1, 4
  const HeldOutError error = held_out_error(held, L, R);
  EXPECT_EQ(error.entries, 3);
  EXPECT_DOUBLE_EQ(error.rmse, std::sqrt((0 + 1 + 2 * 16) / 4.0));
  EXPECT_DOUBLE_EQ(error.mae, (0 + 1 + 2 * 4) / 4.0);
  EXPECT_DOUBLE_EQ(error.loss, error.rmse * error.rmse);
  const double kl = (0 + (2 * std::log(2.0) - 1) + 2 * (6 * std::log(3.0) - 4)) / 4;
  EXPECT_NEAR(held_out_error(held, L, R, Loss::kullback_leibler).loss, kl, 1e-14);
  // A zero is predicted where something is: infinite, unless it is taken for a little.
  L(0, 0) = 0;
  EXPECT_TRUE(std::isinf(held_out_error(held, L, R, Loss::kullback_leibler).loss));
  EXPECT_TRUE(std::isfinite(held_out_error(held, L, R, Loss::kullback_leibler, {.floor = 0.01}).loss));
  EXPECT_DOUBLE_EQ(held_out_error(held, L, R, Loss::frobenius, {.ceiling = 1}).mae, (1 + 2 + 2 * 5) / 4.0);
  EXPECT_DOUBLE_EQ(held_out_error(held, 2.0).mae, (1 + 0 + 2 * 4) / 4.0);
}

TEST(HoldOut, ErrorsDoNotDependOnThreads) {
  const Data data = dense_data(300, 80);
  const Split half = split(data, random_part(data, {.share = 0.5}));
  Random random(1);
  const Matrix L = random_matrix(random, 300, 3), R = random_matrix(random, 80, 3);
  const int before = threads();
  set_threads(1);
  const double alone = held_out_error(half.held_out, L, R).rmse;
  set_threads(2);
  EXPECT_EQ(alone, held_out_error(half.held_out, L, R).rmse);
  set_threads(before);
}

class PairsFile {
 public:
  explicit PairsFile(const std::string& text)
      : path_((std::filesystem::temp_directory_path() /
               ("orthant-pairs-" +
                std::to_string(::testing::UnitTest::GetInstance()->random_seed() +
                               reinterpret_cast<std::intptr_t>(this)) +
                ".csv"))
                  .string()) {
    std::ofstream(path_) << text;
  }
  ~PairsFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string refusal_of_pairs(const Data& data, const std::string& text) {
  const PairsFile file(text);
  try {
    part_of_pairs(data, file.path());
  } catch (const InputError& error) {
    const std::string message = error.what();
    return message.substr(message.find(": ") + 2);
  }
  return "";
}

TEST(HoldOut, ReadsPairsByNumberAndByName) {
  Data data = dense_data(5, 4);
  const PairsFile numbers("row,column,rating\n1,4,9\n5,1,0\n# and\n\n2,2,1\n");
  const EntryMap held = entries_of(split(data, part_of_pairs(data, numbers.path())).held_out);
  ASSERT_EQ(held.size(), 3u);
  EXPECT_TRUE(held.contains({0, 3}) && held.contains({4, 0}) && held.contains({1, 1}));
  data.row_names = {"ann", "bob", "cleo", "dan", "eve"};
  data.column_names = {"w", "x", "y", "z"};
  const PairsFile names("cleo;z\nann;w\n");
  const EntryMap named = entries_of(split(data, part_of_pairs(data, names.path())).held_out);
  EXPECT_TRUE(named.size() == 2 && named.contains({2, 3}) && named.contains({0, 0}));
  EXPECT_EQ(refusal_of_pairs(data, "cleo;z\nzoe;w\n"),
            "line 2: row \"zoe\"; expected the name of a row of the data");
}

TEST(HoldOut, RefusesPairsByLineAndExpectation) {
  const Data data = dense_data(2, 3), some = observed_data(false);
  EXPECT_EQ(refusal_of_pairs(data, "1,1\n1,4\n"), "line 2: column \"4\"; expected a column from 1 to 3");
  EXPECT_EQ(refusal_of_pairs(data, "1,1\n0,1\n"), "line 2: row \"0\"; expected a row from 1 to 2");
  EXPECT_EQ(refusal_of_pairs(data, "1,1\n1,1\n"), "line 2: entry (1, 1) is there twice; expected once");
  EXPECT_EQ(refusal_of_pairs(some, "3,6\n"),
            "line 1: entry (3, 6) is not observed; expected an observed entry");
  EXPECT_EQ(refusal_of_pairs(some, "13,1\n"),
            "line 1: entry (13, 1) is not observed; expected an observed entry");
  EXPECT_EQ(refusal_of_pairs(data, "row,column\n"), "no pairs; expected lines of a row and a column");
  EXPECT_EQ(refusal_of_pairs(data, "1\n"), "line 1: \"1\"; expected a row and a column");
  EXPECT_EQ(
      refusal_of_pairs(data, "1,1\n1,2\n1,3\n"),
      "with entry (1, 1) nothing of its row or column is left; expected pairs that leave an entry of every "
      "row and column");
}

TEST(HoldOut, RefusesSparseDataWhoseZerosAreData) {
  Data data = observed_data(false);
  data.observed = Observed::all;
  EXPECT_THROW(random_part(data, {}), InputError);
  EXPECT_THROW(fold_parts(data, 5, 0), InputError);
  EXPECT_THROW(fold_parts(dense_data(4, 4), 1, 0), InputError);
  EXPECT_THROW(random_part(dense_data(4, 4), {.share = 0.95}), InputError);
}

}  // namespace
}  // namespace orthant

// The main job from memory and from files: models, options, points, and what is refused.

#include "orthant/recover/recover.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/recover/certify_point.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

/// 8×6 counts with two local minima of rank 3 that four starts find.
Matrix counts() {
  Matrix X(8, 6);
  X << 3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2, 8, 6, 0, 1, 2, 9, 0, 4, 0, 4,
      7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3;
  return X;
}

Data dense(Matrix X) {
  return {.matrix = share(DataMatrix::dense(std::move(X)))};
}

/// The entries of X where i + j is not a multiple of `skipped`.
Data partly_observed(const Matrix& X, Index skipped) {
  CompressedLines rows{.lines = X.rows(), .length = X.cols(), .start = {0}, .index = {}, .value = {}};
  for (Index i = 0; i < X.rows(); ++i) {
    for (Index j = 0; j < X.cols(); ++j) {
      if ((i + j) % skipped == 0) continue;
      rows.index.push_back(static_cast<std::int32_t>(j));
      rows.value.push_back(X(i, j));
    }
    rows.start.push_back(rows.nonzeros());
  }
  return {.matrix = share(DataMatrix::sparse_rows(std::move(rows))), .observed = Observed::entries};
}

RecoverOptions options(long rank, long starts = 2) {
  RecoverOptions out;
  out.rank = rank;
  out.search.starts = starts;
  return out;
}

template <class Run>
std::string refusal(const Run& run) {
  try {
    run();
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Recover, ProvesTheBestAndCallsTheOtherSpurious) {
  const Recovery found = recover(dense(counts()), options(3, 8));
  EXPECT_EQ(found.best().verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(found.best().rigor, Rigor::verified);
  EXPECT_EQ(found.best().checked, true);
  ASSERT_TRUE(found.proof);
  ASSERT_GE(found.search.minima.size(), 2u);
  const Certificate& worse = found.search.minima[1].certificate;
  EXPECT_EQ(worse.spurious, true);
  EXPECT_EQ(worse.rigor, Rigor::verified);
  EXPECT_EQ(found.options.model.model, Model::nmf);
  EXPECT_EQ(found.singular_values.size(), 6);
  EXPECT_TRUE(found.left_out.empty());

  // What is said of the factors is true of them.
  const Matrix X = counts(), L = found.left(), R = found.right();
  EXPECT_NEAR((X - L * R.transpose()).squaredNorm() / 2, found.best().objective, 1e-9);
  double shares = 0;
  for (const Component& component : components_of(found.best().U, 8, false)) shares += component.share;
  EXPECT_NEAR(shares, 1, 1e-12);
  for (const StartReport& start : found.search.starts)
    EXPECT_NEAR(start.relative_error, std::sqrt(2 * start.objective) / X.norm(), 1e-12);
}

TEST(Recover, NumericTriesNoProof) {
  RecoverOptions asked = options(3);
  asked.numeric = true;
  const Recovery found = recover(dense(counts()), asked);
  EXPECT_EQ(found.best().rigor, Rigor::numeric);
  EXPECT_FALSE(found.proof);
}

TEST(Recover, ObservedEntriesAreACompletion) {
  Random random(5);
  const Matrix L = testing::random_matrix(random, 8, 2, true).cwiseAbs(),
               R = testing::random_matrix(random, 7, 2, true).cwiseAbs();
  const Recovery found = recover(partly_observed(L * R.transpose(), 5), options(2, 4));
  EXPECT_EQ(found.options.model.model, Model::completion);
  EXPECT_LE(found.best().relative_error, 1e-6);
  EXPECT_EQ(found.singular_values.size(), 0);  // of a matrix that is not known

  // The same coordinates as zeros are other data.
  Data zeros = partly_observed(L * R.transpose(), 5);
  zeros.observed = Observed::all;
  EXPECT_GE(recover(std::move(zeros), options(2, 4)).best().relative_error, 1e-2);
}

TEST(Recover, WeightsAreThoseOfTheMisfit) {
  Data twice = partly_observed(counts(), 4), once = twice;
  twice.weights.assign(static_cast<std::size_t>(twice.matrix->stored()), 2.0);
  const double alone = recover(std::move(once), options(2)).best().objective;
  EXPECT_NEAR(recover(std::move(twice), options(2)).best().objective, 4 * alone, 1e-6 * alone);
}

TEST(Recover, SymmetricModelsHaveOneFactor) {
  Matrix X = counts() * counts().transpose();
  RecoverOptions asked = options(3);
  asked.model.model = Model::symmetric;
  const Recovery found = recover(dense(X), asked);
  EXPECT_TRUE(found.symmetric());
  EXPECT_EQ(found.left(), found.right());
  EXPECT_NEAR((X - found.left() * found.left().transpose()).squaredNorm() / 2, found.best().objective,
              1e-9 * found.best().objective);
}

TEST(Recover, NormalisesEveryWay) {
  for (const auto& [normalisation, word] : words_of(Normalisation{})) {
    RecoverOptions asked = options(3, 1);
    asked.normalize = normalisation;
    asked.numeric = true;
    const Recovery found = recover(dense(counts()), asked);
    const Matrix U = found.normalised();
    if (normalisation == Normalisation::none) {
      EXPECT_EQ(U.size(), 0);
      continue;
    }
    const std::string name = word;
    const Matrix side = name.starts_with("left") ? U.topRows(8) : U.bottomRows(6);
    for (Index k = 0; k < 3; ++k) {
      const auto column = side.col(k);
      const double norm = name.ends_with("l1")   ? column.lpNorm<1>()
                          : name.ends_with("l2") ? column.norm()
                                                 : column.lpNorm<Eigen::Infinity>();
      EXPECT_NEAR(norm, 1, 1e-12) << name;
    }
    EXPECT_LE((U.topRows(8) * U.bottomRows(6).transpose() - found.left() * found.right().transpose()).norm(),
              1e-11);
  }
}

TEST(Recover, SaysWhatTheBudgetLeavesOut) {
  const Recovery found = recover(dense(counts()), options(3, 50), Budget(0));
  ASSERT_FALSE(found.left_out.empty());
  EXPECT_EQ(found.search.starts.size(), 1u);
  EXPECT_NE(found.left_out.front().find("49 starts are not begun: the time ran out"), std::string::npos)
      << found.left_out.front();
}

TEST(Recover, RefusesInOneLine) {
  const auto refused = [](Data data, RecoverOptions asked) {
    return refusal([&] { recover(std::move(data), asked); });
  };
  EXPECT_EQ(refused(dense(counts()), options(0)), "rank = 0; expected 1 ≤ rank ≤ min(rows, cols) = 6");
  EXPECT_EQ(refused(dense(-counts()), options(2)), "data: entry (1, 1) is -3; expected a nonnegative number");
  EXPECT_NE(refused(dense(Matrix::Zero(3, 3)), options(2)).find("data: "), std::string::npos);
  Data everything = dense(counts());
  everything.observed = Observed::entries;
  EXPECT_NE(refused(everything, options(2)).find("all 8 × 6 entries are there, with observed = entries"),
            std::string::npos);
  RecoverOptions asked = options(2);
  asked.normalize = Normalisation::l1;
  asked.model.balance = 1;
  EXPECT_EQ(refused(dense(counts()), asked).substr(0, 30), "normalize = l1; expected none ");
  asked = options(2);
  asked.model.loss = Loss::kullback_leibler;
  asked.model.model = Model::symmetric;
  EXPECT_EQ(refused(dense(counts()), asked),
            "loss = kullback-leibler with model symmetric; expected model nmf or completion");
}

TEST(CertifyPoint, AgreesWithTheSearchThatFoundThePoint) {
  const Recovery found = recover(dense(counts()), options(3, 8));
  ASSERT_GE(found.search.minima.size(), 2u);
  JudgedPoint point;
  point.objective = found.objective;
  point.U = found.search.minima[1].certificate.U;
  point.witness = found.best().U;
  const Certified certified = certify_point(point);
  EXPECT_EQ(certified.certificate.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(certified.certificate.rigor, Rigor::verified);
  EXPECT_EQ(certified.certificate.spurious, true);
  EXPECT_TRUE(certified.proof);
}

TEST(CertifyPoint, RefusesOptionsThatDoNotFit) {
  const Recovery found = recover(dense(counts() * counts().transpose()), [] {
    RecoverOptions out = options(2, 1);
    out.model.model = Model::symmetric;
    out.numeric = true;
    return out;
  }());
  JudgedPoint point;
  point.objective = found.objective;
  point.U = found.best().U;
  EXPECT_NE(refusal([&] {
              certify_point(point, {.method = SecondOrderMethod::schur});
            }).find("method = schur; expected auto or dense"),
            std::string::npos);
  EXPECT_EQ(refusal([&] { certify_point(point, {.stationarity = 0}); }),
            "stationarity = 0; expected 0 < stationarity < 1");
  EXPECT_EQ(refusal([&] { certify_point(point, {.seed = -1}); }),
            "seed = -1; expected 0 ≤ seed ≤ 9007199254740992");
}

}  // namespace
}  // namespace orthant

// projection.json: what is written is read.

#include "orthant/documents/projection.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"

namespace orthant {
namespace {

TEST(ProjectionDocument, IsReadAsItWasWritten) {
  ProjectionDocument document{"a.csv", {}, {{"R", "R.npy"}}};
  document.projection = {.side = Side::right,
                         .loss = Loss::kullback_leibler,
                         .lines = 7,
                         .length = 5,
                         .rank = 2,
                         .objective = 1.5,
                         .relative_error = 0.25,
                         .worst = {{3, 0.5, 0.75}},
                         .worst_names = {"x"},
                         .stationarity = 1e-12,
                         .not_unique = 1,
                         .unexplained = 2};
  const std::string folder = ::testing::TempDir() + "/orthant-projection";
  write(document, folder);
  const ProjectionDocument read = read_projection(folder + "/projection.json");
  EXPECT_EQ(as_json(read), as_json(document));
  EXPECT_EQ(as_json(document)["worst"][0]["line"], 4);
  EXPECT_THROW(read_projection(folder + "/none.json"), InputError);
}

}  // namespace
}  // namespace orthant

// orthant atlas: what it prints and writes, goes on with, merges and refuses.

#include <gtest/gtest.h>

#include <algorithm>

#include "run.hpp"

namespace orthant::cli {
namespace {

const char* const distances =
    "0,1,4,9,16,25\n1,0,1,4,9,16\n4,1,0,1,4,9\n9,4,1,0,1,4\n16,9,4,1,0,1\n25,16,9,4,1,0\n";

long hits_of(const Json& atlas) {
  long sum = 0;
  for (const Json& minimum : atlas["minima"]) sum += minimum["hits"].get<long>();
  return sum;
}

TEST(AtlasCommand, AddsAndMergesToWhatOneRunFinds) {
  const Folder folder;
  folder.write("d.csv", distances);
  const Json whole = run_well(folder, "atlas d.csv --rank 2 --starts 30 --json --threads 1").json();
  run_well(folder, "atlas d.csv --rank 2 --starts 20 --out map --threads 1");
  run_well(folder, "atlas add map --starts 10 --threads 1");
  Json added = folder.json("map/atlas.json");
  EXPECT_EQ(added["starts"], 30);
  ASSERT_EQ(added["minima"].size(), whole["minima"].size());
  for (size_t m = 0; m < whole["minima"].size(); ++m)
    EXPECT_EQ(added["minima"][m]["starts"], whole["minima"][m]["starts"]);
  EXPECT_EQ(hits_of(added) + added["saddles"].get<long>() + added["unfinished"].get<long>(), 30);
  run_well(folder, "atlas d.csv --rank 2 --starts 5 --seed 1 --out other --threads 1");
  const Json both = run_well(folder, "atlas merge map other --out both --json").json();
  EXPECT_EQ(both["starts"], 35);
  EXPECT_EQ(both, folder.json("both/atlas.json"));
  EXPECT_EQ(run_well(folder, "atlas show both --json").json(), both);
  for (size_t m = 1; m <= both["minima"].size(); ++m) {
    const std::string minimum = "both/minima/" + std::to_string(m);
    EXPECT_TRUE(folder.has(minimum + "/L.npy"));
    if (both["minima"][m - 1]["rigor"] != "numeric") {
      EXPECT_EQ(run_program(ORTHANT_VERIFY_PROGRAM, folder, {minimum, "--data", "d.csv"}).exit_code, 0);
    }
  }
}

TEST(AtlasCommand, RefusesInOneLine) {
  const Folder folder;
  folder.write("d.csv", distances);
  run_well(folder, "atlas d.csv --rank 2 --starts 3 --numeric --out map");
  const auto said = [&](const std::string& line) {
    const Outcome result = run(folder, words("atlas " + line));
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    return result.err;
  };
  EXPECT_EQ(said("d.csv"),
            "orthant: --rank is required with data; expected the number of columns of the factors\n");
  said("d.csv --rank 2:4");
  said("d.csv --rank 7");
  said("d.csv --rank 2 --init nndsvd");
  said("d.csv --rank 2 --effort 3");
  said("d.csv --rank 2 --unseen 2");
  said("d.csv --rank 2 --starts 0");
  said("show nowhere");
  said("merge map");
  said("add map --rank 3");
  EXPECT_EQ(
      said("merge map map"),
      "orthant: start 1 of seed 0 is in both atlases; expected every start in one: with another seed, or added to "
      "one\n");
  const std::string text = folder.read("map/atlas.json");
  for (const size_t length : {size_t{0}, size_t{1}, text.size() / 2, text.size() - 3}) {
    folder.write("map/atlas.json", text.substr(0, length));
    said("show map");
  }
  Json spoilt = Json::parse(text);
  spoilt["minima"][0]["starts"] = {1, 1, 99};
  folder.write("map/atlas.json", spoilt.dump());
  said("show map");
}

}  // namespace
}  // namespace orthant::cli

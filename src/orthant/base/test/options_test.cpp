// One table of options: numbers, yes or no, texts and words.

#include "orthant/base/options.hpp"

#include <gtest/gtest.h>

namespace orthant {
namespace {

enum class Colour { red, dark_green, blue };
constexpr auto words_of(Colour) {
  return std::to_array<Word<Colour>>(
      {{Colour::red, "red"}, {Colour::dark_green, "dark-green"}, {Colour::blue, "blue"}});
}

struct Paint {
  double share = 0.5;
  long layers = 2;
  bool glossy = false;
  std::string name = {};
  Colour colour = Colour::blue;
};

constexpr Option<Paint> paint_options[] = {
    {"share", "of the wall", {0, 1}, &Paint::share},
    {"layers", "how many", {1, 9007199254740992}, &Paint::layers},
    {"glossy", "or not", {}, &Paint::glossy},
    {"name", "on the tin", {}, &Paint::name},
    {"colour", "red, dark-green or blue", {}, one_word<&Paint::colour>},
};

std::string refusal_of(const Paint& paint) {
  try {
    check_options(paint, paint_options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Words, StandForValuesBothWays) {
  for (const auto& [value, word] : words_of(Colour{})) {
    EXPECT_EQ(to_string(value), word);
    EXPECT_EQ(from_word<Colour>(word), value);
  }
  EXPECT_EQ(from_word<Colour>("dark_green"), std::nullopt);
  EXPECT_EQ(from_word<Colour>(""), std::nullopt);
  EXPECT_EQ(expected_words<Colour>(), "red, dark-green or blue");
}

TEST(Options, HaveTheirValueWhateverTheirKind) {
  const Paint paint{.share = 0.25, .layers = 3, .glossy = true, .name = "sea", .colour = Colour::red};
  const OptionValue expected[] = {0.25, 3L, true, std::string("sea"), std::string("red")};
  for (std::size_t k = 0; k < std::size(paint_options); ++k)
    EXPECT_EQ(paint_options[k].value(paint), expected[k]) << paint_options[k].name;
}

TEST(Options, AreSetByWords) {
  Paint paint;
  const auto& colour = paint_options[4];
  colour.set_word(paint, "dark-green");
  EXPECT_EQ(paint.colour, Colour::dark_green);
  try {
    colour.set_word(paint, "green");
    ADD_FAILURE() << "a word that is none";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "colour = green; expected red, dark-green or blue");
  }
  EXPECT_EQ(paint.colour, Colour::dark_green);
}

TEST(Options, OutOfTheirRangeAreRefused) {
  EXPECT_EQ(refusal_of({}), "");
  EXPECT_EQ(refusal_of({.share = 1.5}), "share = 1.5; expected 0 ≤ share ≤ 1");
  EXPECT_NE(refusal_of({.share = std::numeric_limits<double>::quiet_NaN()}), "");
  EXPECT_EQ(refusal_of({.layers = 0}), "layers = 0; expected 1 ≤ layers ≤ 9007199254740992");
  EXPECT_NE(refusal_of({.layers = 9007199254740993}), "");  // no double holds it
}

}  // namespace
}  // namespace orthant

/// The known points that the tests go over.
#pragma once

#include <vector>

#include "known_points.hpp"

namespace orthant::testing {

/// Both factorizations, every kind of observation, ranks 1 to 3, with and without balance, and data from
/// 1e-58 to 1e58.
inline std::vector<Recipe> shapes() {
  std::vector<Recipe> out;
  for (const bool symmetric : {true, false})
    for (const Index rank : {1, 2, 3})
      for (const auto kind : {Recipe::Kind::full, Recipe::Kind::entries, Recipe::Kind::weighted})
        for (const double balance : {0.0, 0.25})
          for (const int exponent : {0, -96, 96}) {
            if (symmetric && balance > 0) continue;
            if (exponent != 0 && rank == 1) continue;
            Recipe recipe;
            recipe.symmetric = symmetric, recipe.rank = rank, recipe.kind = kind;
            recipe.balance = balance, recipe.exponent = exponent;
            recipe.skew = !symmetric && balance == 0 && rank == 3 ? 5 : 0;
            out.push_back(recipe);
          }
  return out;
}

inline std::vector<Recipe> plain_minimizers() {
  return shapes();
}

/// Relative sizes 9.3e-10 … 9.8e-4.
inline constexpr double small[] = {0x1p-30, 0x1p-25, 0x1p-20, 0x1p-15, 0x1p-10};

/// Negative curvature −small along a free direction, or along two degenerate rows together.
inline std::vector<Recipe> saddles() {
  std::vector<Recipe> out;
  for (const Recipe& shape : shapes())
    for (const double kappa : small) {
      Recipe recipe = shape;
      recipe.t = 1 + kappa;
      out.push_back(recipe);
      recipe.t = 0.5, recipe.nu = 0, recipe.sigma = 1 + kappa;
      out.push_back(recipe);
      recipe = shape;  // both, and multipliers that are hard to tell from zero
      recipe.t = 1 + kappa, recipe.nu = kappa, recipe.multiplier = kappa;
      out.push_back(recipe);
    }
  return out;
}

/// Minimizers whose multipliers, curvatures or both are small; and with multipliers zero.
inline std::vector<Recipe> near_degenerate_minimizers() {
  std::vector<Recipe> out;
  for (const Recipe& shape : shapes()) {
    Recipe zero = shape;
    zero.nu = 0;
    for (const double sigma : {0.0, 0.5, 1 - 0x1p-20, -2.0}) {
      zero.sigma = sigma;
      out.push_back(zero);
    }
    for (const double nu : small) {
      Recipe recipe = shape;
      recipe.nu = nu;
      for (const double sigma : {0.0, 0.5, 1 + 0x1p-4}) {
        recipe.sigma = sigma;
        out.push_back(recipe);
      }
      recipe = shape;
      recipe.t = 1 - nu;
      out.push_back(recipe);
      recipe.multiplier = nu, recipe.nu = nu;
      out.push_back(recipe);
    }
  }
  return out;
}

/// Minimizers with tiny positive entries.
inline std::vector<Recipe> tiny_minimizers() {
  std::vector<Recipe> out;
  for (const Recipe& shape : shapes())
    for (const double tiny : {0x1p-45, 0x1p-40, 0x1p-35, 0x1p-30, 0x1p-25, 0x1p-20, 0x1p-15, 0x1p-10}) {
      Recipe recipe = shape;
      recipe.tiny = tiny;
      out.push_back(recipe);
    }
  return out;
}

inline std::vector<Recipe> everything() {
  std::vector<Recipe> out = shapes();
  for (const auto& part : {saddles(), near_degenerate_minimizers(), tiny_minimizers()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace orthant::testing

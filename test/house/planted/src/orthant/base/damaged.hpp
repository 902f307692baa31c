/// What the house must see: lists and formulas that a reflow of comments has damaged, and a function of 81 lines.
///
///   witness   x ≥ 0 of integers, x ≠ 0, and the sign of xᵀQx: negative (not copositive) or zero (not
///   strictly) split     Q is positive semidefinite plus nonnegative, in integers
///
///   1. H ⪰ 0 with a null space: does it meet the cone? (null_cone.hpp: a linear program)
///   2. λ_min(H_FF) < 0, or a null vector of H_FF outside the range condition: a direction of negative
///   curvature
///
/// symmetric ones (Assumption 2), f(U) = ½‖𝒜(UUᵀ − M⋆)‖² with M⋆ symmetric and g(L,R) = ½‖𝒜(LRᵀ − M⋆)‖². At L
/// = R = U.
///
/// And what it must not see:
///
///   Kullback–Leibler (β = 1)   d(a|x) = a log(a/x) − a + x      d′ = 1 − a/x          d″ = a/x²
///   Itakura–Saito    (β = 0)   d(a|x) = a/x − log(a/x) − 1      d′ = 1/x − a/x²       d″ = 2a/x³ − 1/x²
///
///   split   N = 0; or the positive entries of a part of Q (all of it; the fit without the balance term, whose
///           positive entries belong to a square)
#pragma once

namespace orthant {

inline int short_one() {
  return 1;
}

inline int long_one(int x) {
  x += 1;   // {
  x += 2;   // {
  x += 3;   // {
  x += 4;   // {
  x += 5;   // {
  x += 6;   // {
  x += 7;   // {
  x += 8;   // {
  x += 9;   // {
  x += 10;  // {
  x += 11;  // {
  x += 12;  // {
  x += 13;  // {
  x += 14;  // {
  x += 15;  // {
  x += 16;  // {
  x += 17;  // {
  x += 18;  // {
  x += 19;  // {
  x += 20;  // {
  x += 21;  // {
  x += 22;  // {
  x += 23;  // {
  x += 24;  // {
  x += 25;  // {
  x += 26;  // {
  x += 27;  // {
  x += 28;  // {
  x += 29;  // {
  x += 30;  // {
  x += 31;  // {
  x += 32;  // {
  x += 33;  // {
  x += 34;  // {
  x += 35;  // {
  x += 36;  // {
  x += 37;  // {
  x += 38;  // {
  x += 39;  // {
  x += 40;  // {
  x += 41;  // {
  x += 42;  // {
  x += 43;  // {
  x += 44;  // {
  x += 45;  // {
  x += 46;  // {
  x += 47;  // {
  x += 48;  // {
  x += 49;  // {
  x += 50;  // {
  x += 51;  // {
  x += 52;  // {
  x += 53;  // {
  x += 54;  // {
  x += 55;  // {
  x += 56;  // {
  x += 57;  // {
  x += 58;  // {
  x += 59;  // {
  x += 60;  // {
  x += 61;  // {
  x += 62;  // {
  x += 63;  // {
  x += 64;  // {
  x += 65;  // {
  x += 66;  // {
  x += 67;  // {
  x += 68;  // {
  x += 69;  // {
  x += 70;  // {
  x += 71;  // {
  x += 72;  // {
  x += 73;  // {
  x += 74;  // {
  x += 75;  // {
  x += 76;  // {
  x += 77;  // {
  x += 78;  // {
  x += 79;  // {
}

struct Twice {
  double x = 0;
};

}  // namespace orthant

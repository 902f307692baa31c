/// The instances by name, their parameters as text, and the answers that are known in closed form: what
/// `orthant instance` writes as problem folders.
///
///   NamedInstance t4 = named_instance("theorem4", {{"m", "6"}, {"rank", "2"}, {"w", "3,4"}});
///   write_problem("t4", t4.problem);          // whose problem.json says how it was made
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "orthant/objectives/problem.hpp"

namespace orthant::paper {

enum class ParameterKind { whole, real, text, flag };

struct InstanceParameter {
  const char* name;  ///< "true-rank"
  const char* help;
  ParameterKind kind;
  const char* placeholder;  ///< "N"
};
const std::vector<InstanceParameter>& instance_parameters();

struct InstanceName {
  const char* name;
  const char* help;
};
std::vector<InstanceName> instance_names();

/// By the names of instance_parameters(); flags have any value.
using ParameterWords = std::map<std::string, std::string>;

struct NamedInstance {
  std::string name;
  Problem problem;
  nlohmann::ordered_json known;  ///< "delta", "objective", "verdict", …: those that are known
};

/// Throws InputError in one line for a name that is unknown, a parameter that does not apply to it, a word
/// that is no such value, and a value out of range. A hyphen in the name stands for an underscore.
NamedInstance named_instance(std::string name, const ParameterWords& words);

/// The published unconstrained counterexample at δ = ½: without U ≥ 0, rank-one recovery of a 2×2 matrix from
/// an operator with δ₂ = ½ has a spurious second-order critical point.
///
///   on (E₁₁, √2·E₁₂, E₂₂) the kernel is ½ [[2,0,1],[0,3,0],[1,0,2]]: eigenvalues ½, 3/2, 3/2
///   truth z = (1, 0), point x = (0, 1/√2)
///
/// ℋ maps E₁₂ and E₂₁ to 3/2 of themselves, so that its eigenvalues on all of ℝ^{2×2} are ½ and 3/2 and δ = ½
/// as it is. Known answers: S = ℋ(xxᵀ − zzᵀ) = diag(−3/4, 0): the gradient vanishes; f(x) = 3/8; the Hessian
/// is diag(0, 2): second-order critical without the constraint. Along the null direction e₁ f grows by t⁴/2
/// only. Source: Zhang, Josz, Sojoudi & Lavaei 2018 [ZhangJosz2018]; δ < ½ is the sharp bound for r = r⋆ = 1.
Problem half_delta();

}  // namespace orthant::paper

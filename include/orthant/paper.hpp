/// The instances of the paper, with what is known of them: problems with a truth and a point to judge.
///
///   paper::theorem3(parameters)     spurious strict local minimizers at any isometry constant δ > 0
///   paper::theorem3_answers         their objective, modulus and δ
///   paper::named_instance(name, …)  all of them by name, as `orthant instance` has them
///   read_problem, write_problem     problem folders, without loss
#pragma once

#include "orthant/version.hpp"

#include "orthant/files/problem_folder.hpp"
#include "orthant/paper/instances/named.hpp"
#include "orthant/paper/instances/planted.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"

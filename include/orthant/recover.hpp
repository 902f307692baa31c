/// The main job in one call: several starts, the distinct points in which they end, a certificate and a proof
/// of each.
///
///   recover(data, {.rank = 3, .search = {.starts = 4}}) → Recovery
///   project(data, R, {})                                → L, of new rows on fixed R
///
///   survey_ranks(data, {.ranks = {2, 3, 4}}) → RankSurvey: how many parts?
///
/// orthant/report.hpp writes what was found.
#pragma once

#include "orthant/version.hpp"

#include "orthant/objective.hpp"
#include "orthant/recover/project.hpp"
#include "orthant/recover/rank_survey.hpp"
#include "orthant/recover/recover.hpp"

/// orthant recover DATA --rank 2:12: several ranks compared, one recommended.
#pragma once

#include "command.hpp"
#include "orthant/recover/rank_survey.hpp"

namespace orthant::app {

/// Surveys, writes and prints; the exit code.
int survey_ranks_of(Data data, const RankSurveyOptions& options, const CommonFlags& flags,
                    const Budget& budget, const std::string& command_line);

}  // namespace orthant::app

#pragma once

#include <string>

#include "report/replayed_report.h"

namespace jepa_oracle::program {

/// What a report shows, in a sentence or two for a paper: who judged what, with which seed and how many cases, and what
/// came out. Every number is the report's.
/// @throws InvalidProblem for a report whose claims lack what the sentence says of them
std::string report_sentence(const ReplayedReport& report);

}  // namespace jepa_oracle::program

#pragma once

#include <string>
#include <vector>

#include "judge/conformance.h"

namespace jepa_oracle::program {

/// What `conform` shows on a terminal: a row for every claim that was judged, what is wrong where one does not conform,
/// and how many there are of each standing. Claims that are absent are one line, unless they are listed.
std::string conformance_text(const properties::Description& subject, const std::vector<properties::Conformance>& results,
                             bool list_absent);

}  // namespace jepa_oracle::program

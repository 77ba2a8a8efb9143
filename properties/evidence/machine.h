#pragma once

#include "suite/runner.h"

namespace jepa_oracle::properties {

/// What differs from one run to the next and from one machine to another, the "run" block of a report:
/// {"seconds","jobs","compiler","processor","system","dependencies":{name: version},"claims":{id: seconds}}.
/// Nothing of it may influence a verdict. Versions of libraries that are linked are those found at run time.
nlohmann::ordered_json run_block(double seconds, int jobs, const std::vector<ClaimResult>& results);

/// The same without claims, for a run that has no such results.
nlohmann::ordered_json run_block(double seconds, int jobs);

}  // namespace jepa_oracle::properties

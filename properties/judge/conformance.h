#pragma once

#include <vector>

#include "judge/known_failures.h"
#include "judge/standing.h"
#include "suite/runner.h"

namespace jepa_oracle::properties {

struct ConformOptions {
  RunOptions run;
  std::vector<KnownFailure> known_failures;
};

/// Judges an implementation by the claims that speak of what it computes: the basic ones first (the field is the
/// descent direction, the trajectory repeats its steps, critical times and amplitudes have their values). Where one of
/// these fails, the claims that use the same answers are not judged: their failure would only repeat it. A known failure
/// is only what is listed as one: what fails or is not judged and is not listed counts. Claims that ask nothing of an
/// implementation are left out.
/// @param implementations  at least one; several of the same, started alike, judge several claims at a time. Where the
///   answers depend on the questions alone, the results do not depend on their number
std::vector<Conformance> conform(const std::vector<Implementation*>& implementations, const std::vector<Claim>& claims,
                                 const ConformOptions& options);
std::vector<Conformance> conform(Implementation& implementation, const std::vector<Claim>& claims,
                                 const ConformOptions& options);

/// Whether every standing is conforms, known_failure or absent, and not all are absent.
bool conforms(const std::vector<Conformance>& results);

}  // namespace jepa_oracle::properties

#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "judge/conformance.h"
#include "judge/subject/posed_case.h"

namespace jepa_oracle::properties {

/// What the claims judged so far have shown of an implementation. The standing of the next one depends on nothing else.
struct Findings {
  std::set<Source> broken;  ///< answers that are known to be wrong
  int errors = 0;           ///< answers that did not come
  std::string ending;       ///< why nothing is asked any more

  friend bool operator==(const Findings& a, const Findings& b) {
    return a.broken == b.broken && a.errors == b.errors && a.ending == b.ending;
  }
};

/// Puts the cases of claims to an implementation.
class ClaimJudge {
 public:
  /// Both must outlive the judge.
  ClaimJudge(Implementation& implementation, const ConformOptions& options);

  /// The standing, or nothing when the claim asks nothing of an implementation; and what is known then. After an error
  /// the implementation has been restarted.
  std::pair<std::optional<Conformance>, Findings> standing_of(const Claim& claim, const Findings& known);

 private:
  Implementation& implementation_;
  JudgedSubject subject_;
  const ConformOptions& options_;
};

}  // namespace jepa_oracle::properties

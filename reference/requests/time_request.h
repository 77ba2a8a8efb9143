#pragma once

#include <variant>

#include "jepa_oracle/weight_decay.h"
#include "requests/lejepa_request.h"
#include "requests/problem_request.h"

namespace jepa_oracle::requests {

/// Texts of the parameters that say which critical time is asked for.
struct TimeRequest {
  ProblemRequest problem;
  Text fraction = {};
  Text level = {};
  Text weight_decay = {};
  Text weight = {};      ///< of LeJEPA
  Text batch_size = {};  ///< of LeJEPA
};

/// One feature under an objective of the table, with or without weight decay, or under LeJEPA, and its threshold.
class TimedFeature {
 public:
  /// @throws UsageError for parameters that are missing or exclude each other, InvalidProblem for values that break a
  ///         rule
  static TimedFeature of(const TimeRequest& request, TimeConvention convention, Spelling spelling);

  /// Nothing where the precision limit does not decide it.
  std::optional<Outcome> outcome() const;
  /// All digits correct, or inconclusive with the enclosure reached.
  DecayedTime time(Digits digits) const;

 private:
  struct OfTable {
    ScalarProblem problem;
    Rational decay;
  };
  TimedFeature(std::variant<OfTable, LeJepaProblem> problem, Threshold threshold, TimeConvention convention)
      : problem_(std::move(problem)), threshold_(std::move(threshold)), convention_(convention) {}

  std::variant<OfTable, LeJepaProblem> problem_;
  Threshold threshold_;
  TimeConvention convention_;
};

}  // namespace jepa_oracle::requests

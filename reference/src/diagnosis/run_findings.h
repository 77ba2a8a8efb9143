#pragma once

#include <functional>
#include <vector>

#include "diagnosis/noise/training_noise.h"
#include "diagnosis/search/hypothesis_scorer.h"
#include "diagnosis/search/hypothesis_search.h"
#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle {

/// The run by one reading of its digits, rounded or cut off.
struct Reading {
  const RecordedRun& run;
  const HypothesisScorer& scorer;
};

/// Hypotheses held against one reading.
///   ranking   every one that was found, by rising misfit; the five nearest with their numbers fitted to the whole run
///   expected  one an objective that was expected
struct Findings {
  std::vector<Finding> ranking;
  std::vector<Finding> expected;
};

Findings findings_of(const Reading& reading, const SearchResult& found, const std::vector<Hypothesis>& expected,
                     const std::function<void()>& pause);

/// What follows from findings: which of them fit, the best first, and the verdict. With two readings every hypothesis
/// is given the one by which it comes nearer, and twice as many were tried.
/// @param known     what is known beforehand
/// @param readings  as many as findings, rounded digits first
Diagnosis concluded(const Diagnosis& known, const std::vector<Reading>& readings, const std::vector<Findings>& findings,
                    const TrainingNoise& training);

}  // namespace jepa_oracle

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "jepa_oracle/critical_time.h"

namespace jepa_oracle {

struct NamedFeature {
  std::string name;
  Feature feature;
};

/// Features sorted by critical time, every comparison decided by disjoint enclosures.
/// Indices point into the list of features given.
struct LearningOrder {
  std::vector<CriticalTime> times;             ///< one per feature, in the order given
  std::vector<std::size_t> learned;            ///< already beyond the threshold first, then by critical time
  std::vector<std::size_t> never;              ///< those that do not reach it
  std::vector<std::vector<std::size_t>> ties;  ///< groups with exactly the same critical time
  std::vector<std::pair<std::size_t, std::size_t>> undecided;  ///< pairs that the precision limit left overlapping
};

/// @param digits  of the critical times reported; comparisons raise the precision on their own as far as needed
/// @throws InvalidProblem if two features have the same name or there are none
/// @claim Ordering.FigureTwo, Ordering.GreedyRank
LearningOrder learning_order(Objective objective, Depth depth, const Initialisation& initialisation,
                             const Threshold& threshold, const std::vector<NamedFeature>& features,
                             TimeConvention convention, Digits digits);

}  // namespace jepa_oracle

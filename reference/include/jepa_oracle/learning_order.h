#pragma once

#include <functional>
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
/// Indices point into the list of features given. Every feature stands in exactly one of the lists `learned`,
/// `decreasing`, `already_beyond`, `never` and `dies`, except one of which enclosed moments or the precision limit do
/// not tell the outcome: it stands in `undecided` with itself.
struct LearningOrder {
  std::vector<CriticalTime> times;      ///< one per feature, in the order given
  std::vector<std::size_t> learned;     ///< rise to the threshold, or start on it and rise: by critical time
  std::vector<std::size_t> decreasing;  ///< come down to it (lambda <= 0, or a limit below the start): by critical time
  std::vector<std::size_t> already_beyond;     ///< start past it and stay there: nothing is learned in training
  std::vector<std::size_t> never;              ///< do not reach it
  std::vector<std::size_t> dies;               ///< fall to 0 under weight decay, and do not reach it
  std::vector<std::vector<std::size_t>> ties;  ///< groups with exactly the same critical time
  std::vector<std::pair<std::size_t, std::size_t>> undecided;  ///< pairs that the precision limit left overlapping
  /// One per feature: its number in the order of learning, 1 for the first. Tied features share the smaller number;
  /// 0 for all that are not learned. Every output numbers features by this list.
  std::vector<std::size_t> places;
};

/// Whether a feature that reaches the threshold does so by rising: its start is not above the threshold, and its limit
/// not below the start. Otherwise it comes down to the threshold. Decided exactly. Requires outcome_of(...) == reached.
bool reaches_from_below(const ScalarProblem& problem, const Threshold& threshold, const Rational& decay = 0);

/// Fills `places` from `learned` and `ties`.
void number_places(LearningOrder& order);

/// @param digits  of the critical times reported; comparisons raise the precision on their own as far as needed
/// @param visit   told, after each feature, how many critical times are found: for those who wait
/// @param decay   of every layer; critical times are those of decayed_critical_time, integrals of which two that agree
/// in
///                600 digits are left undecided
/// @throws InvalidProblem if two features have the same name or there are none, if decay < 0
/// @claim Ordering.FigureTwo, Ordering.GreedyRank
LearningOrder learning_order(Objective objective, Depth depth, const Initialisation& initialisation,
                             const Threshold& threshold, const std::vector<NamedFeature>& features,
                             TimeConvention convention, Digits digits,
                             const std::function<void(std::size_t)>& visit = {}, const Rational& decay = 0);

}  // namespace jepa_oracle

#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "jepa_oracle/random_start.h"
#include "jepa_oracle/simulated_learning.h"

namespace jepa_oracle::program {

/// @name What is simulated: two features under every combination of these
/// @{
inline constexpr int kStarts =
    200;  ///< random starts of each combination, numbers 0 to 199 of the stream of kStartsSeed
inline constexpr std::uint64_t kStartsSeed = 1;
inline constexpr std::array<long, 3> kInverseEpsilons = {40, 125, 500};
/// A feature has this many times the last predicted time to be learned in.
inline constexpr double kPatience = 3;
/// @}

struct FeaturePair {
  std::string name;
  std::array<Feature, 2> features;
};

/// Of the starts, how many ended how. "First" is the feature that balanced aligned starts of the same size learn first.
struct StartCounts {
  int kept = 0;              ///< both learned, and apart, in the order predicted
  int reversed = 0;          ///< both learned, in the other order
  int first_only = 0;        ///< only the first learned
  int second_only = 0;       ///< only the other
  int mixture = 0;           ///< both lengths are there, and not their area: a mixture of both was learned
  int neither = 0;           ///< none
  int undecided = 0;         ///< two integrations disagree
  int reached_in_order = 0;  ///< both levels reached at some time, the first's before the other's
  int reached_reversed = 0;  ///< the other way round

  /// The feature predicted first is the first to be learned.
  int as_predicted() const { return kept + first_only; }
  int other_first() const { return reversed + second_only; }
  void add(const std::optional<SimulatedLearningTimes>& times, std::size_t first);
};

struct StartCell {
  FeaturePair pair;
  Objective objective;
  long depth;
  long inverse_epsilon;
  StartLaw law;
  std::size_t first;  ///< index of the feature predicted first
  StartCounts counts;

  /// Clopper and Pearson's interval, of confidence 0.95, of the probability that training goes as predicted.
  std::array<double, 2> as_predicted_interval() const;
};

/// Every combination of pair, objective, depth 1 to 3, law and epsilon, in this order.
/// @param visit  told after each how many of how many are done
std::vector<StartCell> simulated_starts(const std::function<void(std::size_t, std::size_t)>& visit);

}  // namespace jepa_oracle::program

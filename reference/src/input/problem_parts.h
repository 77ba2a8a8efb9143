#pragma once

#include <vector>

#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/located_json.h"
#include "jepa_oracle/moments.h"

namespace jepa_oracle {

/// @name Parts of a problem file, each with its default. @throws InvalidProblem
/// @{
void require_format(const Located& problem);
Depth depth_of(const Located& problem);
/// With the layers on top, "top_depth", that all of these objectives must be able to have; 1 where it is missing.
Depth depth_of(const Located& problem, const std::vector<Objective>& objectives);
/// Runs are diagnosed under objectives that have a predictor or decoder, of at most `most` layers: refuses others.
void require_network(const Located& problem, const std::vector<Objective>& objectives, Depth depth, long most);
Initialisation initialisation_of(const Located& problem);
/// "weight_decay" >= 0 of every layer, 0 where it is missing.
Rational weight_decay_of(const Located& problem);
Threshold threshold_of(const Located& problem);
TimeConvention time_of(const Located& problem);
std::vector<Objective> objectives_of(const Located& problem);
std::vector<NamedFeature> listed_features(const Located& list);
/// {"sxx", "syx", and optionally "syy"}, checked by require_valid.
Moments<Rational> moments_of(const Located& source);
/// @}

}  // namespace jepa_oracle

#pragma once

#include "jepa_oracle/data_model.h"
#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {

/// "size", "seed", "spread": what a model of data is drawn from.
std::vector<Field> data_fields();

/// @name The model that an instance stands for, with features that an orthogonal basis mixes
/// @{
DataModel static_model_of(const Instance& instance);
DataModel dynamic_model_of(const Instance& instance, long lag);
DataModel autoencoder_model_of(const Instance& instance);
/// Any mixing of as many sources as pixels: no features are known.
DataModel masking_model_of(const Instance& instance);
/// F = Hadamard's matrix of 1, 2 or 4 rows times a diagonal one: features known exactly.
DataModel masking_model_with_features_of(const Instance& instance);
/// @}

/// Hadamard's matrix of 1, 2 or 4 rows with its columns multiplied.
RationalMatrix scaled_hadamard(const std::vector<Rational>& scales);

/// A pair with its probability; x and y are columns.
struct WeightedPair {
  RationalMatrix x;
  RationalMatrix y;
  Rational probability;
};

/// All pairs that the model can give when every source takes two values, v with probability 1/(1+v) and -1 else: mean 0
/// and variance v. Played through from the words of the model, without its formulas.
std::vector<WeightedPair> all_pairs(const DataModel& model);

/// Sum of probability-weighted x x', y x', y y'.
RationalMoments enumerated_moments(const std::vector<WeightedPair>& pairs, Index size);

}  // namespace jepa_oracle::properties

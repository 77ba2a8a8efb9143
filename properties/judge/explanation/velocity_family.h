#pragma once

#include <functional>
#include <string>
#include <vector>

#include "jepa_oracle/network.h"

namespace jepa_oracle::properties {

using Weights = Network<Rational>;

/// Every weight times a factor.
Weights scaled(const Weights& network, const Rational& factor);

using Numbers = std::vector<Rational>;

/// Velocities base + sum over i of c_i direction_i, for one or two unknown numbers c_i.
struct Plane {
  Weights base;
  std::vector<Weights> directions;

  Weights at(const Numbers& c) const {
    Weights result = base;
    for (std::size_t i = 0; i < c.size(); ++i) result = moved(result, directions[i], c[i]);
    return result;
  }
};

/// A family of wrong velocities, and what the numbers in it mean. Mutants are members of it, each with its number
/// ("slow-predictor" moves the top 1/2 times as fast); here the number is unknown and is read off, so that the velocity
/// must be linear in it.
struct VelocityFamily {
  std::function<Plane(const Weights& weights, const Weights& right)> plane;
  Numbers harmless;  ///< each: where it changes nothing
  std::function<std::string(const std::vector<std::string>& numbers)> text;
};

/// The simplest first: one number before two.
const std::vector<VelocityFamily>& velocity_families();

}  // namespace jepa_oracle::properties

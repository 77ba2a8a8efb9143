#pragma once

#include <rapidcheck/Random.h>

#include <functional>
#include <string>
#include <vector>

#include "suite/instance.h"

namespace jepa_oracle::properties {

/// One number of an instance: how it is drawn, which values are simpler, which lie in the corners. Fields are
/// independent, and a claim builds its hypotheses into them ("rho1 = rho2 (1 + excess)"), so that no draw is ever
/// discarded.
struct Field {
  std::string name;
  std::function<Rational(rc::Random&)> draw;
  std::function<bool(const Rational&)> contains;
  std::vector<Rational> corners;  ///< extremes, for the corner grid
  std::vector<Rational> simple;   ///< simplest first: what shrinking tries
  /// If there are any: what the random cases of a run take in turn, instead of a draw. So every value occurs in a run of
  /// as many cases, whatever its seed.
  std::vector<Rational> turns = {};
};

/// An integer among the choices, each equally likely (RapidCheck's inRange hardly ever draws the last).
Field choice(std::string name, std::vector<long> choices, std::vector<long> corners = {});
/// As choice; every value of `rare` occurs once in `period` cases of a run, the choices share the others in turn.
/// Fields with periods prime to each other meet in all combinations.
Field mostly(std::string name, std::vector<long> choices, std::vector<long> rare, std::size_t period,
             std::vector<long> corners = {});
/// Depth of a scalar claim, from `least` (below 12) to 64. A hundred cases have every one of them: four times each up to
/// 12 (about), and once each from 13 to 64.
Field depth_field(long least = 1);
/// Depth >= 2.
Field deep_field();
Field objective_field();
/// Two significant digits, log-uniform over [10^low, 10^high).
Field positive(std::string name, int low, int high);
/// Strictly between 0 and 1: hundredths, and (one in four) within 10^-1..10^-digits of either end.
Field fraction(std::string name, int digits);
/// As fraction, log-uniform towards 0 down to 10^-digits: a start as a part of its threshold.
Field part(std::string name, int digits);

/// Simpler values of the same field than `value`, simplest first; strictly simpler, so that shrinking ends.
std::vector<Rational> simpler(const Field& field, const Rational& value);

}  // namespace jepa_oracle::properties

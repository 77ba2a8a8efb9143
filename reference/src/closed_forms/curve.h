#pragma once

#include <optional>

#include "jepa_oracle/interval.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {

/// The dynamics of one feature in its natural units: s = w / w_limit, scaled time = lambda w_limit^(a-1) t, where
///   ds / d(scaled time) = s^a (1 - sigma s^m),   sigma = sign(lambda),
/// a, m and w_limit^m are those of the table of objectives (objectives.h), and nothing else of the objective matters.
/// All features of one objective and depth run on the same three curves:
///   increasing  sigma = +1, 0 < s < 1     coordinate  l = ln(s / (1-s))
///   decreasing  sigma = +1, s > 1         coordinate  l = ln(s - 1)
///   vanishing   sigma = -1, s > 0         coordinate  l = ln s
/// The coordinate l runs over all reals. Derivations: proofs-notes/critical-time.md.
enum class Branch { increasing, decreasing, vanishing };

/// Branch on which the trajectory of a problem with lambda != 0 runs, decided exactly; a start on the limit counts as
/// increasing.
Branch branch_of(const ScalarProblem& problem);

/// A feature of lambda = 0: dw/dt = -c w^(k+1), so that d/dt w^-k = k c.
struct UncorrelatedFall {
  long power;     ///< k = a + m - 1
  Rational rate;  ///< k c; 0 where nothing moves
};
UncorrelatedFall uncorrelated_fall(const ScalarProblem& problem);

struct Curve {
  Exponents exponents;
  Branch branch;

  long a() const { return exponents.a; }
  long m() const { return exponents.m; }
};

/// A feature with lambda != 0 on the curves of its exponents.
struct FeatureOnCurve {
  Exponents exponents;
  Depth depth;  ///< u = w^L
  Rational lambda;
  Rational limit_power;  ///< |w_limit^m|

  static FeatureOnCurve of(Objective objective, Depth depth, const Feature& feature);
};

/// A point of the curve; |1 - s| is kept apart because it is tiny near the limit.
template <class T>
struct Place {
  T s;
  T complement;
};

/// Place of a given s (complement by subtraction) and of a given coordinate.
template <class T>
Place<T> place_of(const T& s);
template <class T>
Place<T> place_at(const Curve& curve, const T& coordinate);

/// Place of an encoder amplitude u > 0. Near the limit the working precision is raised by as many bits as the distance,
/// known exactly, would cancel.
template <class T>
Place<T> place_of_amplitude(const FeatureOnCurve& feature, const Rational& amplitude, Bits bits);
/// Place of the fraction of the limit: s = fraction^(1/L), likewise.
template <class T>
Place<T> place_of_fraction(Depth depth, const Rational& fraction, Bits bits);

/// Primitive P of 1 / (s^a (1 - sigma s^m)): the scaled time from one place to another is P(to) - P(from).
/// increasing: P = H, which has no constant term at 0 (G for m = 1); decreasing and vanishing: P vanishes at s =
/// infinity. Names of theory: proofs-notes/critical-time.md.
template <class T>
T primitive(const Curve& curve, const Place<T>& place);

/// primitive(to) - primitive(from), with the logarithms of the closed form for m = 1 taken together.
template <class T>
T scaled_time(const Curve& curve, const Place<T>& from, const Place<T>& to);

/// A place to which many times are asked, with its primitive where scaled_time would evaluate it.
template <class T>
struct Destination {
  Place<T> place;
  std::optional<T> primitive;

  static Destination of(const Curve& curve, Place<T> place);
};
template <class T>
T scaled_time(const Curve& curve, const Place<T>& from, const Destination<T>& to);

/// A coordinate near which primitive = value, from the asymptotic forms of P; the start of a search.
Real approximate_coordinate(const Curve& curve, const Real& value);

/// dP / dl; never zero.
template <class T>
T primitive_slope(const Curve& curve, const Place<T>& place);

/// w_limit and lambda w_limit^(a-1), at the given precision.
template <class T>
struct Units {
  T amplitude;
  T rate;
};
template <class T>
Units<T> units_of(const FeatureOnCurve& feature, Bits bits);

/// place_of_amplitude where the units are known at the same precision.
template <class T>
Place<T> place_of_amplitude(const FeatureOnCurve& feature, const Rational& amplitude, const Units<T>& units, Bits bits);

}  // namespace jepa_oracle

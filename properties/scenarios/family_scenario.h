#pragma once

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {

/// @name What the checks of proofs-notes/family.md draw: objectives by their rows, depths with layers on top
/// @{

/// Rows of the table. The random cases take them in turn, so that with the depths in turn every pair comes up.
Field row_field(const std::vector<long>& rows);
/// 1 to 8 layers on top, in turn; `period` is prime to those of the other fields.
Field top_depth_field(const std::string& name = "top_depth", std::size_t period = 9);

/// "depth" and, where the objective has a predictor or decoder, its layers "top_depth".
Depth family_depth(const Instance& instance, Objective objective);
/// A corner: values as decimals.
Instance instance_of(std::initializer_list<std::pair<const char*, const char*>> numbers);
/// @}

/// @name The closed form of the notes, by separate code from the library's (0 < s < 1)
/// @{

/// H(s) = sum over j < J of h_j(s) + integral from 0 to s of x^(Jm-a) / (1 - x^m) dx, J the least integer with Jm >
/// a-1, h_j = -s^(jm-a+1) / (a-1-jm), or ln s where jm = a-1.
Interval curve_primitive(const CurvePowers& powers, const Interval& s);
/// Phi(s) = s^(1-a) / (1 - s^m) + (a-1) H(s); its poles cancel term by term.
Interval boundary_function(const CurvePowers& powers, const Interval& s);
/// @}

/// Two features of equal lambda and rho1 > rho2 under one objective.
struct EqualLambda {
  Objective objective;
  Depth depth;
  Rational lambda, rho1, rho2, p;

  /// "lambda", "rho" and "excess" = rho1/rho2 - 1, "fraction".
  static EqualLambda of(const Instance& instance, Objective objective, Depth depth);

  CurvePowers powers() const { return curve_powers(objective, depth); }
  Feature feature(int index) const { return Feature::with_rho(lambda, index == 1 ? rho1 : rho2); }
  /// beta = w_limit^-m, and Delta = beta_2 - beta_1.
  Rational beta(int index) const { return 1 / limit_power(objective, feature(index)); }
  Rational beta_gap() const { return beta(2) - beta(1); }
  /// The encoder amplitude at the part of both thresholds.
  Rational start(const Rational& part) const;
  /// w0 of an encoder amplitude.
  Interval layer(const Rational& epsilon, Digits digits) const;
  /// D = lambda (t2 - t1).
  Interval gap(Judgement& judgement, const Subject& subject, const Rational& epsilon, Digits digits) const;
  /// chi = 1 / ((1 - beta_1 w^m)(1 - beta_2 w^m)).
  Interval chi(const Interval& w) const;
  /// Digits of the times from which D, differences of D and their distance from the bounds of the gap law are told:
  /// D is smaller than the times by Delta w0^min(m, a-1), and the bounds differ by about w0^m.
  Digits digits(const Rational& smallest_epsilon) const;
};

/// An interval to compute in with numbers of so many digits.
inline Interval with_digits(const Rational& value, Digits digits) {
  return Interval(value, digits.working_bits() + 64);
}

/// log10, for digits only.
double decades_of(const Rational& value);

}  // namespace jepa_oracle::properties

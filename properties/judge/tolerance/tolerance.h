#pragma once

#include <string>

#include "jepa_oracle/interval.h"
#include "jepa_oracle/moments.h"
#include "judge/protocol/number_format.h"

namespace jepa_oracle::properties {

/// How far an answer in floating point may be from the exact one, entry by entry, and why. Bounds hold for every
/// order of multiplication and summation and for fused operations; proofs in proofs-notes/conformance.md.
struct FieldTolerance {
  Network<double> bound;
  std::string reason;
};

/// Of one evaluation of the descent field at weights whose absolute values are at most `sizes` (the weights' own, or
/// larger), u = unit roundoff:
///   gamma_N |W_{a+1}|'..|W_L|' |V|' (|V| |W_L|..|W_1| |sxx| + |A| |syx|) |W_1|'..|W_{a-1}|',  gamma_N = N u/(1 - N u)
/// for layer a and likewise for those on top; N is the number of roundings along the longest chain of products. For the
/// losses of the code with |W_{a+1}|'..|W_L|' (|E| |M| |E|' |E| |M| + |E| |ssym|), M = sxx or ssym.
/// Weight decay adds eta |W| to what is multiplied with gamma, and two roundings: of the product and of the difference.
/// @param decay  upper bound of eta
/// @throws OutsideFormat when N u >= 1/2: nothing can be asked of a format with so few bits
FieldTolerance field_tolerance(Objective objective, const Network<double>& sizes, const Matrix<double>& sxx,
                               const Matrix<double>& syx, const NumberFormat& format, double decay = 0);

/// Upper bounds of absolute values.
Matrix<double> sizes_of(const Matrix<Rational>& matrix);
Network<double> sizes_of(const Network<Rational>& network);

Network<double> zero_like(const Network<Rational>& network);

/// The same from exact weights.
FieldTolerance field_tolerance(Objective objective, const Network<Rational>& network, const Moments<Rational>& moments,
                               const NumberFormat& format, const Rational& decay = Rational(0));

/// Gradient descent in floating point from `start`: a box, centre and radius, that contains every state an admissible
/// implementation can reach, step by step: W <- W + rate (D - decay W) with D within its tolerance and every operation
/// rounded, the decay in the direction or as a factor 1 - rate decay of W.
class DescentBox {
 public:
  DescentBox(Objective objective, Network<Rational> start, Moments<Rational> moments, Rational rate,
             const NumberFormat& format, Rational decay = Rational(0));
  /// More than one: JEPA and MAE with one layer on top, without decay.
  /// @throws OutsideFormat when a weight may overflow
  void step();
  const Network<Rational>& centre() const { return centre_; }
  const Network<double>& radius() const { return radius_; }
  /// Whether the centre is the state of exact descent: its numbers have not become too long.
  bool centre_is_exact() const { return centre_is_exact_; }
  std::string reason() const;

 private:
  Objective objective_;
  Network<Rational> centre_;
  Network<double> radius_;
  Network<double> sizes_;  ///< upper bounds of the absolute values in the box
  Moments<Rational> moments_;
  Moments<double> moment_sizes_;
  Rational rate_;
  Rational decay_;
  NumberFormat format_;
  bool centre_is_exact_ = true;
  long steps_ = 0;
};

/// @name Scalar answers, by the closed forms of proofs-notes/critical-time.md evaluated term by term: below the limit,
/// above it, or with lambda < 0
/// @{
struct ScalarTolerance {
  Interval bound;  ///< absolute
  std::string reason;
};

/// Of the critical time at the fraction p of the limit.
/// @param time  encloses it
ScalarTolerance time_tolerance(const ScalarProblem& problem, const Rational& fraction, const Interval& time,
                               TimeConvention convention, const NumberFormat& format);
/// Of the encoder amplitude u at a time: what the tolerance of the time at which u is reached makes of it, to first
/// order, and the rounding of u.
ScalarTolerance amplitude_tolerance(const ScalarProblem& problem, const Rational& time, const Interval& encoder,
                                    TimeConvention convention, const NumberFormat& format);
/// @}

}  // namespace jepa_oracle::properties

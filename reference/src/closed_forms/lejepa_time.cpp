#include "closed_forms/lejepa_slope.h"
#include "closed_forms/reciprocal_integral.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

/// F(x) = e^((2L-2) x) l'(Q0 e^(2L x)), x = ln(w / w0): dx/dt = -2 sigma^2 w0^(2L-2) F.
class LeJepaSpeed {
 public:
  struct At {
    Interval rise;  ///< e^((2L-2) x)
    Interval variance;
    Interval slope;  ///< l'
    Interval f;
  };

  LeJepaSpeed(const LeJepaSlope& slope, const Rational& start, long layers, Bits bits)
      : invariance_(slope.invariance, bits),
        weight_(Interval(slope.weight, bits) * root(pi_like(Interval(2).rounded_to(bits)) * 2L, 2)),
        cross_(slope.cross, bits),
        square_(slope.square, bits),
        start_(start, bits),
        layers_(layers) {}

  At at(const Interval& e_to_x) const {
    At at{power(e_to_x, 2 * layers_ - 2), Interval(0), Interval(0), Interval(0)};
    at.variance = start_ * at.rise * square(e_to_x);
    at.slope = invariance_ + weight_ * (cross_ * inverse_cube_of_root(at.variance + Interval(2)) -
                                        square_ * inverse_cube_of_root(at.variance * 2L + Interval(1)));
    at.f = at.rise * at.slope;
    return at;
  }

  /// Q moves by at most d = Q (e^(2L r) - 1) on the disc, and Taylor's coefficients of (2+Q)^(-3/2), (1+2Q)^(-3/2) have
  /// alternating signs: neither moves by more than towards -d.
  Real least(const At& middle, const Interval& r) const {
    const Interval d = middle.variance * expm1(r * (2 * layers_));
    const Interval cross = middle.variance + Interval(2);
    const Interval square = middle.variance * 2L + Interval(1);
    if (!certainly_less(d, cross) || !certainly_less(d * 2L, square)) return Real(0);
    const Interval moved =
        weight_ * (cross_ * (inverse_cube_of_root(cross - d) - inverse_cube_of_root(cross)) +
                   square_ * (inverse_cube_of_root(square - d * 2L) - inverse_cube_of_root(square)));
    return (middle.rise * exp(-(r * (2 * layers_ - 2))) * (abs(middle.slope) - moved)).lower();
  }

 private:
  Interval invariance_, weight_, cross_, square_, start_;
  long layers_;
};

/// Sign of start - threshold in u.
int side_of_threshold(const LeJepaProblem& problem, const LeJepaSlope& slope, const Threshold& threshold) {
  if (threshold.is_fraction()) {  // sigma^2 u^2 / p^2 against Q*, which l' goes through
    return slope.sign_at(problem.initial_variance() / power(threshold.value(), 2));
  }
  const Rational start = problem.initialisation().encoder_amplitude(problem.depth());
  return start < threshold.value() ? -1 : (start > threshold.value() ? 1 : 0);
}

Outcome outcome_of(const LeJepaProblem& problem, const LeJepaSlope& slope, const Threshold& threshold) {
  const bool learned = slope.is_learned();
  if (threshold.is_fraction() && !learned) return Outcome::dies;
  const int start = side_of_threshold(problem, slope, threshold);
  if (start == 0) return Outcome::reached;
  if (threshold.is_fraction()) return start < 0 ? Outcome::reached : Outcome::already_beyond;
  const int level = slope.sign_at(problem.feature().variance() * power(threshold.value(), 2));  // of level - limit
  if (start > 0) return level > 0 ? Outcome::reached : Outcome::already_beyond;
  if (!learned) return Outcome::dies;
  return level < 0 ? Outcome::reached : Outcome::never;
}

/// ln of the threshold less ln of the start, as encoder amplitudes.
Interval logarithmic_distance(const LeJepaProblem& problem, const LeJepaSlope& slope, const Threshold& threshold,
                              Bits bits) {
  if (threshold.is_fraction()) {
    const Rational scale = power(threshold.value(), 2) / problem.initial_variance();
    return log(Interval(scale, bits) * enclose_lejepa_limit(slope, bits)) / 2L;
  }
  const Rational ratio = threshold.value() / problem.initialisation().encoder_amplitude(problem.depth());
  const bool near = ratio > Rational(1, 2) && ratio < 2;  // where the logarithm would cancel
  return near ? log1p(Interval(Rational(ratio - 1), bits)) : log(Interval(ratio, bits));
}

Interval enclose_time(const LeJepaProblem& problem, const LeJepaSlope& slope, const Threshold& threshold, Bits bits) {
  const long layers = problem.depth().layers();
  const LeJepaSpeed speed(slope, problem.initial_variance(), layers, bits);
  const Interval end = logarithmic_distance(problem, slope, threshold, bits) / layers;
  const Interval start = Interval(problem.initialisation().encoder_amplitude(problem.depth()), bits);
  const Interval scale = Interval(Rational(-2 * problem.feature().variance()), bits) *
                         power(root(start, static_cast<unsigned long>(layers)), 2 * layers - 2);
  return reciprocal_integral(speed, end, bits) / scale;
}

}  // namespace

LeJepaTime lejepa_critical_time(const LeJepaProblem& problem, const Threshold& threshold, TimeConvention convention,
                                Digits digits) {
  const LeJepaSlope slope = LeJepaSlope::of(problem.loss(), problem.feature().rho());
  const Outcome outcome = outcome_of(problem, slope, threshold);
  if (outcome != Outcome::reached) return {outcome, std::nullopt};
  if (side_of_threshold(problem, slope, threshold) == 0) return {outcome, Guaranteed::of_exact(0, digits)};
  const long unit = convention == TimeConvention::flow ? 1 : problem.depth().layers();
  return {outcome, refine(digits, 0, [&](Bits bits) { return enclose_time(problem, slope, threshold, bits) * unit; })};
}

}  // namespace jepa_oracle

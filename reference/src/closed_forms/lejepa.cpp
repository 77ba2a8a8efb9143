#include "jepa_oracle/lejepa.h"

#include <fmt/format.h>

#include "closed_forms/lejepa_slope.h"
#include "jepa_oracle/errors.h"
#include "numbers/message_text.h"
#include "numbers/monotone_root.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

Interval root_of_two_pi(Bits bits) { return root(pi_like(Interval(2).rounded_to(bits)) * 2L, 2); }

void require_two_views(const Feature& feature) {
  if (abs(feature.rho()) <= 1) return;
  throw InvalidProblem("rho", fmt::format("{} lies outside [-1, 1]: two views of equal second moments cannot have it",
                                          shown(feature.rho())));
}

template <class T>
T inverse_root_power(const T& x, const T& root_of_x, bool cubed) {
  return T(1) / (cubed ? x * root_of_x : x * x * root_of_x);
}

/// h(Q) = k / (c s sqrt(2 pi)) + (2+Q)^(-3/2) - (r/s) (1+2Q)^(-3/2) = 0 as a function of l, Q = 1 / (1 + e^-l): it
/// rises, from below 0 at Q = 0 to above it at Q = 1.
struct LimitEquation {
  const LeJepaSlope& of;

  template <class T>
  struct Local {
    T constant;
    T ratio;

    struct At {
      T variance;
      T complement;  ///< 1 - Q
    };
    At place(const T& l) const {
      const T e = exp(l);
      return {T(1) / (T(1) + T(1) / e), T(1) / (T(1) + e)};
    }
    T residual(const At& at) const {
      const T cross = at.variance + T(2);
      const T square = at.variance * 2L + T(1);
      return constant + inverse_root_power(cross, root(cross, 2), true) -
             ratio * inverse_root_power(square, root(square, 2), true);
    }
    T slope(const At& at) const {  // times dQ/dl = Q (1 - Q)
      const T cross = at.variance + T(2);
      const T square = at.variance * 2L + T(1);
      return (ratio * 3L * inverse_root_power(square, root(square, 2), false) -
              inverse_root_power(cross, root(cross, 2), false) * 3L / 2L) *
             at.variance * at.complement;
    }
    T size() const { return T(1); }
  };

  template <class T>
  Local<T> at(Bits bits) const {
    const T scale = root(pi_like(T(2).rounded_to(bits)) * 2L, 2);
    return {T(of.invariance / (of.weight * of.cross), bits) / scale, T(of.square / of.cross, bits)};
  }
  Real guess() const { return Real(0); }
};

}  // namespace

LeJepaLoss LeJepaLoss::of(const Rational& weight, const std::optional<SigRegBatch>& batch) {
  if (weight <= 0 || weight >= 1) {
    throw InvalidProblem("weight", fmt::format("{} lies outside (0, 1): both terms of the loss need a weight > 0, and "
                                               "they sum to 1",
                                               shown(weight)));
  }
  if (batch && batch->size < 2) {
    throw InvalidProblem("batch_size", fmt::format("{} is less than 2: of one pair the code only shrinks", batch->size));
  }
  return {weight, batch};
}

LeJepaProblem LeJepaProblem::of(const LeJepaLoss& loss, Depth depth, const Feature& feature,
                                const Initialisation& initialisation) {
  require_two_views(feature);
  if (depth.top_layers() != 1) {
    throw InvalidProblem("top_depth", "LeJEPA has no predictor or decoder: leave the number of its layers out");
  }
  return {loss, depth, feature, initialisation};
}

Rational LeJepaProblem::initial_variance() const {
  return feature_.variance() * power(initialisation_.encoder_amplitude(depth_), 2);
}

LeJepaSlope LeJepaSlope::of(const LeJepaLoss& loss, const Rational& rho) {
  LeJepaSlope slope{(1 - loss.weight()) * (1 - rho) / 2, loss.weight(), 1, 1};
  if (const auto& batch = loss.batch()) {
    slope.cross = batch->with_factor ? Rational(batch->size) : Rational(1);
    slope.square = slope.cross * (1 - Rational(1, batch->size));
  }
  return slope;
}

Interval inverse_cube_of_root(const Interval& x) { return inverse_root_power(x, root(x, 2), true); }

Interval LeJepaSlope::at(const Interval& variance) const {
  const Bits bits = variance.precision();
  const Interval second = Interval(cross, bits) * inverse_cube_of_root(variance + Interval(2)) -
                          Interval(square, bits) * inverse_cube_of_root(variance * 2L + Interval(1));
  return Interval(invariance, bits) + Interval(weight, bits) * root_of_two_pi(bits) * second;
}

int LeJepaSlope::sign_at(const Rational& variance) const {
  if (invariance == 0 && cross == square && variance == 1) return 0;
  for (Bits bits = 64;; bits *= 2) {  // ends: the number is not 0
    interruption_point();
    const Interval value = at(Interval(variance, bits));
    if (certainly_positive(value)) return 1;
    if (certainly_negative(value)) return -1;
  }
}

Interval enclose_lejepa_limit(const LeJepaSlope& slope, Bits bits) {
  if (slope.invariance > 0) {
    const Interval l = monotone_root(LimitEquation{slope}, bits);
    return Interval(1) / (Interval(1) + exp(-l));
  }
  if (slope.square == slope.cross) return Interval(Rational(1), bits);
  const Rational part = slope.square / slope.cross;  // (2+Q) / (1+2Q) = part^(-2/3)
  const Interval r = root(Interval(Rational(part * part), bits), 3);
  return (r * 2L - Interval(1)) / (Interval(2) - r);
}

Guaranteed sigreg_term(const LeJepaLoss& loss, const Rational& variance, Digits digits) {
  if (variance < 0) throw InvalidProblem("variance", fmt::format("{} is negative", shown(variance)));
  const LeJepaSlope slope = LeJepaSlope::of(loss, 1);
  if (slope.cross == slope.square && variance == 1) return Guaranteed::of_exact(0, digits);
  return refine(digits, 0, [&](Bits bits) {
    const auto inverse_root = [bits](const Rational& x) { return Interval(1) / root(Interval(x, bits), 2); };
    const Interval sum = Interval(slope.square, bits) * inverse_root(1 + 2 * variance) -
                         Interval(Rational(2 * slope.cross), bits) * inverse_root(2 + variance) +
                         Interval(slope.cross, bits) * inverse_root(3) +
                         Interval(Rational(slope.cross - slope.square), bits);
    return root_of_two_pi(bits) * sum;
  });
}

Guaranteed lejepa_threshold(const LeJepaLoss& loss, Digits digits) {
  const LeJepaSlope slope = LeJepaSlope::of(loss, 1);
  return refine(digits, 0, [&](Bits bits) {
    return Interval(1) + slope.at(Interval(Rational(0), bits)) * Interval(Rational(2 / (1 - loss.weight())), bits);
  });
}

std::optional<Guaranteed> lejepa_limit(const LeJepaLoss& loss, const Feature& feature, Digits digits) {
  require_two_views(feature);
  const LeJepaSlope slope = LeJepaSlope::of(loss, feature.rho());
  if (!slope.is_learned()) return std::nullopt;
  if (slope.invariance == 0 && slope.cross == slope.square) return Guaranteed::of_exact(1, digits);
  return refine(digits, 0, [&](Bits bits) { return enclose_lejepa_limit(slope, bits); });
}

int lejepa_direction(const LeJepaProblem& problem) {
  return -LeJepaSlope::of(problem.loss(), problem.feature().rho()).sign_at(problem.initial_variance());
}

}  // namespace jepa_oracle

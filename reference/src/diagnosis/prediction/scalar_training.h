#pragma once

#include <cmath>
#include <vector>

#include "jepa_oracle/hypothesis.h"

namespace jepa_oracle {

/// One feature in training under one rule, in double precision: the equations of objectives.h with M layers of
/// amplitude v on top, V = v^M in the place of v, of which every one has
///   dv/dt = - r ((V u s2 - lambda T) u v^(M-1) + kappa v)
/// From a balanced start v = w, so that dw/dt = lambda w^a (1 - (w/w_inf)^m) with the exponents of (L, M).
struct ScalarTraining {
  TrainingRule rule;
  long depth;
  double lambda;
  double variance;
  double target_variance;
  double rate_ratio;
  double average_rate;
  double weight_decay = 0;
  long top_depth = 1;
};

/// Amplitudes of a layer of the encoder, of a layer on top and of the averaged target (frozen: its value at the start;
/// averaged weights: that of one layer).
struct ScalarState {
  double layer;
  double top;
  double target;
};

/// Of the encoder, w^L, and of the predictor or decoder, v^M.
struct ScalarAmplitudes {
  double encoder;
  double top;
};

/// base^exponent, exponent >= 0.
inline double integer_power(double base, long exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base) {
    if ((exponent & 1) != 0) result *= base;
  }
  return result;
}

ScalarState start_of(const ScalarTraining& training, double layer_start);
/// Of an average, towards the encoder (or a layer) as it is; of any other target 0.
double target_velocity(const ScalarTraining& training, const ScalarState& state);
/// Velocity in flow time.
ScalarState velocity(const ScalarTraining& training, const ScalarState& state);
ScalarAmplitudes amplitudes_of(const ScalarTraining& training, const ScalarState& state);

/// The flow from a start to `horizon`, by the pairs of Dormand and Prince (orders 5 and 4) with their continuous
/// extension (Boost.Odeint; Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, II.5-6). The estimated
/// error of a step is below `tolerance` of each amplitude; with kTolerance amplitudes between the steps err by less than
/// kError of themselves (the tests compare with the closed forms). It ends early where nothing moves any more, or after
/// kMaxSteps.
class ScalarTrajectory {
 public:
  static constexpr double kTolerance = 1e-11;
  static constexpr double kRoughTolerance = 1e-6;  ///< for a first fit
  static constexpr double kLookTolerance = 1e-4;   ///< for looking only
  static constexpr double kError = 1e-8;
  static constexpr std::size_t kMaxSteps = 10'000;

  ScalarTrajectory(const ScalarTraining& training, double layer_start, double horizon, double tolerance = kTolerance);

  /// Time up to which `at` answers; infinite when the trajectory came to rest.
  double known_until() const { return settled_ ? INFINITY : (pieces_.empty() ? 0 : end()); }
  /// Not a number beyond `known_until`.
  ScalarAmplitudes at(double time) const;
  /// The amplitudes of gradient descent with steps of length `step` at flow time `time`, to first order in the step: by
  /// the modified equation of Euler's method descent lags behind the flow by (step/2) ln(|w'| / |w'(0)|), exactly to
  /// first order for the balanced feature, which is one scalar equation (theory: x' = f - (h/2) f' f).
  ScalarAmplitudes descended(double time, double step) const;

 private:
  struct Piece {
    double begin;
    double length;
    double coefficients[3][5];
    double log_speed;  ///< ln |w'| at its begin
  };
  const Piece& piece_at(double time) const;
  ScalarAmplitudes at(const Piece& piece, double time) const;
  double log_speed(const Piece& piece, double time) const;
  double end() const { return pieces_.back().begin + pieces_.back().length; }

  ScalarTraining training_;
  std::vector<Piece> pieces_;
  ScalarState last_;
  double last_log_speed_ = 0;
  bool settled_ = false;
};

/// Gradient descent itself: amplitudes after each number of steps asked for (rising), all layers moved at once,
///   w += h p,  p = m p + w',  v likewise (v' holds the ratio of rates); then T += h T' at the new w.
/// @param momentum  m of the heavy ball, in [0, 1)
std::vector<ScalarAmplitudes> descend(const ScalarTraining& training, double layer_start, double step,
                                      const std::vector<long>& counts, double momentum = 0);

/// The same with weights, products and sums in single precision, each layer by itself: in other orders of the products
/// their roundings differ, so that layers that start alike part.
std::vector<ScalarAmplitudes> descend_in_single_precision(const ScalarTraining& training, double layer_start,
                                                          double step, const std::vector<long>& counts,
                                                          double momentum = 0);

/// The same to first order in the step, read from the flow. To first order in h the heavy ball follows
///   (1 - m) x' + (1 + m) (h/2) x'' = f(x)
/// from rest, after m / (1 - m) steps: in flow time t / (1 - m) it lags like Euler's method with steps of
/// h (1 + m) / (1 - m)^2, and sets out late by h m / (1 - m)^2. For small steps that is a time scale and no more.
ScalarAmplitudes descended_with_momentum(const ScalarTrajectory& trajectory, double time, double step, double momentum);

}  // namespace jepa_oracle

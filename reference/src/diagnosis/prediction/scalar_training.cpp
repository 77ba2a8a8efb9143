#include "diagnosis/prediction/scalar_training.h"

#include <algorithm>
#include <array>
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <cmath>

namespace jepa_oracle {
namespace {

using Vector = std::array<double, 3>;

Vector vector_of(const ScalarState& state) { return {state.layer, state.top, state.target}; }

ScalarState state_of(const Vector& vector) { return {vector[0], vector[1], vector[2]}; }

namespace odeint = boost::numeric::odeint;
using DormandPrince = odeint::runge_kutta_dopri5<Vector>;

/// The error of a step in units of the tolerance, of each amplitude by itself: an amplitude that starts far below the
/// others is as right as they are.
class AmplitudeErrors {
 public:
  AmplitudeErrors(double tolerance, const Vector& floor) : tolerance_(tolerance), floor_(floor) {}

  template <class Algebra>
  double error(Algebra&, const Vector& state, const Vector&, const Vector& errors, double) const {
    double largest = 0;
    for (std::size_t i = 0; i < state.size(); ++i) {
      const double error = std::fabs(errors[i]) / (tolerance_ * std::max(std::fabs(state[i]), floor_[i]));
      largest = std::max(largest, std::isfinite(error) ? error : kFarOff);
    }
    return largest;
  }

 private:
  static constexpr double kFarOff = 1e9;  ///< what is no number compares with nothing
  double tolerance_;
  Vector floor_;
};

/// Steps grow sixfold at most: the first is a guess, far too short. With Odeint's own adjuster, fivefold at most and
/// only where the error is below half the tolerance, diagnoses took 17 % longer (six runs, median of three).
class StepLengths {
 public:
  static bool check_step_size_limit(double) { return true; }
  static double get_max_dt() { return 0; }
  static double decrease_step(double length, double error, int) {
    return length * std::max(0.2, 0.9 * std::pow(error, -0.2));
  }
  static double increase_step(double length, double error, int) {
    return length * std::min(6.0, 0.9 * std::pow(std::max(error, 1e-6), -0.2));
  }
};

/// T: what the top layer is to predict of a feature, given the target of the state (`ScalarState`).
double target_amplitude(TargetKind kind, double encoder, double kept, long depth) {
  switch (kind) {
    case TargetKind::current_encoder:
      return encoder;
    case TargetKind::frozen_encoder:
    case TargetKind::moving_average:
      return kept;
    case TargetKind::averaged_weights:
      return integer_power(kept, depth);
    case TargetKind::data:
      break;
  }
  return 1;
}

}  // namespace

ScalarState start_of(const ScalarTraining& training, double layer_start) {
  const bool of_layer = variant_of(training.rule).target == TargetKind::averaged_weights;
  return {layer_start, layer_start, of_layer ? layer_start : integer_power(layer_start, training.depth)};
}

double target_velocity(const ScalarTraining& training, const ScalarState& state) {
  const TargetKind target = variant_of(training.rule).target;
  if (target == TargetKind::moving_average) {
    return training.average_rate * (integer_power(state.layer, training.depth) - state.target);
  }
  if (target == TargetKind::averaged_weights) return training.average_rate * (state.layer - state.target);
  return 0;
}

ScalarState velocity(const ScalarTraining& training, const ScalarState& state) {
  const auto& [rule, depth, lambda, variance, target_variance, ratio, average_rate, decay, top_depth] = training;
  if (stands_still(rule)) return {0, 0, 0};
  const double below = integer_power(state.layer, depth - 1);
  const double encoder = below * state.layer;
  const double others = integer_power(state.top, top_depth - 1);
  const double top = others * state.top;
  const double target = target_amplitude(variant_of(rule).target, encoder, state.target, depth);
  const double error = top * encoder * variance - lambda * target;
  double layer = -error * top * below;
  if (!variant_of(rule).stops_gradient) {
    layer = -(top * (top * variance - 2 * lambda) + target_variance) * encoder * below;
  }
  return {layer - decay * state.layer, ratio * (-error * encoder * others - decay * state.top),
          target_velocity(training, state)};
}

ScalarAmplitudes amplitudes_of(const ScalarTraining& training, const ScalarState& state) {
  const double encoder = integer_power(state.layer, training.depth);
  const double rho = training.lambda / training.variance;
  if (!stands_still(training.rule)) return {encoder, integer_power(state.top, training.top_depth)};
  return {encoder, has_predictor(variant_of(training.rule).objective) ? rho : rho / encoder};
}

ScalarTrajectory::ScalarTrajectory(const ScalarTraining& training, double layer_start, double horizon, double tolerance)
    : training_(training), last_(start_of(training, layer_start)) {
  Vector y = vector_of(last_);
  const Vector floor = {1e-3 * y[0], 1e-3 * y[1], 1e-3 * y[2]};  // an amplitude may pass through 0
  const auto field = [this](const Vector& at, Vector& slope, double) {
    slope = vector_of(velocity(training_, state_of(at)));
  };
  odeint::controlled_runge_kutta<DormandPrince, AmplitudeErrors, StepLengths> stepper(
      AmplitudeErrors(tolerance, floor));
  Vector slope{};
  field(y, slope, 0);
  double time = 0;
  double largest_speed = 0;
  double length = horizon * 1e-6;
  pieces_.reserve(64);
  while (time < horizon && pieces_.size() < kMaxSteps) {
    double speed = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      if (slope[i] != 0) speed = std::max(speed, std::fabs(slope[i]) / std::max(std::fabs(y[i]), floor[i]));
    }
    largest_speed = std::max(largest_speed, speed);
    // At rest: what still moves is the error that steps at the limit of stability keep alive.
    if (speed == 0 || speed < 4 * tolerance * largest_speed) {
      settled_ = true;
      break;
    }
    if (pieces_.empty()) length = std::min(length, 1e-2 / speed);
    length = std::min(length, horizon - time);
    const double taken = length;
    double within = 0;  // no time is in the equations, and this one has all digits
    Vector next{};
    Vector next_slope{};
    if (stepper.try_step(field, y, slope, within, next, next_slope, length) == odeint::fail) {
      if (length <= time * 1e-15) break;  // it runs away in finite time: known until here
      continue;
    }
    // The continuous extension is a polynomial of order four, by its values and slopes at both ends and its middle.
    Vector middle{};
    stepper.stepper().calc_state(taken / 2, middle, y, slope, 0, next, next_slope, taken);
    Piece piece{time, taken, {}, slope[0] != 0 ? std::log(std::fabs(slope[0])) : -INFINITY};
    for (std::size_t i = 0; i < 3; ++i) {
      const double difference = next[i] - y[i];
      const double bend = taken * slope[i] - difference;
      const double bend_back = difference - taken * next_slope[i] - bend;
      const double cubic = y[i] + difference / 2 + bend / 4 + bend_back / 8;
      const double coefficients[5] = {y[i], difference, bend, bend_back, 16 * (middle[i] - cubic)};
      std::copy(std::begin(coefficients), std::end(coefficients), piece.coefficients[i]);
    }
    pieces_.push_back(piece);
    time += taken;
    y = next;
    slope = next_slope;
  }
  last_ = state_of(y);
  last_log_speed_ = slope[0] != 0 ? std::log(std::fabs(slope[0])) : -INFINITY;
}

const ScalarTrajectory::Piece& ScalarTrajectory::piece_at(double time) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), time,
                                      [](double value, const Piece& piece) { return value < piece.begin; });
  return after == pieces_.begin() ? *after : *(after - 1);
}

ScalarAmplitudes ScalarTrajectory::at(const Piece& piece, double time) const {
  const double s = (time - piece.begin) / piece.length;
  const auto value = [&](std::size_t i) {
    const auto& c = piece.coefficients[i];
    return c[0] + s * (c[1] + (1 - s) * (c[2] + s * (c[3] + (1 - s) * c[4])));
  };
  return amplitudes_of(training_, {value(0), value(1), 0});
}

ScalarAmplitudes ScalarTrajectory::at(double time) const {
  if (time > known_until() * (1 + 1e-9)) return {NAN, NAN};
  if (pieces_.empty() || time >= end()) return amplitudes_of(training_, last_);
  return at(piece_at(time), time);
}

double ScalarTrajectory::log_speed(const Piece& piece, double time) const {
  const double next = &piece == &pieces_.back() ? last_log_speed_ : (&piece + 1)->log_speed;
  const double s = std::clamp((time - piece.begin) / piece.length, 0.0, 1.0);
  if (!std::isfinite(next) || !std::isfinite(piece.log_speed)) return piece.log_speed;
  return piece.log_speed + s * (next - piece.log_speed);
}

ScalarAmplitudes ScalarTrajectory::descended(double time, double step) const {
  if (pieces_.empty() || step == 0 || time >= end() || !std::isfinite(pieces_.front().log_speed)) return at(time);
  // Two corrections leave an error of third order in the step.
  const Piece* piece = &piece_at(time);
  double flow_time = time;
  for (int correction = 0; correction < 2; ++correction) {
    const double lag = 0.5 * step * (log_speed(*piece, flow_time) - pieces_.front().log_speed);
    if (!std::isfinite(lag)) break;
    // Near rest descent is ahead of the flow: what the flow still has to do beyond its end is less than the lag is
    // right.
    flow_time = std::clamp(time - lag, 0.0, std::nexttoward(end(), 0));
    if (flow_time < piece->begin || flow_time >= piece->begin + piece->length) piece = &piece_at(flow_time);
  }
  return at(*piece, flow_time);
}

std::vector<ScalarAmplitudes> descend(const ScalarTraining& training, double layer_start, double step,
                                      const std::vector<long>& counts, double momentum) {
  std::vector<ScalarAmplitudes> result;
  result.reserve(counts.size());
  ScalarState state = start_of(training, layer_start);
  ScalarState moving{0, 0, 0};
  long done = 0;
  for (const long count : counts) {
    for (; done < count; ++done) {
      const ScalarState slope = velocity(training, state);
      moving.layer = momentum * moving.layer + slope.layer;
      moving.top = momentum * moving.top + slope.top;
      state.layer += step * moving.layer;
      state.top += step * moving.top;
      state.target += step * target_velocity(training, state);
    }
    result.push_back(amplitudes_of(training, state));
  }
  return result;
}

std::vector<ScalarAmplitudes> descend_in_single_precision(const ScalarTraining& training, double layer_start,
                                                          double step, const std::vector<long>& counts,
                                                          double momentum) {
  const auto depth = static_cast<std::size_t>(training.depth);
  const auto all = depth + static_cast<std::size_t>(training.top_depth);
  const auto single = [](double value) { return static_cast<float>(value); };
  const float lambda = single(training.lambda);
  const float variance = single(training.variance);
  std::vector<float> layers(depth, single(layer_start));
  std::vector<float> tops(all - depth, single(layer_start));
  std::vector<float> averaged = layers;
  std::vector<float> moving(all, 0);
  std::vector<float> slopes(all, 0);
  const auto product = [](const std::vector<float>& factors) {
    float result = 1;
    for (const float factor : factors) result *= factor;
    return result;
  };
  float target = product(layers);
  const TargetKind kind = variant_of(training.rule).target;
  std::vector<ScalarAmplitudes> result;
  long done = 0;
  for (const long count : counts) {
    for (; done < count; ++done) {
      const float encoder = product(layers);
      const float top = product(tops);
      float aim = kind == TargetKind::data ? 1 : target;
      if (kind == TargetKind::current_encoder) aim = encoder;
      if (kind == TargetKind::averaged_weights) aim = product(averaged);
      const float off = top * encoder * variance - lambda * aim;
      float by_encoder = off * top;
      if (!variant_of(training.rule).stops_gradient) {
        by_encoder = encoder * (top * top * variance - 2 * top * lambda + single(training.target_variance));
      }
      for (std::size_t a = 0; a < depth; ++a) {
        float slope = by_encoder;
        for (std::size_t b = 0; b < depth; ++b) slope *= b == a ? 1 : layers[b];
        slopes[a] = slope + single(training.weight_decay) * layers[a];
      }
      for (std::size_t a = depth; a < all; ++a) {
        float slope = off * encoder;
        for (std::size_t b = depth; b < all; ++b) slope *= b == a ? 1 : tops[b - depth];
        slopes[a] = single(training.rate_ratio) * (slope + single(training.weight_decay) * tops[a - depth]);
      }
      for (std::size_t a = 0; a < all; ++a) {
        moving[a] = single(momentum) * moving[a] + slopes[a];
        (a < depth ? layers[a] : tops[a - depth]) -= single(step) * moving[a];
      }
      const float share = single(step * training.average_rate);
      if (kind == TargetKind::moving_average) target += share * (product(layers) - target);
      for (std::size_t a = 0; a < depth; ++a) averaged[a] += share * (layers[a] - averaged[a]);
    }
    result.push_back({product(layers), product(tops)});
  }
  return result;
}

ScalarAmplitudes descended_with_momentum(const ScalarTrajectory& trajectory, double time, double step,
                                         double momentum) {
  const double faster = 1 / (1 - momentum);
  const double late = step * momentum * faster * faster;
  return trajectory.descended(std::max(time * faster - late, 0.0), step * (1 + momentum) * faster * faster);
}

}  // namespace jepa_oracle

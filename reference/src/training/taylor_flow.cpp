#include "training/taylor_flow.h"

#include <algorithm>
#include <cmath>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

constexpr double kE = 2.718281828459045;

int order_for(const TaylorControl& control) {
  return static_cast<int>(std::ceil(static_cast<double>(control.bits) * std::log(2.0) / 2)) + 2 + control.extra_order;
}

Matrix<Real> divided(Matrix<Real> matrix, long by) {
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = matrix.data()[i] / by;
  return matrix;
}

}  // namespace

TaylorFlow::TaylorFlow(const FlowProblem& problem, const TaylorControl& control)
    : target_(problem.target),
      exact_moments_(problem.moments),
      control_(control),
      order_(order_for(control)),
      moments_(rounded(problem.moments, control.bits)),
      beta_(problem.target.beta, control.bits) {
  start_from(initial_state(problem.start.rounded(control.bits), target_));
}

void TaylorFlow::start_from(const TrainingState<Real>& state) {
  layers_.clear();
  for (const Matrix<Real>& layer : state.network.layers) layers_.emplace_back(rounded(layer, control_.bits));
  top_ = MatrixSeries(rounded(state.network.top, control_.bits));
  target_encoder_ = {};
  if (state.target_encoder) target_encoder_ = MatrixSeries(rounded(*state.target_encoder, control_.bits));
  expanded_ = false;
}

void TaylorFlow::restore(const Rational& origin, const TrainingState<Real>& state, long steps) {
  origin_ = origin;
  steps_ = steps;
  start_from(state);
}

void TaylorFlow::expand() {
  below_.assign(layers_.size() - 1, {});
  prediction_ = {};
  residual_ = {};
  back_.assign(layers_.size(), {});
  for (std::size_t k = 0; k < static_cast<std::size_t>(order_); ++k) expand_coefficient(k);
  step_.reset();
  const Rational step = allowed_step();
  if (step > 0) step_ = step;
  expanded_ = true;
}

/// From the coefficients up to k of the weights to those of every product, and to coefficient k + 1 of the weights.
void TaylorFlow::expand_coefficient(std::size_t k) {
  interruption_point();
  const std::size_t depth = layers_.size();
  // Coefficient k counts times h^k, and h is 1/e^2 of the radius of convergence: it needs 2 log2(e) k bits less.
  constexpr double kBitsAnOrder = 2 * 1.4426950408889634;
  constexpr Bits kSpare = 40;
  const Bits lost = static_cast<Bits>(kBitsAnOrder * static_cast<double>(k));
  const Bits needed = std::clamp(control_.bits - lost + kSpare, kSpare, control_.bits);
  const auto multiplied = [&](const MatrixSeries& a, const MatrixSeries& b, Transposed transposed) {
    return cauchy_product(a, b, k, transposed, control_.bits, needed);
  };
  const auto extend = [&](MatrixSeries& series, const MatrixSeries& a, const MatrixSeries& b, Transposed transposed) {
    series.push_back(multiplied(a, b, transposed));
  };
  const auto below = [&](std::size_t a) -> const MatrixSeries& { return a == 1 ? layers_[0] : below_[a - 2]; };
  for (std::size_t a = 2; a <= depth; ++a) extend(below_[a - 2], layers_[a - 1], below(a - 1), Transposed::none);
  const MatrixSeries& code = below(depth);
  extend(prediction_, top_, code, Transposed::none);

  Matrix<Real> error = product(prediction_[k], moments_.sxx);
  if (!target_encoder_.empty()) {
    error -= product(target_encoder_[k], moments_.syx);
  } else if (target_.kind == TargetRule::Kind::current_encoder) {
    error -= product(code[k], moments_.syx);
  } else if (k == 0) {
    error -= moments_.syx;
  }
  residual_.push_back(std::move(error));

  const auto append = [&](MatrixSeries& weights, Matrix<Real> rate) {
    weights.push_back(divided(std::move(rate), static_cast<long>(k) + 1));
  };
  const auto negated_product = [&](const MatrixSeries& a, const MatrixSeries& b) {
    return Matrix<Real>(-multiplied(a, b, Transposed::right));
  };
  extend(back_[depth - 1], top_, residual_, Transposed::left);
  for (std::size_t a = depth - 1; a >= 1; --a) extend(back_[a - 1], layers_[a], back_[a], Transposed::left);
  for (std::size_t a = depth; a >= 2; --a) append(layers_[a - 1], negated_product(back_[a - 1], below(a - 1)));
  Matrix<Real> top_rate = negated_product(residual_, code);
  if (!target_encoder_.empty()) {
    Matrix<Real> rate = zeros_like(code[k]);
    if (target_.kind == TargetRule::Kind::moving_average) {
      for (Index i = 0; i < rate.size(); ++i) {
        rate.data()[i] = beta_ * (code[k].data()[i] - target_encoder_[k].data()[i]);
      }
    }
    append(target_encoder_, std::move(rate));
  }
  append(top_, std::move(top_rate));
  append(layers_[0], -back_[0][k]);  // last: `code` is layers_[0] itself at depth 1
}

/// A number of 20 bits, so that the exact time stays short; 0 when nothing moves.
Rational TaylorFlow::allowed_step() const {
  double log2_step = std::numeric_limits<double>::infinity();
  const auto look = [&](const MatrixSeries& series) {
    // A zero matrix has no scale of its own: it is compared with 1.
    const double scale = std::max(log2_norm(series[0]), mpfr_zero_p(max_abs(series[0]).get()) != 0 ? 0.0 : -1e300);
    for (std::size_t k = series.size() - 2; k < series.size(); ++k) {
      log2_step = std::min(log2_step, (scale - log2_norm(series[k])) / static_cast<double>(k));
    }
  };
  for (const MatrixSeries& layer : layers_) look(layer);
  look(top_);
  if (!target_encoder_.empty()) look(target_encoder_);
  if (!std::isfinite(log2_step)) return Rational(0);
  log2_step += std::log2(control_.step_scale / (kE * kE));
  const double exponent = std::floor(log2_step);
  constexpr long kMantissaBits = 20;
  const auto mantissa = static_cast<long>(std::ldexp(std::exp2(log2_step - exponent), kMantissaBits));
  return Rational(mantissa) * power(Rational(2), static_cast<long>(exponent) - kMantissaBits);
}

void TaylorFlow::reach(const Rational& time, const std::function<void(const Rational&)>& on_step) {
  if (!expanded_) expand();
  while (step_ && time > origin_ + *step_) {
    const Rational next = origin_ + *step_;
    start_from(state_at(next));
    origin_ = next;
    ++steps_;
    expand();
    if (on_step) on_step(origin_);
  }
}

TrainingState<Real> TaylorFlow::state_at(const Rational& time) const {
  const Real t(Rational(time - origin_), control_.bits);
  TrainingState<Real> state;
  for (const MatrixSeries& layer : layers_) state.network.layers.push_back(value_at(layer, t));
  state.network.top = value_at(top_, t);
  if (!target_encoder_.empty()) state.target_encoder = value_at(target_encoder_, t);
  return state;
}

TrainingState<Real> TaylorFlow::state_at_origin() const {
  TrainingState<Real> state;
  for (const MatrixSeries& layer : layers_) state.network.layers.push_back(layer[0]);
  state.network.top = top_[0];
  if (!target_encoder_.empty()) state.target_encoder = target_encoder_[0];
  return state;
}

Real TaylorFlow::residual_at(const Rational& time) const {
  const Interval t(Rational(time - origin_), control_.bits);
  TrainingState<Interval> state;
  for (const MatrixSeries& layer : layers_) state.network.layers.push_back(value_at(layer, t));
  state.network.top = value_at(top_, t);
  if (!target_encoder_.empty()) state.target_encoder = value_at(target_encoder_, t);
  const Network<Interval> field =
      descent_field(state.network, target_in(state, target_), enclosed(exact_moments_, control_.bits));

  Real largest(0);
  const auto look = [&](const MatrixSeries& series, const Matrix<Interval>& rate) {
    const Matrix<Interval> difference = derivative_at(series, t) - rate;
    largest = std::max(largest, max_abs(difference));
  };
  for (std::size_t a = 0; a < layers_.size(); ++a) look(layers_[a], field.layers[a]);
  look(top_, field.top);
  if (target_.kind == TargetRule::Kind::moving_average) {
    const Interval beta(target_.beta, control_.bits);
    Matrix<Interval> rate = encoder(state.network) - *state.target_encoder;
    for (Index i = 0; i < rate.size(); ++i) rate.data()[i] *= beta;
    look(target_encoder_, rate);
  }
  return largest;
}

}  // namespace jepa_oracle

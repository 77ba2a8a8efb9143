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

Matrix<Real> scaled(Matrix<Real> matrix, const Real& factor) {
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] *= factor;
  return matrix;
}

Matrix<Real> divided(Matrix<Real> matrix, long by) {
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = matrix.data()[i] / by;
  return matrix;
}

}  // namespace

TaylorFlow::TaylorFlow(const FlowProblem& problem, const TaylorControl& control)
    : target_(problem.target),
      has_top_(row_of(problem.target.objective).top.has_value()),
      exact_decay_(problem.weight_decay),
      exact_moments_(problem.moments),
      control_(control),
      order_(order_for(control)),
      moments_(rounded(problem.moments, control.bits)),
      ssym_(rounded(symmetric_part(problem.moments.syx), control.bits)),
      beta_(problem.target.beta, control.bits),
      decay_(problem.weight_decay, control.bits) {
  start_from(initial_state(problem.start.rounded(control.bits), target_));
}

void TaylorFlow::start_from(const TrainingState<Real>& state) {
  weights_.clear();
  depth_ = state.network.layers.size();
  for_each_matrix(state.network,
                  [this](const Matrix<Real>& layer) { weights_.emplace_back(rounded(layer, control_.bits)); });
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
  below_.assign(weights_.size() - 1, {});
  code_gram_ = {};
  output_gram_ = {};
  residual_ = {};
  back_.assign(weights_.size() - 1, {});
  for (std::size_t k = 0; k < static_cast<std::size_t>(order_); ++k) expand_coefficient(k);
  step_.reset();
  const Rational step = allowed_step();
  if (step > 0) step_ = step;
  expanded_ = true;
}

/// Coefficient k of R, from those up to k of the weights and their products.
void TaylorFlow::expand_residual(std::size_t k, Bits needed) {
  const MatrixSeries& code = below(depth_ - 1);
  if (!has_top_) {
    const Matrix<Real>& moment = contrasts_inputs(target_.objective) ? moments_.sxx : ssym_;
    code_gram_.push_back(cauchy_product(code, code, k, Transposed::left, control_.bits, needed));
    output_gram_.push_back(product(product(moment, code_gram_[k]), moment));
    Matrix<Real> error = cauchy_product(code, output_gram_, k, Transposed::none, control_.bits, needed);
    error -= product(code[k], ssym_);
    residual_.push_back(std::move(error));
    return;
  }
  Matrix<Real> error = product(below(weights_.size() - 1)[k], moments_.sxx);
  if (!target_encoder_.empty()) {
    error -= product(target_encoder_[k], moments_.syx);
  } else if (target_.kind == TargetRule::Kind::current_encoder) {
    error -= product(code[k], moments_.syx);
  } else if (k == 0) {
    error -= moments_.syx;
  }
  residual_.push_back(std::move(error));
}

/// From the coefficients up to k of the weights to those of every product, and to coefficient k + 1 of the weights.
void TaylorFlow::expand_coefficient(std::size_t k) {
  interruption_point();
  // Coefficient k counts times h^k, and h is 1/e^2 of the radius of convergence: it needs 2 log2(e) k bits less.
  constexpr double kBitsAnOrder = 2 * 1.4426950408889634;
  constexpr Bits kSpare = 40;
  const Bits lost = static_cast<Bits>(kBitsAnOrder * static_cast<double>(k));
  const Bits needed = std::clamp(control_.bits - lost + kSpare, kSpare, control_.bits);
  const auto multiplied = [&](const MatrixSeries& a, const MatrixSeries& b, Transposed transposed) {
    return cauchy_product(a, b, k, transposed, control_.bits, needed);
  };
  const std::size_t last = weights_.size() - 1;
  for (std::size_t i = 1; i <= last; ++i) {
    below_[i - 1].push_back(multiplied(weights_[i], below(i - 1), Transposed::none));
  }
  expand_residual(k, needed);
  for (std::size_t i = last; i-- > 0;) back_[i].push_back(multiplied(weights_[i + 1], back(i + 1), Transposed::left));

  // All rates before any new coefficient: `below` of the second weight is the first weight itself.
  std::vector<Matrix<Real>> rates;
  for (std::size_t i = 0; i <= last; ++i) {
    rates.push_back(i == 0 ? Matrix<Real>(-back(0)[k])
                           : Matrix<Real>(-multiplied(back(i), below(i - 1), Transposed::right)));
    if (exact_decay_ != 0) rates.back() -= scaled(weights_[i][k], decay_);
  }
  const auto append = [&](MatrixSeries& weights, Matrix<Real> rate) {
    weights.push_back(divided(std::move(rate), static_cast<long>(k) + 1));
  };
  if (!target_encoder_.empty()) {
    const MatrixSeries& code = below(depth_ - 1);
    Matrix<Real> rate = zeros_like(code[k]);
    if (target_.kind == TargetRule::Kind::moving_average) rate = scaled(code[k] - target_encoder_[k], beta_);
    append(target_encoder_, std::move(rate));
  }
  for (std::size_t i = 0; i <= last; ++i) append(weights_[i], std::move(rates[i]));
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
  for (const MatrixSeries& weight : weights_) look(weight);
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

template <class T, class Value>
TrainingState<T> TaylorFlow::state_by(const Value& value) const {
  TrainingState<T> state;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    (i < depth_ ? state.network.layers : state.network.top_layers).push_back(value(weights_[i]));
  }
  if (!target_encoder_.empty()) state.target_encoder = value(target_encoder_);
  return state;
}

TrainingState<Real> TaylorFlow::state_at(const Rational& time) const {
  const Real t(Rational(time - origin_), control_.bits);
  return state_by<Real>([&t](const MatrixSeries& series) { return value_at(series, t); });
}

TrainingState<Real> TaylorFlow::state_at_origin() const {
  return state_by<Real>([](const MatrixSeries& series) { return series[0]; });
}

Real TaylorFlow::residual_at(const Rational& time) const {
  const Interval t(Rational(time - origin_), control_.bits);
  const auto state = state_by<Interval>([&t](const MatrixSeries& series) { return value_at(series, t); });
  Network<Interval> field = descent_field(target_.objective, state.network, target_in(state, target_),
                                          enclosed(exact_moments_, control_.bits));
  if (exact_decay_ != 0) field = moved(field, state.network, Interval(Rational(-exact_decay_), control_.bits));

  Real largest(0);
  const auto look = [&](const MatrixSeries& series, const Matrix<Interval>& rate) {
    const Matrix<Interval> difference = derivative_at(series, t) - rate;
    largest = std::max(largest, max_abs(difference));
  };
  std::size_t weight = 0;
  for_each_matrix(field, [&](const Matrix<Interval>& rate) { look(weights_[weight++], rate); });
  if (target_.kind == TargetRule::Kind::moving_average) {
    const Interval beta(target_.beta, control_.bits);
    Matrix<Interval> rate = encoder(state.network) - *state.target_encoder;
    for (Index i = 0; i < rate.size(); ++i) rate.data()[i] *= beta;
    look(target_encoder_, rate);
  }
  return largest;
}

}  // namespace jepa_oracle

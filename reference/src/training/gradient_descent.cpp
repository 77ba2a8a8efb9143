#include "jepa_oracle/gradient_descent.h"

#include <fmt/format.h>

#include <cmath>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/interruption.h"
#include "numbers/message_text.h"

namespace jepa_oracle {
namespace {

Rational converted(const Rational& value, const Rational&) { return value; }
Real converted(const Rational& value, const Real& like) { return constant_like(value, like); }
double converted(const Rational& value, double) { return Real(value, 53).to_double(); }

/// matrix <- keep matrix + rate direction
template <class T>
void update(Matrix<T>& matrix, const Matrix<T>& direction, const T& keep, const T& rate) {
  for (Index i = 0; i < matrix.size(); ++i) {
    T& entry = matrix.data()[i];
    interruption_point();  // an exact entry may have millions of digits
    entry *= keep;
    entry += T(rate * direction.data()[i]);
  }
}

void update(Matrix<double>& matrix, const Matrix<double>& direction, double keep, double rate) {
  matrix = keep * matrix + rate * direction;
}

/// sign(d) in {-1, 0, 1} for every entry.
template <class T>
void take_signs(Matrix<T>& direction) {
  for (Index i = 0; i < direction.size(); ++i) {
    T& entry = direction.data()[i];
    entry = entry > 0 ? T(1) : entry < 0 ? T(-1) : T(0);
  }
}

void take_signs(Matrix<Real>& direction) {
  for (Index i = 0; i < direction.size(); ++i) {
    Real& entry = direction.data()[i];
    entry = constant_like(Rational(mpfr_sgn(entry.get())), entry);
  }
}

bool is_beyond(double value, double bound) { return !(std::abs(value) <= bound); }
bool is_beyond(const Rational& value, const Rational& bound) { return boost::multiprecision::abs(value) > bound; }
bool is_beyond(const Real& value, const Real& bound) {
  return mpfr_nan_p(value.get()) != 0 || mpfr_cmpabs(value.get(), bound.get()) > 0;
}

constexpr Bits kNormBits = 64;
Real norm_of(double value) { return abs(Real(value, kNormBits)); }
Real norm_of(const Rational& value) { return abs(Real(value, kNormBits)); }
Real norm_of(const Real& value) { return abs(value.rounded_to(kNormBits)); }

/// Largest absolute entry; infinite where one is not a number.
template <class T>
Real largest_weight(const Network<T>& network) {
  Real largest(0);
  const auto look = [&largest](const Matrix<T>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) {
      Real norm = norm_of(matrix.data()[i]);
      if (mpfr_nan_p(norm.get()) != 0) mpfr_set_inf(norm.get(), 1);
      if (largest < norm) largest = norm;
    }
  };
  for_each_matrix(network, look);
  return largest;
}

template <class T>
DescentTrajectory<T> run(GradientDescent<T> descent, const DescentPlan& plan) {
  DescentTrajectory<T> trajectory;
  trajectory.samples.push_back({0, descent.state()});
  while (descent.steps_done() < plan.steps) {
    interruption_point();
    descent.step();
    trajectory.divergence = descent.divergence(plan.bound);
    if (trajectory.divergence) break;
    const long step = descent.steps_done();
    if (step % plan.every == 0 || step == plan.steps) trajectory.samples.push_back({step, descent.state()});
  }
  return trajectory;
}

void require_runnable(const Network<double>& start, const Moments<Rational>& moments, const DescentRule& rule,
                      const DescentPlan& plan) {
  require_valid(moments);
  require_valid(start, rule.target.objective, moments.size());
  require_valid(rule);
  require_valid(plan);
}

/// A weight's step is a polynomial of this degree in the weights: 2 (L + M) - 1, 4L - 1 for the losses of the code.
double degree_of_step(const Network<Rational>& network) {
  const auto layers = static_cast<double>(network.layers.size());
  const auto top_layers = static_cast<double>(network.top_layers.size());
  return (top_layers == 0 ? 4 * layers : 2 * (layers + top_layers)) - 1;
}

/// Bits of the longer of numerator and denominator.
double length_of(const Rational& value) {
  mpq_srcptr number = value.backend().data();
  return static_cast<double>(std::max(mpz_sizeinbase(mpq_numref(number), 2), mpz_sizeinbase(mpq_denref(number), 2)));
}

/// Of the longest number that enters a step.
double longest(const Network<Rational>& network) {
  double bits = 1;
  for_each_matrix(network, [&bits](const Matrix<Rational>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) bits = std::max(bits, length_of(matrix.data()[i]));
  });
  return bits;
}

}  // namespace

std::string_view name_of(Optimizer optimizer) { return optimizer == Optimizer::sign ? "sign" : "gradient"; }

Optimizer parse_optimizer(std::string_view text, const std::string& where) {
  for (const Optimizer optimizer : {Optimizer::gradient, Optimizer::sign}) {
    if (text == name_of(optimizer)) return optimizer;
  }
  throw InvalidProblem(where, fmt::format("\"{}\" is not an optimizer: expected one of gradient, sign", text));
}

void require_valid(const DescentRule& rule) {
  if (rule.rate <= 0) throw InvalidProblem("rate", fmt::format("{} is not > 0", shown(rule.rate)));
  require_valid_decay(rule.weight_decay);
}

void require_valid(const DescentPlan& plan) {
  if (plan.steps < 0) throw InvalidProblem("steps", fmt::format("{} is negative", plan.steps));
  if (plan.every < 1) throw InvalidProblem("every", fmt::format("{} is not >= 1", plan.every));
}

void require_memory(const DescentPlan& plan, Index parameters, double bytes_per_number) {
  const double samples = std::floor(static_cast<double>(plan.steps) / static_cast<double>(plan.every)) + 2;
  const double bytes = samples * static_cast<double>(parameters) * bytes_per_number;
  if (bytes <= static_cast<double>(plan.memory_limit)) return;
  throw InvalidProblem("steps",
                       fmt::format("{} steps, one kept of every {}, need about {:.2g} GB and {:.2g} GB may be used: "
                                   "take fewer steps or keep fewer",
                                   plan.steps, plan.every, bytes / 1e9, static_cast<double>(plan.memory_limit) / 1e9));
}

template <class T>
GradientDescent<T>::GradientDescent(TrainingState<T> start, Moments<T> moments, const DescentRule& rule, const T& like)
    : state_(std::move(start)),
      moments_(std::move(moments)),
      target_(rule.target),
      optimizer_(rule.optimizer),
      rate_(converted(rule.rate, like)),
      keep_(converted(Rational(1 - rule.rate * rule.weight_decay), like)),
      beta_(converted(rule.target.beta, like)) {
  require_valid(rule);
}

template <class T>
void GradientDescent<T>::step() {
  Network<T> direction = descent_field(target_.objective, state_.network, target_in(state_, target_), moments_);
  if (optimizer_ == Optimizer::sign) for_each_matrix(direction, [](Matrix<T>& layer) { take_signs(layer); });
  const auto update_all = [&](std::vector<Matrix<T>>& layers, const std::vector<Matrix<T>>& directions) {
    for (std::size_t i = 0; i < layers.size(); ++i) update(layers[i], directions[i], keep_, rate_);
  };
  update_all(state_.network.layers, direction.layers);
  update_all(state_.network.top_layers, direction.top_layers);
  if (target_.kind == TargetRule::Kind::moving_average) {
    update(*state_.target_encoder, encoder(state_.network), T(T(1) - beta_), beta_);
  }
  ++steps_;
}

template <class T>
std::optional<Divergence> GradientDescent<T>::divergence(const Rational& bound) const {
  const T limit = converted(bound, rate_);
  bool beyond = false;
  const auto look = [&](const Matrix<T>& matrix) {
    for (Index i = 0; i < matrix.size() && !beyond; ++i) beyond = is_beyond(matrix.data()[i], limit);
  };
  for_each_matrix(state_.network, look);
  if (!beyond) return std::nullopt;
  return Divergence{steps_, largest_weight(state_.network)};
}

template <class T>
void GradientDescent<T>::restore(long steps_done, TrainingState<T> state) {
  steps_ = steps_done;
  state_ = std::move(state);
}

template class GradientDescent<Rational>;
template class GradientDescent<Real>;
template class GradientDescent<double>;

void require_exact_run(const Start& start, const DescentRule& rule, const DescentPlan& plan) {
  const std::optional<Network<Rational>> network = start.exact();
  if (!network) {
    throw InvalidProblem("epsilon", "its root is irrational: exact descent starts from rational weights");
  }
  const auto steps = static_cast<double>(plan.steps);
  double length = longest(*network);
  if (rule.optimizer == Optimizer::sign) {
    const Rational keep = 1 - rule.rate * rule.weight_decay;
    length += length_of(rule.rate) + (rule.weight_decay == 0 ? 0 : steps * length_of(keep));
  } else {
    length *= std::pow(degree_of_step(*network), steps);  // lengths of numbers add up in products
  }
  require_memory(plan, parameter_count(*network), length / 4);  // numerator and denominator, in bytes
}

DescentTrajectory<Rational> descend_exactly(const Start& start, const Moments<Rational>& moments,
                                            const DescentRule& rule, const DescentPlan& plan) {
  require_runnable(start.approximate(), moments, rule, plan);
  require_exact_run(start, rule, plan);
  return run(GradientDescent<Rational>(initial_state(*start.exact(), rule.target), moments, rule), plan);
}

DescentTrajectory<Real> descend(const Start& start, const Moments<Rational>& moments, const DescentRule& rule,
                                const DescentPlan& plan, Bits bits) {
  require_runnable(start.approximate(), moments, rule, plan);
  const Network<Real> network = start.rounded(bits);
  require_memory(plan, parameter_count(network), static_cast<double>(bits) / 8 + sizeof(Real) + 16);
  return run(GradientDescent<Real>(initial_state(network, rule.target), rounded(moments, bits), rule,
                                   Real(1).rounded_to(bits)),
             plan);
}

DescentTrajectory<double> descend_in_double(const Start& start, const Moments<Rational>& moments,
                                            const DescentRule& rule, const DescentPlan& plan) {
  const Network<double> network = start.approximate();
  require_runnable(network, moments, rule, plan);
  require_memory(plan, parameter_count(network), sizeof(double));
  return run(GradientDescent<double>(initial_state(network, rule.target), approximate(moments), rule), plan);
}

}  // namespace jepa_oracle

#include "jepa_oracle/gradient_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/state_text.h"
#include "numbers/bits_per_digit.h"
#include "numbers/message_text.h"
#include "training/flow_checkpoint.h"
#include "training/taylor_flow.h"

namespace jepa_oracle {
namespace {

/// Bits that the flow amplifies errors by, foreseen from the start. While a weight w grows like dw/dt = c w^(2L), a
/// relative error of the start grows like (w / w0)^(2L-1) (MAE: half the power; M - 1 more with M layers on top), the
/// absolute error of a weight that stays behind counts w / w0 more, and one more covers what the mixing of features
/// does.
Bits foreseen_guard(const FlowProblem& problem) {
  constexpr Bits kBits = 64;
  const Network<Real> start = problem.start.rounded(kBits);
  double smallest = std::numeric_limits<double>::infinity();
  for_each_matrix(start, [&](const Matrix<Real>& layer) { smallest = std::min(smallest, log2_norm(layer)); });
  const Moments<Real> moments = rounded(problem.moments, kBits);
  const double reached = std::max(0.0, log2_norm(moments.syx) - log2_norm(moments.sxx));
  const double growth = std::isfinite(smallest) ? std::max(0.0, reached - smallest) : 0.0;
  constexpr double kMostForeseen = 4096;  // beyond, disagreement decides
  const double power = 2.0 * static_cast<double>(start.layers.size()) + static_cast<double>(start.top_layers.size());
  return 48 + static_cast<Bits>(std::min(kMostForeseen, power * growth));
}

/// Significant digits to which two matrices agree, relative to the largest entry.
double agreed_digits(const Matrix<Real>& a, const Matrix<Real>& b) {
  const double difference = log2_norm(a - b);
  if (difference == -std::numeric_limits<double>::infinity()) return std::numeric_limits<double>::infinity();
  return (log2_norm(a) - difference) / kBitsPerDigit;
}

double agreed_digits(const TrainingState<Real>& a, const TrainingState<Real>& b) {
  double digits = std::numeric_limits<double>::infinity();
  const auto look = [&digits](const std::vector<Matrix<Real>>& ours, const std::vector<Matrix<Real>>& theirs) {
    for (std::size_t i = 0; i < ours.size(); ++i) digits = std::min(digits, agreed_digits(ours[i], theirs[i]));
  };
  look(a.network.layers, b.network.layers);
  look(a.network.top_layers, b.network.top_layers);
  if (a.target_encoder) digits = std::min(digits, agreed_digits(*a.target_encoder, *b.target_encoder));
  return digits;
}

}  // namespace

void require_valid(const FlowProblem& problem) {
  require_valid(problem.moments);
  require_valid(problem.start.rounded(64), problem.target.objective, problem.moments.size());
  require_valid_decay(problem.weight_decay);
}

struct GradientFlow::Pair {
  FlowProblem problem;
  Digits digits;
  Bits guard;
  TaylorFlow main;
  TaylorFlow companion;
  Rational asked{0};
  std::function<void(const Rational&)> on_step{};

  Pair(FlowProblem given, Digits wanted, Bits guard_bits)
      : problem(std::move(given)),
        digits(wanted),
        guard(guard_bits),
        main(problem, {bits(), 0, 1.0}),
        // Another precision, another order and another step: rounding and truncation both differ.
        companion(problem, {bits() + 32, 6, 0.8}) {}

  Bits bits() const { return static_cast<Bits>(std::ceil(digits.count() * kBitsPerDigit)) + guard; }

  void restart_with(Bits guard_bits) {
    Pair fresh(problem, digits, guard_bits);
    fresh.asked = asked;
    fresh.on_step = on_step;
    *this = std::move(fresh);
  }
};

GradientFlow::GradientFlow(FlowProblem problem, Digits digits) {
  require_valid(problem);
  const Bits guard = foreseen_guard(problem);
  pair_ = std::make_unique<Pair>(std::move(problem), digits, guard);
}

GradientFlow::~GradientFlow() = default;
GradientFlow::GradientFlow(GradientFlow&&) noexcept = default;
GradientFlow& GradientFlow::operator=(GradientFlow&&) noexcept = default;

FlowSample GradientFlow::at(const Rational& time) {
  if (time < pair_->asked) {
    throw InvalidProblem("time", time < 0 ? fmt::format("{} is negative", shown(time))
                                          : fmt::format("{} is before {}, asked for earlier: times must not decrease",
                                                        shown(time), shown(pair_->asked)));
  }
  pair_->asked = time;
  constexpr int kMaxRestarts = 4;
  for (int restart = 0;; ++restart) {
    Pair& pair = *pair_;
    pair.main.reach(time, pair.on_step);
    pair.companion.reach(time, {});
    TrainingState<Real> state = pair.main.state_at(time);
    const double agreed = agreed_digits(state, pair.companion.state_at(time));
    const double wanted = pair.digits.count();
    if (agreed >= wanted || restart == kMaxRestarts) {
      const int counted = static_cast<int>(std::max(0.0, std::min(wanted, std::floor(agreed))));
      return {time, std::move(state), {counted, pair.main.residual_at(time)}};
    }
    const auto missing = static_cast<Bits>(std::ceil((wanted - std::max(agreed, -wanted)) * kBitsPerDigit));
    pair.restart_with(pair.guard + std::max(missing + 32, pair.guard));
  }
}

FlowEffort GradientFlow::effort() const { return {pair_->main.steps(), pair_->main.order(), pair_->main.bits()}; }

void GradientFlow::on_step(std::function<void(const Rational&)> callback) { pair_->on_step = std::move(callback); }

std::string GradientFlow::checkpoint() const {
  return to_checkpoint(pair_->guard, pair_->asked, pair_->main, pair_->companion);
}

void GradientFlow::restore(const std::string& checkpoint) {
  const auto shapes = initial_state(pair_->problem.start.rounded(64), pair_->problem.target);
  const FlowCheckpoint saved = parse_flow_checkpoint(checkpoint, shapes);
  pair_->restart_with(saved.guard);
  pair_->asked = saved.asked;
  for (auto* to : {&pair_->main, &pair_->companion}) {
    const IntegrationState& from = to == &pair_->main ? saved.main : saved.companion;
    to->restore(from.origin, rounded(from.state, to->bits()), from.steps);
  }
}

std::vector<FlowSample> gradient_flow(const FlowProblem& problem, const std::vector<Rational>& times, Digits digits) {
  GradientFlow flow(problem, digits);
  std::vector<FlowSample> samples;
  for (const Rational& time : times) samples.push_back(flow.at(time));
  return samples;
}

}  // namespace jepa_oracle

// Descent.FollowsFlowToFirstOrder: steps of the subject against a Taylor series of the flow. Statement, proof and the
// derivation of the bound: proofs-notes/descent.md
#include <fmt/format.h>

#include "claims/networks/descent_claims.h"
#include "scenarios/curve_powers.h"
#include "scenarios/flow_series.h"

namespace jepa_oracle::properties {
namespace {

constexpr Bits kBits = 192;
constexpr std::size_t kOrder = 20;

Interval real(const Rational& value) { return Interval(value, kBits); }

Interval frobenius(const RationalMatrix& matrix) {
  Rational sum = 0;
  for (Index i = 0; i < matrix.size(); ++i) sum += matrix.data()[i] * matrix.data()[i];
  return root(real(sum), 2);
}

/// Sizes of matrices are Frobenius norms, of networks the largest of these. With all weights at most W the field is at
/// most g(W) = |sxx| W^(2L+1) + |syx| W^p, p = 2L (JEPA), L (MAE), its Jacobian g'(W), its second derivative g''(W). So
/// from weights of at most m the flow stays below 2m in the complex disc |t| <= T = m / g(2m).
class Majorant {
 public:
  Majorant(Objective objective, const RationalNetwork& start, const RationalMoments& moments)
      : degree_(2 * start.depth() + 1),
        lower_(curve_powers(objective, Depth(start.depth())).a),
        variance_(frobenius(moments.sxx)),
        covariance_(frobenius(moments.syx)) {
    Interval size = size_of(enclosed(start, kBits));
    start_ = certainly_positive(size) ? size : Interval(1);
    radius_ = start_ / derivative(0);
  }

  const Interval& start() const { return start_; }
  const Interval& radius() const { return radius_; }
  /// g, g' or g'' at 2m.
  Interval derivative(long times) const {
    const auto term = [&](long exponent) {
      Interval factor = power(start_ * 2L, exponent - times);
      for (long i = 0; i < times; ++i) factor *= Interval(exponent - i);
      return exponent < times ? Interval(0) : factor;
    };
    return variance_ * term(degree_) + covariance_ * term(lower_);
  }

 private:
  long degree_;
  long lower_;
  Interval variance_;
  Interval covariance_;
  Interval start_;
  Interval radius_;
};

/// Bound over [0, t] of derivative `times` of a function with these coefficients, the rest of which are at most
/// `size` / `radius`^k, t < radius / 2.
Interval bound(const std::vector<Network<Interval>>& series, const Interval& t, long times, const Interval& size,
               const Interval& radius) {
  const auto falling = [times](long k) {
    long result = 1;
    for (long i = 0; i < times; ++i) result *= k - i;
    return result;
  };
  Interval sum = Interval(0);
  const auto count = static_cast<long>(series.size());
  for (long k = times; k < count; ++k) {
    sum += size_of(series[static_cast<std::size_t>(k)]) * power(t, k - times) * falling(k);
  }
  // The terms beyond fall at least by the factor 3/4 each: t / radius < 1/2 and (k+1)/(k+1-times) < 3/2.
  return sum + size / power(radius, count) * power(t, count - times) * falling(count) * 4L;
}

/// n steps of the subject with rate t/n; between steps the weights are rounded to 192 bits.
Network<Interval> descended(Judgement& judgement, const Subject& subject, Objective objective, RationalNetwork state,
                            const RationalMoments& moments, const Rational& rate, long steps) {
  for (long i = 0; i < steps; ++i) {
    state = step_of(judgement, subject, RationalTarget::of(objective), state, moments, rate);
    const auto round = [](RationalMatrix& m) {
      for (Index k = 0; k < m.size(); ++k) m.data()[k] = Real(m.data()[k], kBits).to_rational();
    };
    if (i + 1 == steps) break;
    for (RationalMatrix& layer : state.layers) round(layer);
    round(state.top());
  }
  return enclosed(state, kBits);
}

/// |theta_n - theta(t) - eta e_1(t)| <= C eta^2, C derived.
void require_expansion(Judgement& judgement, const Subject& subject, const Instance& instance,
                       const RationalNetwork& network, const FlowSeries& series, const Majorant& majorant,
                       const Rational& t, long steps) {
  const RationalMoments moments = moments_of(instance);
  const Interval time = real(t);
  const Interval size = majorant.start() * 2L;
  // In the disc of 3T/4 theta'' is at most 2 (2m) / (T/4)^2, hence e_1 at most half of that times the time and the
  // growth of J.
  const Interval radius = majorant.radius() * 3L / 4L;
  const Interval steepest = majorant.derivative(1);
  const Interval error_size = size / square(majorant.radius() / 4L) * radius * exp(steepest * radius);
  const Interval third = bound(series.flow, time, 3, size, majorant.radius());
  const Interval curved = bound(series.first_order, time, 2, error_size, radius);
  const Interval first = bound(series.first_order, time, 0, error_size, radius);
  const Interval rate = real(Rational(t / steps));
  const Interval local = third / 6L + curved / 2L + majorant.derivative(2) * square(first) / 2L;
  const Interval rounding = majorant.start() * real(power(Rational(2), 8 - kBits)) * steps;
  const Interval allowed =
      (local * square(rate) * time + rounding) * exp(steepest * time) +
      (size * power(time / majorant.radius(), kOrder + 1) + rate * error_size * power(time / radius, kOrder + 1)) * 4L;
  // Everything must stay where g'(2m) and g''(2m) are bounds.
  judgement.require_less("the states stay where the bounds hold", rate * first + allowed, majorant.start() / 2L);
  const Network<Interval> expected = moved(value_at(series.flow, time), value_at(series.first_order, time), rate);
  const Network<Interval> seen =
      descended(judgement, subject, instance.objective(), network, moments, Rational(t / steps), steps);
  judgement.require_less(fmt::format("{} steps are theta(t) + eta e_1(t) up to the bound of order eta^2", steps),
                         size_of(moved(seen, expected, Interval(-1))), allowed);
  const Interval visible = size_of(value_at(series.first_order, time)) * rate;
  if (certainly_less(allowed * 20L, visible)) judgement.label("an error of first order, 20 times what is left");
}

Judgement follows_flow(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const RationalNetwork network = network_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  const Majorant majorant(objective, network, moments);
  const FlowSeries series = flow_series(objective, network, moments, kOrder, kBits);
  const Rational radius = majorant.radius().lower().rounded_to(53).to_rational();
  for (const auto& [part, steps] : {std::pair(Rational(1, 5), 8L), std::pair(Rational(1, 5), 16L),
                                    std::pair(Rational(1, 1'000'000), 2L), std::pair(Rational(1, 1'000'000), 4L)}) {
    require_expansion(judgement, subject, instance, network, series, majorant, Rational(radius * part), steps);
    if (judgement.verdict() == Verdict::fails) break;
  }
  return judgement;
}

}  // namespace

Claim follows_flow_claim() {
  std::vector<Field> fields = objective_and_matrix_fields();
  fields[1] = choice("depth", {1, 2, 3, 4}, {1, 2});
  fields[2] = choice("size", {1, 2, 3});
  fields[5] = choice("spread", {1, 2});
  return {
      "Descent.FollowsFlowToFirstOrder", fields, follows_flow, {}, {"an error of first order, 20 times what is left"}};
}

}  // namespace jepa_oracle::properties

#include "jepa_oracle/critical_time.h"

#include <vector>

#include "closed_forms/curve.h"
#include "jepa_oracle/fixed_point.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

long units_per_flow_time(const ScalarProblem& problem, TimeConvention convention) {
  return convention == TimeConvention::flow ? 1 : problem.depth.layers();
}

/// Sign of start - threshold, exact. A fraction of the limit 0 is above no start: 1.
int position_of_start(const ScalarProblem& problem, const Threshold& threshold) {
  const Rational start = problem.initial_amplitude();
  if (threshold.is_fraction()) {
    if (problem.feature.sign() <= 0) return 1;
    return compare_with_fraction_of_limit(problem.objective, problem.depth, problem.feature, start, threshold.value());
  }
  return start < threshold.value() ? -1 : (start > threshold.value() ? 1 : 0);
}

Outcome outcome_of(const ScalarProblem& problem, const Threshold& threshold, int start) {
  const auto& [objective, depth, feature, initialisation] = problem;
  if (feature.sign() == 0 && saturation_of(objective, feature) == 0) {  // nothing moves
    return !threshold.is_fraction() && start == 0 ? Outcome::reached : Outcome::never;
  }
  if (feature.sign() <= 0) {  // u falls to 0: every level below the start is met, no level above it
    return !threshold.is_fraction() && start >= 0 ? Outcome::reached : Outcome::never;
  }
  if (start == 0) return Outcome::reached;
  const int limit =  // sign of threshold - limit
      threshold.is_fraction() ? -1 : compare_with_limit(objective, depth, feature, threshold.value());
  if (start < 0) {  // threshold above the start: met while increasing towards a limit beyond it
    return limit < 0 ? Outcome::reached : Outcome::never;
  }
  return limit > 0 ? Outcome::reached : Outcome::already_beyond;  // met while decreasing from above
}

/// lambda = 0: dw/dt = -c w^(k+1), k = a+m-1, so that w^-k = u^(-k/L) grows at the rate k c. Exact where L divides k,
/// as for one layer on top, k = 2L.
std::optional<Rational> exact_uncorrelated_time(const ScalarProblem& problem, const Threshold& threshold,
                                                TimeConvention convention) {
  const auto [k, rate] = uncorrelated_fall(problem);
  const auto layers = static_cast<unsigned long>(problem.depth.layers());
  const auto power_of = [layers, exponent = -k](const Rational& u) { return exact_root(power(u, exponent), layers); };
  const auto start = power_of(problem.initial_amplitude());
  const auto end = power_of(threshold.value());
  if (!start || !end) return std::nullopt;
  return Rational((*end - *start) * units_per_flow_time(problem, convention) / rate);
}

Interval enclosed_uncorrelated_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                                    Bits bits) {
  const auto [k, rate] = uncorrelated_fall(problem);
  const auto layers = static_cast<unsigned long>(problem.depth.layers());
  const auto power_of = [layers, bits, exponent = -k](const Rational& u) {
    return root(Interval(power(u, exponent), bits), layers);
  };
  return (power_of(threshold.value()) - power_of(problem.initial_amplitude())) *
         Interval(Rational(units_per_flow_time(problem, convention) / rate), bits);
}

/// A fraction of the limit as a place on the increasing curve, remembered: it does not depend on the feature, so that
/// many problems have it in common.
const Destination<Interval>& destination_of(const Exponents& exponents, Depth depth, const Rational& fraction,
                                            Bits bits) {
  struct Known {
    Exponents exponents;
    long layers;
    Rational fraction;
    Bits bits;
    Destination<Interval> destination;
  };
  constexpr std::size_t kRemembered = 16;
  thread_local std::vector<Known> known;
  thread_local std::size_t oldest = 0;
  known.reserve(kRemembered);
  const long layers = depth.layers();
  for (const Known& one : known) {
    if (one.bits == bits && one.layers == layers && one.exponents == exponents && one.fraction == fraction) {
      return one.destination;
    }
  }
  const Curve curve{exponents, Branch::increasing};
  Known fresh{exponents, layers, fraction, bits,
              Destination<Interval>::of(curve, place_of_fraction<Interval>(depth, fraction, bits))};
  if (known.size() < kRemembered) return known.emplace_back(std::move(fresh)).destination;
  oldest = (oldest + 1) % kRemembered;
  return (known[oldest] = std::move(fresh)).destination;
}

/// Requires a threshold that is reached, lambda != 0 and start != 0.
Interval closed_form(const ScalarProblem& problem, const Threshold& threshold, int start, TimeConvention convention,
                     Bits bits) {
  const Branch above = problem.feature.sign() > 0 ? Branch::decreasing : Branch::vanishing;
  const auto feature = FeatureOnCurve::of(problem.objective, problem.depth, problem.feature);
  const Curve curve{feature.exponents, start < 0 ? Branch::increasing : above};
  const auto units = units_of<Interval>(feature, bits);
  const auto place = [&](const Rational& u) { return place_of_amplitude(feature, u, units, bits); };
  const auto from = place(problem.initial_amplitude());
  const Interval scaled =
      threshold.is_fraction()
          ? scaled_time(curve, from, destination_of(feature.exponents, problem.depth, threshold.value(), bits))
          : scaled_time(curve, from, place(threshold.value()));
  const Interval time = scaled / units.rate;
  const long unit = units_per_flow_time(problem, convention);
  return unit == 1 ? time : time * unit;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::reached:
      return "reached";
    case Outcome::already_beyond:
      return "already_beyond";
    case Outcome::dies:
      return "dies";
    case Outcome::never:
      break;
  }
  return "never";
}

Outcome outcome_of(const ScalarProblem& problem, const Threshold& threshold) {
  return outcome_of(problem, threshold, position_of_start(problem, threshold));
}

Interval enclose_critical_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                               Bits bits) {
  const int start = position_of_start(problem, threshold);
  if (start == 0) return Interval(0);
  if (problem.feature.sign() == 0) return enclosed_uncorrelated_time(problem, threshold, convention, bits);
  return closed_form(problem, threshold, start, convention, bits);
}

CriticalTime critical_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                           Digits digits) {
  const int start = position_of_start(problem, threshold);
  const Outcome outcome = outcome_of(problem, threshold, start);
  if (outcome != Outcome::reached) return {outcome, std::nullopt};
  if (start == 0) return {outcome, Guaranteed::of_exact(0, digits)};
  if (problem.feature.sign() == 0) {
    if (const auto exact = exact_uncorrelated_time(problem, threshold, convention)) {
      return {outcome, Guaranteed::of_exact(*exact, digits)};
    }
    return {outcome, refine(digits, 0, [&](Bits bits) {
              return enclosed_uncorrelated_time(problem, threshold, convention, bits);
            })};
  }
  return {outcome,
          refine(digits, 0, [&](Bits bits) { return closed_form(problem, threshold, start, convention, bits); })};
}

}  // namespace jepa_oracle

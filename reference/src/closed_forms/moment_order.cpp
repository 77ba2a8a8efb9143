#include "jepa_oracle/moment_order.h"

#include <algorithm>
#include <array>

#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {
namespace {

/// A corner of the box: the smallest or the largest number of each kind, as fits.
struct Corner {
  ScalarProblem problem;
  Rational level;
};

Rational lower(const Interval& x) { return x.lower().to_rational(); }
Rational upper(const Interval& x) { return x.upper().to_rational(); }

/// fraction x limit w_inf^L, or the level given.
std::optional<Interval> level_of(Objective objective, Depth depth, const Threshold& threshold,
                                 const MomentFeature& feature) {
  const Bits bits = feature.rho.precision();
  if (!threshold.is_fraction()) return Interval(threshold.value(), bits);
  if (!certainly_positive(feature.rho)) return std::nullopt;
  const Interval limit_power = row_of(objective).limit_power.of(feature.lambda, feature.rho);  // w_inf^m
  return root(power(limit_power, depth.layers()), static_cast<unsigned long>(exponents_of(objective, depth).m)) *
         Interval(threshold.value(), bits);
}

/// A critical time, and whether the threshold is reached by rising to it.
struct Timed {
  CriticalTime time;
  bool rises;
};

class Timing {
 public:
  Timing(Objective objective, Depth depth, const Initialisation& initialisation, const Threshold& threshold,
         TimeConvention convention, Digits digits)
      : objective_(objective),
        depth_(depth),
        initialisation_(initialisation),
        threshold_(threshold),
        convention_(convention),
        digits_(digits) {}

  /// Nothing when the box is too large to say what happens.
  std::optional<Timed> of(const MomentFeature& feature) const {
    if (feature.exact) {
      const ScalarProblem problem = problem_of(*feature.exact);
      CriticalTime time = critical_time(problem, threshold_, convention_, digits_);
      const bool rises = time.outcome == Outcome::reached && reaches_from_below(problem, threshold_);
      return Timed{std::move(time), rises};
    }
    // A fraction of the limit 0, which every lambda < 0 has, is never reached.
    if (threshold_.is_fraction() && certainly_negative(feature.lambda)) {
      return Timed{{Outcome::never, std::nullopt}, false};
    }
    const std::optional<Interval> level = level_of(objective_, depth_, threshold_, feature);
    if (!level || !certainly_positive(feature.variance)) return std::nullopt;
    const Corner fast{problem_of(Feature::with_variance(upper(feature.lambda), lower(feature.variance))),
                      lower(*level)};
    const Corner slow{problem_of(Feature::with_variance(lower(feature.lambda), upper(feature.variance))),
                      upper(*level)};
    const Outcome outcome = outcome_of(fast.problem, Threshold::level(fast.level));
    if (outcome != outcome_of(slow.problem, Threshold::level(slow.level))) return std::nullopt;
    if (outcome != Outcome::reached) return Timed{{outcome, std::nullopt}, false};
    const bool rises = reaches_from_below(fast.problem, Threshold::level(fast.level));
    if (rises != reaches_from_below(slow.problem, Threshold::level(slow.level))) return std::nullopt;
    const Bits bits = feature.lambda.precision();
    Interval time = hull(time_of(fast, bits), time_of(slow, bits));
    std::optional<std::string> decimal = decimal_of(time, digits_);
    return Timed{{outcome, Guaranteed{digits_, std::nullopt, std::move(time), std::move(decimal)}}, rises};
  }

 private:
  ScalarProblem problem_of(const Feature& feature) const { return {objective_, depth_, feature, initialisation_}; }
  Interval time_of(const Corner& corner, Bits bits) const {
    return enclose_critical_time(corner.problem, Threshold::level(corner.level), convention_, bits);
  }

  Objective objective_;
  Depth depth_;
  const Initialisation& initialisation_;
  const Threshold& threshold_;
  TimeConvention convention_;
  Digits digits_;
};

/// Sorts by enclosures; what overlaps stays undecided.
LearningOrder order_of(const std::vector<std::optional<Timed>>& times) {
  LearningOrder order;
  std::array<std::vector<std::size_t>, 2> reached;  // those that come down, and those that rise
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!times[i]) {
      order.undecided.emplace_back(i, i);
      order.times.push_back({Outcome::never, std::nullopt});
      continue;
    }
    order.times.push_back(times[i]->time);
    const Outcome outcome = times[i]->time.outcome;
    if (outcome == Outcome::already_beyond) order.already_beyond.push_back(i);
    if (outcome == Outcome::never) order.never.push_back(i);
    if (outcome == Outcome::reached) reached[times[i]->rises ? 1 : 0].push_back(i);
  }
  const auto enclosure = [&](std::size_t i) -> const Interval& { return order.times[i].time->enclosure; };
  for (std::vector<std::size_t>& list : reached) {
    std::stable_sort(list.begin(), list.end(),
                     [&](std::size_t a, std::size_t b) { return enclosure(a).midpoint() < enclosure(b).midpoint(); });
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size(); ++j) {
        if (!certainly_less(enclosure(list[i]), enclosure(list[j]))) order.undecided.emplace_back(list[i], list[j]);
      }
    }
  }
  order.decreasing = std::move(reached[0]);
  order.learned = std::move(reached[1]);
  number_places(order);
  return order;
}

bool is_decided(const LearningOrder& order) {
  return order.undecided.empty() && std::all_of(order.times.begin(), order.times.end(), [](const CriticalTime& time) {
           return !time.time || time.time->conclusive();
         });
}

}  // namespace

MomentOrder moment_order(Objective objective, Depth depth, const Initialisation& initialisation,
                         const Threshold& threshold, const Moments<Rational>& moments, TimeConvention convention,
                         Digits digits) {
  const Timing timing(objective, depth, initialisation, threshold, convention, digits);
  // Powers up to rho^(2L-1) cost digits in proportion to the depth; a few doublings separate what can be separated.
  constexpr int kRounds = 4;
  Digits precision(std::min<long>(Digits::kMaxDigits, digits.count() + 20L));
  for (int round = 1;; ++round) {
    MomentFeatures features = features_of(moments, precision);
    std::vector<std::optional<Timed>> times;
    for (const MomentFeature& feature : features.features) times.push_back(timing.of(feature));
    LearningOrder order = order_of(times);
    if (is_decided(order) || round == kRounds || precision.count() == Digits::kMaxDigits) {
      return {std::move(features), std::move(order)};
    }
    precision = Digits(std::min<long>(Digits::kMaxDigits, 2L * precision.count()));
  }
}

}  // namespace jepa_oracle

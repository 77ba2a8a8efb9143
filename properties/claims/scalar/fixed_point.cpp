// Family FixedPoint: where amplitudes go, and how fast. Statements and proofs: proofs-notes/fixed-point.md
#include "scenarios/quadrature.h"
#include "scenarios/scenario.h"
#include "scenarios/time_to_level.h"

namespace jepa_oracle::properties {
namespace {

const Digits kFixedPointDigits(120);  // 1 - s is taken after many e-foldings: the digits that it cancels are asked for

/// Velocity of a layer amplitude, dw/dt = lambda w^a - variance w^(2L+1).
Interval velocity(Objective objective, Depth depth, const Feature& feature, const Interval& w) {
  const long layers = depth.layers();
  const long a = curve_powers(objective, depth).a;
  return exact(feature.lambda()) * power(w, a) - exact(feature.variance()) * power(w, 2 * layers + 1);
}

/// d/dw of the velocity.
Interval velocity_slope(Objective objective, Depth depth, const Feature& feature, const Interval& w) {
  const long layers = depth.layers();
  const long a = curve_powers(objective, depth).a;
  return exact(feature.lambda()) * power(w, a - 1) * a -
         exact(feature.variance()) * power(w, 2 * layers) * (2 * layers + 1);
}

/// A time after which about `folds` e-foldings towards the limit have passed since the critical time of one half.
std::optional<Rational> time_after(const Subject& subject, const ScalarProblem& problem, const Rational& folds) {
  const auto half =
      subject.critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, kFixedPointDigits);
  if (!half || !half->is_bounded()) return std::nullopt;
  const long m = curve_powers(problem.objective, problem.depth).m;
  const Interval rate = time_scale(problem.objective, problem.depth, problem.feature) * m;
  const Interval time = *half + exact(folds) / rate;
  if (!time.is_bounded()) return std::nullopt;
  // The e-foldings must survive the rounding: the time is kept to 2^-64 of one of them, or not used at all.
  constexpr Bits kTimeBits = 320;
  const Interval foldings = time * rate;
  if (binary_exponent(foldings.upper()) > kTimeBits - 64) return std::nullopt;
  return time.midpoint().rounded_to(kTimeBits).to_rational();
}

/// The limit named is where the velocity changes sign, and from the start drawn the amplitude closes in on it: within
/// the two-sided bound of the note after each of three times.
Judgement limit(Objective objective, const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const ScalarProblem problem{objective, depth, feature,
                              start_below(objective, depth, instance.number("start"), Rational(1, 2), feature.rho())};
  Judgement judgement;
  const Interval u_limit = subject.encoder_limit(objective, depth, feature, kFixedPointDigits);
  const Interval w_limit = root(u_limit, static_cast<unsigned long>(depth.layers()));
  const Interval nudge = exact(power(Rational(2), -Judgement::kAgreementBits));
  judgement.require_between("velocity = 0 at the limit, falling",
                            velocity(objective, depth, feature, w_limit * (Interval(1) + nudge)), Interval(0),
                            velocity(objective, depth, feature, w_limit * (Interval(1) - nudge)));
  for (const long folds : {2L, 8L, 32L}) {
    const auto time = time_after(subject, problem, folds);
    if (!time) {
      judgement.leave_undecided("the e-foldings are lost in the time that passes before them");
      break;
    }
    const Interval u = subject.encoder_amplitude(problem, *time, TimeConvention::flow, kFixedPointDigits);
    const Interval gap = Interval(1) - root(u / u_limit, static_cast<unsigned long>(depth.layers()));
    // From w >= w_limit/2^(1/L) on, ln(1 - s) falls at between s^(2L) >= 1/4 of the rate and the rate itself; at that
    // time 1 - s lies in [1/(2L), 1/2].
    const Interval fold = exact(folds);
    judgement.require_less("distance to the limit", gap, exp(-(fold / 4L)) / 2L);
    judgement.require_less("distance to the limit from below", exp(-fold) / (2 * depth.layers()), gap);
  }
  return judgement;
}

Judgement monotone(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const bool from_above = instance.number("above") == 1;
  const Rational part = instance.number("start");
  Judgement judgement;
  judgement.label(from_above ? "from above" : "from below");
  // Above: u0 = max(rho, 1)^L / part, which no limit exceeds.
  const auto start =
      from_above ? Initialisation::of_encoder(power(std::max(feature.rho(), Rational(1)), depth.layers()) / part)
                 : start_below(objective, depth, part, Rational(1), feature.rho());
  const ScalarProblem problem{objective, depth, feature, start};
  // No more than about a hundred e-foldings: 1 / (upper bound of the approach rate).
  const auto [a, m] = curve_powers(objective, depth);
  // w_limit^(a-1) = rho^((a-1)/m), which for m > a-1 is at most max(rho, 1).
  const Rational power_of_limit = m == 1 ? power(feature.rho(), a - 1) : std::max(feature.rho(), Rational(1));
  const Rational unit = 1 / (feature.lambda() * m * power_of_limit);
  const Rational first = instance.number("time") * unit;
  const Rational second = first * (1 + instance.number("later"));
  const auto at = [&](const Rational& time) {
    return subject.encoder_amplitude(problem, time, TimeConvention::flow, kFixedPointDigits);
  };
  const Interval u0 = exact(problem.initial_amplitude());
  const Interval u1 = at(first);
  const Interval u2 = at(second);
  const Interval end = subject.encoder_limit(objective, depth, feature, kFixedPointDigits);
  const auto require_order = [&](const std::string& what, const Interval& nearer, const Interval& farther) {
    from_above ? judgement.require_less(what, farther, nearer) : judgement.require_less(what, nearer, farther);
  };
  require_order("start and first time", u0, u1);
  require_order("first and second time", u1, u2);
  require_order("second time and limit", u2, end);
  return judgement;
}

/// ln((1-s(t1)) / (1-s(t2))) / (rate (t2-t1)) lies in [s(t1)^(2L), 1]: from a small start between 12 and 36 e-foldings
/// after the half time, where s is close to 1; and from a start anywhere below the limit between two times drawn, of
/// which the first may be 0.
Judgement exponential_rate(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Interval rate = subject.approach_rate(objective, depth, feature, kFixedPointDigits);
  const Interval u_limit = subject.encoder_limit(objective, depth, feature, kFixedPointDigits);
  Judgement judgement;
  judgement.require_same("rate = minus the slope of the velocity at the limit", rate,
                         -velocity_slope(objective, depth, feature, layer_limit(objective, depth, feature)));
  const auto problem_from = [&](const Rational& part, const Rational& fraction) {
    return ScalarProblem{objective, depth, feature, start_below(objective, depth, part, fraction, feature.rho())};
  };
  const auto require_between = [&](const ScalarProblem& problem, const Rational& t1, const Rational& t2) {
    const auto place = [&](const Rational& time) {
      const Interval u = time == 0 ? exact(problem.initial_amplitude())
                                   : subject.encoder_amplitude(problem, time, TimeConvention::flow, kFixedPointDigits);
      return root(u / u_limit, static_cast<unsigned long>(depth.layers()));
    };
    const Interval s1 = place(t1);
    const Interval s2 = place(t2);
    const Interval folds = log((Interval(1) - s1) / (Interval(1) - s2));
    const Interval ratio = folds / (rate * exact(t2 - t1));
    judgement.require_less("measured over stated rate", power(s1, 2 * depth.layers()), ratio);
    judgement.require_less("measured over stated rate", ratio, Interval(1));
  };
  const auto as_time = [&](const Rational& folds) {
    return (exact(folds) / rate).midpoint().rounded_to(64).to_rational();
  };
  const Rational first = instance.number("at start") == 1 ? Rational(0) : as_time(instance.number("time"));
  require_between(problem_from(instance.number("near"), Rational(1)), first,
                  Rational(first + as_time(instance.number("span"))));
  if (judgement.verdict() == Verdict::fails) return judgement;
  const ScalarProblem small = problem_from(instance.number("start"), Rational(1, 2));
  const auto t1 = time_after(subject, small, 12);
  const auto t2 = time_after(subject, small, 36);
  if (!t1 || !t2) judgement.leave_undecided("the e-foldings are lost in the time that passes before them");
  if (t1 && t2) require_between(small, *t1, *t2);
  return judgement;
}

/// lambda <= 0: down to 0, at least as fast as the noise alone pulls it, and no faster than a linear bound.
Judgement dies(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const Feature feature = vanishing_feature_of(instance);
  const Rational& lambda = feature.lambda();
  const Rational u0 = instance.number("amplitude");
  const ScalarProblem problem{objective, depth, feature, Initialisation::of_encoder(u0)};
  const Rational first = instance.number("time");
  const Rational second = 2 * first;
  Judgement judgement;
  const Interval u1 = subject.encoder_amplitude(problem, first, TimeConvention::flow, kFixedPointDigits);
  const Interval u2 = subject.encoder_amplitude(problem, second, TimeConvention::flow, kFixedPointDigits);
  judgement.require_same("limit", subject.encoder_limit(objective, depth, feature, kFixedPointDigits), Interval(0));
  judgement.require_less("start and first time", u1, exact(u0));
  judgement.require_less("first and second time", u2, u1);
  judgement.require_less("stays positive", Interval(0), u2);
  const Rational pulled = power(u0, -2) + 2 * layers * feature.variance() * second;  // u^-2 by the noise alone
  const Interval inverse_square = Interval(1) / square(u2);
  if (lambda == 0) {
    judgement.require_same("u^-2 = u0^-2 + 2 L variance t", inverse_square, exact(pulled));
  } else {
    judgement.require_less("noise alone", exact(pulled), inverse_square);
  }
  const long a = curve_powers(objective, depth).a;
  const Interval w0 = layer_of(u0, depth);
  const Interval fastest = abs(exact(lambda)) * power(w0, a - 1) + exact(feature.variance()) * power(w0, 2 * layers);
  judgement.require_less("linear bound", -(fastest * exact(second) * layers), log(u2 / exact(u0)));
  return judgement;
}

Judgement decay_from_above(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  // level = max(rho,1)^L (1 + above) and start = level (1 + higher): both above every limit
  const Rational level = power(std::max(feature.rho(), Rational(1)), depth.layers()) * (1 + instance.number("above"));
  const Rational u0 = level * (1 + instance.number("higher"));
  const ScalarProblem problem{objective, depth, feature, Initialisation::of_encoder(u0)};
  Judgement judgement;
  const auto time = require_time_to_level(judgement, subject, problem, level);
  if (judgement.verdict() == Verdict::fails) return judgement;  // a wrong time may be none that can be asked for
  const Rational moment = time->midpoint().rounded_to(53).to_rational();
  const Interval u = subject.encoder_amplitude(problem, moment * 2, TimeConvention::flow, kFixedPointDigits);
  judgement.require_less("past the level", u, exact(level));
  judgement.require_less("above the limit", subject.encoder_limit(objective, depth, feature, kFixedPointDigits), u);
  return judgement;
}

/// lambda <= 0: from u0 down to a part of it; nothing above is reached, and no fraction of the limit 0.
Judgement vanishing_time(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = vanishing_feature_of(instance);
  const Rational u0 = instance.number("amplitude");
  const Rational level = u0 * instance.number("part");
  const ScalarProblem problem{objective, depth, feature, Initialisation::of_encoder(u0)};
  Judgement judgement;
  judgement.label(feature.sign() == 0 ? "lambda = 0" : "lambda < 0");
  const auto time = require_time_to_level(judgement, subject, problem, level);
  for (const Threshold& never :
       {Threshold::level(u0 * (1 + power(Rational(2), -60))), Threshold::fraction(instance.number("part"))}) {
    judgement.require("no level above the start and no fraction of the limit 0 is reached",
                      !subject.critical_time(problem, never, TimeConvention::flow, Digits(kCheckDigits)));
  }
  const bool is_linear = curve_powers(objective, depth).a == 1;
  judgement.require_same("rate at which ln w falls in the end",
                         subject.approach_rate(objective, depth, feature, Digits(kCheckDigits)),
                         is_linear ? exact(-feature.lambda()) : Interval(0));
  if (judgement.verdict() == Verdict::fails) return judgement;
  const Rational moment = time->midpoint().rounded_to(53).to_rational();
  const Interval u = subject.encoder_amplitude(problem, moment * 2, TimeConvention::flow, kFixedPointDigits);
  judgement.require_less("past the level", u, exact(level));
  judgement.require_less("positive", Interval(0), u);
  return judgement;
}

}  // namespace

std::vector<Claim> fixed_point_claims() {
  using namespace std::placeholders;
  const auto depth = depth_field();
  const std::vector<Field> increasing{depth, positive("lambda", -2, 2), positive("rho", -1, 1), part("start", 6)};
  std::vector<Field> either = increasing;
  either.insert(either.begin(), objective_field());
  std::vector<Field> rated = either;
  rated.push_back(fraction("near", 3));
  rated.push_back(choice("at start", {0, 1}));
  rated.push_back(positive("time", -2, 1));
  rated.push_back(positive("span", -2, 1));
  std::vector<Field> moving = either;
  moving.push_back(choice("above", {0, 1}));
  moving.push_back(positive("time", -2, 1));
  moving.push_back(positive("later", -2, 1));
  return {
      {"FixedPoint.JepaLimit", increasing, std::bind(limit, Objective::jepa, _1, _2), {}},
      {"FixedPoint.MaeLimit", increasing, std::bind(limit, Objective::mae, _1, _2), {}},
      {"FixedPoint.ApproachIsMonotone", moving, monotone, {}, {"from below", "from above"}},
      {"FixedPoint.ExponentialRate", rated, exponential_rate, {}},
      {"FixedPoint.NonPositiveLambdaDies",
       {objective_field(), depth, choice("correlated", {0, 1}), positive("size", -2, 2), positive("variance", -2, 2),
        positive("amplitude", -3, 2), positive("time", -2, 3)},
       dies,
       {}},
      {"FixedPoint.DecayFromAbove",
       {objective_field(), depth, positive("lambda", -2, 2), positive("rho", -1, 1), positive("above", -3, 1),
        positive("higher", -3, 1)},
       decay_from_above,
       {}},
      {"FixedPoint.VanishingTime",
       {objective_field(), depth, choice("correlated", {0, 1}), positive("size", -2, 2), positive("variance", -2, 2),
        positive("amplitude", -3, 2), fraction("part", 6)},
       vanishing_time,
       {},
       {"lambda = 0", "lambda < 0"}},
  };
}

}  // namespace jepa_oracle::properties

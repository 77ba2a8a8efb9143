// Family LeJepa: which features linear LeJEPA learns, and when. Statement and proof: proofs-notes/lejepa.md
#include "scenarios/lejepa_scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kLeJepaDigits(kCheckDigits);
constexpr Bits kNear = 60;

/// Below rho_c (0), above it (1), or rho = 1 (2), at a "distance" that is a part of what is left on that side. The
/// weight is small enough for rho_c > -1 where a feature below it is asked for.
LeJepaFeature lejepa_feature_of(const Instance& instance) {
  const Rational side = instance.number("side");
  const Rational weight = side == 0 ? Rational(instance.number("weight") * 3 / 8) : instance.number("weight");
  const SecondTerm population = SecondTerm::population();
  if (side == 2) return {weight, 1, population};
  const Interval threshold = threshold_in_rho(weight, population);
  const Rational step = power(Rational(2), -kNear);
  const Rational low = threshold.lower().rounded_to(2 * kNear).to_rational() - step;
  const Rational high = threshold.upper().rounded_to(2 * kNear).to_rational() + step;
  const Rational& distance = instance.number("distance");
  // rho >= -1 above the threshold of a large weight too
  const Rational least = high < -1 ? Rational(-1) : high;
  return {weight, side == 0 ? Rational(low - distance * (1 + low)) : Rational(least + distance * (1 - least)),
          population};
}

Feature with_variance(const LeJepaFeature& feature, const Rational& variance) {
  return Feature::with_variance(feature.rho * variance, variance);
}

void require_direction(Judgement& judgement, const Subject& subject, const std::string& what,
                       const LeJepaProblem& problem, int expected) {
  judgement.require(what + (expected > 0   ? ": the code grows"
                            : expected < 0 ? ": the code shrinks"
                                           : ": the code is at rest"),
                    subject.lejepa_direction(problem) == expected);
}

void require_time(Judgement& judgement, const Subject& subject, const std::string& what, const LeJepaProblem& problem,
                  const Threshold& threshold, const Interval& expected) {
  const auto time = subject.lejepa_time(problem, threshold, kLeJepaDigits);
  judgement.require_answer(what, time.has_value());
  if (time) judgement.require_same(what + ": the time is the integral of 1/(dQ/dt)", *time, expected);
}

/// T(Q) = integral of (exp(-Q t^2/2) - exp(-t^2/2))^2 exp(-t^2/2) over all t, the square written out.
void require_second_term(Judgement& judgement, const Subject& subject, const LeJepaLoss& loss, const Rational& q) {
  const Interval integral = gaussian_integral(1 + 2 * q) - gaussian_integral(2 + q) * 2L + gaussian_integral(3);
  judgement.require_same("T(Q)", subject.sigreg_term(loss, q, kLeJepaDigits), integral, 100);
}

void require_learned(Judgement& judgement, const Subject& subject, const LeJepaFeature& feature,
                     const Instance& instance) {
  const Depth depth = instance.depth();
  const Rational& variance = instance.number("variance");
  const Rational& part = instance.number("part");
  const Rational& level = instance.number("level");
  const LeJepaLoss loss = LeJepaLoss::of(feature.weight);
  const Interval limit = feature.limit();
  for (const Rational& other : {variance, Rational(variance * 7)}) {
    const auto given = subject.lejepa_limit(loss, with_variance(feature, other), kLeJepaDigits);
    judgement.require_answer("the limit of a feature above rho_c", given.has_value());
    if (given) judgement.require_same("Q*", *given, limit);
  }
  const Interval amplitude = root(limit / exact(variance), 2);
  const auto from = [&](const Rational& encoder) {
    return LeJepaProblem::of(loss, depth, with_variance(feature, variance), Initialisation::of_encoder(encoder));
  };
  const Rational under = below(amplitude);
  const Rational over = above(amplitude);
  require_direction(judgement, subject, "just below Q*", from(under), 1);
  require_direction(judgement, subject, "just above Q*", from(over), -1);

  const Rational begin = (1 + part) / 4;
  const LeJepaProblem rising = from(under * begin);
  const Rational fraction = begin + (1 - begin) * level;
  require_time(judgement, subject, "a fraction of the limit", rising, Threshold::fraction(fraction),
               feature.time(depth.layers(), variance, rising.initial_variance(), limit * exact(fraction * fraction)));
  const LeJepaProblem falling = from(over * (1 + part));
  const Rational end = over * (1 + part * level);
  require_time(judgement, subject, "a level above the limit", falling, Threshold::level(end),
               feature.time(depth.layers(), variance, falling.initial_variance(), exact(variance * end * end)));
}

Judgement lejepa_threshold(const Instance& instance, const Subject& subject) {
  const LeJepaFeature feature = lejepa_feature_of(instance);
  const LeJepaLoss loss = LeJepaLoss::of(feature.weight);
  const Depth depth = instance.depth();
  const Rational& variance = instance.number("variance");
  const Rational& part = instance.number("part");
  Judgement judgement;
  require_threshold(judgement, subject, loss, SecondTerm::population());
  require_second_term(judgement, subject, loss, instance.number("level"));
  require_second_term(judgement, subject, loss, 1 + part);
  if (judgement.verdict() != Verdict::holds) return judgement;

  const LeJepaProblem drawn = LeJepaProblem::of(loss, depth, with_variance(feature, variance),
                                                Initialisation::of_encoder(instance.number("start")));
  const Rational q = drawn.initial_variance();
  const int direction = feature.direction(q);
  if (direction == 0 && !(feature.rho == 1 && q == 1)) {
    judgement.leave_undecided("the sign of l' at the start");
    return judgement;
  }
  require_direction(judgement, subject, "the start drawn", drawn, direction);
  if (instance.number("side") != 0) {
    judgement.label(feature.rho == 1 ? "rho = 1" : "above the threshold");
    require_learned(judgement, subject, feature, instance);
    return judgement;
  }
  judgement.label("below the threshold");
  judgement.require("below rho_c the code shrinks", direction < 0);
  for (const Rational& other : {variance, Rational(variance * 7)}) {
    judgement.require("a feature below rho_c has no limit",
                      !subject.lejepa_limit(loss, with_variance(feature, other), kLeJepaDigits).has_value());
  }
  judgement.require("no fraction of 0 is met",
                    !subject.lejepa_time(drawn, Threshold::fraction(part), kLeJepaDigits).has_value());
  const Rational end = instance.number("start") * (1 + part) / 4;
  require_time(judgement, subject, "a level below the start", drawn, Threshold::level(end),
               feature.time(depth.layers(), variance, q, exact(variance * end * end)));
  return judgement;
}

}  // namespace

std::vector<Claim> lejepa_claims() {
  return {{"LeJepa.Threshold",
           {depth_field(), fraction("weight", 3), positive("variance", -2, 2), choice("side", {0, 0, 1, 1, 2}, {0, 1, 2}),
            fraction("distance", 3), positive("start", -15, 1), fraction("part", 2), fraction("level", 1)},
           lejepa_threshold,
           {},
           {"below the threshold", "above the threshold", "rho = 1"}}};
}

}  // namespace jepa_oracle::properties

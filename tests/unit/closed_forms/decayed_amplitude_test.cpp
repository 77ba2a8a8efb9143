#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

constexpr int kDigits = 40;

ScalarProblem layered_problem(Objective objective, Depth depth, const Feature& feature, const Rational& w0) {
  return {objective, depth, feature, Initialisation::of_layer(w0)};
}

Amplitude at_flow_time(const ScalarProblem& problem, const Rational& decay, const Rational& time) {
  const Amplitude state = decayed_amplitude(problem, decay, time, TimeConvention::flow, Digits(kDigits));
  EXPECT_TRUE(has_its_digits(state.encoder)) << show(problem) << " t " << time.str().substr(0, 60);
  EXPECT_TRUE(has_its_digits(state.layer)) << show(problem) << " t " << time.str().substr(0, 60);
  EXPECT_TRUE(overlaps(power(state.layer.enclosure, problem.depth.layers()), state.encoder.enclosure)) << show(problem);
  return state;
}

/// The critical time of the layer amplitude w lies between two rational ones: the amplitudes at these lie on either
/// side of w, and all of it within 38 digits.
void expect_inverse(const ScalarProblem& problem, const Rational& decay, const Rational& w) {
  const Rational level = power(w, problem.depth.layers());
  const auto time =
      decayed_critical_time(problem, decay, Threshold::level(level), TimeConvention::flow, Digits(kDigits + 20));
  ASSERT_EQ(time.outcome, Outcome::reached) << show(problem);
  ASSERT_TRUE(time.time->conclusive()) << show(problem);
  const Interval before = at_flow_time(problem, decay, time.time->enclosure.lower().to_rational()).layer.enclosure;
  const Interval after = at_flow_time(problem, decay, time.time->enclosure.upper().to_rational()).layer.enclosure;
  const bool rises = w > problem.initialisation.epsilon();
  const Interval exact(w, 400);
  EXPECT_FALSE(certainly_less(rises ? exact : before, rises ? before : exact)) << show(problem) << " w " << w;
  EXPECT_FALSE(certainly_less(rises ? after : exact, rises ? exact : after)) << show(problem) << " w " << w;
  EXPECT_GT(hull(hull(before, after), exact).relative_bits(), 126) << show(problem) << " w " << w;
}

TEST(DecayedAmplitude, InvertsTheTimeOnEverySideOfTheRestPoints) {
  RandomRationals draw(7);
  for (const Objective objective : all_objectives()) {
    for (const auto& [layers, top] : {std::pair(1L, 2L), std::pair(2L, 1L), std::pair(4L, 3L)}) {
      const Feature feature = Feature::with_rho(draw.positive(-2, 2), draw.positive(-2, 1));
      const Depth depth = row_of(objective).top ? Depth(layers).with_top(top) : Depth(layers);
      if (exponents_of(objective, depth).a == 1) continue;
      const Rational largest = number(*largest_decay(objective, depth, feature, Digits(30)).decimal);
      for (const char* part : {"1e-6", "0.99"}) {
        const Rational decay = largest * number(part);
        const auto rest = decayed_rest(objective, depth, feature, decay, Digits(30));
        const Rational u = number(*rest.unstable->layer.decimal);
        const Rational s = number(*rest.stable->layer.decimal);
        const auto from = [&](const Rational& start) { return layered_problem(objective, depth, feature, start); };
        const Rational rising = u + (s - u) / 1000;
        for (const Rational& w : {Rational(rising * (1 + (s / rising - 1) / 1000000)), Rational((u + s) / 2),
                                  Rational(s - (s - u) / 1'000'000'000)}) {
          expect_inverse(from(rising), decay, w);
        }
        for (const Rational& w : {Rational(u / 2), Rational(u / 1'000'000)}) {
          expect_inverse(from(u * Rational(999, 1000)), decay, w);
        }
        for (const Rational& w : {Rational(s * 6), Rational(s + (s - u) / 1'000'000'000)}) {
          expect_inverse(from(s * 7), decay, w);
        }
      }
      // no rest point at all
      expect_inverse(layered_problem(objective, depth, feature, 3), largest * Rational(101, 100), Rational(1, 100));
    }
  }
}

// The time is the integral there, and the amplitude is not: it has a closed form.
TEST(DecayedAmplitude, InvertsTheTimeOfBernoulliEquations) {
  for (const Objective objective : {Objective::mae, Objective::spectral_contrastive, Objective::barlow_twins}) {
    const Feature feature = Feature::with_variance(number("0.9"), number("1.7"));
    const auto from = [&](const char* start) { return layered_problem(objective, Depth(1), feature, number(start)); };
    for (const char* decay : {"0.001", "0.4"}) {
      expect_inverse(from("1e-9"), number(decay), number("0.3"));
      expect_inverse(from("8"), number(decay), 2);
    }
    for (const char* decay : {"0.9", "0.95"}) expect_inverse(from("3"), number(decay), number("0.001"));
  }
  for (const Objective objective : all_objectives()) {
    for (const char* lambda : {"0", "-0.7"}) {
      const Feature feature = Feature::with_variance(number(lambda), number("1.3"));
      const ScalarProblem problem = layered_problem(objective, Depth(2), feature, 2);
      for (const char* w : {"1.9999999", "0.5", "1e-5"}) expect_inverse(problem, number("0.2"), number(w));
    }
  }
}

TEST(DecayedAmplitude, WhatIsRationalIsExact) {
  // JEPA(1, 1), lambda = 1, rho = 1/2, eta = 0.12: w_u = 0.2, w_s = 0.3
  const Feature feature = Feature::with_rho(1, Rational(1, 2));
  const auto from = [&](const char* start) {
    return layered_problem(Objective::jepa, Depth(1), feature, number(start));
  };
  for (const char* start : {"0.2", "0.3"}) {
    EXPECT_EQ(at_flow_time(from(start), number("0.12"), 5).encoder.exact, number(start));
  }
  EXPECT_EQ(at_flow_time(from("0.25"), number("0.125"), 5).encoder.exact, Rational(1, 4)) << "the largest decay";
  EXPECT_EQ(at_flow_time(from("0.27"), number("0.12"), 0).layer.exact, number("0.27")) << "at the start";
  // lambda = eta: w^-2 = 1 + 2 B t = 1 + 6 t
  const ScalarProblem critical = layered_problem(Objective::mae, Depth(1), Feature::with_variance(2, 3), 1);
  EXPECT_EQ(at_flow_time(critical, 2, Rational(4)).encoder.exact, Rational(1, 5));
  // Barlow Twins without correlation has the decay alone: w = w0 exp(-eta t)
  const ScalarProblem alone = layered_problem(Objective::barlow_twins, Depth(3), Feature::with_variance(0, 2), 2);
  EXPECT_TRUE(overlaps(at_flow_time(alone, number("0.3"), 10).layer.enclosure, exp(Interval(-3).rounded_to(300)) * 2L));
}

TEST(DecayedAmplitude, LateTimesAreAtTheLimitOrAtItsRate) {
  const Feature feature = Feature::with_rho(1, Rational(1, 2));
  const auto from = [&](const char* start) {
    return layered_problem(Objective::jepa, Depth(1), feature, number(start));
  };
  for (const char* time : {"6000", "8000", "12000", "1e6", "1e1000"}) {
    const Interval rising = at_flow_time(from("0.21"), number("0.12"), number(time)).layer.enclosure;
    EXPECT_TRUE(certainly_less(rising, Interval(number("0.3"), 400)) || contains(rising, number("0.3"))) << time;
    const Interval falling = at_flow_time(from("7"), number("0.12"), number(time)).layer.enclosure;
    EXPECT_TRUE(certainly_less(Interval(number("0.3"), 400), falling) || contains(falling, number("0.3"))) << time;
    for (const Interval& state : {rising, falling}) {
      EXPECT_GT(hull(state, Interval(number("0.3"), 400)).relative_bits(), 126) << time;
    }
  }
  // what dies has -eta for the derivative of its logarithm in the end
  const auto dying = [&](const Rational& time) {
    return at_flow_time(from("0.19"), number("0.12"), time).layer.enclosure;
  };
  for (const char* time : {"1e4", "1e5", "8e5"}) {
    const Interval ratio = dying(number(time)) / dying(number(time) + 1);
    EXPECT_GT(hull(ratio, exp(Interval(number("0.12"), 400))).relative_bits(), 120) << time;
  }
  // At the largest decay 1/8, dw/dt = -2 w (w - 1/4)^2: 1/(w - 1/4) is t/2, up to a logarithm of t.
  const auto slow = [&](const char* time) {
    return at_flow_time(from("0.4"), number("0.125"), number(time)).layer.enclosure - Interval(Rational(1, 4), 400);
  };
  const Interval product = slow("1e15") * Interval(number("1e15"), 400);
  EXPECT_TRUE(contains(between("1.9999999999", "2.0000000001", 100), product));
  EXPECT_FALSE(certainly_negative(slow("1e60")));
}

TEST(DecayedAmplitude, WithoutDecayItIsTheAmplitude) {
  const ScalarProblem problem = layered_problem(Objective::mae, Depth(3), Feature::with_rho(1, 2), Rational(1, 3));
  EXPECT_EQ(at_flow_time(problem, 0, 2).encoder.decimal,
            amplitude(problem, 2, TimeConvention::flow, Digits(kDigits)).encoder.decimal);
  EXPECT_EQ(decayed_amplitude(problem, Rational(1, 50), 6, TimeConvention::paper, Digits(kDigits)).layer.decimal,
            at_flow_time(problem, Rational(1, 50), 2).layer.decimal)
      << "paper time is L times flow time";
}

TEST(DecayedAmplitude, TimesAndDecaysThatAreNoneAreRefused) {
  const ScalarProblem problem = layered_problem(Objective::mae, Depth(3), Feature::with_rho(1, 2), Rational(1, 3));
  EXPECT_THROW(decayed_amplitude(problem, 1, -1, TimeConvention::flow, Digits(5)), InvalidProblem);
  EXPECT_THROW(decayed_amplitude(problem, -1, 1, TimeConvention::flow, Digits(5)), InvalidProblem);
}

TEST(DecayedEnd, TheRateIsThatOfTheLastOfTheWay) {
  RandomRationals draw(3);
  for (const Objective objective : all_objectives()) {
    const Feature feature = Feature::with_rho(draw.positive(-2, 2), draw.positive(-2, 1));
    const Depth depth(2);
    const Rational decay = number(*largest_decay(objective, depth, feature, Digits(30)).decimal) / 3;
    const auto rest = decayed_rest(objective, depth, feature, decay, Digits(kDigits));
    const ScalarProblem problem = layered_problem(objective, depth, feature, number(*rest.unstable->layer.decimal) * 2);
    const DecayedEnd end = decayed_end(problem, decay, TimeConvention::flow, Digits(kDigits));
    EXPECT_EQ(end.limit->decimal, rest.stable->encoder.decimal);
    // the distance to the limit falls by e^-r in a time 1, up to its own square
    const Rational late = 30 / number(*end.rate->decimal);
    const auto distance = [&](const Rational& time) {
      return rest.stable->layer.enclosure - at_flow_time(problem, decay, time).layer.enclosure;
    };
    const Interval fall = log(distance(late) / distance(late + 1)) / end.rate->enclosure;
    EXPECT_TRUE(contains(hull(Interval(number("0.999999"), 99), Interval(number("1.000001"), 99)), fall))
        << name_of(objective) << fall.midpoint().to_double();
    EXPECT_TRUE(overlaps(decayed_end(problem, decay, TimeConvention::paper, Digits(9)).rate->enclosure * 2L,
                         end.rate->enclosure));
  }
}

TEST(DecayedEnd, EveryStartHasOne) {
  const Feature feature = Feature::with_rho(1, Rational(1, 2));
  const auto end = [&](const char* start, const char* decay, Objective objective = Objective::jepa) {
    const DecayedEnd found = decayed_end(layered_problem(objective, Depth(1), feature, number(start)), number(decay),
                                         TimeConvention::flow, Digits(20));
    return std::pair(found.limit->exact, found.rate->exact);
  };
  using Both = std::pair<std::optional<Rational>, std::optional<Rational>>;
  // dw/dt = 2 w (w - 0.2)(0.3 - w) at eta = 0.12
  EXPECT_EQ(end("0.21", "0.12"), Both(number("0.3"), number("0.06")));
  EXPECT_EQ(end("9", "0.12"), Both(number("0.3"), number("0.06")));
  EXPECT_EQ(end("0.2", "0.12"), Both(number("0.2"), number("-0.04")));
  EXPECT_EQ(end("0.19", "0.12"), Both(0, number("0.12")));
  EXPECT_EQ(end("0.3", "0.125"), Both(number("0.25"), 0));
  EXPECT_EQ(end("0.3", "0.2"), Both(0, number("0.2")));
  // MAE(1, 1): w^2 -> (lambda - eta) / variance, at the rate 2 (lambda - eta)
  EXPECT_EQ(end("0.3", "0.68", Objective::mae), Both(number("0.4"), number("0.64")));
  EXPECT_EQ(end("0.3", "1.5", Objective::mae), Both(0, number("0.5")));
  EXPECT_EQ(end("0.3", "1", Objective::mae), Both(0, 0));
  EXPECT_EQ(end("0.3", "0"), Both(number("0.5"), number("0.5"))) << "without decay";
}

}  // namespace
}  // namespace jepa_oracle

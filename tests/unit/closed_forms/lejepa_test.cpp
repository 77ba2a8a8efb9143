#include "jepa_oracle/lejepa.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

const Rational kWeight = number("0.05");

LeJepaProblem problem(const LeJepaLoss& loss, long depth, const char* rho, const char* variance, const char* epsilon) {
  const Feature feature = Feature::with_variance(number(rho) * number(variance), number(variance));
  return LeJepaProblem::of(loss, Depth(depth), feature, Initialisation::of_encoder(number(epsilon)));
}

Feature with_rho(const char* rho) { return Feature::with_variance(number(rho), 1); }

std::string time_of(const LeJepaProblem& one, const Threshold& threshold) {
  const LeJepaTime time = lejepa_critical_time(one, threshold, TimeConvention::flow, Digits(40));
  EXPECT_EQ(time.outcome, Outcome::reached);
  return time.time && time.time->decimal ? *time.time->decimal : "none";
}

Outcome outcome(const char* rho, const char* epsilon, const Threshold& threshold) {
  return lejepa_critical_time(problem(LeJepaLoss::of(kWeight), 1, rho, "1", epsilon), threshold, TimeConvention::flow,
                              Digits(5))
      .outcome;
}

// Computed by another program (adaptive quadrature in 45 digits).
TEST(LeJepa, TheNumbersOfAnotherProgramComeOut) {
  const LeJepaLoss loss = LeJepaLoss::of(kWeight);
  const LeJepaLoss of_batch = LeJepaLoss::of(kWeight, SigRegBatch{8, true});
  const Digits digits(40);
  EXPECT_EQ(*lejepa_threshold(loss, digits).decimal, "0.8294314369286060538140335217746870882518");
  EXPECT_EQ(*lejepa_threshold(of_batch, Digits(27)).decimal, "-0.100692896715256779759756533");
  EXPECT_EQ(*lejepa_threshold(LeJepaLoss::of(kWeight, SigRegBatch{2, false}), Digits(27)).decimal,
            "0.961359240856553448678021168");
  EXPECT_EQ(*lejepa_limit(loss, with_rho("0.9"), digits)->decimal, "0.1344080975315107766715243380765886432997");
  EXPECT_EQ(*lejepa_limit(of_batch, with_rho("0.5"), digits)->decimal, "0.1841655036856980248753162434910604515528");
  EXPECT_EQ(*lejepa_limit(of_batch, with_rho("1"), digits)->decimal, "0.7645347030563411450444510848672981793849");
  EXPECT_EQ(*sigreg_term(loss, number("0.5"), digits).decimal, "0.04899452193724253534817372582659029332388");
  EXPECT_EQ(time_of(problem(loss, 1, "0.9", "1", "0.01"), Threshold::fraction(number("0.5"))),
            "46.33233539664788873224139231621533400732");
  EXPECT_EQ(time_of(problem(loss, 3, "0.9", "1.3", "0.01"), Threshold::fraction(number("0.5"))),
            "1319.333488135814539001443578279606247842");
  EXPECT_EQ(time_of(problem(loss, 2, "0.8", "1.3", "0.3"), Threshold::level(number("0.1"))),
            "53.14514981319849476178761337532604059830");
  EXPECT_EQ(time_of(problem(of_batch, 1, "0.5", "1.3", "0.01"), Threshold::level(number("0.3"))),
            "5.632681171845683554767268991341020271531");
}

TEST(LeJepa, AFeatureIsLearnedExactlyAboveTheThreshold) {
  const LeJepaLoss loss = LeJepaLoss::of(kWeight);
  const Rational threshold = lejepa_threshold(loss, Digits(100)).enclosure.midpoint().to_rational();
  const Rational step = power(Rational(10), -95);
  const auto limit = [&](const Rational& rho) {
    return lejepa_limit(loss, Feature::with_variance(rho, 1), Digits(10));
  };
  EXPECT_FALSE(limit(threshold - step));
  ASSERT_TRUE(limit(threshold + step));
  EXPECT_TRUE(limit(threshold + step)->conclusive());
  EXPECT_TRUE(certainly_less(limit(threshold + step)->enclosure, Interval(number("1e-90"), 128)));
  EXPECT_EQ(lejepa_limit(loss, with_rho("1"), Digits(10))->exact, Rational(1));
}

TEST(LeJepa, OutcomesFollowStartThresholdAndLimit) {
  const auto half = Threshold::fraction(number("0.5"));
  const auto level = [](const char* text) { return Threshold::level(number(text)); };
  EXPECT_EQ(outcome("0.8", "0.01", half), Outcome::dies);
  EXPECT_EQ(outcome("0.9", "0.01", half), Outcome::reached);
  EXPECT_EQ(outcome("0.9", "0.3", half), Outcome::already_beyond);  // the limit is 0.3666
  EXPECT_EQ(outcome("0.9", "5", half), Outcome::already_beyond);
  EXPECT_EQ(outcome("0.9", "0.1", level("0.36")), Outcome::reached);
  EXPECT_EQ(outcome("0.9", "0.1", level("0.37")), Outcome::never);
  EXPECT_EQ(outcome("0.9", "0.5", level("0.7")), Outcome::never);
  EXPECT_EQ(outcome("0.9", "0.5", level("0.37")), Outcome::reached);
  EXPECT_EQ(outcome("0.9", "0.5", level("0.36")), Outcome::already_beyond);
  EXPECT_EQ(outcome("0.8", "0.5", level("0.6")), Outcome::dies);
  EXPECT_EQ(outcome("0.8", "0.5", level("0.4")), Outcome::reached);
  EXPECT_EQ(outcome("1", "0.5", half), Outcome::reached);
  EXPECT_EQ(lejepa_critical_time(problem(LeJepaLoss::of(kWeight), 4, "1", "1", "0.5"), half, TimeConvention::flow,
                                 Digits(5))
                .time->exact,
            Rational(0));
}

TEST(LeJepa, TimesAddUpAndPaperTimeIsDepthTimesFlowTime) {
  for (const long depth : {1L, 2L, 7L, 64L}) {
    for (const char* rho : {"-1", "0.82943", "0.82944", "0.99", "1"}) {
      const LeJepaLoss loss = LeJepaLoss::of(kWeight);
      const bool rises = number(rho) > number("0.829431");
      const Rational ends[] = {number(rises ? "1e-6" : "1e-4"), number("1e-5"), number(rises ? "1e-4" : "1e-6")};
      const auto time = [&](const Rational& from, const Rational& to, TimeConvention convention) {
        const auto one = LeJepaProblem::of(loss, Depth(depth), with_rho(rho), Initialisation::of_encoder(from));
        const LeJepaTime answer = lejepa_critical_time(one, Threshold::level(to), convention, Digits(30));
        EXPECT_TRUE(answer.time && has_its_digits(*answer.time)) << depth << ' ' << rho;
        return answer.time ? answer.time->enclosure : Interval(0);
      };
      const auto flow = TimeConvention::flow;
      const Interval whole = time(ends[0], ends[2], flow);
      EXPECT_TRUE(overlaps(whole, time(ends[0], ends[1], flow) + time(ends[1], ends[2], flow))) << depth << ' ' << rho;
      EXPECT_TRUE(overlaps(whole * depth, time(ends[0], ends[2], TimeConvention::paper))) << depth << ' ' << rho;
    }
  }
}

TEST(LeJepa, RefusesWeightsBatchesAndFeaturesThatItCannotHave) {
  EXPECT_THROW(LeJepaLoss::of(0), InvalidProblem);
  EXPECT_THROW(LeJepaLoss::of(1), InvalidProblem);
  EXPECT_THROW(LeJepaLoss::of(number("-0.1")), InvalidProblem);
  EXPECT_THROW(LeJepaLoss::of(kWeight, SigRegBatch{1, true}), InvalidProblem);
  EXPECT_THROW(problem(LeJepaLoss::of(kWeight), 1, "1.01", "1", "0.1"), InvalidProblem);
  EXPECT_THROW(lejepa_limit(LeJepaLoss::of(kWeight), with_rho("-1.01"), Digits(5)), InvalidProblem);
  EXPECT_THROW(LeJepaProblem::of(LeJepaLoss::of(kWeight), Depth(1).with_top(2), with_rho("0.9"),
                                 Initialisation::of_encoder(1)),
               InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle

// Family LeJepa, batches: what the expectation over N pairs does to the second term. Statement and proof:
// proofs-notes/lejepa.md; the misreading: proofs-notes/misreading.md
#include <array>

#include "scenarios/family_scenario.h"
#include "scenarios/lejepa_scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kBatchDigits(kCheckDigits);

long batch_of(const Instance& instance, const std::string& name) {
  return numerator(instance.number(name)).convert_to<long>();
}

struct Complex {
  Rational re, im;
  Complex operator+(const Complex& b) const { return {re + b.re, im + b.im}; }
  Complex operator*(const Rational& b) const { return {re * b, im * b}; }
  Rational squared_modulus() const { return re * re + im * im; }
};

/// E |mean of N draws|^2 = |E z|^2 + (1 - |E z|^2) / N, of z with a law on three rational points of the unit circle (what
/// exp(i t x) is at one t), all draws enumerated.
void require_mean_of_squares(Judgement& judgement, const Rational& a, const Rational& b) {
  const auto on_circle = [](const Rational& s) {
    return Complex{(1 - s * s) / (1 + s * s), 2 * s / (1 + s * s)};
  };
  const std::array<Complex, 3> points{on_circle(a), on_circle(-b), Complex{-1, 0}};
  const std::array<Rational, 3> law{Rational(1, 2), b / 2, (1 - b) / 2};
  Complex mean{0, 0};
  for (std::size_t i = 0; i < 3; ++i) mean = mean + points[i] * law[i];
  Rational of_two = 0;
  Rational of_three = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const Complex pair = points[i] + points[j];
      of_two += law[i] * law[j] * pair.squared_modulus() / 4;
      for (std::size_t k = 0; k < 3; ++k) of_three += law[i] * law[j] * law[k] * (pair + points[k]).squared_modulus() / 9;
    }
  }
  const Rational square = mean.squared_modulus();
  judgement.require_equal("E|mean of 2|^2", of_two, square + (1 - square) / 2);
  judgement.require_equal("E|mean of 3|^2", of_three, square + (1 - square) / 3);
}

/// B_N/N = integral of ((exp(-Q t^2/2) - exp(-t^2/2))^2 + (1 - exp(-Q t^2)) / N) exp(-t^2/2), written out.
void require_expectation(Judgement& judgement, const Subject& subject, const LeJepaLoss& loss, const Rational& q) {
  const long n = loss.batch()->size;
  const Interval square = gaussian_integral(1 + 2 * q);
  const Interval mean = square - gaussian_integral(2 + q) * 2L + gaussian_integral(3);
  const Interval expectation = mean + (gaussian_integral(1) - square) / n;
  judgement.require_same("the expected second term", subject.sigreg_term(loss, q, kBatchDigits),
                         loss.batch()->with_factor ? expectation * n : expectation, 100);
}

/// Q_N: where B_N' changes its sign, and between 1 - 2/N and 1 - 2/N + 1/N^2.
void require_minimum(Judgement& judgement, const Subject& subject, const LeJepaLoss& loss, const SecondTerm& second,
                     const Rational& variance) {
  const auto minimum = subject.lejepa_limit(loss, Feature::with_variance(variance, variance), kBatchDigits);
  judgement.require_answer("Q_N", minimum.has_value());
  if (!minimum) return;
  judgement.require("Q_N is a positive number", minimum->is_bounded() && certainly_positive(*minimum));
  if (judgement.verdict() != Verdict::holds) return;
  const LeJepaFeature whole{loss.weight(), 1, second};
  judgement.require("B_N falls before Q_N", whole.direction(just_below(*minimum)) > 0);
  judgement.require("B_N rises after Q_N", whole.direction(just_above(*minimum)) < 0);
  const Rational x(1, loss.batch()->size);
  judgement.require_less("1 - 2/N < Q_N", exact(1 - 2 * x), *minimum);
  judgement.require_less("Q_N < 1 - 2/N + 1/N^2", *minimum, exact(1 - 2 * x + x * x));
}

/// Whether a feature is learned, at rho below and above the threshold where both are in [-1, 1].
void require_fates(Judgement& judgement, const Subject& subject, const LeJepaLoss& loss, const SecondTerm& second,
                   const Rational& distance, const Rational& variance) {
  const Interval threshold = threshold_in_rho(loss.weight(), second);
  const Rational low = threshold.lower().rounded_to(64).to_rational() - power(Rational(2), -50);
  const Rational high = threshold.upper().rounded_to(64).to_rational() + power(Rational(2), -50);
  const auto require_fate = [&](const Rational& rho, bool learned) {
    const auto limit = subject.lejepa_limit(loss, Feature::with_variance(rho * variance, variance), kBatchDigits);
    judgement.require(learned ? "a feature above the threshold is learned" : "a feature below the threshold vanishes",
                      limit.has_value() == learned);
    if (limit && learned) judgement.require_same("Q*", *limit, LeJepaFeature{loss.weight(), rho, second}.limit());
  };
  if (low > -1) {
    judgement.label("both fates");
    require_fate(low - distance * (1 + low), false);
    if (high < 1) require_fate(high + distance * (1 - high), true);
  } else {
    judgement.label("every feature is learned");
    require_fate(1 - 2 * distance, true);
  }
}

Judgement batch_shrinks_code(const Instance& instance, const Subject& subject) {
  const long size = batch_of(instance, "batch");
  const Rational& weight = instance.number("weight");
  const Rational& distance = instance.number("distance");
  const Rational& variance = instance.number("variance");
  Judgement judgement;
  require_mean_of_squares(judgement, instance.number("code"), distance);
  for (const bool with_factor : {true, false}) {
    const LeJepaLoss loss = LeJepaLoss::of(weight, SigRegBatch{size, with_factor});
    const SecondTerm second = SecondTerm::of_batch(size, with_factor);
    require_expectation(judgement, subject, loss, instance.number("code"));
    require_minimum(judgement, subject, loss, second, variance);
    require_threshold(judgement, subject, loss, second);
    require_fates(judgement, subject, loss, second, distance, variance);
  }
  return judgement;
}

/// "With the factor N of the statistic or without it, batches of either size learn the same features": refuted where the
/// subject's thresholds put the feature on different sides with the factor, and without it.
Judgement weight_transfers(const Instance& instance, const Subject& subject) {
  const Rational& weight = instance.number("weight");
  const Rational& rho = instance.number("rho");
  Judgement judgement;
  judgement.let_only_comparisons_refute();
  int transfers = 0;
  for (const bool with_factor : {true, false}) {
    std::array<bool, 2> learned{};
    const std::array<long, 2> sizes{batch_of(instance, "batch"), batch_of(instance, "other_batch")};
    for (std::size_t i = 0; i < 2; ++i) {
      const Interval threshold =
          subject.lejepa_threshold(LeJepaLoss::of(weight, SigRegBatch{sizes[i], with_factor}), kBatchDigits);
      learned[i] = certainly_less(threshold, exact(rho));
      if (!learned[i] && !certainly_less(exact(rho), threshold)) judgement.leave_undecided("rho at the threshold");
    }
    if (learned[0] == learned[1]) ++transfers;
  }
  if (judgement.verdict() == Verdict::holds) {
    judgement.require("with the factor N or without it, both batches learn the feature or neither does", transfers > 0);
  }
  return judgement;
}

}  // namespace

std::vector<Claim> lejepa_batch_claims() {
  const std::vector<long> sizes{2, 3, 4, 5, 8, 16, 64, 128, 1024, 1L << 20, 1L << 40};
  const std::vector<long> usual{2, 3, 4, 8, 16, 64, 128, 1024};
  return {
      {"LeJepa.BatchShrinksCode",
       {choice("batch", sizes), fraction("weight", 3), positive("variance", -2, 2), fraction("distance", 3),
        positive("code", -2, 1)},
       batch_shrinks_code,
       {},
       {"both fates", "every feature is learned"}},
      {"Misreading.SigRegWeightTransfersAcrossBatchSizes",
       {choice("batch", usual), choice("other_batch", usual), part("weight", 2), fraction("rho", 2)},
       weight_transfers,
       {instance_of({{"batch", "2"}, {"other_batch", "4"}, {"weight", "0.05"}, {"rho", "0.9"}})}},
  };
}

}  // namespace jepa_oracle::properties

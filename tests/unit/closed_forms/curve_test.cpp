#include "closed_forms/curve.h"

#include <gtest/gtest.h>

#include <vector>

#include "jepa_oracle/decimal.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

constexpr Bits kBits = 256;

Curve curve_of(Objective objective, long depth, Branch branch) {
  return {exponents_of(objective, Depth(depth)), branch};
}

/// Those of the table, and others: m below, at and above a - 1, with a logarithm in the polar part and without.
std::vector<Curve> all_curves() {
  std::vector<Exponents> all;
  for (const Objective objective : all_objectives()) {
    for (long depth : {1, 2, 3, 4, 5, 6, 7, 8, 64}) all.push_back(exponents_of(objective, Depth(depth)));
  }
  for (const auto& [a, m] : std::vector<std::pair<long, long>>{
           {1, 1}, {3, 1}, {1, 2}, {3, 2}, {5, 2}, {7, 2}, {4, 2}, {6, 3}, {7, 3}, {8, 3}, {5, 6}, {7, 8}, {9, 4}}) {
    all.push_back({a, m});
  }
  std::vector<Curve> curves;
  for (const Exponents& exponents : all) {
    for (const Branch branch : {Branch::increasing, Branch::decreasing, Branch::vanishing})
      curves.push_back({exponents, branch});
  }
  return curves;
}

std::string show(const Curve& curve, const Rational& coordinate) {
  const char* branch = curve.branch == Branch::increasing    ? "increasing"
                       : curve.branch == Branch::decreasing ? "decreasing"
                                                          : "vanishing";
  return "a = " + std::to_string(curve.a()) + ", m = " + std::to_string(curve.m()) + " " + branch + " at " +
         coordinate.str();
}

const std::vector<const char*> kCoordinates = {"-60", "-9", "-3", "-1", "-0.3", "-1e-3", "0.2", "0.7", "2", "5", "30"};

Interval at(const Curve& curve, const Rational& l, Bits bits = kBits) {
  return primitive(curve, place_at(curve, Interval(l, bits)));
}

TEST(Curve, ThePrimitiveChangesAsItsSlopeSays) {
  // Mean value theorem: (P(l+h) - P(l)) / h is a value of the slope on [l, l+h]; across every switch of formula.
  for (const Curve& curve : all_curves()) {
    for (const char* text : kCoordinates) {
      const Rational l = number(text);
      const Rational h = number("1e-9");
      const Interval quotient = (at(curve, l + h) - at(curve, l)) / Interval(h, kBits);
      const Interval slope =
          primitive_slope(curve, place_at(curve, hull(Interval(l, kBits), Interval(Rational(l + h), kBits))));
      const bool constant = curve.a() == 1 && curve.m() == 1 && curve.branch == Branch::increasing;  // P = l
      EXPECT_TRUE(constant ? contains(quotient, Rational(1)) : contains(slope, quotient)) << show(curve, l);
      EXPECT_GE(slope.relative_bits(), 15) << show(curve, l);
    }
  }
}

TEST(Curve, TheSlopeIsOneOverTheVelocity) {
  // dl / d(scaled time) = (dl/ds) s^a (1 - sigma s^m), written out for each coordinate.
  for (const Curve& curve : all_curves()) {
    for (const char* text : kCoordinates) {
      const Rational l = number(text);
      const auto place = place_at(curve, Interval(l, 2 * kBits));
      const long sigma = curve.branch == Branch::vanishing ? -1 : 1;
      const Interval velocity = power(place.s, curve.a()) * (Interval(1) - power(place.s, curve.m()) * sigma);
      const Interval ds_dl = curve.branch == Branch::increasing    ? place.s * place.complement
                             : curve.branch == Branch::decreasing ? place.complement
                                                                : place.s;
      const Interval one = primitive_slope(curve, place) * velocity / ds_dl;
      EXPECT_TRUE(contains(one, Rational(1))) << show(curve, l);
      EXPECT_GE(one.relative_bits(), kBits) << show(curve, l);
    }
  }
}

TEST(Curve, PrimitivesOfTheBranchesWithoutALimitInfinityVanishThere) {
  for (const Curve& curve : all_curves()) {
    if (curve.branch == Branch::increasing) {
      continue;
    }
    // |P| < s^-(a+m-1) for s >= 2, and it keeps its relative digits: no cancellation is left
    const Interval far = at(curve, 200);
    const Interval room = Interval(Rational(1 + power(Rational(2), -64)), kBits);  // a + m - 1 = 1 has none of its own
    const Interval bound = exp(Interval(-200).rounded_to(kBits) * (curve.a() + curve.m() - 1)) * room;
    EXPECT_TRUE(certainly_less(abs(far), bound)) << show(curve, 200);
    EXPECT_TRUE(curve.branch == Branch::decreasing ? certainly_positive(far) : certainly_negative(far))
        << show(curve, 200);
    EXPECT_GE(far.relative_bits(), kBits - 32) << show(curve, 200);
  }
}

TEST(Curve, GrowingPrimitivesHaveNoConstantTermAtZero) {
  // What is left of P(s) beside its terms with a pole at 0 falls at least like s: at s = 2^-60, below 2^-58.
  const Rational s = power(Rational(2), -60);
  for (const Curve& curve : all_curves()) {
    if (curve.branch != Branch::increasing) continue;
    Interval rest = primitive(curve, place_of(Interval(s, 8192)));
    for (long exponent = curve.a() - 1; exponent >= 0; exponent -= curve.m()) {
      const Interval at(s, 8192);
      rest += exponent == 0 ? -log(at) : Interval(1) / (power(at, exponent) * exponent);
    }
    EXPECT_TRUE(certainly_less(abs(rest), Interval(power(Rational(2), -58), 64))) << show(curve, 0);
  }
}

TEST(Curve, GrowingPrimitivesOfJepaAreTheFormulaOfTheTheory) {
  // G(s) = ln(s/(1-s)) - sum_{n < 2L} 1/(n s^n) at rational s
  for (long depth : {1, 2, 3, 8, 64}) {
    for (const char* text : {"0.001", "0.4", "0.9", "0.999999"}) {
      const Rational s = number(text);
      Rational head = 0;
      for (long n = 1; n < 2 * depth; ++n) head += 1 / (n * power(s, n));
      const Interval expected = log(Interval(Rational(s / (1 - s)), kBits)) - Interval(head, 4 * kBits);
      const Interval ours =
          primitive(curve_of(Objective::jepa, depth, Branch::increasing), place_of(Interval(s, kBits)));
      EXPECT_TRUE(overlaps(ours, expected)) << depth << " " << s;
      EXPECT_GE(ours.relative_bits(), kBits - 32) << depth << " " << s;
    }
  }
}

TEST(Curve, ScaledTimeIsTheDifferenceOfThePrimitives) {
  for (const Curve& curve : all_curves()) {
    const auto from = place_at(curve, Interval(Rational(-2), kBits));
    const auto to = place_at(curve, Interval(Rational(3), kBits));
    const Interval time = scaled_time(curve, from, to);
    EXPECT_TRUE(overlaps(time, primitive(curve, to) - primitive(curve, from))) << show(curve, 3);
    EXPECT_GE(time.relative_bits(), kBits - 40) << show(curve, 3);
  }
}

TEST(Curve, PlacesKeepTheComplement) {
  for (const Branch branch : {Branch::increasing, Branch::decreasing}) {
    const auto place = place_at(curve_of(Objective::mae, 2, branch),
                                Interval(Rational(branch == Branch::increasing ? 100 : -100), kBits));
    EXPECT_GE(place.complement.relative_bits(), kBits - 12)
        << "1 - s ~ e^-100 is not the difference of two numbers near 1";
    EXPECT_TRUE(
        contains(branch == Branch::increasing ? place.s + place.complement : place.s - place.complement, Rational(1)));
  }
}

TEST(Curve, PlacesOfAmplitudesNearTheLimitHaveACompleteComplement) {
  const Feature feature = Feature::with_rho(1, number("0.7"));
  for (const Objective objective : all_objectives()) {
    for (long depth : {1, 2, 3, 8, 64}) {
      // a start 1e-40 and 1e-400 below and above a rational limit of JEPA; for MAE the same numbers relative to a root
      for (const char* distance : {"1e-40", "-1e-40", "1e-400", "-1e-400"}) {
        const Rational limit = power(feature.rho(), depth);
        const Rational amplitude = limit * (1 - number(distance));
        const auto place =
            place_of_amplitude<Interval>(FeatureOnCurve::of(objective, Depth(depth), feature), amplitude, 200);
        EXPECT_GE(place.complement.relative_bits(), 190) << name_of(objective) << depth << " " << distance;
        if (objective == Objective::jepa) {  // |1 - s^L| = |distance|
          const Interval back = abs(Interval(1) - power(place.s, depth));
          EXPECT_TRUE(contains(back, boost::multiprecision::abs(number(distance)))) << depth << " " << distance;
        }
      }
    }
  }
}

TEST(Curve, PlacesOfFractionsAreRoots) {
  for (long depth : {1, 3, 64}) {
    for (const char* text : {"1e-300", "0.5", "0.999999999999", "0.9999999999999999999999999999999999999999"}) {
      const auto place = place_of_fraction<Interval>(Depth(depth), number(text), 200);
      EXPECT_TRUE(contains(power(place.s, depth), number(text))) << depth << " " << text;
      EXPECT_TRUE(contains(place.s + place.complement, Rational(1)));
      EXPECT_GE(place.complement.relative_bits(), 190) << depth << " " << text;
    }
  }
}

TEST(Curve, UnitsAreThoseOfTheTheory) {
  for (const char* rho : {"0.7", "-1.3", "5"}) {
    const Rational lambda = number(rho) > 0 ? Rational(2, 3) : Rational(-2, 3);
    const Feature feature = Feature::with_rho(lambda, number(rho));
    for (long depth : {1, 2, 5, 64}) {
      const Rational size = boost::multiprecision::abs(feature.rho());
      const auto jepa = units_of<Interval>(FeatureOnCurve::of(Objective::jepa, Depth(depth), feature), kBits);
      EXPECT_TRUE(contains(jepa.amplitude, size));
      EXPECT_TRUE(contains(jepa.rate, lambda * power(size, 2 * depth - 1)));
      EXPECT_GE(jepa.rate.relative_bits(), kBits - 12);
      const auto mae = units_of<Interval>(FeatureOnCurve::of(Objective::mae, Depth(depth), feature), kBits);
      EXPECT_TRUE(contains(power(mae.amplitude, depth + 1), size));
      EXPECT_TRUE(contains(power(mae.rate / Interval(lambda, kBits), depth + 1), power(size, depth - 1)));
      EXPECT_GE(mae.rate.relative_bits(), kBits - 12);
    }
  }
}

TEST(Curve, TheGuessOfACoordinateIsNearIt) {
  for (const Curve& curve : all_curves()) {
    for (const char* text : {"-500", "-20", "-1", "0", "1", "20", "500"}) {
      const Real l(number(text), 128);
      const Real value = primitive(curve, place_at(curve, l));
      const Real guess = approximate_coordinate(curve, value);
      // Where P is l/m + O(ln L), the guess is out by m O(ln L); elsewhere by a few units.
      EXPECT_LT(abs(guess - l).to_double(), 6.0 * static_cast<double>(curve.m())) << show(curve, number(text));
    }
  }
}

TEST(Curve, BranchesAreDecidedExactly) {
  const Feature feature = Feature::with_rho(1, number("0.5"));
  const auto branch = [&](const Rational& u0) {
    return branch_of({Objective::jepa, Depth(2), feature, Initialisation::of_encoder(u0)});
  };
  EXPECT_EQ(branch(number("0.25")), Branch::increasing) << "a start on the limit";
  EXPECT_EQ(branch(number("0.25") - number("1e-400")), Branch::increasing);
  EXPECT_EQ(branch(number("0.25") + number("1e-400")), Branch::decreasing);
  EXPECT_EQ(branch_of({Objective::mae, Depth(2), Feature::with_rho(-1, number("-0.5")), Initialisation::of_encoder(1)}),
            Branch::vanishing);
}

}  // namespace
}  // namespace jepa_oracle

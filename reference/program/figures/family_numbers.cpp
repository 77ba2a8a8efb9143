#include "figures/family_numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle::program {
namespace {

constexpr int kPercents = 99;

/// Short enough for a key.
std::string_view short_title(Objective objective) {
  constexpr std::size_t kShort = 12;
  const auto& row = row_of(objective);
  return row.title.size() <= kShort ? row.title : row.short_name;
}

/// 0.1, 0.03, 0.01, ...
std::vector<Rational> layer_starts() {
  std::vector<Rational> all;
  Rational start(1, 10);
  for (int i = 1; i <= kFamilyDecades; ++i) {
    all.push_back(start);
    if (i < kFamilyDecades) all.push_back(start * 3 / 10);
    start /= 10;
  }
  return all;
}

/// The number that `enclose(bits)` encloses, all digits correct where a few precisions decide them.
template <class Enclose>
Guaranteed certified(Digits digits, const Enclose& enclose) {
  constexpr int kTries = 6;
  Guaranteed number{digits, std::nullopt, Interval(0), std::nullopt};
  Bits bits = digits.working_bits();
  for (int i = 0; i < kTries && !number.decimal; ++i, bits *= 2) {
    number.enclosure = enclose(bits);
    number.decimal = decimal_of(number.enclosure, digits);
  }
  return number;
}

Interval time_of(const FamilyMember& member, const Feature& feature, const Rational& start, Bits bits) {
  const ScalarProblem problem{member.objective, member.depth, feature, Initialisation::of_layer(start)};
  return enclose_critical_time(problem, Threshold::fraction(kFamilyFraction), TimeConvention::flow, bits);
}

Interval gap_of(const FamilyMember& member, const Rational& start, Bits bits) {
  return time_of(member, smaller_rho(), start, bits) - time_of(member, larger_rho(), start, bits);
}

/// What the gap D tends to as the start falls (Family.GapLaw): with e = a - 1 - m and Delta the difference of 1 /
/// w_inf^m, Delta / (e w0^e) or Delta ln(1/w0); where e < 0 its limit, which exceeds D(w) by less than Delta w^-e / (-e
/// (1 - w^m / w_inf,1^m)(1 - w^m / w_inf,2^m)) at every start w.
Interval law_of(const FamilyMember& member, const Rational& start, Bits bits) {
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const Rational beta1 = 1 / limit_power_of(member.objective, larger_rho());
  const Rational beta2 = 1 / limit_power_of(member.objective, smaller_rho());
  const long e = a - 1 - m;
  if (e > 0) return Interval((beta2 - beta1) / (power(start, e) * e), bits);
  if (e == 0) return Interval(beta2 - beta1, bits) * -log(Interval(start, bits));
  const Rational tiny = power(Rational(2), -bits);
  const Rational most =
      (beta2 - beta1) * power(tiny, -e) / (-e * (1 - beta1 * power(tiny, m)) * (1 - beta2 * power(tiny, m)));
  return gap_of(member, tiny, bits * (a + 1)) + hull(Interval(0), Interval(most, bits));
}

FamilyGap gap_from(const FamilyMember& member, const Rational& start, Digits digits) {
  if (gap_kind(member) == "zero") {
    const Guaranteed zero = Guaranteed::of_exact(0, digits);
    return {start, zero, zero, zero};
  }
  return {
      start, certified(digits, [&](Bits bits) { return gap_of(member, start, bits); }),
      certified(digits,
                [&](Bits bits) { return gap_of(member, start, bits) / time_of(member, larger_rho(), start, bits); }),
      certified(digits, [&](Bits bits) { return law_of(member, start, bits); })};
}

}  // namespace

Feature larger_rho() { return Feature::with_rho(1, 1); }
Feature smaller_rho() { return Feature::with_rho(1, Rational(1, 2)); }

bool FamilyMember::has_top() const { return row_of(objective).top.has_value(); }

std::string FamilyMember::name() const {
  const auto title = short_title(objective);
  return has_top() ? fmt::format("{}({}, {})", title, depth.layers(), depth.top_layers())
                   : fmt::format("{}({})", title, depth.layers());
}

std::size_t FamilyMember::row() const {
  const auto& all = all_objectives();
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), objective) - all.begin());
}

std::vector<FamilyMember> family_members(std::initializer_list<long> depths, long most_top) {
  std::vector<FamilyMember> all;
  for (const Objective objective : all_objectives()) {
    for (const long depth : depths) {
      const long tops = row_of(objective).top ? most_top : 1;
      for (long top = 1; top <= tops; ++top) all.push_back({objective, Depth(depth).with_top(top)});
    }
  }
  return all;
}

std::string_view gap_kind(const FamilyMember& member) {
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const Rational larger = limit_power_of(member.objective, larger_rho());
  if (larger == limit_power_of(member.objective, smaller_rho())) return "zero";
  return m < a - 1 ? "power" : (m == a - 1 ? "logarithm" : "bounded");
}

FamilyGaps family_gaps(const FamilyMember& member, Digits digits) {
  FamilyGaps all{member, {}};
  for (const Rational& start : layer_starts()) all.gaps.push_back(gap_from(member, start, digits));
  return all;
}

FamilyCurve family_curve(const FamilyMember& member, Digits digits) {
  const ScalarProblem problem{member.objective, member.depth, smaller_rho(), Initialisation::of_layer(Rational(1, 20))};
  const auto time = [&](const Rational& fraction, Bits bits) {
    return enclose_critical_time(problem, Threshold::fraction(fraction), TimeConvention::flow, bits);
  };
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const auto rate = [&, power_of_limit = a - 1, degree = static_cast<unsigned long>(m)](Bits bits) {
    const Interval limit = root(Interval(limit_power_of(member.objective, problem.feature), bits), degree);
    return Interval(problem.feature.lambda(), bits) * power(limit, power_of_limit);
  };
  FamilyCurve curve{member, {}};
  for (long percent = 1; percent <= kPercents; ++percent) {
    const Rational fraction(percent, 100);
    // A start at or beyond one percent of its limit has no such time.
    if (compare_with_fraction_of_limit(member.objective, member.depth, problem.feature, problem.initial_amplitude(),
                                       fraction) >= 0) {
      continue;
    }
    curve.points.push_back(
        {fraction, certified(digits, [&](Bits bits) { return time(fraction, bits); }),
         fraction == kFamilyFraction ? Guaranteed::of_exact(0, digits) : certified(digits, [&](Bits bits) {
           return (time(fraction, bits) - time(kFamilyFraction, bits)) * rate(bits);
         })});
  }
  return curve;
}

}  // namespace jepa_oracle::program

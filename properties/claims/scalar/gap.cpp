// Family CriticalTime, gaps between two features of equal lambda as epsilon -> 0. Constants are fixed from the first
// start and tested at a smaller one. Statements, conditions and proofs: proofs-notes/critical-time.md
#include <algorithm>
#include <cmath>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Two features of equal lambda and rho1 > rho2, a first start and a smaller one.
struct Gap {
  Depth depth;
  Rational lambda, rho1, rho2, p;

  long last() const { return 2 * depth.layers() - 1; }  // N

  Feature feature(int index) const { return Feature::with_rho(lambda, index == 1 ? rho1 : rho2); }

  /// t1 and t2 from the layer amplitude w0 = place * q * rho2, i.e. epsilon = p (place rho2)^L.
  std::pair<Interval, Interval> times(Judgement& judgement, const Subject& subject, Objective objective,
                                      const Rational& place, Digits digits) const {
    const auto start = Initialisation::of_encoder(p * power(place * smaller_limit(objective), depth.layers()));
    const auto time = [&](int index) {
      return time_to_fraction(judgement, subject, {objective, depth, feature(index), start}, p, digits);
    };
    return {time(1), time(2)};
  }

  /// rho2, or a rational below rho2^(1/(L+1)).
  Rational smaller_limit(Objective objective) const {
    return curve_powers(objective, depth).m == 1 ? rho2 : Rational(std::min(rho2, Rational(1)));
  }

  Interval q() const { return layer_of(p, depth); }
  Interval reciprocal_gap() const { return exact(1 / rho2 - 1 / rho1); }

  /// G(q), of which the conditions speak.
  Interval constant() const {
    Interval sum = log(q() / (Interval(1) - q()));
    for (long n = 1; n <= last(); ++n) sum += -(power(q(), -n) / n);
    return sum;
  }
};

Gap gap_of(const Instance& instance, Depth depth) {
  const Rational rho2 = instance.number("rho");
  return {depth, instance.number("lambda"), rho2 * (1 + instance.number("excess")), rho2, instance.number("fraction")};
}

/// A place x = w0/(q rho2) so small that x q <= 1/100 and N (N-2) (x q)^(N-2) |G(q)| <= 1/10, the condition of the
/// notes, certified by the enclosure of G(q); `first` shrinks it further.
Rational first_place(const Gap& gap, const Rational& first) {
  Rational place = first / 100;
  const long n = gap.last();
  const auto small_enough = [&] {
    const Interval x = exact(place) * gap.q();
    return certainly_less(power(x, n - 2) * abs(gap.constant()) * (n * (n - 2)), exact(Rational(1, 10)));
  };
  while (n > 2 && !small_enough()) place /= 10;
  return place;
}

/// Digits for a gap that is smaller than the times by the factor (w0/rho2) * excess.
Digits gap_digits(const Rational& place, const Rational& excess) {
  const double decades = -std::log10(std::max(1e-300, (place * place * excess).convert_to<double>()));
  return Digits(80 + static_cast<long>(4 * decades));
}

/// The same for MAE, whose times grow like s0^(1-L) while the gap stays bounded; s0 is at least place/100 or so.
Digits mae_gap_digits(const Rational& place, const Rational& excess, long layers) {
  const double decades = -std::log10(std::max(1e-300, place.convert_to<double>()));
  return Digits(gap_digits(place, excess).count() + static_cast<long>((decades + 3) * static_cast<double>(layers - 1)));
}

Judgement jepa_gap(const Instance& instance, const Subject& subject) {
  const Gap gap = gap_of(instance, instance.depth());
  const Rational place1 = first_place(gap, instance.number("start"));
  const Rational place2 = place1 * instance.number("smaller");
  const long order = gap.last() - 1;  // 2L - 2
  Judgement judgement;
  const auto ratio = [&](const Rational& place) {
    const auto [t1, t2] =
        gap.times(judgement, subject, Objective::jepa, place, gap_digits(place2, instance.number("excess")));
    const Interval w0 = exact(place * gap.rho2) * gap.q();
    return (t2 - t1) * exact(gap.lambda) * order * power(w0, order) / gap.reciprocal_gap() - Interval(1);
  };
  const Interval r1 = ratio(place1);
  const Interval r2 = ratio(place2);
  judgement.require_less("r - 1 is positive at the first start", Interval(0), r1);
  judgement.require_less("r - 1 is positive at the smaller start", Interval(0), r2);
  judgement.require_less("r - 1 <= C w0 with C of the first start", r2, r1 * exact(instance.number("smaller")) * 2L);
  return judgement;
}

/// L = 1: gap - (1/lambda)(1/rho2 - 1/rho1) ln(1/w0) moves by less than (1/(lambda rho2)) s/(1-s) below w0 = s rho2.
Judgement jepa_gap_depth_one(const Instance& instance, const Subject& subject) {
  const Gap gap = gap_of(instance, Depth(1));
  const Rational place1 = instance.number("start");
  const Rational place2 = place1 * instance.number("smaller");
  Judgement judgement;
  const auto constant = [&](const Rational& place) {
    const auto [t1, t2] =
        gap.times(judgement, subject, Objective::jepa, place, gap_digits(place2, instance.number("excess")));
    const Interval w0 = exact(place * gap.p * gap.rho2);
    return t2 - t1 + gap.reciprocal_gap() * log(w0) / exact(gap.lambda);
  };
  const Interval change = abs(constant(place1) - constant(place2));
  const Rational s = place1 * gap.p;
  judgement.require_less("change of the constant", change, exact(s / (1 - s) / (gap.lambda * gap.rho2)));
  return judgement;
}

/// t2 - t1 rises to its limit as the start falls, and lies below it by no more than the tail J of feature 2 allows:
///   lambda (t2 - t1) = rho2^-k (H(q) - J(s02)) - rho1^-k (H(q) - J(s01)),  0 < J(s) <= s^2 / (2 (1 - s^m)),
/// with -ln(rho1/rho2)/2 for the difference of the constants at L = 1.
Judgement mae_gap(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const Gap gap = gap_of(instance, depth);
  const Rational place1 = instance.number("start");
  const Rational place2 = place1 * instance.number("smaller");
  Judgement judgement;
  const auto scaled_gap = [&](const Rational& place) {
    const auto [t1, t2] =
        gap.times(judgement, subject, Objective::mae, place, mae_gap_digits(place2, instance.number("excess"), layers));
    return (t2 - t1) * exact(gap.lambda);
  };
  const auto limit_of = [&](int index) { return layer_limit(Objective::mae, depth, gap.feature(index)); };
  const auto tail = [&](const Rational& place) {
    const Interval s0 = exact(place * gap.smaller_limit(Objective::mae)) * gap.q() / limit_of(2);
    return power(limit_of(2), 1 - layers) * square(s0) / ((Interval(1) - power(s0, layers + 1)) * 2L);
  };
  const Interval limit =
      layers == 1 ? -(log(exact(gap.rho1 / gap.rho2)) / 2L)
                  : mae_constant(gap.q(), layers) * (power(limit_of(2), 1 - layers) - power(limit_of(1), 1 - layers));
  const Interval first = scaled_gap(place1);
  const Interval second = scaled_gap(place2);
  judgement.require_less("the gap rises as the start falls", first, second);
  judgement.require_less("the gap is below its limit", second, limit);
  judgement.require_less("first start: within the tail of the limit", limit - tail(place1), first);
  judgement.require_less("second start: within the tail of the limit", limit - tail(place2), second);
  return judgement;
}

/// g_L(epsilon) over its leading term, minus one, shrinks with the start; and at one epsilon the deeper encoder has the
/// larger g.
Judgement relative_gap(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Depth deeper(depth.layers() + 1);
  const Gap gap = gap_of(instance, depth);
  const Gap deep_gap = gap_of(instance, deeper);
  const Rational place1 = first_place(gap, instance.number("start"));
  const Rational smaller = instance.number("smaller");
  Judgement judgement;
  const auto relative = [&](const Gap& g, const Rational& place) {
    const auto [t1, t2] =
        g.times(judgement, subject, Objective::jepa, place, gap_digits(place1 * smaller, instance.number("excess")));
    return (t2 - t1) / t1;
  };
  const auto excess = [&](const Rational& place) {
    const long n = gap.last();
    const Interval w0 = exact(place * gap.rho2) * gap.q();
    const Interval leading = exact(Rational(n, n - 1)) * gap.reciprocal_gap() * w0;
    return relative(gap, place) / leading - Interval(1);
  };
  const Interval y1 = excess(place1);
  const Interval y2 = excess(place1 * smaller);
  judgement.require_less("y - 1 is positive at the first start", Interval(0), y1);
  judgement.require_less("y - 1 is positive at the smaller start", Interval(0), y2);
  judgement.require_less("y - 1 <= 5 w0/rho2 at the first start", y1, exact(5 * place1) * gap.q());
  judgement.require_less("y - 1 <= 5 w0/rho2 at the smaller start", y2, exact(5 * place1 * smaller) * gap.q());
  judgement.require_less("y - 1 <= C w0 with C of the first start", y2, y1 * exact(smaller) * 2L);

  // One epsilon for both depths: that of the deeper one, small enough for its condition and for (1 - 1/(L(2L-1)))
  // epsilon^(-1/(L(L+1))) > 1 + 5 epsilon^(1/L)/rho2; then it is small enough for the other depth too.
  Rational deep_place = first_place(deep_gap, instance.number("start"));
  const long layers = depth.layers();
  const auto epsilon_of = [&] { return deep_gap.p * power(deep_place * deep_gap.rho2, layers + 1); };
  const auto other_place =
      [&] {  // rational below (epsilon/p)^(1/L) / rho2, and its epsilon differs: compare at w0 of `gap`
        return layer_of(epsilon_of() / gap.p, depth) / exact(gap.rho2);
      };
  const auto suitable = [&] {
    const Interval epsilon = exact(epsilon_of());
    const Interval w0 = root(epsilon, static_cast<unsigned long>(layers));
    const Interval x = other_place() * gap.q();
    const long n = gap.last();
    const Interval growth = Interval(1) / root(epsilon, static_cast<unsigned long>(layers * (layers + 1)));
    return certainly_less(epsilon, Interval(1)) && certainly_less(x, exact(Rational(1, 100))) &&
           certainly_less(power(x, n - 2) * abs(gap.constant()) * (n * (n - 2)), exact(Rational(1, 10))) &&
           certainly_less(Interval(1) + w0 * 5L / exact(gap.rho2), growth * exact(1 - Rational(1, layers * n)));
  };
  while (!suitable()) deep_place /= 10;
  const auto start = Initialisation::of_encoder(epsilon_of());
  const auto g = [&](Depth at) {
    const auto time = [&](int index) {
      return time_to_fraction(judgement, subject, {Objective::jepa, at, gap.feature(index), start}, gap.p,
                              gap_digits(deep_place * deep_place, instance.number("excess")));
    };
    const Interval t1 = time(1);
    return (time(2) - t1) / t1;
  };
  judgement.require_less("relative gap of the deeper encoder is larger", g(depth), g(deeper));
  return judgement;
}

}  // namespace

std::vector<Claim> gap_claims() {
  const std::vector<Field> pair{positive("lambda", -2, 2), positive("rho", -1, 1), positive("excess", -3, 1),
                                fraction("fraction", 2),   part("start", 6),       part("smaller", 8)};
  const auto with = [&pair](const Field& depth) {
    std::vector<Field> fields = pair;
    fields.insert(fields.begin(), depth);
    return fields;
  };
  const Field deep = deep_field();
  return {
      {"CriticalTime.JepaGapDiverges", with(deep), jepa_gap},
      {"CriticalTime.JepaGapAtDepthOneIsLogarithmic", pair, jepa_gap_depth_one},
      {"CriticalTime.MaeGapStaysBounded", with(depth_field()), mae_gap},
      {"CriticalTime.RelativeGapFadesMoreSlowlyWithDepth", with(deep), relative_gap},
  };
}

}  // namespace jepa_oracle::properties

// Family Ordering, the sharp boundaries: both sides of each. Statements and proofs: proofs-notes/ordering.md
#include <algorithm>

#include "scenarios/scenario.h"
#include "scenarios/sharp_boundary.h"

namespace jepa_oracle::properties {
namespace {

const Digits kBoundaryDigits(160);

/// MAE's times differ by a constant while they grow like w0^(1-L): starts go down to 10^-8 of the boundary a layer, and
/// the boundary to some tenths of the limit.
Digits pair_digits(Objective objective, Depth depth) {
  return curve_powers(objective, depth).m == 1 ? kBoundaryDigits : Digits(160 + 10 * depth.layers());
}

/// Two features of equal lambda whose layer limits are l1 > l2, from the layer amplitude w0; `larger_first` is the
/// claim.
void judge_pair(Judgement& judgement, const Subject& subject, Objective objective, Depth depth, const Rational& lambda,
                const Rational& l1, const Rational& l2, const Rational& w0, const Rational& p, bool larger_first) {
  const long exponent = curve_powers(objective, depth).m;  // rho = limit^exponent
  const auto start = Initialisation::of_encoder(power(w0, depth.layers()));
  const auto of = [&](const Rational& limit) {
    return time_to_fraction(judgement, subject,
                            {objective, depth, Feature::with_rho(lambda, power(limit, exponent)), start}, p,
                            pair_digits(objective, depth));
  };
  const Interval t1 = of(l1);
  const Interval t2 = of(l2);
  larger_first ? judgement.require_less("larger rho first", t1, t2)
               : judgement.require_less("larger rho later", t2, t1);
}

/// Below the boundary: w0 = place * boundary * l2 and any l1 > l2. Beyond it: w0 / l1 between boundary and q, and l2 so
/// near that w0 / l2 is below q too. The order changes from one side to the other.
void judge_boundary(Judgement& judgement, const Subject& subject, Objective objective, const Instance& instance,
                    const Rational& p, const Interval& boundary, bool larger_first_below) {
  const Depth depth = instance.depth();
  const Rational lambda = instance.number("lambda");
  const Rational l2 = instance.number("limit");
  const Rational place = instance.number("place");
  if (instance.number("side") == 0) {
    judgement.label("below");
    const Rational w0 = place * below(boundary) * l2;
    judge_pair(judgement, subject, objective, depth, lambda, l2 * (1 + instance.number("excess")), l2, w0, p,
               larger_first_below);
    return;
  }
  judgement.label("beyond");
  const Rational q = below(layer_of(p, depth));
  // Half of the cases stay within a factor 2 of the boundary, which may be tiny beside q.
  const Rational low = above(boundary);
  const Rational room =
      instance.number("nearness") < Rational(1, 2) ? Rational(std::min(Rational(q - low), low)) : Rational(q - low);
  const Rational s1 = low + place * room;
  judgement.require("the boundary lies below q", s1 < q);
  if (judgement.verdict() != Verdict::holds) return;
  const Rational ratio = 1 + instance.number("nearness") * (q / s1 - 1);  // l1 / l2
  const Rational l1 = l2 * ratio;
  judge_pair(judgement, subject, objective, depth, lambda, l1, l2, s1 * l1, p, !larger_first_below);
}

Judgement jepa_boundary(const Instance& instance, const Subject& subject) {
  const Rational p = instance.number("fraction");
  Judgement judgement;
  const Interval boundary = subject.jepa_rho_boundary(instance.depth(), p, Digits(kCheckDigits));
  require_jepa_boundary(judgement, instance.depth(), p, boundary);
  if (judgement.verdict() == Verdict::fails) return judgement;
  judge_boundary(judgement, subject, Objective::jepa, instance, p, boundary, true);
  return judgement;
}

Judgement mae_boundary(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational bound = above(subject.mae_fraction_bound(depth, Digits(kCheckDigits)));
  Judgement judgement;
  judgement.require("p0 is a fraction", bound < 1);
  if (judgement.verdict() != Verdict::holds) return judgement;
  const Rational p = bound + instance.number("fraction") * (1 - bound);
  const auto boundary = subject.mae_rho_boundary(depth, p, Digits(kCheckDigits));
  judgement.require_answer("a boundary for p > p0", boundary.has_value());
  if (!boundary) return judgement;
  require_mae_boundary(judgement, depth, p, *boundary);
  if (judgement.verdict() != Verdict::fails) {
    judge_boundary(judgement, subject, Objective::mae, instance, p, *boundary, true);
  }
  return judgement;
}

/// Inside the window the influential feature is first, outside the noisy one; where there is no window, the noisy one
/// everywhere, which the turning point, the minimum of the gap, decides.
Judgement window(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational p = instance.number("fraction");
  const Rational lambda2 = instance.number("lambda");
  const Rational rho2 = instance.number("limit");
  const Rational place = instance.number("place");
  const Conflict conflict = Conflict::between(
      Feature::with_rho(lambda2 / (1 + instance.number("lambda_gap")), rho2 * (1 + instance.number("excess"))),
      Feature::with_rho(lambda2, rho2));
  const Rational reach = p * power(rho2, depth.layers());  // starts below this are below both thresholds
  Judgement judgement;
  const auto judge = [&](const Rational& epsilon, bool influential_first) {
    const auto start = Initialisation::of_encoder(epsilon);
    const Interval t1 =
        time_to_fraction(judgement, subject, {Objective::jepa, depth, conflict.influential, start}, p, kBoundaryDigits);
    const Interval t2 =
        time_to_fraction(judgement, subject, {Objective::jepa, depth, conflict.noisy, start}, p, kBoundaryDigits);
    influential_first ? judgement.require_less("influential first", t1, t2)
                      : judgement.require_less("noisy first", t2, t1);
  };
  const auto answer = subject.conflict_window(Objective::jepa, depth, p, conflict, Digits(kCheckDigits));
  if (!answer) {
    judgement.label("empty");
    const Rational turning = power(conflict.turning_point(), depth.layers());
    judge(turning < reach ? turning : Rational(place * reach), false);
    judge(place * reach, false);
    return judgement;
  }
  judgement.label("open");
  const auto& [low, high] = *answer;
  require_window_ends(judgement, depth, p, conflict, *answer);
  if (judgement.verdict() == Verdict::fails) return judgement;
  judge(place * below(low), false);
  judge(above(low) + place * (below(high) - above(low)), true);
  if (above(high) < reach) {
    judge(above(high) + place * (reach - above(high)), false);
  } else {
    judgement.leave_undecided("the window ends within 2^-60 of the largest start");
  }
  return judgement;
}

}  // namespace

std::vector<Claim> boundary_claims() {
  const std::vector<Field> shared{positive("lambda", -2, 2), positive("limit", -1, 1), positive("excess", -9, 1),
                                  fraction("fraction", 2), fraction("place", 8)};
  std::vector<Field> sided = shared;
  sided.insert(sided.begin(), choice("side", {0, 1}));
  sided.push_back(fraction("nearness", 4));
  std::vector<Field> jepa = sided;
  jepa.insert(jepa.begin(), depth_field());
  std::vector<Field> mae = sided;
  mae.insert(mae.begin(), deep_field());
  std::vector<Field> conflict = shared;
  conflict.insert(conflict.begin(), depth_field());
  conflict.push_back(positive("lambda_gap", -4, 0));
  return {
      {"Ordering.JepaRhoBoundary", jepa, jepa_boundary, {}, {"below", "beyond"}},
      {"Ordering.MaeRhoBoundary", mae, mae_boundary, {}, {"below", "beyond"}},
      {"Ordering.ConflictWindow", conflict, window, {}, {"open", "empty"}},
  };
}

}  // namespace jepa_oracle::properties

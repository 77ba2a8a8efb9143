// Family: the boundary of the order at equal lambda for every pair of exponents, and JEPA's window under a deeper
// predictor. Statements and proofs: proofs-notes/family.md
#include <algorithm>
#include <cmath>

#include "jepa_oracle/objectives.h"
#include "scenarios/family_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// What is drawn for a boundary: p, and the layer limit of the second feature.
struct BoundaryCase {
  Objective objective;
  Depth depth;
  Rational p;
  Rational root_lambda;

  CurvePowers powers() const { return curve_powers(objective, depth); }

  /// The feature whose layer limit is this number; lambda is a square, so that rho = l^L sqrt(lambda) of the spectral
  /// loss is rational.
  Feature with_limit(const Rational& limit) const {
    const Rational rho = objective == Objective::spectral_contrastive
                             ? Rational(power(limit, depth.layers()) * root_lambda)
                             : power(limit, powers().m);
    return Feature::with_rho(root_lambda * root_lambda, rho);
  }

  /// Digits that tell two times apart from the start w0 = s w_limit: they grow like s^(1-a) and differ by what is less
  /// by s^min(m, a-1).
  Digits digits(const Rational& s) const {
    const auto [a, m] = powers();
    return Digits(160 + static_cast<long>(std::ceil(-decades_of(s) * static_cast<double>(std::min(m, a - 1)))));
  }
};

/// The order of the limits l1 > l2 from the encoder amplitude epsilon, w0 = s l2.
void require_order(Judgement& judgement, const Subject& subject, const BoundaryCase& drawn, const Rational& l1,
                   const Rational& l2, const Rational& epsilon, const Rational& s, bool larger_first) {
  const auto start = Initialisation::of_encoder(epsilon);
  const auto time = [&](const Rational& limit) {
    const ScalarProblem problem{drawn.objective, drawn.depth, drawn.with_limit(limit), start};
    return time_to_fraction(judgement, subject, problem, drawn.p, drawn.digits(s));
  };
  const Interval t1 = time(l1);
  const Interval t2 = time(l2);
  larger_first ? judgement.require_less("larger rho first", t1, t2)
               : judgement.require_less("larger rho later", t2, t1);
}

/// Below the boundary with any l1 > l2, or beyond it with l2 so near that w0 / l2 is below q too.
void require_order_at(Judgement& judgement, const Subject& subject, const BoundaryCase& drawn, const Instance& instance,
                      const Interval& boundary, const Interval& q) {
  const long layers = drawn.depth.layers();
  const Rational l2 = instance.number("limit");
  const Rational place = instance.number("place");
  const std::string row(title_of(drawn.objective));
  if (instance.number("side") == 0) {
    judgement.label(row + ", below");
    const Rational s = below(boundary);
    const Rational epsilon = place * power(s * l2, layers);
    const Rational root_of_place = below(root(exact(place), static_cast<unsigned long>(layers)));
    require_order(judgement, subject, drawn, l2 * (1 + instance.number("excess")), l2, epsilon, s * root_of_place,
                  true);
    return;
  }
  judgement.label(row + ", beyond");
  const Rational low = above(boundary);
  const Rational most = below(q);
  const Rational nearness = instance.number("nearness");
  const Rational room = nearness < Rational(1, 2) ? std::min(Rational(most - low), low) : Rational(most - low);
  const Rational s1 = low + place * room;
  judgement.require("the boundary lies below q", s1 < most);
  if (judgement.verdict() != Verdict::holds) return;
  const Rational l1 = l2 * (1 + nearness * (most / s1 - 1));
  require_order(judgement, subject, drawn, l1, l2, power(s1 * l1, layers), s1, false);
}

/// [0, x] with x so small that the exponents of MPFR end nearby: all that can be said of s* = e^(-10^10), which JEPA's
/// is at L = 1 for small p and many layers on top.
bool is_beyond_exponents(const Interval& boundary) {
  constexpr Bits kLeastExponent = -(1L << 29);
  const Real upper = boundary.upper();
  return boundary.is_bounded() && !certainly_positive(boundary) && Real(0) < upper &&
         binary_exponent(upper) < kLeastExponent;
}

Judgement one_boundary(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective_among(all_objectives());
  const Depth depth = family_depth(instance, objective);
  const BoundaryCase drawn{objective, depth, instance.number("fraction"), instance.number("lambda")};
  const auto [a, m] = drawn.powers();
  const Interval q = layer_of(drawn.p, depth);
  const auto boundary = subject.rho_boundary(objective, depth, drawn.p, Digits(kCheckDigits));
  Judgement judgement;
  if (!boundary) {
    judgement.label(a == 1 ? "a = 1" : "no boundary");
    judgement.require("a boundary for every p where m <= a-1", m > a - 1);
    if (m <= a - 1) return judgement;
    if (a > 1) judgement.require_less("H(q) < 0 where there is none", curve_primitive(drawn.powers(), q), Interval(0));
    const Rational l2 = instance.number("limit");
    const Rational part = instance.number("place") * drawn.p;
    const Rational s = below(layer_of(part, depth));
    require_order(judgement, subject, drawn, l2 * (1 + instance.number("excess")), l2, part * power(l2, depth.layers()),
                  s, false);
    return judgement;
  }
  if (m == a - 1) judgement.label("m = a-1");
  if (is_beyond_exponents(*boundary)) {
    judgement.label("s* below 2^-2^29");
    judgement.require_less("Phi beyond s* above (a-1) H(q)", curve_primitive(drawn.powers(), q) * (a - 1),
                           boundary_function(drawn.powers(), Interval(boundary->upper())));
    return judgement;
  }
  const bool positive = boundary->is_bounded() && certainly_positive(*boundary);
  judgement.require("s* is a positive number, and a > 1", positive && a > 1);
  if (judgement.verdict() != Verdict::holds) return judgement;
  // As intervals: s* may be 2^(-10^8), which no rational should be.
  const Interval near = exact(power(Rational(2), -Judgement::kAgreementBits));
  const Interval low = Interval(boundary->lower().rounded_to(kCheckBits)) * (Interval(1) - near);
  const Interval high = Interval(boundary->upper().rounded_to(kCheckBits)) * (Interval(1) + near);
  judgement.require("s* lies below q", certainly_less(high, q));
  if (judgement.verdict() != Verdict::holds) return judgement;
  judgement.require_between("Phi(s*) = (a-1) H(q)", boundary_function(drawn.powers(), low),
                            curve_primitive(drawn.powers(), q) * (a - 1), boundary_function(drawn.powers(), high));
  constexpr Bits kTiny = -400;
  const bool is_tiny = binary_exponent(boundary->upper()) < kTiny;
  if (is_tiny) judgement.label("s* below 2^-400: the order from there is not asked");
  if (judgement.verdict() == Verdict::holds && !is_tiny) {
    require_order_at(judgement, subject, drawn, instance, *boundary, q);
  }
  return judgement;
}

/// The least M at which p^M <= (x / rho2)^L, x the turning point wx^M; nothing beyond 64.
std::optional<long> predictor_without_window(Depth depth, const Rational& p, const Conflict& conflict) {
  constexpr long kDeepest = 64;
  const Rational bound = power(conflict.turning_point(Objective::jepa) / conflict.noisy.rho(), depth.layers());
  Rational power_of_p = p;
  for (long top = 1; top <= kDeepest; ++top, power_of_p *= p) {
    if (power_of_p <= bound) return top;
  }
  return std::nullopt;
}

Judgement window_under_predictor(const Instance& instance, const Subject& subject) {
  const Depth depth = family_depth(instance, Objective::jepa);
  const auto m = static_cast<unsigned long>(depth.top_layers());
  const Rational p = instance.number("fraction");
  const Rational lambda2 = instance.number("lambda");
  const Rational rho2 = instance.number("limit");
  const Rational place = instance.number("place");
  const Conflict conflict = Conflict::between(
      Feature::with_rho(lambda2 / (1 + instance.number("lambda_gap")), rho2 * (1 + instance.number("excess"))),
      Feature::with_rho(lambda2, rho2));
  // Starts below this are below both thresholds, and the turning point epsilon = wx^L.
  const Rational reach = p * below(power(root(exact(rho2), m), depth.layers()));
  const Rational turning = below(power(root(exact(conflict.turning_point(Objective::jepa)), m), depth.layers()));
  Judgement judgement;
  const auto gap = [&](const Rational& epsilon) {  // D = t1 - t2
    const auto time = [&](const Feature& feature) {
      const ScalarProblem problem{Objective::jepa, depth, feature, Initialisation::of_encoder(epsilon)};
      return time_to_fraction(judgement, subject, problem, p, Digits(160));
    };
    return time(conflict.influential) - time(conflict.noisy);
  };
  const Interval zero(0);
  if (const auto deepest = predictor_without_window(depth, p, conflict)) {
    const auto there = subject.conflict_window(Objective::jepa, Depth(depth.layers()).with_top(*deepest), p, conflict,
                                               Digits(kCheckDigits));
    judgement.require("no window at the predictor depth of the bound", !there.has_value());
  }
  const auto window = subject.conflict_window(Objective::jepa, depth, p, conflict, Digits(kCheckDigits));
  if (!window) {
    judgement.label("empty");
    judgement.require_less("noisy first where the gap is smallest", zero,
                           gap(turning < reach ? turning : Rational((1 + place) / 2 * reach)));
    judgement.require_less("noisy first elsewhere", zero, gap(place * reach));
    return judgement;
  }
  judgement.label("open");
  const auto& [low, high] = *window;
  judgement.require(
      "the ends are starts below both thresholds, one on each side of wx",
      0 < just_below(low) && just_above(low) < turning && turning < just_below(high) && just_above(high) < reach);
  if (judgement.verdict() != Verdict::holds) return judgement;
  judgement.require_between("t2 - t1 = 0 at the lower end", -gap(just_below(low)), zero, -gap(just_above(low)));
  judgement.require_between("t1 - t2 = 0 at the upper end", gap(just_below(high)), zero, gap(just_above(high)));
  judgement.require_less("noisy first below", zero, gap(place * just_below(low)));
  judgement.require_less("influential first inside", gap(above(low) + place * (below(high) - above(low))), zero);
  judgement.require_less("noisy first above", zero, gap(just_above(high) + place * (reach - just_above(high))));
  return judgement;
}

}  // namespace

std::vector<Claim> family_boundary_claims() {
  const auto boundary_at = [](const char* objective, const char* depth, const char* top, const char* p,
                              const char* side) {
    return instance_of({{"objective", objective},
                        {"depth", depth},
                        {"top_depth", top},
                        {"lambda", "0.9"},
                        {"limit", "0.7"},
                        {"excess", "0.5"},
                        {"fraction", p},
                        {"nearness", "0.5"},
                        {"place", "0.5"},
                        {"side", side}});
  };
  // lambda = 0.9 and 1, rho = 0.9 and rho2, p = 1/2: a window at M = 1 and none at M = 2, or one at M = 2 too.
  const auto window_at = [](const char* top, const char* rho2, const char* excess) {
    return instance_of({{"depth", "2"},
                        {"top_depth", top},
                        {"lambda", "1"},
                        {"lambda_gap", "1/9"},
                        {"limit", rho2},
                        {"excess", excess},
                        {"fraction", "0.5"},
                        {"place", "0.5"}});
  };
  std::vector<std::string> sides{"a = 1", "no boundary", "m = a-1"};
  for (const Objective objective : {Objective::jepa, Objective::mae, Objective::spectral_contrastive}) {
    for (const char* side : {", below", ", beyond"}) sides.push_back(std::string(title_of(objective)) + side);
  }
  return {
      {"Family.Boundary",
       {row_field({0, 1, 2}), depth_field(), top_depth_field(), positive("lambda", -1, 1), positive("limit", -1, 1),
        positive("excess", -9, 1), fraction("fraction", 1), fraction("place", 8), fraction("nearness", 4),
        choice("side", {0, 1})},
       one_boundary,
       {boundary_at("0", "3", "2", "0.5", "0"), boundary_at("0", "3", "2", "0.5", "1"),
        boundary_at("0", "1", "2", "0.5", "0"), boundary_at("1", "8", "1", "0.5", "0"),
        boundary_at("1", "8", "1", "0.5", "1"), boundary_at("1", "2", "2", "0.5", "0"),
        boundary_at("1", "1", "1", "0.5", "0"), boundary_at("2", "4", "1", "0.75", "0"),
        boundary_at("2", "4", "1", "0.75", "1")},
       sides},
      {"Family.WindowUnderPredictorDepth",
       {depth_field(), top_depth_field(), positive("lambda", -2, 2), positive("lambda_gap", -2, 0),
        positive("limit", -1, 1), positive("excess", -2, 1), fraction("fraction", 2), fraction("place", 4)},
       window_under_predictor,
       {window_at("1", "0.25", "2.6"), window_at("2", "0.25", "2.6"), window_at("2", "0.2", "3.5")},
       {"open", "empty"}},
  };
}

}  // namespace jepa_oracle::properties

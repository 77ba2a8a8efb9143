// Family: one curve with two exponents for every objective. Statements and proofs: proofs-notes/family.md
#include "jepa_oracle/objectives.h"
#include "scenarios/family_scenario.h"
#include "scenarios/quadrature.h"

namespace jepa_oracle::properties {
namespace {

/// The time to the fraction p of every objective, at every depth of encoder and top, is the integral of its equation.
Judgement one_closed_form(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective_among(all_objectives());
  const Depth depth = family_depth(instance, objective);
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const ScalarProblem problem{
      objective, depth, feature,
      start_below(objective, depth, instance.number("start"), p, limit_power(objective, feature))};
  Judgement judgement;
  judgement.label(std::string(title_of(objective)));
  const Interval time = time_to_fraction(judgement, subject, problem, p);
  const Interval integral = integrated_time(objective, depth, feature, layer_of(problem.initial_amplitude(), depth),
                                            layer_of(p, depth) * layer_limit(objective, depth, feature));
  judgement.require_same("critical time = integral of the equation", time, integral);
  return judgement;
}

/// Whole layers make the same time. w0 and q are rational, so that the problems are the same exactly.
struct LayerStart {
  Rational w0;
  Rational q;

  /// At the part of q w_limit, an encoder's part of so many layers, the root rounded down.
  static LayerStart of(const Instance& instance, const Rational& limit_power, long m, long layers) {
    const Rational q = instance.number("layer_fraction");
    const Rational part = below(root(exact(instance.number("start")), static_cast<unsigned long>(layers)));
    return {part * q * below(root(exact(limit_power), static_cast<unsigned long>(m))), q};
  }

  Interval time(Judgement& judgement, const Subject& subject, Objective objective, Depth depth, const Feature& feature,
                Digits digits = Digits(kCheckDigits)) const {
    const auto start = Initialisation::of_encoder(power(w0, depth.layers()));
    return time_to_fraction(judgement, subject, {objective, depth, feature, start}, power(q, depth.layers()), digits);
  }
};

long layers_at(const Instance& instance, const std::string& name) {
  return numerator(instance.number(name)).convert_to<long>();
}

/// JEPA(1 + M (l-1), M) takes 1/M of the time of JEPA(l, 1) from w0^M to q^M of the limit: the power L+M-1 = M l of w0
/// and q is epsilon and p there.
Judgement shallower_encoder(const Instance& instance, const Subject& subject) {
  const Depth inner(layers_at(instance, "inner_depth"));
  const long top = layers_at(instance, "top_depth");
  const Depth depth = Depth(1 + top * (inner.layers() - 1)).with_top(top);
  const Feature feature = feature_of(instance);
  const LayerStart start = LayerStart::of(instance, feature.rho(), top, depth.layers());
  const LayerStart inside{power(start.w0, top), power(start.q, top)};
  Judgement judgement;
  judgement.require_same("M times the time of JEPA(L, M) = time of JEPA(l, 1)",
                         start.time(judgement, subject, Objective::jepa, depth, feature) * top,
                         inside.time(judgement, subject, Objective::jepa, inner, feature));
  return judgement;
}

/// MAE(L, M), MAE(M, L) and MAE(L+M-1, 1) take the same time from one w0 to one q.
void require_layers_alike(Judgement& judgement, const Subject& subject, Depth depth, const Feature& feature,
                          const LayerStart& start) {
  const long layers = depth.layers();
  const long top = depth.top_layers();
  const auto time = [&](Depth d) { return start.time(judgement, subject, Objective::mae, d, feature); };
  const Interval here = time(depth);
  judgement.require_same("time of MAE(L, M) = time of MAE(M, L)", here, time(Depth(top).with_top(layers)));
  judgement.require_same("time of MAE(L, M) = time of MAE(L+M-1, 1)", here, time(Depth(layers + top - 1)));
}

Judgement decoder_depth(const Instance& instance, const Subject& subject) {
  const Depth depth = family_depth(instance, Objective::mae);
  const long n = depth.layers() + depth.top_layers();
  const Rational rho2 = instance.number("rho");
  const LayerStart first = LayerStart::of(instance, rho2, n, n);
  const EqualLambda pair{Objective::mae,
                         depth,
                         instance.number("lambda"),
                         rho2 * (1 + instance.number("excess")),
                         rho2,
                         power(first.q, depth.layers())};
  Judgement judgement;
  require_layers_alike(judgement, subject, depth, pair.feature(2), first);
  const Rational smaller = first.w0 * below(root(exact(Rational(1, 100)), static_cast<unsigned long>(n)));
  const Digits digits = pair.digits(power(smaller, depth.layers()));
  const auto limit_of = [&](int index) {
    return root(with_digits(limit_power(Objective::mae, pair.feature(index)), digits), static_cast<unsigned long>(n));
  };
  const Interval limit = n == 2
                             ? -log(limit_of(1) / limit_of(2))
                             : curve_primitive(pair.powers(), with_digits(first.q, digits)) *
                                   (Interval(1) / power(limit_of(2), n - 2) - Interval(1) / power(limit_of(1), n - 2));
  for (const Rational& w0 : {first.w0, smaller}) {
    const Interval missing = limit - pair.gap(judgement, subject, power(w0, depth.layers()), digits);
    const Interval w = with_digits(w0, digits);
    judgement.require_less("the gap lies below its limit", Interval(0), missing);
    judgement.require_less("by less than chi/2 (1/rho2 - 1/rho1) w0^2", missing,
                           pair.chi(w) * with_digits(pair.beta_gap(), digits) * square(w) / 2L);
  }
  judgement.label(n == 2 ? "n = 2" : certainly_positive(limit) ? "larger rho first in the limit" : "larger rho later");
  return judgement;
}

/// The encoder's limit is where the velocity lambda w^a - sigma^4 w^(a+m) changes its sign, u^2 = lambda / sigma^4; and
/// it is approached at the rate r, between the two bounds.
Judgement spectral_limit(const Instance& instance, const Subject& subject) {
  constexpr Objective kSpectral = Objective::spectral_contrastive;
  const Depth depth = instance.depth();
  const long layers = depth.layers();
  const Feature feature = feature_of(instance);
  Judgement judgement;
  const Interval limit = subject.encoder_limit(kSpectral, depth, feature, Digits(kCheckDigits));
  judgement.require("the limit is a positive number", limit.is_bounded() && certainly_positive(limit));
  if (judgement.verdict() != Verdict::holds) return judgement;
  const auto velocity_sign = [&](const Rational& u) {
    const Rational bracket = feature.lambda() - power(feature.variance() * u, 2);
    return bracket > 0 ? 1 : bracket < 0 ? -1 : 0;
  };
  judgement.require("the velocity is positive below the limit", velocity_sign(just_below(limit)) == 1);
  judgement.require("the velocity is negative above the limit", velocity_sign(just_above(limit)) == -1);

  const auto degree = static_cast<unsigned long>(layers);
  const Interval rate = root(exact(feature.lambda()), degree) * exact(power(feature.rho(), 2)) /
                        root(exact(power(feature.rho(), 2)), degree) * (2 * layers);
  judgement.require_same("r = 2L lambda^(1/L) rho^(2-2/L)",
                         subject.approach_rate(kSpectral, depth, feature, Digits(kCheckDigits)), rate);
  const Rational half(1, 2);
  const ScalarProblem problem{
      kSpectral, depth, feature,
      start_below(kSpectral, depth, instance.number("start"), half, limit_power(kSpectral, feature))};
  const long later = layers_at(instance, "later");  // f
  const Digits digits(kCheckDigits + later / 2);    // e^-f has 0.43 f decades
  const Interval time = time_to_fraction(judgement, subject, problem, half, digits) + exact(later) / rate;
  if (judgement.verdict() != Verdict::holds) return judgement;
  constexpr Bits kBitsOfTime = 320;
  const Rational at = time.midpoint().rounded_to(kBitsOfTime).to_rational();
  const Interval u = subject.encoder_amplitude(problem, at, TimeConvention::flow, digits);
  const Interval s2 = square(u) * with_digits(feature.lambda() / power(feature.rho(), 2), digits);  // s^(2L)
  const Interval left = Interval(1) - root(s2, 2 * degree);
  judgement.require_less("e^-f/(2L) below 1 - w/w_limit", exp(-exact(later)) / (2 * layers), left);
  judgement.require_less("1 - w/w_limit below e^(-f/16)/2", left, exp(-exact(later) / 16) / 2L);
  return judgement;
}

}  // namespace

std::vector<Claim> family_claims() {
  const Field lambda = positive("lambda", -2, 2);
  const Field rho = positive("rho", -1, 1);
  const auto closed_form_at = [](const char* objective, const char* depth, const char* top, const char* start,
                                 const char* p) {
    return instance_of({{"objective", objective},
                        {"depth", depth},
                        {"top_depth", top},
                        {"lambda", "0.9"},
                        {"rho", "0.7"},
                        {"fraction", p},
                        {"start", start}});
  };
  const auto decoder_at = [](const char* depth, const char* top, const char* q) {
    return instance_of({{"depth", depth},
                        {"top_depth", top},
                        {"lambda", "0.9"},
                        {"rho", "0.7"},
                        {"excess", "0.5"},
                        {"layer_fraction", q},
                        {"start", "0.01"}});
  };
  std::vector<std::string> titles;
  for (const Objective objective : all_objectives()) titles.emplace_back(title_of(objective));
  return {
      {"Family.ClosedForm",
       {row_field({0, 1, 2, 3}), depth_field(), top_depth_field(), positive("lambda", -3, 3), positive("rho", -2, 2),
        fraction("fraction", 3), part("start", 6)},
       one_closed_form,
       {closed_form_at("0", "64", "8", "1e-300", "0.5"), closed_form_at("1", "1", "1", "1e-60", "1e-30"),
        closed_form_at("2", "3", "1", "1e-8", "0.999999999999"), closed_form_at("3", "1", "1", "1e-60", "1e-30")},
       titles},
      {"Family.PredictorActsAsShallowerEncoder",
       {choice("inner_depth", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), top_depth_field(), lambda, rho,
        fraction("layer_fraction", 2), part("start", 8)},
       shallower_encoder},
      {"Family.DecoderDepth",
       {depth_field(), top_depth_field(), lambda, rho, positive("excess", -3, 1), fraction("layer_fraction", 2),
        part("start", 8)},
       decoder_depth,
       {decoder_at("1", "1", "0.75"), decoder_at("3", "2", "0.95"), decoder_at("3", "2", "0.5")},
       {"n = 2", "larger rho first in the limit", "larger rho later"}},
      {"Family.SpectralLimit",
       {depth_field(), lambda, rho, part("start", 8), choice("later", {8, 32, 128}, {8, 32, 128})},
       spectral_limit},
  };
}

}  // namespace jepa_oracle::properties

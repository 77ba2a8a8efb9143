// Family Data: what "noisy features are learned later" means in each model. Statements and proofs: proofs-notes/data.md
#include <algorithm>

#include "scenarios/data_scenario.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

const Digits kDigits(100);

/// MAE's times differ by a constant while they grow like w0^(1-L), and w0 is a part of rho2, which may be 10^-9.
Digits digits_of(Objective objective, Depth depth) {
  return curve_powers(objective, depth).m == 1 ? kDigits : Digits(100 + 10 * depth.layers());
}

struct Pair {
  Feature first;
  Feature second;
};

Pair pair_of(Judgement& judgement, const Subject& subject, const DataModel& model) {
  const std::vector<Feature> features = subject.model_features(model);
  judgement.require("two features", features.size() == 2);
  if (features.size() != 2) return {Feature::with_rho(1, 1), Feature::with_rho(1, 1)};
  return {features[0], features[1]};
}

void require_first(Judgement& judgement, const Subject& subject, const std::string& what, Objective objective,
                   Depth depth, const Pair& pair, const Rational& epsilon, const Rational& p) {
  const auto start = Initialisation::of_encoder(epsilon);
  const Digits digits = digits_of(objective, depth);
  const Interval t1 = time_to_fraction(judgement, subject, {objective, depth, pair.first, start}, p, digits);
  const Interval t2 = time_to_fraction(judgement, subject, {objective, depth, pair.second, start}, p, digits);
  judgement.require_less(what, t1, t2);
}

/// JEPA from w0 = part s* rho2: the first feature, of the larger rho and no smaller lambda.
void require_jepa(Judgement& judgement, const Subject& subject, const std::string& what, Depth depth, const Pair& pair,
                  const Rational& rho2, const Instance& instance) {
  const Rational p = instance.number("fraction");
  const Rational w0 = instance.number("start") * below(subject.jepa_rho_boundary(depth, p, kDigits)) * rho2;
  require_first(judgement, subject, what, Objective::jepa, depth, pair, power(w0, depth.layers()), p);
}

/// MAE at p <= p0(L): of two equal signals the noisier one.
void require_mae(Judgement& judgement, const Subject& subject, const std::string& what, Depth depth, const Pair& pair,
                 const Rational& rho2, const Instance& instance) {
  const Rational p =
      instance.number("fraction") * std::min(Rational(1), below(subject.mae_fraction_bound(depth, kDigits)));
  const auto start = start_below(Objective::mae, depth, instance.number("start"), p, rho2);
  require_first(judgement, subject, what, Objective::mae, depth, {pair.second, pair.first},
                start.encoder_amplitude(depth), p);
}

/// Both noise variances, the second the larger one.
std::vector<Rational> noises_of(const Instance& instance) {
  const Rational noise = instance.number("noise");
  return {noise, noise * (1 + instance.number("excess"))};
}

Judgement slow_clean(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Depth depth = instance.depth();
  const Rational a = instance.number("signal");
  const Rational g = instance.number("persistence");
  const long lag = numerator(instance.number("lag")).convert_to<long>();
  const std::vector<Rational> noise = noises_of(instance);
  const Rational kept = power(g, lag);
  if (instance.number("slower") == 0) {
    judgement.label("cleaner");
    const Pair pair = pair_of(judgement, subject, DataModel::dynamic({a, a}, {g, g}, noise, lag));
    const Rational rho2 = kept * a / (a + noise[1]);
    require_jepa(judgement, subject, "JEPA: the cleaner of two equal processes first", depth, pair, rho2, instance);
    require_mae(judgement, subject, "MAE: the cleaner of two equal processes later", depth, pair, rho2, instance);
    return judgement;
  }
  judgement.label("slower");
  const Rational slow = g + instance.number("slowness") * (1 - g);
  const Pair pair = pair_of(judgement, subject, DataModel::dynamic({a, a}, {slow, g}, {noise[0], noise[0]}, lag));
  require_jepa(judgement, subject, "JEPA: the slower of two equal processes first", depth, pair,
               kept * a / (a + noise[0]), instance);
  return judgement;
}

/// A weak clean signal against a strong noisy one: the clean one first exactly inside the window; never for MAE.
void require_window(Judgement& judgement, const Subject& subject, const Instance& instance, const DataModel& model,
                    const Conflict& conflict) {
  const Depth depth = instance.depth();
  const Rational p = instance.number("fraction");
  const Rational place = instance.number("start");
  const Pair clean_first = pair_of(judgement, subject, model);
  const Pair noisy_first{clean_first.second, clean_first.first};
  const Rational reach = p * power(conflict.noisy.rho(), depth.layers());
  const auto jepa = [&](const Rational& epsilon, const Pair& pair, const char* what) {
    require_first(judgement, subject, what, Objective::jepa, depth, pair, epsilon, p);
  };
  const auto window = subject.conflict_window(Objective::jepa, depth, p, conflict, Digits(kCheckDigits));
  if (!window) {
    judgement.label("no window");
    jepa(place * reach, noisy_first, "JEPA without a window: the noisier first");
  } else {
    judgement.label("a window");
    const auto& [low, high] = *window;
    jepa(place * below(low), noisy_first, "JEPA below the window: the noisier first");
    jepa(above(low) + place * (below(high) - above(low)), clean_first, "JEPA in the window: the noisier later");
    if (above(high) < reach) {
      jepa(above(high) + place * (reach - above(high)), noisy_first, "JEPA above the window: the noisier first");
    }
  }
  require_mae(judgement, subject, "MAE: the noisier first from every start", depth, clean_first, conflict.noisy.rho(),
              instance);
}

Judgement noisier_is_later(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Depth depth = instance.depth();
  const Rational a = instance.number("signal");
  const std::vector<Rational> noise{a * instance.number("noise"),
                                    a * instance.number("noise") * (1 + instance.number("excess"))};
  const Rational stronger = 1 + instance.number("stronger");
  const Rational g = instance.number("persistence");
  switch (numerator(instance.number("model")).convert_to<int>()) {
    case 0: {
      judgement.label("static, equal signals");
      const Pair pair = pair_of(judgement, subject, DataModel::static_views({a, a}, noise));
      const Rational rho2 = a / (a + noise[1]);
      require_jepa(judgement, subject, "JEPA: the noisier later", depth, pair, rho2, instance);
      require_mae(judgement, subject, "MAE: the noisier first", depth, pair, rho2, instance);
      return judgement;
    }
    case 1: {
      judgement.label("static, conflict");
      const std::vector<Rational> signal{a, a * stronger};
      const std::vector<Rational> scaled{noise[0], noise[1] * stronger};
      const auto feature = [&](std::size_t i) { return Feature::with_variance(signal[i], signal[i] + scaled[i]); };
      require_window(judgement, subject, instance, DataModel::static_views(signal, scaled),
                     Conflict::between(feature(0), feature(1)));
      return judgement;
    }
    case 2: {
      judgement.label("dynamic, conflict");
      const std::vector<Rational> signal{a, a * stronger};
      const std::vector<Rational> scaled{noise[0], noise[1] * stronger};
      const auto feature = [&](std::size_t i) {
        return Feature::with_variance(g * g * signal[i], signal[i] + scaled[i]);
      };
      require_window(judgement, subject, instance, DataModel::dynamic(signal, {g, g}, scaled, 2),
                     Conflict::between(feature(0), feature(1)));
      return judgement;
    }
    default:
      break;
  }
  judgement.label("masking");
  // Eigenvalues 4 (1, t^2, 1/64, 1/64) with mean 1 + t^2 + 1/32: the second exceeds it for t >= 3/4.
  const Rational t = (3 + g) / 4;
  const DataModel model =
      DataModel::masking(scaled_hadamard({1, t, Rational(1, 8), Rational(1, 8)}), instance.number("persistence"));
  const std::vector<Feature> features = subject.model_features(model);
  judgement.require("four features", features.size() == 4);
  if (features.size() != 4) return judgement;
  for (std::size_t i = 2; i < 4; ++i) {
    judgement.require("below the mean of the spectrum: never learned", features[i].sign() < 0);
  }
  const Rational pixel = 1 + t * t + Rational(1, 32);
  const Rational rho2 = g * (4 * t * t - pixel) / ((1 - g) * 4 * t * t + g * pixel);
  require_jepa(judgement, subject, "JEPA: the larger eigenvalue first", depth, {features[0], features[1]}, rho2,
               instance);
  return judgement;
}

}  // namespace

std::vector<Claim> data_order_claims() {
  const std::vector<Field> shared{
      depth_field(), positive("signal", -1, 1), positive("noise", -2, 1), positive("excess", -2, 1),
      fraction("persistence", 2),       fraction("fraction", 2),   fraction("start", 8)};
  std::vector<Field> slow = shared;
  slow.insert(slow.begin(), choice("slower", {0, 1}, {0, 1}));
  slow.push_back(choice("lag", {1, 2, 3}, {1, 3}));
  slow.push_back(fraction("slowness", 2));
  std::vector<Field> noisier = shared;
  noisier.insert(noisier.begin(), choice("model", {0, 1, 2, 3}, {0, 1, 2, 3}));
  noisier.push_back(positive("stronger", -3, 0));
  return {{"Data.SlowCleanFeaturesFirst", slow, slow_clean, {}, {"cleaner", "slower"}},
          {"Data.NoisierIsLaterForJepa",
           noisier,
           noisier_is_later,
           {},
           {"static, equal signals", "static, conflict", "dynamic, conflict", "masking", "a window", "no window"}}};
}

}  // namespace jepa_oracle::properties

// Family Optimiser: sign descent, exactly. Proof: proofs-notes/optimiser.md; what people expect of Adam instead:
// proofs-notes/misreading.md
#include <fmt/format.h>

#include "scenarios/family_network_scenario.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Features along the axes, a common start w0 below all thresholds, and a rate with which the last of them is reached
/// in about as many steps as the instance says.
struct SignRun {
  Objective objective;
  Depth depth;
  Rational fraction;
  std::vector<Feature> features;
  Rational w0;
  Rational rate;
  long steps;

  /// Short numbers, so that exact steps stay cheap.
  static Rational shortened(const Rational& value) {
    constexpr Bits kShort = 20;
    return Real(value, kShort).to_rational();
  }

  SignRun(const Instance& instance, Objective trained, Depth layers, std::vector<Feature> given)
      : objective(trained),
        depth(layers),
        fraction(instance.number("fraction")),
        features(std::move(given)),
        steps(numerator(instance.number("steps")).convert_to<long>()) {
    Rational first = below(threshold(features.front()));
    Rational last = first;
    for (const Feature& feature : features) {
      const Rational one = below(threshold(feature));
      first = std::min(first, one);
      last = std::max(last, one);
    }
    w0 = shortened(Rational(instance.number("start") * first));
    rate = shortened(Rational((last - w0) / steps));
    steps += 3;  // what is shortened may cost one, and two beyond the last threshold
  }

  /// q w_lim of a layer.
  Interval threshold(const Feature& feature) const {
    return root(exact(fraction), static_cast<unsigned long>(depth.layers())) * layer_limit(objective, depth, feature);
  }

  /// w >= q w_lim: exact, as both sides are rational to the power L m.
  bool is_learned(const Feature& feature, const Rational& w) const {
    const auto [a, m] = curve_powers(objective, depth);
    return power(w, depth.layers() * m) >= power(fraction, m) * power(limit_power(objective, feature), depth.layers());
  }
  /// w < w_lim, w <= w_lim for w >= 0.
  bool is_below_limit(const Feature& feature, const Rational& w) const {
    return power(w, curve_powers(objective, depth).m) < limit_power(objective, feature);
  }
  bool is_at_most_limit(const Feature& feature, const Rational& w) const {
    return power(w, curve_powers(objective, depth).m) <= limit_power(objective, feature);
  }

  std::vector<RationalNetwork> states(const Subject& subject) const {
    std::vector<Rational> lambdas;
    std::vector<Rational> variances;
    for (const Feature& feature : features) {
      lambdas.push_back(feature.lambda());
      variances.push_back(feature.variance());
    }
    const RationalMatrix layer = identity<Rational>(static_cast<Index>(features.size())) * w0;
    const RationalNetwork start = equal_layers(objective, depth.layers(), depth.top_layers(), layer);
    return subject.sign_descent(objective, start, {diagonal(variances), diagonal(lambdas)}, rate, steps);
  }

  /// The step in which the amplitudes first are at the threshold; one more than all where they never are.
  template <class Amplitude>
  long step_learned(const Feature& feature, const Amplitude& at) const {
    long k = 0;
    while (k <= steps && !is_learned(feature, at(k))) ++k;
    return k;
  }
};

/// Feature i of some; every third has the limit of the one before, with another lambda or another rho.
std::vector<Feature> features_of(const Instance& instance, Objective objective) {
  Entries entries(instance, 60);
  const auto [lambda_power, rho_power] = row_of(objective).limit_power;
  std::vector<Feature> features;
  const long count = numerator(instance.number("size")).convert_to<long>();
  for (long i = 0; i < count; ++i) {
    if (i % 3 == 2) {
      const Feature& other = features.back();
      features.push_back(Feature::with_rho(other.lambda() * power(Rational(2), rho_power),
                                           other.rho() * power(Rational(2), -lambda_power)));
      continue;
    }
    const Rational lambda = entries.positive();
    features.push_back(Feature::with_variance(lambda, entries.positive()));
  }
  return features;
}

/// The weights of feature i after k steps, where all matrices are diagonal and all layers are equal.
class Amplitudes {
 public:
  Amplitudes(Judgement& judgement, const SignRun& run, const Subject& subject) : states_(run.states(subject)) {
    const auto expected = static_cast<std::size_t>(run.steps) + 1;
    judgement.require(fmt::format("{} states, the start and one a step (they are {})", expected, states_.size()),
                      states_.size() == expected);
    if (states_.size() != expected) return;
    for (std::size_t k = 0; k < states_.size(); ++k) {
      const RationalMatrix& first = states_[k].layers.front();
      RationalMatrix on_diagonal = RationalMatrix::Constant(first.rows(), first.cols(), Rational(0));
      on_diagonal.diagonal() = first.diagonal();
      require_equal(judgement, fmt::format("after step {}", k), states_[k],
                    equal_layers(run.objective, run.depth.layers(), run.depth.top_layers(), on_diagonal));
    }
  }
  Rational at(long step, std::size_t feature) const {
    const auto i = static_cast<Index>(feature);
    return states_[static_cast<std::size_t>(step)].layers.front()(i, i);
  }

 private:
  std::vector<RationalNetwork> states_;
};

Judgement orders_by_limit(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = family_objective_of(instance);
  judgement.label(std::string(title_of(objective)));
  Depth depth = instance.depth();
  if (row_of(objective).top) depth = depth.with_top(chain_depth_of(instance));
  const SignRun run(instance, objective, depth, features_of(instance, objective));
  const Amplitudes amplitudes(judgement, run, subject);
  if (judgement.verdict() != Verdict::holds) return judgement;

  std::vector<long> learned;
  for (std::size_t i = 0; i < run.features.size(); ++i) {
    const Feature& feature = run.features[i];
    bool below_limit = true;  // so far
    for (long k = 1; k <= run.steps; ++k) {
      const std::string step = fmt::format("feature {}, step {}: ", i + 1, k);
      const Rational w = amplitudes.at(k, i);
      if (below_limit) {
        judgement.require_equal(step + "w = w0 + k h", w, Rational(run.w0 + k * run.rate));
      } else if (run.is_at_most_limit(feature, run.rate)) {
        const bool from_above = w <= run.rate || run.is_at_most_limit(feature, w - run.rate);
        judgement.require(step + "w - h <= limit <= w + h", from_above && !run.is_below_limit(feature, w + run.rate));
      }
      below_limit = below_limit && run.is_below_limit(feature, w);
    }
    const long expected = run.step_learned(feature, [&](long k) { return Rational(run.w0 + k * run.rate); });
    learned.push_back(run.step_learned(feature, [&](long k) { return amplitudes.at(k, i); }));
    judgement.require_equal(fmt::format("step in which feature {} is learned", i + 1), Rational(learned.back()),
                            Rational(expected));
  }
  for (std::size_t i = 0; i < run.features.size(); ++i) {
    for (std::size_t j = 0; j < run.features.size(); ++j) {
      const Rational mine = limit_power(objective, run.features[i]);
      const Rational other = limit_power(objective, run.features[j]);
      if (i == j || mine > other) continue;
      const std::string both = fmt::format("features {} and {}: ", i + 1, j + 1);
      if (mine == other) {
        judgement.label("equal limits");
        judgement.require_equal(both + "equal limits are reached in the same step", Rational(learned[i]),
                                Rational(learned[j]));
        continue;
      }
      const bool larger_lambda = run.features[i].lambda() > run.features[j].lambda();
      judgement.label(larger_lambda ? "the larger lambda is first" : "the larger lambda is not first");
      judgement.require(both + "the smaller limit is reached no later", learned[i] <= learned[j]);
      const Interval apart = run.threshold(run.features[j]) - run.threshold(run.features[i]);
      if (certainly_less(exact(run.rate), apart)) {
        judgement.require(both + "thresholds further apart than the rate: strictly earlier", learned[i] < learned[j]);
      }
    }
  }
  return judgement;
}

/// "Adam keeps the order of gradient descent": JEPA, the feature with the smaller flow time is learned no later.
Judgement adam_keeps_order(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  judgement.let_only_comparisons_refute();
  constexpr Objective kJepa = Objective::jepa;
  const Depth depth = instance.depth().with_top(chain_depth_of(instance));
  const Rational& lambda = instance.number("lambda");
  const Rational& rho = instance.number("rho");
  const std::vector<Feature> features{
      Feature::with_rho(lambda * (1 + instance.number("lambda_gap")), rho * (1 + instance.number("excess"))),
      Feature::with_rho(lambda, rho)};
  const SignRun run(instance, kJepa, depth, features);
  const auto flow_time = [&](std::size_t i) {
    const ScalarProblem problem{kJepa, depth, features[i], Initialisation::of_layer(run.w0)};
    return time_to_fraction(judgement, subject, problem, run.fraction);
  };
  const Interval times[2] = {flow_time(0), flow_time(1)};
  const std::vector<RationalNetwork> states = run.states(subject);
  const auto learned = [&](std::size_t i) {
    const auto place = static_cast<Index>(i);
    return run.step_learned(features[i], [&](long k) {
      return states[std::min(static_cast<std::size_t>(k), states.size() - 1)].layers.front()(place, place);
    });
  };
  const std::size_t first = certainly_less(times[0], times[1]) ? 0 : 1;
  judgement.require_less("flow times differ", times[first], times[1 - first]);
  judgement.require(fmt::format("feature {}, first under the flow, is learned no later by sign descent", first + 1),
                    learned(first) <= learned(1 - first));
  return judgement;
}

Field steps_field() { return choice("steps", {1, 2, 3, 5, 8, 12}, {1, 12}); }

}  // namespace

std::vector<Claim> sign_descent_claims() {
  std::vector<Field> fields = square_fields();
  fields.insert(fields.begin() + 1, chain_depth_field());
  fields.insert(fields.begin(), choice("objective", {0, 1, 2, 3}, {0, 1, 2, 3}));
  for (Field& field : std::vector<Field>{fraction("fraction", 2), part("start", 2), steps_field()}) {
    fields.push_back(std::move(field));
  }
  return {
      exactly({"Optimiser.SignDescentOrdersByLimit",
               fields,
               orders_by_limit,
               {},
               {"JEPA", "MAE", "spectral contrastive learning", "Barlow Twins", "equal limits",
                "the larger lambda is first", "the larger lambda is not first"}}),
      {"Misreading.AdamKeepsOrderOfGradientDescent",
       {matrix_depth_field(), chain_depth_field(), positive("lambda", -1, 1), positive("lambda_gap", -2, 0),
        positive("rho", -1, 1), positive("excess", -1, 1), fraction("fraction", 2), part("start", 3), steps_field()},
       adam_keeps_order},
  };
}

}  // namespace jepa_oracle::properties

// General.RandomInitialisation: what becomes of two features from random starts. Statement and proof:
// proofs-notes/general.md
#include "random_initialisation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "jepa_oracle/exact_rational.h"
#include "jepa_oracle/learning_race.h"
#include "jepa_oracle/random_start.h"
#include "matrix_flow.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::uint64_t kSeed = 2;
/// A race ends at this many times the last predicted time.
constexpr double kPatience = 1.5;
/// The times of a race are supported to a tenth of this.
const Rational kAside(1, 1000);
constexpr long kDigits = 8;

/// Feature 0 has the larger rho, and in agreement the larger lambda too.
std::array<Feature, 2> features_of(const Instance& instance) {
  if (instance.number("conflict") == 0) {
    return {Feature::with_rho(Rational(4, 5), Rational(4, 5)), Feature::with_rho(Rational(1, 2), Rational(1, 2))};
  }
  return {Feature::with_rho(Rational(9, 10), Rational(9, 10)), Feature::with_rho(1, Rational(1, 2))};
}

Rational determinant(const RationalMatrix& m) { return m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0); }
Real determinant(const Matrix<Real>& m) { return m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0); }

/// det V for JEPA, det V E for MAE.
Rational signed_volume(Objective objective, const RationalNetwork& network) {
  Rational volume = determinant(network.top);
  if (objective == Objective::jepa) return volume;
  for (const RationalMatrix& layer : network.layers) volume *= determinant(layer);
  return volume;
}

double amplitude(const Matrix<Real>& code, std::size_t feature) {
  const auto column = static_cast<Index>(feature);
  return std::hypot(code(0, column).to_double(), code(1, column).to_double());
}

std::string outcome(const RaceTimes& times, std::size_t first) {
  const auto& a = times.learned[first];
  const auto& b = times.learned[1 - first];
  if (a && b && !times.apart) return "a mixture";
  if (a && b) return *a <= *b ? "both learned as predicted" : "both learned in the other order";
  return a ? "only the one predicted first" : b ? "only the other" : "neither learned";
}

/// The subject's flow is below a level just before the time at which the race says that it is learned, and beyond it
/// just after; at the end every feature stands where the race leaves it. From a balanced start the determinants keep
/// their signs.
void require_flow(Judgement& judgement, const Subject& subject, const LearningRace& race, const RationalNetwork& start,
                  const RaceTimes& race_times, const Rational& end, bool balanced) {
  std::vector<Rational> times{end};
  const auto around = [](double time, int side) {
    return Rational(exact_rational(time, "time") * (1 + side * kAside));
  };
  for (const auto& learned : race_times.learned) {
    if (!learned || *learned == 0) continue;
    for (const int side : {-1, 1}) times.push_back(around(*learned, side));
  }
  std::sort(times.begin(), times.end());
  const RationalMoments moments = diagonal_moments({race.features[0].lambda(), race.features[1].lambda()},
                                                   {race.features[0].variance(), race.features[1].variance()});
  const auto flow = flow_of(judgement, subject, TargetRule::of(race.objective), start, moments, times, kDigits);
  const auto require_side = [&](std::size_t feature, const Rational& time, bool beyond) {
    const auto place = static_cast<std::size_t>(std::find(times.begin(), times.end(), time) - times.begin());
    const double seen = amplitude(encoder(flow[place]), feature);
    judgement.require(fmt::format("feature {} is {} its level at {:.6g}: {:.6g}", feature + 1,
                                  beyond ? "beyond" : "below", time.convert_to<double>(), seen),
                      beyond == (seen >= race.level(feature)));
  };
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& learned = race_times.learned[i];
    require_side(i, end, learned.has_value());
    if (!learned || *learned == 0) continue;
    for (const int side : {-1, 1}) require_side(i, around(*learned, side), side > 0);
  }
  if (!balanced) return;
  Rational code = 1;
  for (const RationalMatrix& layer : start.layers) code *= determinant(layer);
  for (const RealNetwork& network : flow) {
    const double top_now = determinant(network.top).to_double();
    const double code_now = determinant(encoder(network)).to_double();
    judgement.require(fmt::format("det V keeps its sign: {:.6g}", top_now),
                      (determinant(start.top) > 0) == (top_now > 0));
    judgement.require(fmt::format("det E keeps its sign: {:.6g}", code_now), (code > 0) == (code_now > 0));
  }
}

Judgement random_initialisation(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Depth depth = instance.depth();
  const auto law = instance.number("gaussian") == 1 ? StartLaw::gaussian : StartLaw::orthogonal;
  const LearningRace race{instance.objective(), depth, features_of(instance), Rational(1, 2)};
  const Rational scale = 1 / instance.number("inverse scale");
  const auto number = static_cast<std::uint64_t>(numerator(instance.number("start")).convert_to<long>());
  const RationalNetwork start = random_start(law, 2, depth, scale, kSeed, number);
  const auto balanced = Initialisation::of_layer(scale);
  const std::array<double, 2> predicted{race.predicted_time(0, balanced), race.predicted_time(1, balanced)};
  const double end = kPatience * std::max(predicted[0], predicted[1]);
  const auto times = run_race(race, approximate(start), end);
  if (!times) {
    judgement.leave_undecided("two integrations in double disagree: rounding decides what this start learns");
    return judgement;
  }
  judgement.label(fmt::format("{}: {}", name_of(law), outcome(*times, predicted[0] <= predicted[1] ? 0 : 1)));
  if (law == StartLaw::orthogonal) {
    for (const RationalMatrix& layer : start.layers) {
      require_equal(judgement, "an orthogonal layer is balanced with the top", product_transposed(layer, layer),
                    transposed_product(start.top, start.top));
    }
    judgement.label(signed_volume(race.objective, start) < 0 ? "a negative determinant" : "a positive determinant");
  }
  require_flow(judgement, subject, race, start, *times, exact_rational(end, "end"), law == StartLaw::orthogonal);
  return judgement;
}

}  // namespace

Claim random_initialisation_claim() {
  std::vector<long> starts(40);
  std::iota(starts.begin(), starts.end(), 0);
  return {"General.RandomInitialisation",
          {objective_field(), choice("depth", {1, 2}), choice("conflict", {0, 1}), choice("gaussian", {0, 1}),
           choice("inverse scale", {5, 6, 8}, {5, 8}), choice("start", starts)},
          random_initialisation,
          {},
          {"a negative determinant", "a positive determinant", "orthogonal: only the one predicted first",
           "gaussian: only the one predicted first"},
          "sampled"};
}

}  // namespace jepa_oracle::properties

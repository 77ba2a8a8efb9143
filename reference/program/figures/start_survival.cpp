#include "figures/start_survival.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "jepa_oracle/objectives.h"

namespace jepa_oracle::program {
namespace {

const Rational kFraction(1, 2);
constexpr double kConfidence = 0.95;  ///< two-sided

/// In agreement the same feature has the larger lambda and the larger rho.
std::array<FeaturePair, 2> pairs() {
  return {FeaturePair{
              "agreement",
              {Feature::with_rho(Rational(4, 5), Rational(4, 5)), Feature::with_rho(Rational(1, 2), Rational(1, 2))}},
          FeaturePair{"conflict",
                      {Feature::with_rho(Rational(9, 10), Rational(9, 10)), Feature::with_rho(1, Rational(1, 2))}}};
}

/// epsilon^(1/L) to 20 binary places: the encoder starts at epsilon up to 2^-13 of itself.
Rational layer_scale(long depth, long inverse_epsilon) {
  const double root = std::pow(1.0 / static_cast<double>(inverse_epsilon), 1.0 / static_cast<double>(depth));
  return Rational(std::lround(std::ldexp(root, 20)), 1L << 20);
}

void simulate(StartCell& cell) {
  const Depth depth(cell.depth);
  const Rational scale = layer_scale(cell.depth, cell.inverse_epsilon);
  const auto balanced = Initialisation::of_layer(scale);
  const SimulatedLearning simulation{cell.objective, depth, cell.pair.features, kFraction};
  const std::array<double, 2> predicted{simulation.predicted_time(0, balanced), simulation.predicted_time(1, balanced)};
  cell.first = predicted[0] <= predicted[1] ? 0 : 1;
  const double until = kPatience * std::max(predicted[0], predicted[1]);
  for (std::uint64_t k = 0; k < kStarts; ++k) {
    const auto start = random_start(cell.law, 2, depth, scale, kStartsSeed, k);
    cell.counts.add(simulated_learning_times(simulation, approximate(start), until), cell.first);
  }
}

}  // namespace

void StartCounts::add(const std::optional<SimulatedLearningTimes>& times, std::size_t first) {
  if (!times) {
    ++undecided;
    return;
  }
  const auto& learned = times->learned[first];
  const auto& other = times->learned[1 - first];
  if (learned && other && !times->apart) {
    ++mixture;
  } else if (learned && other) {
    ++(*learned <= *other ? kept : reversed);
  } else {
    ++(learned ? first_only : other ? second_only : neither);
  }
  const auto& reached = times->reached[first];
  const auto& other_reached = times->reached[1 - first];
  if (reached && other_reached) ++(*reached <= *other_reached ? reached_in_order : reached_reversed);
}

std::array<double, 2> StartCell::as_predicted_interval() const {
  using Binomial = boost::math::binomial_distribution<>;
  const double each = (1 - kConfidence) / 2;
  const int count = counts.as_predicted();
  return {Binomial::find_lower_bound_on_p(kStarts, count, each), Binomial::find_upper_bound_on_p(kStarts, count, each)};
}

std::vector<StartCell> simulated_starts(const std::function<void(std::size_t, std::size_t)>& visit) {
  std::vector<StartCell> cells;
  const std::size_t total =
      pairs().size() * network_objectives().size() * kMaxSimulatedDepth * 2 * kInverseEpsilons.size();
  for (const FeaturePair& pair : pairs()) {
    for (const Objective objective : network_objectives()) {
      for (long depth = 1; depth <= kMaxSimulatedDepth; ++depth) {
        for (const StartLaw law : {StartLaw::orthogonal, StartLaw::gaussian}) {
          for (const long inverse_epsilon : kInverseEpsilons) {
            cells.push_back({pair, objective, depth, inverse_epsilon, law, 0, {}});
            simulate(cells.back());
            visit(cells.size(), total);
          }
        }
      }
    }
  }
  return cells;
}

}  // namespace jepa_oracle::program

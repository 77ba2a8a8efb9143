// Family TargetNetwork: targets that follow the encoder with a delay. Proofs: proofs-notes/target-network.md
#include <fmt/format.h>

#include <algorithm>

#include "matrix_flow.h"

namespace jepa_oracle::properties {
namespace {

/// M_{a+1}' N_{a+1} - M_a N_a' of two stacks of matrices, for the layers a = 1..L with V on top.
RationalMatrix gram_difference(const RationalNetwork& m, const RationalNetwork& n, std::size_t a) {
  const bool top = a == m.layers.size();
  return transposed_product(top ? m.top : m.layers[a], top ? n.top : n.layers[a]) -
         product_transposed(m.layers[a - 1], n.layers[a - 1]);
}

/// Whatever the average stands at, W_{a+1}' W_{a+1} - W_a W_a' and V'V - W_L W_L' do not move in the flow. In descent,
/// with the average moving on between the steps, each step changes them by rate^2 (D_{a+1}' D_{a+1} - D_a D_a').
Judgement keeps_balance(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  const Rational& rate = instance.number("rate");
  const Rational& beta = instance.number("beta");
  RationalMatrix average = Entries(instance, 60).matrix(network.code_size(), network.data_size());
  for (int step = 1; step <= 2; ++step) {
    const auto target = RationalTarget::fixed(average);
    const RationalNetwork direction = field_of(judgement, subject, target, network, moments);
    const RationalNetwork next = step_of(judgement, subject, target, network, moments, rate);
    for (std::size_t a = 1; a <= network.layers.size(); ++a) {
      const RationalMatrix velocity = gram_difference(network, direction, a);
      require_zero(judgement, fmt::format("d/dt of the Gram difference above layer {}", a),
                   RationalMatrix(velocity + velocity.transpose()));
      require_equal(judgement, fmt::format("change of the Gram difference above layer {} in step {}", a, step),
                    RationalMatrix(gram_difference(next, next, a) - gram_difference(network, network, a)),
                    RationalMatrix(gram_difference(direction, direction, a) * Rational(rate * rate)));
    }
    network = next;
    average += (encoder(network) - average) * beta;
  }
  return judgement;
}

/// With the average at the encoder the field is JEPA's, at weights of any shape, so that both rest at the same weights:
/// at every V with V E = E S.
Judgement keeps_fixed_points(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto compare = [&](const RationalNetwork& network, const RationalMoments& moments) {
    const RationalNetwork jepa = field_of(judgement, subject, RationalTarget::current_encoder(), network, moments);
    require_equal(judgement, "field with the average at the encoder",
                  field_of(judgement, subject, RationalTarget::fixed(encoder(network)), network, moments), jepa);
    return jepa;
  };
  compare(network_of(instance, Objective::jepa), moments_of(instance));
  const RestingJepa resting = resting_jepa_of(instance);
  const RationalNetwork& at = resting.network;
  require_equal(judgement, "the field at a fixed point of JEPA", compare(at, resting.moments),
                moved(at, at, Rational(-1)));
  judgement.label(at.code_size() < at.data_size()   ? "a bottleneck"
                  : at.code_size() > at.data_size() ? "a code wider than the data"
                                                    : "a code as wide as the data");
  return judgement;
}

/// The slowest average follows the encoder in an eighth of the time looked at.
constexpr long kTimesOfAverage = 8;

/// Time on which one rate of change of the field moves the weights by a quarter: the derivative of the field is at most
/// about (2L+1) n^L s, n the largest squared norm of a matrix and s the size of the moments.
Rational quarter_time(const RationalNetwork& network, const RationalMoments& moments) {
  const auto square = [](const RationalMatrix& m) {
    Rational sum = 0;
    for (Index i = 0; i < m.size(); ++i) sum += m.data()[i] * m.data()[i];
    return sum;
  };
  Rational largest = 1 + square(network.top);
  for (const RationalMatrix& layer : network.layers) largest = std::max(largest, Rational(1 + square(layer)));
  const Rational size = 1 + square(moments.sxx) + square(moments.syx);
  return 1 / (4 * (2 * network.depth() + 1) * power(largest, network.depth()) * size);
}

/// Distances to JEPA at beta, 2 beta, 4 beta: e = a / beta + O(1 / beta^2). So 2 e(2 beta) - e(beta) is small against
/// e(beta), and half as small at the doubled rate.
Judgement fast_average(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork start = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  const Rational time = quarter_time(start, moments);
  const auto at_end = [&](const TargetRule& rule) {
    return flow_of(judgement, subject, rule, start, moments, {time}).front();
  };
  const RealNetwork jepa = at_end(TargetRule::of(Objective::jepa));
  const auto difference = [&](long factor) {
    return combined(at_end(TargetRule::moving_average(Rational(kTimesOfAverage * factor / time))), jepa, -1);
  };
  const RealNetwork slow = difference(1);
  const RealNetwork middle = difference(2);
  const RealNetwork fast = difference(4);
  const Real nothing(power(Rational(10), 5 - kFlowDigits), kFlowBits);
  if (norm(slow) < nothing) {
    judgement.label("no difference within the digits");
    judgement.require("no difference at the faster averages", norm(middle) < nothing && norm(fast) < nothing);
    return judgement;
  }
  judgement.label("a difference of first order");
  const Interval first(norm(combined(slow, middle, -2)) / norm(slow));
  const Interval second(norm(combined(middle, fast, -2)) / norm(middle));
  judgement.require_less("|e(beta) - 2 e(2 beta)| / |e(beta)|", first, Interval(Rational(3, 10), kFlowBits));
  judgement.require_less("the same at 2 beta", second, first * Interval(Rational(3, 5), kFlowBits));
  judgement.require_less("and not of higher order", first * Interval(Rational(2, 5), kFlowBits), second);
  return judgement;
}

}  // namespace

std::vector<Claim> target_network_claims() {
  std::vector<Field> stepped = matrix_fields();
  stepped.push_back(positive("rate", -3, 0));
  stepped.push_back(positive("beta", -2, 1));
  std::vector<Field> flows = matrix_fields();
  flows[0] = mostly("depth", {1, 2}, {3, 4}, 20);
  flows[1] = choice("size", {1, 2});
  flows[4] = choice("spread", {1, 2});
  return {
      exactly({"TargetNetwork.MovingAverageKeepsBalance", stepped, keeps_balance}),
      exactly({"TargetNetwork.MovingAverageKeepsFixedPoints",
               matrix_fields(),
               keeps_fixed_points,
               {},
               {"a bottleneck", "a code wider than the data", "a code as wide as the data"}}),
      refined({"TargetNetwork.FastAverageIsJepa", flows, fast_average, {}, {"a difference of first order"}}),
  };
}

}  // namespace jepa_oracle::properties

// Family TargetNetwork: targets that follow the encoder with a delay. Proofs: proofs-notes/target-network.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/balanced_network.h"
#include "scenarios/matrix_flow.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// M_{a+1}' N_{a+1} - M_a N_a' of two stacks of matrices, for the layers a = 1..L with V on top.
RationalMatrix gram_difference(const RationalNetwork& m, const RationalNetwork& n, std::size_t a) {
  const bool top = a == m.layers.size();
  return transposed_product(top ? m.top() : m.layers[a], top ? n.top() : n.layers[a]) -
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

/// What bounds the flows of JEPA and of every moving average from one start up to `time`, and so their distances; the
/// names are those of the note.
struct AverageBounds {
  Rational radius;  ///< of every weight matrix up to `time`
  Rational time;
  Rational first;   ///< A: |e(beta)| <= A / beta
  Rational second;  ///< C: |2 e(2 beta) - e(beta)| <= C / beta^2
};

/// Upper bound of a root, 2^-20 above it at most.
Rational root_above(const Rational& square) { return square == 0 ? Rational(0) : above(root(exact(square), 2)); }

AverageBounds average_bounds(const RationalNetwork& start, const RationalMoments& moments) {
  const long depth = start.depth();
  Rational largest = squared_norm(start.top());
  for (const RationalMatrix& layer : start.layers) largest = std::max(largest, squared_norm(layer));
  const Rational r = 1 + root_above(largest);
  const Rational sxx = root_above(squared_norm(moments.sxx));
  const Rational syx = root_above(squared_norm(moments.syx));
  // chain(k) = k R^(k-1), pairs(k) = k (k-1) R^(k-2): derivatives of a product of k matrices in the ball of radius R.
  const auto chain = [&r](long k) { return Rational(k * power(r, k - 1)); };
  const auto pairs = [&r](long k) { return k < 2 ? Rational(0) : Rational(k * (k - 1) * power(r, k - 2)); };
  const Rational speed = power(r, 2 * depth) * (r * sxx + syx);                                      // B
  const Rational slope = chain(2 * depth + 1) * sxx + chain(2 * depth) * syx;                        // Lambda
  const Rational curvature = pairs(2 * depth + 1) * sxx + pairs(2 * depth) * syx;                    // H
  const Rational pull = syx * power(r, depth);                                                       // N
  const Rational encoder_speed = chain(depth) * speed;                                               // M
  const Rational acceleration = slope * speed + pull * encoder_speed;                                // of the weights
  const Rational encoder_acceleration = chain(depth) * acceleration + pairs(depth) * speed * speed;  // M_2
  const Rational time = 1 / (4 * slope + speed);
  const Rational first = Rational(8, 7) * pull * encoder_speed * time;
  const Rational lag = syx * chain(depth) * encoder_speed * first +
                       pull * (chain(depth) * (slope * first + pull * encoder_speed) + pairs(depth) * speed * first);
  const Rational forcing =
      Rational(3, 4) * curvature * first * first + Rational(3, 2) * lag + Rational(3, 2) * pull * encoder_acceleration;
  const Rational second = Rational(9, 7) * (time * forcing + Rational(3, 2) * pull * encoder_speed);
  return {r, time, first, second};
}

/// The largest norm of a matrix of the network.
Interval largest_norm(const RealNetwork& network) {
  Real largest = norm(network.top());
  for (const Matrix<Real>& layer : network.layers) largest = std::max(largest, norm(layer));
  return Interval(largest).rounded_to(kFlowBits);
}

/// Distances to JEPA at beta and 2 beta: of first order in 1 / beta, and 2 e(2 beta) - e(beta) of second order, both
/// with the constants of the note; once for an average that follows in an eighth of the time looked at, and once in
/// 1/64.
Judgement fast_average(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork start = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  const AverageBounds bounds = average_bounds(start, moments);
  const auto at_end = [&](const TargetRule& rule) {
    return flow_of(judgement, subject, rule, start, moments, {bounds.time}).front();
  };
  const RealNetwork jepa = at_end(TargetRule::of(Objective::jepa));
  const auto distance = [&](const Rational& beta) {
    return combined(at_end(TargetRule::moving_average(beta)), jepa, -1);
  };
  // Flows come with digits relative to the largest entry of each matrix, which is at most R; five of them are added up.
  const Rational rounding = 10 * bounds.radius * power(Rational(10), 1 - kFlowDigits) * parameter_count(start);
  for (const long times : {8L, 64L}) {
    const Rational beta = times / bounds.time;
    const RealNetwork slow = distance(beta);
    const RealNetwork fast = distance(2 * beta);
    const Interval size = largest_norm(slow);
    if (certainly_less(exact(rounding), size)) judgement.label("a difference beyond rounding");
    judgement.require_less(fmt::format("|e(beta)|, beta = {} / t", times), size, exact(bounds.first / beta + rounding));
    judgement.require_less(fmt::format("|2 e(2 beta) - e(beta)|, beta = {} / t", times),
                           largest_norm(combined(slow, fast, -2)), exact(bounds.second / (beta * beta) + rounding));
  }
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
      refined({"TargetNetwork.FastAverageIsJepa", flows, fast_average, {}, {"a difference beyond rounding"}}),
  };
}

}  // namespace jepa_oracle::properties

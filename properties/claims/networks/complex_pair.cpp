// General.ComplexPairIsLearned: S = a I + b K, K the quarter turn. Statement and proof: proofs-notes/general.md
#include <algorithm>

#include "claims/networks/general_claims.h"
#include "scenarios/balanced_network.h"
#include "scenarios/matrix_calculus.h"
#include "scenarios/matrix_flow.h"

namespace jepa_oracle::properties {
namespace {

/// x + iy as the matrix x I + y K.
struct Complex {
  Rational x;
  Rational y;

  Rational squared_size() const { return x * x + y * y; }
  RationalMatrix matrix() const {
    RationalMatrix m(2, 2);
    m << x, Rational(-y), y, x;
    return m;
  }
};

Complex times(const Complex& a, const Complex& b) { return {a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x}; }
Complex conjugate(const Complex& a) { return {a.x, -a.y}; }
Complex minus(const Complex& a, const Complex& b) { return {a.x - b.x, a.y - b.y}; }

/// (1 - k^2 + 2ik) / (1 + k^2): of size 1
Complex unit_of(const Rational& k) { return {(1 - k * k) / (1 + k * k), 2 * k / (1 + k * k)}; }

struct Pair {
  Complex goal;                 ///< varsigma = a + bi, not real
  Complex start;                ///< v
  std::vector<Complex> layers;  ///< w_a, of the size of v

  RationalNetwork network() const {
    RationalNetwork network;
    for (const Complex& layer : layers) network.layers.push_back(layer.matrix());
    network.top_layers = {start.matrix()};
    return network;
  }
  RationalMoments moments() const { return {identity<Rational>(2), goal.matrix()}; }
};

Pair pair_of(const Instance& instance) {
  Entries entries(instance, 74);
  Pair pair;
  pair.goal = {entries.any(), entries.positive()};
  if (entries.below(2) == 1) pair.goal.y = -pair.goal.y;
  // Off the ray from 0 away from the goal, so that the segment between them avoids 0.
  do {
    const Rational size(1 + static_cast<long>(entries.below(3)), 2);  // drawn first: arguments have no order
    pair.start = times({size, 0}, unit_of(entries.any()));
  } while (pair.start.x * pair.goal.y == pair.start.y * pair.goal.x);
  for (long a = 0; a < instance.depth().layers(); ++a) {
    pair.layers.push_back(times(pair.start, unit_of(entries.any())));
  }
  return pair;
}

/// dv/dt = (varsigma - v) |u|^2 and dw_a/dt = conj(v prod_{b != a} w_b) (varsigma - v) u with |u| = |v|^L; all sizes
/// stay equal.
void require_field(Judgement& judgement, const Subject& subject, const Pair& pair) {
  const RationalNetwork direction =
      field_of(judgement, subject, RationalTarget::current_encoder(), pair.network(), pair.moments());
  Complex u{1, 0};
  for (const Complex& layer : pair.layers) u = times(u, layer);
  const Rational size = u.squared_size();
  judgement.require_equal("|u|^2 = |v|^(2L)", size,
                          power(pair.start.squared_size(), static_cast<long>(pair.layers.size())));
  const Complex way = minus(pair.goal, pair.start);
  require_equal(judgement, "dv/dt = (varsigma - v) |u|^2", direction.top(), RationalMatrix(way.matrix() * size));
  for (std::size_t a = 0; a < pair.layers.size(); ++a) {
    Complex others{1, 0};
    for (std::size_t b = 0; b < pair.layers.size(); ++b) {
      if (b != a) others = times(others, pair.layers[b]);
    }
    require_equal(judgement, "dw/dt", direction.layers[a],
                  times(times(conjugate(times(pair.start, others)), way), u).matrix());
    judgement.require_equal("|v|^2 and |w|^2 change alike",
                            transposed_product(pair.start.matrix(), direction.top()).trace(),
                            transposed_product(pair.layers[a].matrix(), direction.layers[a]).trace());
  }
}

/// d|V E - E S|^2/dt = 2 |V E - E S|^2 |v|^(2L) (L Re(conj(v) varsigma)/|v|^2 - L - 1), which may be positive.
void require_residual(Judgement& judgement, const Subject& subject, const Pair& pair) {
  const RationalNetwork network = pair.network();
  const RationalMatrix s = pair.goal.matrix();
  const RationalNetwork direction =
      field_of(judgement, subject, RationalTarget::current_encoder(), network, pair.moments());
  const RationalMatrix code = encoder(network);
  const RationalMatrix code_velocity = encoder_velocity(network, direction);
  const RationalMatrix left = defect(network, s, code);
  const RationalMatrix velocity =
      product(direction.top(), code) + product(network.top(), code_velocity) - product(code_velocity, s);
  const auto depth = static_cast<long>(pair.layers.size());
  const Rational size = pair.start.squared_size();
  const Rational towards = times(conjugate(pair.start), pair.goal).x;
  const Rational rate = power(size, depth) * (depth * towards / size - depth - 1);
  judgement.require_equal("d|V E - E S|^2/dt", transposed_product(left, velocity).trace(), squared_norm(left) * rate);
  judgement.label(rate > 0 ? "a residual that rises" : "a residual that falls");
}

/// Square of the distance from 0 to the segment between two points.
Rational squared_distance(const Complex& from, const Complex& to) {
  const Complex way = minus(to, from);
  const Rational along = -(from.x * way.x + from.y * way.y);
  if (along <= 0) return from.squared_size();
  if (along >= way.squared_size()) return to.squared_size();
  const Rational area = from.x * way.y - from.y * way.x;
  return area * area / way.squared_size();
}

/// On the subject's flow v keeps to the segment, and exp(-M^(2L) t) <= |v - varsigma|/|v0 - varsigma| <= exp(-m^(2L)
/// t), m and M the least and largest distance of the segment from 0.
void require_flow(Judgement& judgement, const Subject& subject, const Pair& pair) {
  const auto depth = static_cast<long>(pair.layers.size());
  const Complex way = minus(pair.goal, pair.start);
  const Rational least = power(squared_distance(pair.start, pair.goal), depth);
  const Rational largest = power(std::max(pair.start.squared_size(), pair.goal.squared_size()), depth);
  const std::vector<Rational> times{Rational(1 / largest), Rational(4 / largest)};
  const auto flow = flow_of(judgement, subject, TargetRule::of(Objective::jepa), pair.network(), pair.moments(), times);
  // Each entry of V has kFlowDigits digits relative to its largest, which is below |v0| + |varsigma|: so has v, twice.
  const Rational off =
      4 * power(Rational(10), -kFlowDigits) * (1 + pair.start.squared_size()) * (1 + pair.goal.squared_size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    const RationalMatrix top = [&] {
      RationalMatrix result(2, 2);
      for (Index k = 0; k < 4; ++k) result.data()[k] = flow[i].top().data()[k].to_rational();
      return result;
    }();
    const Complex rest = minus(pair.goal, {top(0, 0), top(1, 0)});
    const auto require_small = [&](const std::string& what, const Rational& value) {
      judgement.require(what, boost::multiprecision::abs(value) <= off);
    };
    require_small("V stays x I + y K", top(0, 0) - top(1, 1));
    require_small("V stays x I + y K", top(1, 0) + top(0, 1));
    require_small("v keeps to the segment from its start to varsigma",
                  (rest.x * way.y - rest.y * way.x) / (1 + way.squared_size()));
    const Interval length = root(Interval(way.squared_size(), kFlowBits), 2);
    const Interval part = root(Interval(rest.squared_size(), kFlowBits), 2) / length;
    const Interval slack = Interval(off, kFlowBits) / length;
    const auto fall = [&](const Rational& rate) { return exp(-Interval(Rational(rate * times[i]), kFlowBits)); };
    judgement.require_less("|v - varsigma| <= |v0 - varsigma| exp(-m^(2L) t)", part, fall(least) + slack);
    judgement.require_less("and at least exp(-M^(2L) t) of it", fall(largest), part + slack);
  }
}

Judgement complex_pair(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Pair pair = pair_of(instance);
  judgement.label(pair.goal.x > 0 ? "a > 0" : pair.goal.x < 0 ? "a < 0" : "a = 0");
  require_field(judgement, subject, pair);
  require_residual(judgement, subject, pair);
  if (judgement.verdict() == Verdict::fails || instance.number("trajectory") == 0) return judgement;
  require_flow(judgement, subject, pair);
  return judgement;
}

}  // namespace

Claim complex_pair_claim() {
  std::vector<Field> fields = square_fields();
  fields[0] = choice("depth", {1, 2, 3, 4, 5, 6}, {1, 2});
  fields.erase(fields.begin() + 1);  // d = 2
  fields.push_back(choice("trajectory", {0, 0, 0, 1}));
  return refined({"General.ComplexPairIsLearned",
                  fields,
                  complex_pair,
                  {},
                  {"a > 0", "a < 0", "a = 0", "a residual that rises", "a residual that falls"}});
}

}  // namespace jepa_oracle::properties

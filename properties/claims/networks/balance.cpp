// Family Balance: what the flow conserves, and by how much gradient descent misses it. Proofs: proofs-notes/balance.md
#include <fmt/format.h>

#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// W_1, ..., W_L, V.
std::vector<RationalMatrix> stack_of(const RationalNetwork& network) {
  std::vector<RationalMatrix> stack = network.layers;
  stack.push_back(network.top());
  return stack;
}

/// The target of the objective, or for JEPA, in about half of the instances, any other one. Only one of them: an
/// implementation that knows no other is then judged on the rest.
RationalTarget target_of(const Instance& instance, const RationalNetwork& network, Judgement& judgement) {
  Entries entries(instance, 20);
  const bool other = target_moves(instance.objective()) && entries.below(2) == 1;
  judgement.label(other ? "any target" : "the target of the objective");
  if (!other) return RationalTarget::of(instance.objective());
  return RationalTarget::fixed(entries.matrix(network.code_size(), network.data_size()));
}

/// M_{i+1}' D_{i+1} = D_i M_i', M the stack of matrices: this and its transpose make d/dt (M_{i+1}' M_{i+1} - M_i M_i')
/// zero.
Judgement conserved(const Instance& instance, const Subject& subject, bool top) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, instance.objective());
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork direction =
      field_of(judgement, subject, target_of(instance, network, judgement), network, moments);
  const auto at = stack_of(network);
  const auto velocity = stack_of(direction);
  const std::size_t depth = network.layers.size();
  for (std::size_t i = top ? depth - 1 : 0; i < (top ? depth : depth - 1); ++i) {
    require_equal(judgement, fmt::format("half of d/dt of the Grams of matrices {} and {}", i + 2, i + 1),
                  transposed_product(at[i + 1], velocity[i + 1]), product_transposed(velocity[i], at[i]));
  }
  return judgement;
}

Judgement encoder_grams(const Instance& instance, const Subject& subject) {
  return conserved(instance, subject, false);
}
Judgement top_gram(const Instance& instance, const Subject& subject) { return conserved(instance, subject, true); }

/// One step of rate eta changes M_{i+1}' M_{i+1} - M_i M_i' by eta^2 (D_{i+1}' D_{i+1} - D_i D_i').
Judgement descent_defect(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, instance.objective());
  const RationalMoments moments = moments_of(instance);
  const Rational& rate = instance.number("rate");
  const RationalTarget target = target_of(instance, network, judgement);
  const auto before = stack_of(network);
  const auto d = stack_of(field_of(judgement, subject, target, network, moments));
  const auto after = stack_of(step_of(judgement, subject, target, network, moments, rate));
  const auto defect = [](const std::vector<RationalMatrix>& m, std::size_t i) {
    return RationalMatrix(transposed_product(m[i + 1], m[i + 1]) - product_transposed(m[i], m[i]));
  };
  for (std::size_t i = 0; i + 1 < before.size(); ++i) {
    require_equal(judgement, fmt::format("change of the Gram difference between matrices {} and {}", i + 2, i + 1),
                  RationalMatrix(defect(after, i) - defect(before, i)),
                  RationalMatrix(defect(d, i) * Rational(rate * rate)));
  }
  return judgement;
}

/// Features decoupled, every layer diag(w), top diag(v): after a step the layers are equal still, and
/// v^2 - w^2 is (1 - eta^2 g^2) times what it was, g = w^(2L-1) (lambda - v s2) (JEPA), w^(L-1) (lambda - v w^L s2)
/// (MAE).
Judgement scalar_balance(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = instance.objective();
  const long depth = instance.depth().layers();
  const auto size = static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
  const Rational& rate = instance.number("rate");
  Entries entries(instance, 21);
  const RationalMatrix start = diagonal(entries.positives(size));
  const std::vector<Rational> lambdas = entries.positives(size);  // drawn first: arguments have no order
  const RationalMoments moments = diagonal_moments(lambdas, entries.positives(size));
  const bool balanced = instance.number("balanced") == 1;
  RationalNetwork network{std::vector<RationalMatrix>(static_cast<std::size_t>(depth), start),
                          balanced ? start : diagonal(entries.positives(size))};
  for (int step = 1; step <= 2; ++step) {
    const RationalNetwork next = step_of(judgement, subject, RationalTarget::of(objective), network, moments, rate);
    for (std::size_t a = 1; a < next.layers.size(); ++a) {
      require_equal(judgement, fmt::format("after step {}, layer {} = layer 1", step, a + 1), next.layers[a],
                    next.layers[0]);
    }
    if (balanced)
      require_equal(judgement, fmt::format("after step {}, top = layer 1", step), next.top(), next.layers[0]);
    for (Index i = 0; i < size; ++i) {
      const Rational v = network.top()(i, i);
      const Rational w = network.layers[0](i, i);
      const Rational u = power(w, depth);
      const Rational below = power(w, depth - 1);
      const Rational g = objective == Objective::jepa  // by the name: the equations of the notes, each by itself
                             ? Rational(below * u * (moments.syx(i, i) - v * moments.sxx(i, i)))
                             : Rational(below * (moments.syx(i, i) - v * u * moments.sxx(i, i)));
      judgement.require_equal(fmt::format("after step {}, v^2 - w^2 of feature {}", step, i + 1),
                              next.top()(i, i) * next.top()(i, i) - next.layers[0](i, i) * next.layers[0](i, i),
                              (v * v - w * w) * (1 - rate * rate * g * g));
      judgement.require_equal(fmt::format("step {} of v, feature {}", step, i + 1), next.top()(i, i), v + rate * w * g);
    }
    network = next;
  }
  return judgement;
}

}  // namespace

std::vector<Claim> balance_claims() {
  std::vector<Field> deep = objective_and_matrix_fields();
  deep[1] = matrix_depth_field(2);
  std::vector<Field> stepped = objective_and_matrix_fields();
  stepped.push_back(positive("rate", -3, 0));
  std::vector<Field> scalar = objective_and_square_fields();
  scalar.push_back(positive("rate", -3, 0));
  scalar.push_back(choice("balanced", {0, 1}));
  return {
      exactly({"Balance.EncoderGramsAreConserved", deep, encoder_grams}),
      exactly({"Balance.TopGramIsConserved", objective_and_matrix_fields(), top_gram}),
      exactly({"Balance.DescentDefectIsSecondOrderExactly", stepped, descent_defect}),
      exactly({"Balance.ScalarBalanceSurvivesDescent", scalar, scalar_balance}),
  };
}

}  // namespace jepa_oracle::properties

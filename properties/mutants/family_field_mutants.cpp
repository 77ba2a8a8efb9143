// Implementations of the field of any objective with a chain of layers on top and with weight decay, each one mistake
// away from the reference.
#include <algorithm>
#include <functional>

#include "jepa_oracle/family_field.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using RationalMatrix = Matrix<Rational>;
using Chains = Network<Rational>;
using Rule = FamilyRule<Rational>;
using SecondMoments = Moments<Rational>;
using ChainField = std::function<Chains(const Rule&, const Chains&, const SecondMoments&)>;

struct ChainMutant : properties::ReferenceSubject {
  std::string label;
  ChainField altered;

  std::string name() const override { return label; }
  Chains family_field(const Rule& rule, const Chains& network, const SecondMoments& moments) const override {
    return altered(rule, network, moments);
  }
};

Mutant chain_mutant(std::string name, ChainField altered) {
  auto subject = std::make_shared<ChainMutant>();
  subject->label = name;
  subject->altered = std::move(altered);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<ChainMutant>());
}

bool has_top(const Rule& rule) { return row_of(rule.objective).top.has_value(); }

RationalMatrix scaled(const RationalMatrix& matrix, const Rational& factor) { return matrix * factor; }

/// The field without decay.
Chains free_field(Rule rule, const Chains& network, const SecondMoments& moments) {
  rule.weight_decay = 0;
  return family_field(rule, network, moments);
}

/// `free`, and every weight decays.
Chains decayed(const Chains& free, const Rule& rule, const Chains& network) {
  return moved(free, network, Rational(-rule.weight_decay));
}

Chains with_decay(Rule rule, const Chains& network, const SecondMoments& moments, const Rational& factor) {
  rule.weight_decay *= factor;
  return family_field(rule, network, moments);
}

/// Directions of the encoder's layers for a loss whose derivative by E is `by_code`.
std::vector<RationalMatrix> directions_below(const Chains& network, const RationalMatrix& by_code) {
  std::vector<RationalMatrix> below{identity<Rational>(network.data_size())};
  for (const RationalMatrix& layer : network.layers) below.push_back(product(layer, below.back()));
  std::vector<RationalMatrix> directions = network.layers;
  RationalMatrix above = by_code;
  for (std::size_t a = network.layers.size(); a > 0; --a) {
    directions[a - 1] = -product_transposed(above, below[a - 1]);
    above = transposed_product(network.layers[a - 1], above);
  }
  return directions;
}

/// V_2 is left out where gradients go down to the encoder. That V_1 is, where there is no other, is another mistake:
/// missing-predictor.
Chains missing_predictor_layer(const Rule& rule, const Chains& network, const SecondMoments& moments) {
  constexpr std::size_t left_out = 1;
  if (network.top_layers.size() <= left_out ||
      network.top_layers[left_out].rows() != network.top_layers[left_out].cols()) {
    return family_field(rule, network, moments);
  }
  Chains without = network;
  without.top_layers[left_out] = identity<Rational>(network.top_layers[left_out].rows());
  const RationalMatrix code = encoder(network);
  const RationalMatrix residual =
      product(product(top_product(network), code), moments.sxx) - rule.target.cross_moment(code, moments.syx);
  Chains wrong = free_field(rule, network, moments);
  wrong.layers = directions_below(network, transposed_product(top_product(without), residual));
  return decayed(wrong, rule, network);
}

/// V_1 ... V_M for V_M ... V_1, where all have one shape.
Chains reversed_predictor(const Rule& rule, const Chains& network, const SecondMoments& moments) {
  for (const RationalMatrix& layer : network.top_layers) {
    if (layer.rows() != network.code_size() || layer.cols() != network.code_size()) {
      return family_field(rule, network, moments);
    }
  }
  Chains reversed = network;
  std::reverse(reversed.top_layers.begin(), reversed.top_layers.end());
  Chains wrong = family_field(rule, reversed, moments);
  std::reverse(wrong.top_layers.begin(), wrong.top_layers.end());
  return wrong;
}

/// (E syx E' - I) E syx.
Chains unsymmetrised_barlow(const Rule& rule, const Chains& network, const SecondMoments& moments) {
  if (rule.objective != Objective::barlow_twins) return family_field(rule, network, moments);
  const RationalMatrix code = encoder(network);
  RationalMatrix error = product_transposed(product(code, moments.syx), code);
  error -= identity<Rational>(code.rows());
  return decayed(Chains(directions_below(network, product(error, product(code, moments.syx)))), rule, network);
}

std::vector<Mutant> wrong_chains() {
  return {
      chain_mutant("missing-predictor-layer", missing_predictor_layer),
      chain_mutant("predictor-chain-reversed", reversed_predictor),
      chain_mutant("slow-first-layer/chain",
                   [](const Rule& rule, const Chains& n, const SecondMoments& m) {
                     Chains wrong = free_field(rule, n, m);
                     wrong.layers.front() = scaled(wrong.layers.front(), Rational(1, 2));
                     return decayed(wrong, rule, n);
                   }),
      chain_mutant("frozen-target-follows-encoder",
                   [](Rule rule, const Chains& n, const SecondMoments& m) {
                     if (rule.target.is_fixed()) rule.target = Target<Rational>::current_encoder();
                     return family_field(rule, n, m);
                   }),
      chain_mutant("target-transposed",
                   [](Rule rule, const Chains& n, const SecondMoments& m) {
                     if (rule.target.is_fixed() && n.code_size() == n.data_size()) {
                       rule.target = Target<Rational>::fixed(RationalMatrix(rule.target.map().transpose()));
                     }
                     return family_field(rule, n, m);
                   }),
  };
}

std::vector<Mutant> wrong_losses_of_the_code() {
  return {
      chain_mutant("barlow-unsymmetrised", unsymmetrised_barlow),
      chain_mutant("barlow-whitened",
                   [](const Rule& rule, const Chains& n, SecondMoments m) {
                     if (rule.objective == Objective::barlow_twins) m.syx = product(m.syx, inverse(m.sxx));
                     return family_field(rule, n, m);
                   }),
      chain_mutant("spectral-called-barlow/field",
                   [](Rule rule, const Chains& n, const SecondMoments& m) {
                     if (rule.objective == Objective::barlow_twins) {
                       rule = {Objective::spectral_contrastive, rule.target, rule.weight_decay};
                     }
                     return family_field(rule, n, m);
                   }),
      mutant("spectral-called-barlow/time",
             [](Altered& m) {
               m.time = [](const properties::ReferenceSubject& r, ScalarProblem p, const Threshold& t, TimeConvention c,
                           Digits d) {
                 if (p.objective == Objective::barlow_twins) p.objective = Objective::spectral_contrastive;
                 return r.critical_time(p, t, c, d);
               };
             }),
      chain_mutant("spectral-uses-syx-twice",
                   [](const Rule& rule, const Chains& n, SecondMoments m) {
                     if (rule.objective == Objective::spectral_contrastive) {
                       m.sxx = scaled(RationalMatrix(m.syx + m.syx.transpose()), Rational(1, 2));
                     }
                     return family_field(rule, n, m);
                   }),
      chain_mutant("published-loss-factor-four",
                   [](const Rule& rule, const Chains& n, const SecondMoments& m) {
                     const Chains right = free_field(rule, n, m);
                     return decayed(has_top(rule) ? right : moved(right, right, Rational(3)), rule, n);
                   }),
  };
}

std::vector<Mutant> wrong_decays() {
  return {
      chain_mutant("weight-decay-ignored/field", free_field),
      chain_mutant("decay-doubled/field",
                   [](const Rule& rule, const Chains& n, const SecondMoments& m) { return with_decay(rule, n, m, 2); }),
      chain_mutant("decay-on-encoder-only",
                   [](const Rule& rule, const Chains& n, const SecondMoments& m) {
                     Chains wrong = family_field(rule, n, m);
                     wrong.top_layers = free_field(rule, n, m).top_layers;
                     return wrong;
                   }),
  };
}

}  // namespace

std::vector<Mutant> family_field_mutants() {
  std::vector<Mutant> mutants;
  for (auto kind : {wrong_chains, wrong_losses_of_the_code, wrong_decays}) {
    for (Mutant& mutant : kind()) mutants.push_back(std::move(mutant));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants

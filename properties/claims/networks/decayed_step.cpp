// Family Decay, as far as it is about steps: what weight decay makes of one. Proofs: proofs-notes/decay.md
#include "scenarios/family_network_scenario.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

/// The subject's step against (1 - h eta) W + h D, and against W + h D~ with D~ of the loss with eta/2 |W|^2: the two
/// ways in which optimisers decay weights. D from the loss alone, one dual number at a time.
Judgement coupled_is_decoupled(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Objective objective = family_objective_of(instance);
  judgement.label(std::string(title_of(objective)));
  const RationalNetwork network = chains_of(instance, objective);
  const RationalMoments moments = moments_of(instance);
  const Rational& decay = instance.number("decay");
  const Rational& rate = instance.number("rate");
  judgement.label(network.top_layers.size() > 1 ? "layers on top" : "at most one layer on top");
  const RationalNetwork step = subject.family_step(objective, decay, network, moments, rate);
  if (!same_shapes(step, network)) {
    judgement.require("the step has the shapes of the network", false);
    return judgement;
  }
  const RationalNetwork gradient = minus_gradient_of_loss({objective}, network, moments);
  const RationalNetwork decoupled = moved(moved(network, network, Rational(-rate * decay)), gradient, rate);
  const RationalNetwork coupled = moved(network, moved(gradient, network, Rational(-decay)), rate);
  require_equal(judgement, "the step = (1 - h eta) W + h D", step, decoupled);
  require_equal(judgement, "the step = W + h (D - eta W)", step, coupled);
  return judgement;
}

}  // namespace

std::vector<Claim> decayed_step_claims() {
  std::vector<Field> fields = family_fields();
  fields.push_back(positive("decay", -3, 1));
  fields.push_back(positive("rate", -3, 0));
  return {exactly({"Decay.CoupledStepIsDecoupledStep",
                   fields,
                   coupled_is_decoupled,
                   {},
                   {"JEPA", "MAE", "spectral contrastive learning", "Barlow Twins", "layers on top"}})};
}

}  // namespace jepa_oracle::properties

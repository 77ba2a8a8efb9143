// Family Misreading, on matrices: wrong fields that are called JEPA's or MAE's. A run is expected to refute each. The
// keys are those of the catalogue of mistakes; what is right instead: proofs-notes/misreading.md
#include "jepa_oracle/descent_field.h"
#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::properties {
namespace {

RationalNetwork scaled(const RationalNetwork& n, const Rational& factor) { return moved(n, n, Rational(factor - 1)); }

/// mae-called-jepa: "the loss |V E x - y|^2 trains a JEPA": code and data of one size.
Judgement mean_squared_error(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  require_equal(judgement, "field of JEPA = field of the squared error",
                field_of(judgement, subject, RationalTarget::current_encoder(), network, moments),
                descent_field(network, RationalTarget::data(), moments));
  return judgement;
}

/// mean-over-outputs: "whether the loss is a sum or a mean over the components does not matter for time".
Judgement averaged_over_dimension(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto target = RationalTarget::of(instance.objective());
  const RationalNetwork network = network_of(instance, instance.objective());
  const RationalMoments moments = moments_of(instance);
  require_equal(judgement, "field = field of the mean over components",
                field_of(judgement, subject, target, network, moments),
                scaled(descent_field(network, target, moments), Rational(1, static_cast<long>(network.top().rows()))));
  return judgement;
}

/// no-stop-gradient: "the stop-gradient does not matter".
Judgement no_stop_gradient(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMoments moments = moments_of(instance);
  require_equal(judgement, "field = - full gradient",
                field_of(judgement, subject, RationalTarget::current_encoder(), network, moments),
                minus_gradient(network, dual_loss(RationalTarget::current_encoder(), moments)));
  return judgement;
}

/// frozen-target: "the target may be taken from the initial encoder": one step after the start E = I/8, where both
/// agree.
Judgement frozen_target(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  RationalNetwork network = network_of(instance, Objective::jepa);
  const RationalMatrix one = identity<Rational>(network.data_size());
  for (RationalMatrix& layer : network.layers) layer = one;
  network.layers.front() = one * Rational(1, 8);
  const auto frozen = RationalTarget::fixed(encoder(network));
  const RationalMoments moments = moments_of(instance);
  const RationalNetwork next =
      step_of(judgement, subject, RationalTarget::current_encoder(), network, moments, Rational(1));
  require_equal(judgement, "field after a step = field with the frozen target",
                field_of(judgement, subject, RationalTarget::current_encoder(), next, moments),
                descent_field(next, frozen, moments));
  return judgement;
}

/// quasi-static: "the top layer may be held at its optimum for the encoder": do the layers move alike?
Judgement quasi_static(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto target = RationalTarget::of(instance.objective());
  const RationalNetwork network = invertible_network_of(instance);
  const RationalMoments moments = moments_of(instance);
  RationalNetwork optimal = network;
  const RationalMatrix code = encoder(network);
  const RationalMatrix asked = target.cross_moment(code, moments.syx);  // V E sxx at the optimum
  optimal.top_layers = {product(product(asked, inverse(moments.sxx)), inverse(code))};
  RationalNetwork quasi = descent_field(optimal, target, moments);
  const RationalNetwork seen = field_of(judgement, subject, target, network, moments);
  quasi.top_layers = {seen.top()};
  require_equal(judgement, "layers move as with the optimal top", seen, quasi);
  return judgement;
}

/// loss-without-half: "the 1/2 in front of the loss does not matter for time".
Judgement without_half(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const auto target = RationalTarget::of(instance.objective());
  const RationalNetwork network = network_of(instance, instance.objective());
  const RationalMoments moments = moments_of(instance);
  require_equal(judgement, "field = field of the loss without 1/2",
                field_of(judgement, subject, target, network, moments),
                scaled(descent_field(network, target, moments), Rational(2)));
  return judgement;
}

}  // namespace

std::vector<Claim> matrix_misreading_claims() {
  return {
      exactly({"Misreading.MeanSquaredErrorCalledJepa", square_fields(), mean_squared_error}),
      exactly({"Misreading.LossAveragedOverDimension", objective_and_matrix_fields(), averaged_over_dimension}),
      exactly({"Misreading.NoStopGradient", matrix_fields(), no_stop_gradient}),
      exactly({"Misreading.FrozenTarget", square_fields(), frozen_target}),
      exactly({"Misreading.QuasiStaticDecoder", objective_and_square_fields(), quasi_static}),
      exactly({"Misreading.LossWithoutHalf", objective_and_matrix_fields(), without_half}),
  };
}

}  // namespace jepa_oracle::properties

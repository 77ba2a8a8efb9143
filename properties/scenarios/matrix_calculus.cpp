#include "scenarios/matrix_calculus.h"

#include "jepa_oracle/loss.h"

namespace jepa_oracle::properties {
namespace {

/// The matrices of a network, bottom to top, then V.
template <class T>
std::vector<Matrix<T>*> matrices_of(Network<T>& network) {
  std::vector<Matrix<T>*> all;
  for (Matrix<T>& layer : network.layers) all.push_back(&layer);
  all.push_back(&network.top());
  return all;
}

Target<Dual<Rational>> dual_target(const RationalTarget& target) {
  if (target.is_current_encoder()) return Target<Dual<Rational>>::current_encoder();
  if (target.is_data()) return Target<Dual<Rational>>::data();
  return Target<Dual<Rational>>::fixed(constant(target.map()));
}

}  // namespace

RationalMatrix above(const RationalNetwork& network, long a) {
  return a == network.depth() ? identity<Rational>(network.code_size()) : chain(network, a + 1, network.depth());
}

RationalMatrix below(const RationalNetwork& network, long a) { return chain(network, 1, a - 1); }

RationalNetwork minus_gradient(const RationalNetwork& network, const DualLoss& loss) {
  DualNetwork point = constant(network);
  RationalNetwork result = network;
  const auto to = matrices_of(result);
  const auto from = matrices_of(point);
  for (std::size_t m = 0; m < from.size(); ++m) {
    for (Index i = 0; i < from[m]->size(); ++i) {
      Dual<Rational>& weight = from[m]->data()[i];
      const Dual<Rational> kept = weight;
      weight = Dual<Rational>::variable(kept.value());
      to[m]->data()[i] = -loss(point).derivative();
      weight = kept;
    }
  }
  return result;
}

Rational derivative_along(const RationalNetwork& network, const RationalNetwork& direction, const DualLoss& loss) {
  DualNetwork point = constant(network);
  RationalNetwork velocity = direction;
  const auto along = matrices_of(velocity);
  const auto weights = matrices_of(point);
  for (std::size_t m = 0; m < weights.size(); ++m) {
    for (Index i = 0; i < weights[m]->size(); ++i) {
      Dual<Rational>& weight = weights[m]->data()[i];
      weight = Dual<Rational>(weight.value(), along[m]->data()[i]);
    }
  }
  return loss(point).derivative();
}

DualLoss dual_loss(const RationalTarget& target, const RationalMoments& moments) {
  return [target = dual_target(target), moments = constant(moments)](const DualNetwork& network) {
    return loss(network, target, moments);
  };
}

RationalNetwork stop_gradient_term(const RationalNetwork& network, const RationalMoments& moments) {
  const RationalMatrix code = encoder(network);
  const RationalMatrix through_target =
      product(code, *moments.syy) - product_transposed(product(top_product(network), code), moments.syx);
  RationalNetwork term = network;
  for (long a = 1; a <= network.depth(); ++a) {
    term.layers[static_cast<std::size_t>(a - 1)] =
        product_transposed(transposed_product(above(network, a), through_target), below(network, a));
  }
  for (RationalMatrix& layer : term.top_layers) layer.setConstant(Rational(0));
  return term;
}

RationalMatrix encoder_velocity(const RationalNetwork& network, const RationalNetwork& direction) {
  RationalMatrix sum = RationalMatrix::Constant(network.code_size(), network.data_size(), Rational(0));
  for (long a = 1; a <= network.depth(); ++a) {
    sum += product(product(above(network, a), direction.layers[static_cast<std::size_t>(a - 1)]), below(network, a));
  }
  return sum;
}

}  // namespace jepa_oracle::properties

#include "jepa_oracle/descent_field.h"

#include "jepa_oracle/field_formula.h"
#include "matrices/scaled_matrix.h"

namespace jepa_oracle {
namespace {

using RationalMatrix = Matrix<Rational>;

/// The exact field by integers; nothing where these would be too long.
std::optional<Network<Rational>> field_over_integers(const Network<Rational>& network, const Target<Rational>& target,
                                                     const Moments<Rational>& moments) {
  std::vector<ScaledMatrix> layers;
  for (const RationalMatrix& layer : network.layers) {
    auto scaled = ScaledMatrix::of(layer);
    if (!scaled) return std::nullopt;
    layers.push_back(std::move(*scaled));
  }
  const bool has_map = target.is_fixed();
  const auto top = ScaledMatrix::of(network.top);
  const auto sxx = ScaledMatrix::of(moments.sxx);
  const auto syx = ScaledMatrix::of(moments.syx);
  const auto map = has_map ? ScaledMatrix::of(target.map()) : ScaledMatrix();
  if (!top || !sxx || !syx || !map) return std::nullopt;
  const auto field = field_formula(layers, *top, *sxx, [&](const ScaledMatrix& code) {
    return target.is_data() ? *syx : product(has_map ? *map : code, *syx);
  });
  Network<Rational> direction{{}, field.top.lowest_terms()};
  for (const ScaledMatrix& layer : field.layers) direction.layers.push_back(layer.lowest_terms());
  return direction;
}

}  // namespace

template <class T>
Matrix<T> residual(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  const Matrix<T> code = encoder(network);
  return product(product(network.top, code), moments.sxx) - target.cross_moment(code, moments.syx);
}

template <class T>
Network<T> descent_field(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  auto field = field_formula(network.layers, network.top, moments.sxx,
                             [&](const Matrix<T>& code) { return target.cross_moment(code, moments.syx); });
  return {std::move(field.layers), std::move(field.top)};
}

template <>
Network<Rational> descent_field(const Network<Rational>& network, const Target<Rational>& target,
                                const Moments<Rational>& moments) {
  if (auto field = field_over_integers(network, target, moments)) return std::move(*field);
  auto field = field_formula(network.layers, network.top, moments.sxx,
                             [&](const RationalMatrix& code) { return target.cross_moment(code, moments.syx); });
  return {std::move(field.layers), std::move(field.top)};
}

template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Moments<T>& moments) {
  return descent_field(network, Target<T>::of(objective), moments);
}

template Matrix<Rational> residual(const Network<Rational>&, const Target<Rational>&, const Moments<Rational>&);
template Network<Rational> descent_field(Objective, const Network<Rational>&, const Moments<Rational>&);
template Matrix<Real> residual(const Network<Real>&, const Target<Real>&, const Moments<Real>&);
template Network<Real> descent_field(const Network<Real>&, const Target<Real>&, const Moments<Real>&);
template Network<Real> descent_field(Objective, const Network<Real>&, const Moments<Real>&);
template Matrix<Interval> residual(const Network<Interval>&, const Target<Interval>&, const Moments<Interval>&);
template Network<Interval> descent_field(const Network<Interval>&, const Target<Interval>&, const Moments<Interval>&);
template Network<Interval> descent_field(Objective, const Network<Interval>&, const Moments<Interval>&);
template Matrix<double> residual(const Network<double>&, const Target<double>&, const Moments<double>&);
template Network<double> descent_field(const Network<double>&, const Target<double>&, const Moments<double>&);
template Network<double> descent_field(Objective, const Network<double>&, const Moments<double>&);
template Matrix<Dual<Rational>> residual(const Network<Dual<Rational>>&, const Target<Dual<Rational>>&,
                                         const Moments<Dual<Rational>>&);
template Network<Dual<Rational>> descent_field(const Network<Dual<Rational>>&, const Target<Dual<Rational>>&,
                                               const Moments<Dual<Rational>>&);
template Network<Dual<Rational>> descent_field(Objective, const Network<Dual<Rational>>&,
                                               const Moments<Dual<Rational>>&);

}  // namespace jepa_oracle

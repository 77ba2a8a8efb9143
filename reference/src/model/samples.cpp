#include "jepa_oracle/samples.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

/// r = V E x - A y
template <class T>
Matrix<T> error_of(const Network<T>& network, const Target<T>& target, const Matrix<T>& x, const Matrix<T>& y) {
  const Matrix<T> code = encoder(network);
  return product(top_product(network), product(code, x)) - product(target.map_given(code), y);
}

}  // namespace

template <class T>
Moments<T> moments_of(const Samples<T>& samples) {
  if (samples.x.rows() != samples.y.rows() || samples.x.cols() != samples.y.cols() || samples.x.size() == 0) {
    throw InvalidProblem("samples",
                         fmt::format("x is {} x {} and y is {} x {}: pairs have one size, and there is at least one",
                                     samples.x.rows(), samples.x.cols(), samples.y.rows(), samples.y.cols()));
  }
  const T count(static_cast<int>(samples.x.cols()));
  const auto average = [&count](const Matrix<T>& a, const Matrix<T>& b) {
    Matrix<T> sum = product_transposed(a, b);
    for (Index i = 0; i < sum.size(); ++i) sum.data()[i] = T(sum.data()[i] / count);
    return sum;
  };
  return {average(samples.x, samples.x), average(samples.y, samples.x), average(samples.y, samples.y)};
}

template <class T>
T sample_loss(const Network<T>& network, const Target<T>& target, const Matrix<T>& x, const Matrix<T>& y) {
  const Matrix<T> error = error_of(network, target, x, y);
  return transposed_product(error, error)(0, 0) / T(2);
}

template <class T>
Network<T> sample_field(const Network<T>& network, const Target<T>& target, const Matrix<T>& x, const Matrix<T>& y) {
  Matrix<T> error = error_of(network, target, x, y);
  std::vector<Matrix<T>> activations{x};  // x, W_1 x, ..., E x, V_1 E x, ..., V E x
  for (const Matrix<T>& layer : network.layers) activations.push_back(product(layer, activations.back()));
  for (const Matrix<T>& layer : network.top_layers) activations.push_back(product(layer, activations.back()));
  Network<T> direction = network;
  std::size_t below = activations.size() - 1;
  const auto back_through = [&](std::vector<Matrix<T>>& directions, const std::vector<Matrix<T>>& layers) {
    for (std::size_t i = layers.size(); i-- > 0;) {
      directions[i] = -product_transposed(error, activations[--below]);
      error = transposed_product(layers[i], error);
    }
  };
  back_through(direction.top_layers, network.top_layers);
  back_through(direction.layers, network.layers);
  return direction;
}

template Moments<Rational> moments_of(const Samples<Rational>&);
template Rational sample_loss(const Network<Rational>&, const Target<Rational>&, const Matrix<Rational>&,
                              const Matrix<Rational>&);
template Network<Rational> sample_field(const Network<Rational>&, const Target<Rational>&, const Matrix<Rational>&,
                                        const Matrix<Rational>&);
template Moments<Real> moments_of(const Samples<Real>&);
template Real sample_loss(const Network<Real>&, const Target<Real>&, const Matrix<Real>&, const Matrix<Real>&);
template Network<Real> sample_field(const Network<Real>&, const Target<Real>&, const Matrix<Real>&,
                                    const Matrix<Real>&);
template Moments<double> moments_of(const Samples<double>&);
template double sample_loss(const Network<double>&, const Target<double>&, const Matrix<double>&,
                            const Matrix<double>&);
template Network<double> sample_field(const Network<double>&, const Target<double>&, const Matrix<double>&,
                                      const Matrix<double>&);
template Moments<Dual<Rational>> moments_of(const Samples<Dual<Rational>>&);
template Dual<Rational> sample_loss(const Network<Dual<Rational>>&, const Target<Dual<Rational>>&,
                                    const Matrix<Dual<Rational>>&, const Matrix<Dual<Rational>>&);
template Network<Dual<Rational>> sample_field(const Network<Dual<Rational>>&, const Target<Dual<Rational>>&,
                                              const Matrix<Dual<Rational>>&, const Matrix<Dual<Rational>>&);

}  // namespace jepa_oracle

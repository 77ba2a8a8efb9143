#include "jepa_oracle/descent_field.h"

namespace jepa_oracle {

template <class T>
Matrix<T> residual(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  const Matrix<T> code = encoder(network);
  return product(product(network.top, code), moments.sxx) - target.cross_moment(code, moments.syx);
}

template <class T>
Network<T> descent_field(const Network<T>& network, const Target<T>& target, const Moments<T>& moments) {
  const std::size_t depth = network.layers.size();
  // below[a] = W_a ... W_1 for a >= 1; what stands below W_1 is the identity and is left out of products.
  std::vector<Matrix<T>> below(depth + 1);
  below[1] = network.layers[0];
  for (std::size_t a = 2; a <= depth; ++a) below[a] = product(network.layers[a - 1], below[a - 1]);
  const Matrix<T>& code = below[depth];
  const Matrix<T> error =
      product(product(network.top, code), moments.sxx) - target.cross_moment(code, moments.syx);  // R

  Network<T> direction;
  direction.layers.resize(depth);
  direction.top = -product_transposed(error, code);
  Matrix<T> back = transposed_product(network.top, error);  // (W_L ... W_{a+1})' V' R
  for (std::size_t a = depth; a >= 1; --a) {
    direction.layers[a - 1] = a == 1 ? Matrix<T>(-back) : Matrix<T>(-product_transposed(back, below[a - 1]));
    if (a > 1) back = transposed_product(network.layers[a - 1], back);
  }
  return direction;
}

template <class T>
Network<T> descent_field(Objective objective, const Network<T>& network, const Moments<T>& moments) {
  return descent_field(network, Target<T>::of(objective), moments);
}

template Matrix<Rational> residual(const Network<Rational>&, const Target<Rational>&, const Moments<Rational>&);
template Network<Rational> descent_field(const Network<Rational>&, const Target<Rational>&, const Moments<Rational>&);
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

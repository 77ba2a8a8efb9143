#pragma once

#include "jepa_oracle/moments.h"
#include "jepa_oracle/network.h"
#include "jepa_oracle/target.h"

namespace jepa_oracle {

/// Pairs of views, one a column: x and y are d x n.
template <class T>
struct Samples {
  Matrix<T> x;
  Matrix<T> y;
};

/// sxx = x x' / n, syx = y x' / n, syy = y y' / n, exactly. (sxx is singular when n < d.)
template <class T>
Moments<T> moments_of(const Samples<T>& samples);

/// Loss of one pair, 1/2 |V E x - A y|^2, written without moments; x and y are columns.
template <class T>
T sample_loss(const Network<T>& network, const Target<T>& target, const Matrix<T>& x, const Matrix<T>& y);

/// Direction of descent of one pair by back-propagation of the error r = V E x - A y, A held constant:
///   dV = - r (E x)',   dW_a = - (W_L ... W_{a+1})' V' r (W_{a-1} ... W_1 x)'
/// Its average over the samples is `descent_field` at their moments.
/// @claim Gradient.FieldIsSampleAverage
template <class T>
Network<T> sample_field(const Network<T>& network, const Target<T>& target, const Matrix<T>& x, const Matrix<T>& y);

}  // namespace jepa_oracle

#include "jepa_oracle/family_network.h"

namespace jepa_oracle {
namespace {

/// The last of `layers` ... the first, where there is one.
template <class T>
Matrix<T> product_of(const std::vector<Matrix<T>>& layers) {
  Matrix<T> result = layers.front();
  for (std::size_t i = 1; i < layers.size(); ++i) result = product(layers[i], result);
  return result;
}

template <class T>
std::vector<Matrix<T>> sums(const std::vector<Matrix<T>>& a, const std::vector<Matrix<T>>& b, const T& scale) {
  std::vector<Matrix<T>> result = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (Index j = 0; j < a[i].size(); ++j) result[i].data()[j] += T(scale * b[i].data()[j]);
  }
  return result;
}

template <class T>
bool same_shapes(const std::vector<Matrix<T>>& a, const std::vector<Matrix<T>>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].rows() != b[i].rows() || a[i].cols() != b[i].cols()) return false;
  }
  return true;
}

}  // namespace

template <class T>
Matrix<T> encoder(const FamilyNetwork<T>& network) {
  return product_of(network.layers);
}

template <class T>
Matrix<T> top_product(const FamilyNetwork<T>& network) {
  return network.top_layers.empty() ? identity<T>(network.code_size()) : product_of(network.top_layers);
}

template <class T>
FamilyNetwork<T> moved(const FamilyNetwork<T>& a, const FamilyNetwork<T>& b, const T& scale) {
  return {sums(a.layers, b.layers, scale), sums(a.top_layers, b.top_layers, scale)};
}

template <class T>
bool same_shapes(const FamilyNetwork<T>& a, const FamilyNetwork<T>& b) {
  return same_shapes(a.layers, b.layers) && same_shapes(a.top_layers, b.top_layers);
}

template Matrix<Rational> encoder(const FamilyNetwork<Rational>&);
template Matrix<Rational> top_product(const FamilyNetwork<Rational>&);
template FamilyNetwork<Rational> moved(const FamilyNetwork<Rational>&, const FamilyNetwork<Rational>&, const Rational&);
template bool same_shapes(const FamilyNetwork<Rational>&, const FamilyNetwork<Rational>&);
template Matrix<Real> encoder(const FamilyNetwork<Real>&);
template Matrix<Real> top_product(const FamilyNetwork<Real>&);
template FamilyNetwork<Real> moved(const FamilyNetwork<Real>&, const FamilyNetwork<Real>&, const Real&);
template bool same_shapes(const FamilyNetwork<Real>&, const FamilyNetwork<Real>&);
template Matrix<Interval> encoder(const FamilyNetwork<Interval>&);
template Matrix<Interval> top_product(const FamilyNetwork<Interval>&);
template FamilyNetwork<Interval> moved(const FamilyNetwork<Interval>&, const FamilyNetwork<Interval>&, const Interval&);
template bool same_shapes(const FamilyNetwork<Interval>&, const FamilyNetwork<Interval>&);
template Matrix<double> encoder(const FamilyNetwork<double>&);
template Matrix<double> top_product(const FamilyNetwork<double>&);
template FamilyNetwork<double> moved(const FamilyNetwork<double>&, const FamilyNetwork<double>&, const double&);
template bool same_shapes(const FamilyNetwork<double>&, const FamilyNetwork<double>&);

}  // namespace jepa_oracle

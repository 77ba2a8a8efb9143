#include "jepa_oracle/network.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "model/layer_chain.h"

namespace jepa_oracle {
namespace {

template <class To, class From, class Convert>
Network<To> converted(const Network<From>& network, const Convert& convert) {
  Network<To> result;
  for (const Matrix<From>& layer : network.layers) result.layers.push_back(convert(layer));
  result.top = convert(network.top);
  return result;
}

}  // namespace

template <class T>
Matrix<T> chain(const Network<T>& network, long from, long to) {
  if (to < from) return identity<T>(network.layers[static_cast<std::size_t>(from - 1)].cols());
  Matrix<T> result = network.layers[static_cast<std::size_t>(from - 1)];
  for (long a = from + 1; a <= to; ++a) result = product(network.layers[static_cast<std::size_t>(a - 1)], result);
  return result;
}

template <class T>
Matrix<T> encoder(const Network<T>& network) {
  return chain(network, 1, network.depth());
}

template <class T>
Network<T> moved(const Network<T>& a, const Network<T>& b, const T& scale) {
  const auto sum = [&scale](const Matrix<T>& x, const Matrix<T>& y) {
    Matrix<T> result = x;
    for (Index i = 0; i < x.size(); ++i) result.data()[i] += T(scale * y.data()[i]);
    return result;
  };
  Network<T> result;
  for (std::size_t i = 0; i < a.layers.size(); ++i) result.layers.push_back(sum(a.layers[i], b.layers[i]));
  result.top = sum(a.top, b.top);
  return result;
}

template <class T>
bool same_shapes(const Network<T>& a, const Network<T>& b) {
  const auto same = [](const Matrix<T>& x, const Matrix<T>& y) { return x.rows() == y.rows() && x.cols() == y.cols(); };
  if (a.layers.size() != b.layers.size() || !same(a.top, b.top)) return false;
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    if (!same(a.layers[i], b.layers[i])) return false;
  }
  return true;
}

template <class T>
Index parameter_count(const Network<T>& network) {
  Index count = network.top.size();
  for (const Matrix<T>& layer : network.layers) count += layer.size();
  return count;
}

Network<Real> rounded(const Network<Rational>& network, Bits bits) {
  return converted<Real>(network, [bits](const Matrix<Rational>& m) { return rounded(m, bits); });
}

Network<Real> rounded(const Network<Real>& network, Bits bits) {
  return converted<Real>(network, [bits](const Matrix<Real>& m) { return rounded(m, bits); });
}

Network<Interval> enclosed(const Network<Rational>& network, Bits bits) {
  return converted<Interval>(network, [bits](const Matrix<Rational>& m) { return enclosed(m, bits); });
}

Network<Interval> enclosed(const Network<Real>& network) {
  return converted<Interval>(network, [](const Matrix<Real>& m) { return enclosed(m); });
}

Network<double> approximate(const Network<Rational>& network) {
  return converted<double>(network, [](const Matrix<Rational>& m) { return approximate(m); });
}

Network<double> approximate(const Network<Real>& network) {
  return converted<double>(network, [](const Matrix<Real>& m) { return approximate(m); });
}

Network<Dual<Rational>> constant(const Network<Rational>& network) {
  return converted<Dual<Rational>>(network, [](const Matrix<Rational>& m) { return constant(m); });
}

template <class T>
void require_valid(const Network<T>& network, Objective objective, Index data_size) {
  const Index inputs = code_size_of(network.layers, data_size);
  const Index outputs = outputs_of(objective, inputs, data_size);
  if (network.top.cols() != inputs || network.top.rows() != outputs) {
    const TopLayer top = *row_of(objective).top;
    throw InvalidProblem("top", fmt::format("is {} and must be {} x {}: the {} of {} maps the code to {}",
                                            shape_of(network.top), outputs, inputs, name_of(top), name_of(objective),
                                            top == TopLayer::predictor ? "itself" : "the data"));
  }
}

template Matrix<Rational> chain(const Network<Rational>&, long, long);
template Matrix<Rational> encoder(const Network<Rational>&);
template Network<Rational> moved(const Network<Rational>&, const Network<Rational>&, const Rational&);
template bool same_shapes(const Network<Rational>&, const Network<Rational>&);
template Index parameter_count(const Network<Rational>&);
template void require_valid(const Network<Rational>&, Objective, Index);
template Matrix<Real> chain(const Network<Real>&, long, long);
template Matrix<Real> encoder(const Network<Real>&);
template Network<Real> moved(const Network<Real>&, const Network<Real>&, const Real&);
template bool same_shapes(const Network<Real>&, const Network<Real>&);
template Index parameter_count(const Network<Real>&);
template void require_valid(const Network<Real>&, Objective, Index);
template Matrix<Interval> chain(const Network<Interval>&, long, long);
template Matrix<Interval> encoder(const Network<Interval>&);
template Network<Interval> moved(const Network<Interval>&, const Network<Interval>&, const Interval&);
template bool same_shapes(const Network<Interval>&, const Network<Interval>&);
template Index parameter_count(const Network<Interval>&);
template void require_valid(const Network<Interval>&, Objective, Index);
template Matrix<double> chain(const Network<double>&, long, long);
template Matrix<double> encoder(const Network<double>&);
template Network<double> moved(const Network<double>&, const Network<double>&, const double&);
template bool same_shapes(const Network<double>&, const Network<double>&);
template Index parameter_count(const Network<double>&);
template void require_valid(const Network<double>&, Objective, Index);
template Matrix<Dual<Rational>> chain(const Network<Dual<Rational>>&, long, long);
template Matrix<Dual<Rational>> encoder(const Network<Dual<Rational>>&);
template Network<Dual<Rational>> moved(const Network<Dual<Rational>>&, const Network<Dual<Rational>>&,
                                       const Dual<Rational>&);
template bool same_shapes(const Network<Dual<Rational>>&, const Network<Dual<Rational>>&);
template Index parameter_count(const Network<Dual<Rational>>&);
template void require_valid(const Network<Dual<Rational>>&, Objective, Index);

}  // namespace jepa_oracle

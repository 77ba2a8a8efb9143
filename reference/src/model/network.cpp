#include "jepa_oracle/network.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "model/layer_chain.h"

namespace jepa_oracle {
namespace {

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
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Matrix<T>& x, const Matrix<T>& y) {
    return x.rows() == y.rows() && x.cols() == y.cols();
  });
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
Matrix<T> top_product(const Network<T>& network) {
  if (network.top_layers.empty()) return identity<T>(network.code_size());
  Matrix<T> result = network.top_layers.front();
  for (std::size_t b = 1; b < network.top_layers.size(); ++b) result = product(network.top_layers[b], result);
  return result;
}

template <class T>
Network<T> moved(const Network<T>& a, const Network<T>& b, const T& scale) {
  return {sums(a.layers, b.layers, scale), sums(a.top_layers, b.top_layers, scale)};
}

template <class T>
bool same_shapes(const Network<T>& a, const Network<T>& b) {
  return same_shapes(a.layers, b.layers) && same_shapes(a.top_layers, b.top_layers);
}

template <class T>
Index parameter_count(const Network<T>& network) {
  Index count = 0;
  for_each_matrix(network, [&count](const Matrix<T>& layer) { count += layer.size(); });
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
  const ObjectiveRow& row = row_of(objective);
  const Index code = code_size_of(network.layers, data_size);
  const std::size_t count = network.top_layers.size();
  if (!row.top) {
    if (count == 0) return;
    throw InvalidProblem("top_layers",
                         fmt::format("has {} layer{} and must be empty: the loss of {} is one of the code", count,
                                     count == 1 ? "" : "s", row.title));
  }
  if (count == 0) {
    throw InvalidProblem("top_layers",
                         fmt::format("is empty: the {} of {} has at least one layer", name_of(*row.top), row.title));
  }
  const Index outputs = outputs_of(objective, code, data_size);
  const std::string maps_to = fmt::format("the {} of {} maps the code to {}", name_of(*row.top), name_of(objective),
                                          *row.top == TopLayer::predictor ? "itself" : "the data");
  const Matrix<T>& last = network.top_layers.back();
  if (count == 1) {  // V itself: "top" in problem files
    if (last.cols() == code && last.rows() == outputs) return;
    throw InvalidProblem("top", fmt::format("is {} and must be {} x {}: {}", shape_of(last), outputs, code, maps_to));
  }
  if (outputs_of_chain(network.top_layers, "top_layers", code, "the encoder") == outputs) return;
  throw InvalidProblem(fmt::format("top_layers[{}]", count - 1),
                       fmt::format("is {} and must have {} rows: {}", shape_of(last), outputs, maps_to));
}

#define JEPA_ORACLE_NETWORK_OVER(T)                                          \
  template Matrix<T> chain(const Network<T>&, long, long);                   \
  template Matrix<T> encoder(const Network<T>&);                             \
  template Matrix<T> top_product(const Network<T>&);                         \
  template Network<T> moved(const Network<T>&, const Network<T>&, const T&); \
  template bool same_shapes(const Network<T>&, const Network<T>&);           \
  template Index parameter_count(const Network<T>&);                         \
  template void require_valid(const Network<T>&, Objective, Index);

JEPA_ORACLE_NETWORK_OVER(Rational)
JEPA_ORACLE_NETWORK_OVER(Real)
JEPA_ORACLE_NETWORK_OVER(Interval)
JEPA_ORACLE_NETWORK_OVER(double)
JEPA_ORACLE_NETWORK_OVER(Dual<Rational>)
#undef JEPA_ORACLE_NETWORK_OVER

}  // namespace jepa_oracle

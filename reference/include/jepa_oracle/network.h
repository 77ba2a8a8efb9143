#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "jepa_oracle/matrix.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// A deep linear encoder E = W_L ... W_1 with a chain of layers on top, V = V_M ... V_1, and also a direction in the
/// space of such networks (a derivative has the shapes of what it moves).
///   layers[a-1] = W_a       n_a x n_{a-1}, any widths that chain; n_0 = d, the size of the data
///   top_layers[b-1] = V_b   any widths that chain, from the code to the code (JEPA: predictor) or to the data (MAE:
///                           decoder); none for spectral contrastive learning and Barlow Twins, whose losses are of
///                           the code
template <class T>
struct Network {
  std::vector<Matrix<T>> layers;
  std::vector<Matrix<T>> top_layers;

  Network() = default;
  /// Nothing on top.
  explicit Network(std::vector<Matrix<T>> encoder_layers) : layers(std::move(encoder_layers)) {}
  Network(std::vector<Matrix<T>> encoder_layers, std::vector<Matrix<T>> layers_on_top)
      : layers(std::move(encoder_layers)), top_layers(std::move(layers_on_top)) {}
  /// One layer on top, as the paper has it.
  Network(std::vector<Matrix<T>> encoder_layers, Matrix<T> top)
      : layers(std::move(encoder_layers)), top_layers{std::move(top)} {}

  /// V where it is one layer. @throws std::logic_error unless M = 1: a mistake of the caller's
  const Matrix<T>& top() const { return top_layers[place_of_only_top()]; }
  Matrix<T>& top() { return top_layers[place_of_only_top()]; }

  long depth() const { return static_cast<long>(layers.size()); }
  Index data_size() const { return layers.front().cols(); }
  Index code_size() const { return layers.back().rows(); }

 private:
  std::size_t place_of_only_top() const {
    if (top_layers.size() != 1) throw std::logic_error("a network whose only layer on top is meant has another number");
    return 0;
  }
};

/// Calls visit with every matrix, W_1 first and V_M last.
template <class AnyNetwork, class Visit>
void for_each_matrix(AnyNetwork& network, const Visit& visit) {
  for (auto& layer : network.layers) visit(layer);
  for (auto& layer : network.top_layers) visit(layer);
}

/// Calls visit with the same matrix of several networks of the same shape, W_1 first and V_M last.
template <class Visit, class First, class... Others>
void for_each_matrix_of(const Visit& visit, First& first, Others&... others) {
  for (std::size_t a = 0; a < first.layers.size(); ++a) visit(first.layers[a], others.layers[a]...);
  for (std::size_t b = 0; b < first.top_layers.size(); ++b) visit(first.top_layers[b], others.top_layers[b]...);
}

/// The network of what `convert` makes of every matrix.
template <class To, class From, class Convert>
Network<To> converted(const Network<From>& network, const Convert& convert) {
  Network<To> result;
  for (const Matrix<From>& layer : network.layers) result.layers.push_back(convert(layer));
  for (const Matrix<From>& layer : network.top_layers) result.top_layers.push_back(convert(layer));
  return result;
}

/// W_to ... W_from; the identity on the input of W_from when to < from. 1 <= from, to <= L.
template <class T>
Matrix<T> chain(const Network<T>& network, long from, long to);

/// E = W_L ... W_1, n_L x d.
template <class T>
Matrix<T> encoder(const Network<T>& network);

/// V = V_M ... V_1; the identity of the code where there is none.
template <class T>
Matrix<T> top_product(const Network<T>& network);

/// a + scale b, entry by entry; the shapes agree.
template <class T>
Network<T> moved(const Network<T>& a, const Network<T>& b, const T& scale);

template <class T>
bool same_shapes(const Network<T>& a, const Network<T>& b);

/// Entries of every matrix.
template <class T>
Index parameter_count(const Network<T>& network);

/// @name The same network over another scalar
/// @{
Network<Real> rounded(const Network<Rational>& network, Bits bits);
Network<Real> rounded(const Network<Real>& network, Bits bits);
Network<Interval> enclosed(const Network<Rational>& network, Bits bits);
Network<Interval> enclosed(const Network<Real>& network);
Network<double> approximate(const Network<Rational>& network);
Network<double> approximate(const Network<Real>& network);
Network<Dual<Rational>> constant(const Network<Rational>& network);
/// @}

/// Checks that the shapes chain from data of size `data_size` and that V fits the objective.
/// @throws InvalidProblem at "layers", "layers[i]", "top", "top_layers" or "top_layers[i]" (0-based, as in problem
///         files; "top" for the only layer): no layers, an empty matrix, a shape that does not chain, V not from the
///         code to the code (JEPA) or to the data (MAE), a layer on top of an objective that has none
template <class T>
void require_valid(const Network<T>& network, Objective objective, Index data_size);

/// Initial weights at any precision: given exactly, or balanced, every matrix w0 I with w0 = epsilon^(1/L), the depth's
/// number of layers on top among them.
class Start {
 public:
  static Start given(Network<Rational> network) { return Start(std::move(network)); }
  static Start balanced(const Initialisation& initialisation, Depth depth, Index size);

  /// L and M; M = 1 where nothing is on top.
  Depth layer_counts() const;
  /// Without what is on top, for the losses of the code.
  Start without_top() const;
  /// The balanced start that this is, where it was given as one.
  std::optional<Initialisation> initialisation() const;
  /// The weights themselves where they are rational.
  std::optional<Network<Rational>> exact() const;
  Network<Real> rounded(Bits bits) const;
  Network<Interval> enclosed(Bits bits) const;
  Network<double> approximate() const;

 private:
  struct Balanced {
    Initialisation initialisation;
    Depth depth;
    Index size;
    bool has_top = true;
  };
  explicit Start(Network<Rational> network) : given_(std::move(network)) {}
  explicit Start(const Balanced& balanced) : balanced_(balanced) {}

  std::optional<Network<Rational>> given_;
  std::optional<Balanced> balanced_;
};

}  // namespace jepa_oracle

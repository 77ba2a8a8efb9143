#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jepa_oracle/matrix.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// A deep linear encoder E = W_L ... W_1 with one linear layer V on top, and also a direction in the space of such
/// networks (a derivative has the shapes of what it moves).
///   layers[a-1] = W_a   n_a x n_{a-1}, any widths that chain; n_0 = d, the size of the data
///   top = V             n_L x n_L for JEPA (predictor), d x n_L for MAE (decoder)
template <class T>
struct Network {
  std::vector<Matrix<T>> layers;
  Matrix<T> top;

  long depth() const { return static_cast<long>(layers.size()); }
  Index data_size() const { return layers.front().cols(); }
  Index code_size() const { return layers.back().rows(); }
};

/// W_to ... W_from; the identity on the input of W_from when to < from. 1 <= from, to <= L.
template <class T>
Matrix<T> chain(const Network<T>& network, long from, long to);

/// E = W_L ... W_1, n_L x d.
template <class T>
Matrix<T> encoder(const Network<T>& network);

/// a + scale b, entry by entry; the shapes agree.
template <class T>
Network<T> moved(const Network<T>& a, const Network<T>& b, const T& scale);

template <class T>
bool same_shapes(const Network<T>& a, const Network<T>& b);

/// Entries of every matrix; for JEPA and MAE alike.
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
/// @throws InvalidProblem at "layers[i]" or "top" (0-based, as in problem files): no layers, an empty matrix, a shape
/// that does not
///         chain, V not square on the code (JEPA), V not code -> data (MAE)
template <class T>
void require_valid(const Network<T>& network, Objective objective, Index data_size);

/// Initial weights at any precision: given exactly, or balanced, every matrix w0 I with w0 = epsilon^(1/L).
class Start {
 public:
  static Start given(Network<Rational> network) { return Start(std::move(network)); }
  static Start balanced(const Initialisation& initialisation, Depth depth, Index size);

  long depth() const;
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
  };
  explicit Start(Network<Rational> network) : given_(std::move(network)) {}
  explicit Start(const Balanced& balanced) : balanced_(balanced) {}

  std::optional<Network<Rational>> given_;
  std::optional<Balanced> balanced_;
};

}  // namespace jepa_oracle

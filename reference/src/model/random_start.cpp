#include "jepa_oracle/random_start.h"

#include "jepa_oracle/counter_random.h"

namespace jepa_oracle {
namespace {

constexpr Bits kLengthBits = 64;

Matrix<Rational> normal_entries(CounterRandom& random, Index rows, Index columns, const Rational& variance) {
  Matrix<Rational> result(rows, columns);
  for (Index i = 0; i < result.size(); ++i) result.data()[i] = random.gaussian(variance).to_rational();
  return result;
}

/// matrix (I - 2 v v' / v'v) on its last v.rows() columns.
void reflect(Matrix<Rational>& matrix, const Matrix<Rational>& v) {
  const Rational squared = transposed_product(v, v)(0, 0);
  if (squared == 0) return;  // v was -|v| e_1 on the grid: the axis goes where it is
  const Matrix<Rational> last = matrix.rightCols(v.rows());
  matrix.rightCols(v.rows()) -= product_transposed(product(last, v), v) * Rational(2 / squared);
}

/// Stewart: the reflection that takes the first axis to a random direction, for d, d-1, ..., 2 dimensions, and a random
/// sign in the last. It mirrors at v + |v| e_1, v normal; |v| is rounded, and the reflection exactly orthogonal.
Matrix<Rational> orthogonal(CounterRandom& random, Index size) {
  // Short vectors make short matrices: directions on a grid of 2^-16 are dense enough for anything that is sampled.
  const Rational grid = power(Rational(2), 16);
  const auto whole = [](const Rational& x) { return Rational(numerator(x) / denominator(x)); };
  Matrix<Rational> result = identity<Rational>(size);
  for (Index length = size; length >= 2; --length) {
    Matrix<Rational> v = normal_entries(random, length, 1, 1);
    for (Index i = 0; i < length; ++i) v(i, 0) = whole(Rational(v(i, 0) * grid));
    const Rational squared = transposed_product(v, v)(0, 0);
    v(0, 0) += whole(root(Real(squared, kLengthBits), 2).to_rational());
    reflect(result, v);
  }
  if (random.chance(Rational(1, 2))) result.col(size - 1) *= Rational(-1);
  return result;
}

}  // namespace

std::string_view name_of(StartLaw law) { return law == StartLaw::orthogonal ? "orthogonal" : "gaussian"; }

Network<Rational> random_start(StartLaw law, Index size, Depth depth, const Rational& scale, std::uint64_t seed,
                               std::uint64_t number) {
  CounterRandom random(seed, number);
  const auto matrix = [&]() -> Matrix<Rational> {
    if (law == StartLaw::gaussian) return normal_entries(random, size, size, scale * scale / size);
    return orthogonal(random, size) * scale;
  };
  Network<Rational> network;
  for (long a = 0; a < depth.layers(); ++a) network.layers.push_back(matrix());
  network.top_layers = {matrix()};
  return network;
}

}  // namespace jepa_oracle

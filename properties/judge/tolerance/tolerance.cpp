#include "judge/tolerance/tolerance.h"

#include <fmt/format.h>

#include <cmath>

#include "jepa_oracle/objectives.h"
#include "judge/protocol/implementation.h"
#include "judge/tolerance/slack.h"

namespace jepa_oracle::properties {
namespace {

/// Roundings beside those of the products: the difference in R, the sum of two equal halves in R and again in D, a sign
/// or scale at either, and the copy that an optimiser makes.
constexpr double kOtherRoundings = 6;

using Sizes = Network<double>;

double sum(const Matrix<double>& m) { return m.sum(); }

/// Factors of one term of the chain rule, with the roundings of their products: n for an inner dimension n.
struct Chain {
  Matrix<double> value;
  double roundings = 0;

  void times(const Matrix<double>& factor) {
    roundings += static_cast<double>(factor.rows());
    value = value * factor;
  }
};

/// |V| |E| |sxx| + |A| |syx|, the larger chain counted.
Chain residual_size(Objective objective, const Sizes& n, const Matrix<double>& sxx, const Matrix<double>& syx) {
  Chain prediction{n.top};
  const bool moves = target_moves(objective);  // A = E
  Chain target{moves ? n.layers.back() : syx};
  for (std::size_t a = n.layers.size(); a-- > 0;) {
    prediction.times(n.layers[a]);
    if (moves && a + 1 < n.layers.size()) target.times(n.layers[a]);
  }
  prediction.times(sxx);
  if (moves) target.times(syx);
  prediction.value += target.value;
  return prediction;
}

struct FieldChains {
  std::vector<Chain> layers;
  Chain top;
};

FieldChains field_chains(Objective objective, const Sizes& n, const Matrix<double>& sxx, const Matrix<double>& syx) {
  const Chain residual = residual_size(objective, n, sxx, syx);
  FieldChains result{{}, residual};
  for (std::size_t a = 0; a < n.layers.size(); ++a) {
    Chain chain{identity<double>(n.layers[a].rows())};
    for (std::size_t b = a + 1; b < n.layers.size(); ++b) chain.times(n.layers[b].transpose());
    chain.times(n.top.transpose());
    chain.roundings += residual.roundings;
    chain.times(residual.value);
    for (std::size_t b = 0; b < a; ++b) chain.times(n.layers[b].transpose());
    result.layers.push_back(std::move(chain));
  }
  for (const Matrix<double>& layer : n.layers) result.top.times(layer.transpose());
  return result;
}

/// Product of all factors larger than 1, each as often as it stands in the longest chain: no intermediate result is
/// larger, and an error in one of them reaches the answer multiplied by no more.
double growth_of(const Sizes& n, const Matrix<double>& sxx, const Matrix<double>& syx) {
  const auto squared = [](double x) { return x * x; };
  double growth = std::max(1.0, sum(sxx) + sum(syx)) * squared(std::max(1.0, sum(n.top)));
  for (const Matrix<double>& layer : n.layers) growth *= squared(std::max(1.0, sum(layer)));
  return growth;
}

/// Flushing to zero loses at most the smallest normal number in each operation.
double underflow(const Sizes& n, double growth, double roundings, const NumberFormat& format) {
  double entries = static_cast<double>(n.top.size());
  for (const Matrix<double>& layer : n.layers) entries += static_cast<double>(layer.size());
  const int smallest = static_cast<int>(std::max(format.min_exponent, -1022L));
  return std::ldexp(growth * roundings * (entries + entries * entries), smallest);
}

void require_range(double growth, const NumberFormat& format) {
  const bool fits = std::isfinite(growth) && (format.is_exact() || format.max_exponent > 1024 ||
                                              growth < std::ldexp(1.0, static_cast<int>(format.max_exponent) - 1));
  if (!fits) throw OutsideFormat("an intermediate result may overflow " + format.name);
}

double gamma(double roundings, const NumberFormat& format) {
  const double u = std::ldexp(1.0, static_cast<int>(-format.bits));
  if (roundings * u >= 0.5) {
    throw OutsideFormat(fmt::format("{} roundings leave nothing of {}", roundings, format.name));
  }
  return roundings * u / (1 - roundings * u);
}

}  // namespace

Matrix<double> sizes_of(const Matrix<Rational>& matrix) {
  Matrix<double> result(matrix.rows(), matrix.cols());
  for (Index i = 0; i < matrix.size(); ++i) result.data()[i] = std::abs(double_towards_zero(matrix.data()[i])) * kSlack;
  return result;
}

Network<double> sizes_of(const Network<Rational>& network) {
  Network<double> sizes{{}, sizes_of(network.top)};
  for (const auto& layer : network.layers) sizes.layers.push_back(sizes_of(layer));
  return sizes;
}

Network<double> zero_like(const Network<Rational>& network) {
  const auto zero = [](const Matrix<Rational>& m) { return Matrix<double>(Matrix<double>::Zero(m.rows(), m.cols())); };
  Network<double> result{{}, zero(network.top)};
  for (const auto& layer : network.layers) result.layers.push_back(zero(layer));
  return result;
}

FieldTolerance field_tolerance(Objective objective, const Network<double>& sizes, const Matrix<double>& sxx,
                               const Matrix<double>& syx, const NumberFormat& format) {
  const FieldChains chains = field_chains(objective, sizes, sxx, syx);
  const double growth = growth_of(sizes, sxx, syx);
  require_range(growth, format);
  double most = 0;
  const auto bounded = [&](const Chain& chain) {
    const double roundings = chain.roundings + kOtherRoundings;
    most = std::max(most, roundings);
    if (format.is_exact()) return Matrix<double>(chain.value * 0);
    const double lost = underflow(sizes, growth, roundings, format);
    return Matrix<double>(((chain.value * gamma(roundings, format)).array() + lost) * kSlack);
  };
  FieldTolerance result;
  for (const Chain& chain : chains.layers) result.bound.layers.push_back(bounded(chain));
  result.bound.top = bounded(chains.top);
  result.reason =
      format.is_exact()
          ? "exact rationals: no difference is allowed"
          : fmt::format("rounding of products of absolute values: gamma_N with N <= {}, u = 2^-{}", most, format.bits);
  return result;
}

FieldTolerance field_tolerance(Objective objective, const Network<Rational>& network, const Moments<Rational>& moments,
                               const NumberFormat& format) {
  return field_tolerance(objective, sizes_of(network), sizes_of(moments.sxx), sizes_of(moments.syx), format);
}

}  // namespace jepa_oracle::properties

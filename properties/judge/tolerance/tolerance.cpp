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
Chain residual_of_output(Objective objective, const Sizes& n, const Matrix<double>& sxx, const Matrix<double>& syx) {
  Chain prediction{n.top_layers.back()};
  for (std::size_t b = n.top_layers.size() - 1; b-- > 0;) prediction.times(n.top_layers[b]);
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

/// |E| |M| |E|' |E| |M| + |E| |ssym| with M = sxx or ssym, one rounding more for each ssym, whose sum is halved.
Chain residual_of_code(Objective objective, const Sizes& n, const Matrix<double>& sxx, const Matrix<double>& syx) {
  const Matrix<double> ssym = symmetric_part(syx);
  const Matrix<double>& moment = contrasts_inputs(objective) ? sxx : ssym;
  Chain code{n.layers.back()};
  for (std::size_t a = n.layers.size() - 1; a-- > 0;) code.times(n.layers[a]);
  Chain residual = code;
  residual.times(moment);
  for (const Matrix<double>& layer : n.layers) residual.times(layer.transpose());
  for (std::size_t a = n.layers.size(); a-- > 0;) residual.times(n.layers[a]);
  residual.times(moment);
  residual.value += code.value * ssym;
  residual.roundings += 3;
  return residual;
}

/// Of every matrix, from W_1 to V_M.
std::vector<Chain> field_chains(Objective objective, const Sizes& n, const Matrix<double>& sxx,
                                const Matrix<double>& syx) {
  const Chain residual =
      n.top_layers.empty() ? residual_of_code(objective, n, sxx, syx) : residual_of_output(objective, n, sxx, syx);
  std::vector<const Matrix<double>*> weights;
  for_each_matrix(n, [&weights](const Matrix<double>& weight) { weights.push_back(&weight); });
  std::vector<Chain> result;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Chain chain{identity<double>(weights[i]->rows())};
    for (std::size_t j = i + 1; j < weights.size(); ++j) chain.times(weights[j]->transpose());
    if (i + 1 < weights.size()) {
      chain.roundings += residual.roundings;
      chain.times(residual.value);
    } else {
      chain = residual;
    }
    for (std::size_t j = 0; j < i; ++j) chain.times(weights[j]->transpose());
    result.push_back(std::move(chain));
  }
  return result;
}

/// Product of all factors larger than 1, each as often as it stands in the longest chain: no intermediate result is
/// larger, and an error in one of them reaches the answer multiplied by no more.
double growth_of(const Sizes& n, const Matrix<double>& sxx, const Matrix<double>& syx) {
  const auto squared = [](double x) { return x * x; };
  const double moments = std::max(1.0, sum(sxx) + sum(syx));
  double growth = moments;
  for_each_matrix(n, [&](const Matrix<double>& layer) { growth *= squared(std::max(1.0, sum(layer))); });
  return n.top_layers.empty() ? squared(growth) : growth;  // losses of the code have both twice as often
}

/// Flushing to zero loses at most the smallest normal number in each operation.
double underflow(const Sizes& n, double growth, double roundings, const NumberFormat& format) {
  const auto entries = static_cast<double>(parameter_count(n));
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
  return converted<double>(network, [](const Matrix<Rational>& matrix) { return sizes_of(matrix); });
}

Network<double> zero_like(const Network<Rational>& network) {
  return converted<double>(network, [](const Matrix<Rational>& matrix) {
    return Matrix<double>(Matrix<double>::Zero(matrix.rows(), matrix.cols()));
  });
}

FieldTolerance field_tolerance(Objective objective, const Network<double>& sizes, const Matrix<double>& sxx,
                               const Matrix<double>& syx, const NumberFormat& format, double decay) {
  std::vector<Chain> chains = field_chains(objective, sizes, sxx, syx);
  double growth = growth_of(sizes, sxx, syx);
  if (decay != 0) {
    std::size_t i = 0;
    for_each_matrix(sizes, [&](const Matrix<double>& weight) {
      chains[i].value += decay * weight;
      chains[i++].roundings += 2;
    });
    growth *= std::max(1.0, decay);
  }
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
  for (const Chain& chain : chains) {
    const bool is_layer = result.bound.layers.size() < sizes.layers.size();
    (is_layer ? result.bound.layers : result.bound.top_layers).push_back(bounded(chain));
  }
  result.reason =
      format.is_exact()
          ? "exact rationals: no difference is allowed"
          : fmt::format("rounding of products of absolute values: gamma_N with N <= {}, u = 2^-{}", most, format.bits);
  return result;
}

FieldTolerance field_tolerance(Objective objective, const Network<Rational>& network, const Moments<Rational>& moments,
                               const NumberFormat& format, const Rational& decay) {
  return field_tolerance(objective, sizes_of(network), sizes_of(moments.sxx), sizes_of(moments.syx), format,
                         std::abs(double_towards_zero(decay)) * kSlack);
}

}  // namespace jepa_oracle::properties

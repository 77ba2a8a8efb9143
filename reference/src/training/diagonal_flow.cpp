#include "jepa_oracle/diagonal_flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/errors.h"
#include "numbers/bits_per_digit.h"
#include "numbers/message_text.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

bool is_diagonal(const Matrix<Rational>& matrix) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) {
      if (i != j && matrix(i, j) != 0) return false;
    }
  }
  return matrix.rows() == matrix.cols();
}

/// Start of each feature where every matrix is the same diag(w_i) with w_i > 0.
std::optional<std::vector<Initialisation>> aligned_starts(const Start& start, Index size) {
  const auto features = static_cast<std::size_t>(size);
  if (const std::optional<Initialisation> balanced = start.initialisation()) {
    return std::vector<Initialisation>(features, *balanced);
  }
  const std::optional<Network<Rational>> given = start.exact();
  if (!given) return std::nullopt;
  const Matrix<Rational>& first = given->layers.front();
  if (!is_diagonal(first) || first.rows() != size) return std::nullopt;
  bool equal = true;
  for_each_matrix(*given, [&](const Matrix<Rational>& layer) {
    equal = equal && layer.rows() == size && layer.cols() == size && layer == first;
  });
  if (!equal) return std::nullopt;
  std::vector<Initialisation> starts;
  for (Index i = 0; i < size; ++i) {
    if (first(i, i) <= 0) return std::nullopt;
    starts.push_back(Initialisation::of_layer(first(i, i)));
  }
  return starts;
}

/// Layer amplitude with at least `wanted` correct bits, or as many as were had when more precision brought no more.
Interval layer_amplitude(const ScalarProblem& feature, const Rational& time, Bits wanted) {
  Bits bits = wanted + 64;
  for (int tries = 1;; ++tries, bits *= 2) {
    Interval enclosure = enclose_layer_amplitude(feature, time, TimeConvention::flow, bits);
    if (enclosure.relative_bits() >= wanted || tries == kHopelessTries) return enclosure;
  }
}

}  // namespace

std::optional<DiagonalFlow> DiagonalFlow::of(const FlowProblem& problem) {
  require_valid(problem);
  const Moments<Rational>& moments = problem.moments;
  if (problem.weight_decay != 0 || problem.target.keeps_encoder() || !is_diagonal(moments.sxx) ||
      !is_diagonal(moments.syx))
    return std::nullopt;
  const auto starts = aligned_starts(problem.start, moments.size());
  if (!starts) return std::nullopt;
  const Depth depth = problem.start.layer_counts();
  std::vector<ScalarProblem> features;
  for (Index i = 0; i < moments.size(); ++i) {
    features.push_back({problem.target.objective, depth, Feature::with_variance(moments.syx(i, i), moments.sxx(i, i)),
                        (*starts)[static_cast<std::size_t>(i)]});
  }
  return DiagonalFlow(std::move(features));
}

FlowSample DiagonalFlow::at(const Rational& time, Digits digits) const {
  if (time < 0) throw InvalidProblem("time", fmt::format("{} is negative", shown(time)));
  const Bits wanted = digits.working_bits() + 64;
  const auto size = static_cast<Index>(features_.size());
  Matrix<Real> weights = Matrix<Real>::Constant(size, size, Real(Rational(0), wanted));
  long reached = wanted;
  for (Index i = 0; i < size; ++i) {
    const Interval amplitude = layer_amplitude(features_[static_cast<std::size_t>(i)], time, wanted);
    reached = std::min(reached, amplitude.relative_bits());
    weights(i, i) = amplitude.midpoint().rounded_to(wanted);
  }
  TrainingState<Real> state;
  state.network.layers.assign(static_cast<std::size_t>(features_.front().depth.layers()), weights);
  const bool has_top = row_of(features_.front().objective).top.has_value();
  const long top_layers = has_top ? features_.front().depth.top_layers() : 0;
  state.network.top_layers.assign(static_cast<std::size_t>(top_layers), weights);
  const double right =
      std::clamp(std::floor(static_cast<double>(reached) / kBitsPerDigit), 0.0, static_cast<double>(digits.count()));
  return {time, std::move(state), {static_cast<int>(right), Real(0)}};
}

}  // namespace jepa_oracle

#include "jepa_oracle/network.h"

namespace jepa_oracle {
namespace {

template <class T>
Network<T> scaled_identities(const T& amplitude, Depth depth, Index size, bool has_top) {
  Matrix<T> layer = identity<T>(size);
  for (Index i = 0; i < size; ++i) layer(i, i) = amplitude;
  return {std::vector<Matrix<T>>(static_cast<std::size_t>(depth.layers()), layer),
          std::vector<Matrix<T>>(static_cast<std::size_t>(has_top ? depth.top_layers() : 0), layer)};
}

}  // namespace

Start Start::balanced(const Initialisation& initialisation, Depth depth, Index size) {
  return Start(Balanced{initialisation, depth, size});
}

Depth Start::layer_counts() const {
  if (balanced_) return balanced_->depth;
  const Depth depth(given_->depth(), "layers");
  return given_->top_layers.empty() ? depth
                                    : depth.with_top(static_cast<long>(given_->top_layers.size()), "top_layers");
}

Start Start::without_top() const {
  Start result = *this;
  if (result.given_) result.given_->top_layers.clear();
  if (result.balanced_) result.balanced_->has_top = false;
  return result;
}

std::optional<Initialisation> Start::initialisation() const {
  return balanced_ ? std::optional(balanced_->initialisation) : std::nullopt;
}

std::optional<Network<Rational>> Start::exact() const {
  if (given_) return given_;
  const auto& [initialisation, depth, size, has_top] = *balanced_;
  const std::optional<Rational> amplitude =
      exact_root(initialisation.encoder_amplitude(depth), static_cast<unsigned long>(depth.layers()));
  if (!amplitude) return std::nullopt;
  return scaled_identities(*amplitude, depth, size, has_top);
}

Network<Interval> Start::enclosed(Bits bits) const {
  if (const std::optional<Network<Rational>> network = exact()) return jepa_oracle::enclosed(*network, bits);
  const auto& [initialisation, depth, size, has_top] = *balanced_;
  const Interval amplitude =
      root(Interval(initialisation.encoder_amplitude(depth), bits), static_cast<unsigned long>(depth.layers()));
  return scaled_identities(amplitude, depth, size, has_top);
}

Network<Real> Start::rounded(Bits bits) const {
  if (const std::optional<Network<Rational>> network = exact()) return jepa_oracle::rounded(*network, bits);
  const auto& [initialisation, depth, size, has_top] = *balanced_;
  // A few bits more than asked for, so that the rounded root is the nearest number but for a tie.
  const Interval amplitude =
      root(Interval(initialisation.encoder_amplitude(depth), bits + 64), static_cast<unsigned long>(depth.layers()));
  return scaled_identities(amplitude.midpoint().rounded_to(bits), depth, size, has_top);
}

Network<double> Start::approximate() const { return jepa_oracle::approximate(rounded(53)); }

}  // namespace jepa_oracle

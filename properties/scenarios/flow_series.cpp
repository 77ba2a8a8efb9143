#include "scenarios/flow_series.h"

#include <optional>

namespace jepa_oracle::properties {
namespace {

using IntervalMatrix = Matrix<Interval>;

/// A coefficient and its derivative along e.
struct Jet {
  IntervalMatrix value;
  IntervalMatrix change;
};
using Series = std::vector<Jet>;

/// Coefficient k of the product of two series, `multiply` one of a b, a'b, a b'.
template <class Multiply>
Jet coefficient(const Series& a, const Series& b, std::size_t k, Multiply multiply) {
  std::optional<Jet> sum;
  for (std::size_t i = 0; i <= k; ++i) {
    const Jet& x = a[i];
    const Jet& y = b[k - i];
    Jet term{multiply(x.value, y.value), IntervalMatrix(multiply(x.change, y.value) + multiply(x.value, y.change))};
    if (sum) {
      sum->value += term.value;
      sum->change += term.change;
    } else {
      sum = std::move(term);
    }
  }
  return *sum;
}

Jet product_at(const Series& a, const Series& b, std::size_t k) {
  return coefficient(a, b, k, [](const auto& x, const auto& y) { return product(x, y); });
}
Jet transposed_product_at(const Series& a, const Series& b, std::size_t k) {
  return coefficient(a, b, k, [](const auto& x, const auto& y) { return transposed_product(x, y); });
}
Jet product_transposed_at(const Series& a, const Series& b, std::size_t k) {
  return coefficient(a, b, k, [](const auto& x, const auto& y) { return product_transposed(x, y); });
}

class Recurrence {
 public:
  Recurrence(Objective objective, const RationalNetwork& start, const RationalMoments& moments, Bits bits)
      : jepa_(objective == Objective::jepa),  // by the name: the targets of the notes, not those of the library's table
        sxx_(enclosed(moments.sxx, bits)),
        syx_(enclosed(moments.syx, bits)),
        depth_(start.layers.size()),
        weights_(depth_ + 1),
        below_(depth_),
        back_(depth_) {
    for (std::size_t a = 0; a <= depth_; ++a) {
      const RationalMatrix& weight = a < depth_ ? start.layers[a] : start.top();
      weights_[a].push_back({enclosed(weight, bits), zero_like(enclosed(weight, bits))});
    }
  }

  /// The next coefficient of every weight; `forced`, if any, is added to its derivative along e.
  void advance(const Network<Interval>* forced) {
    const std::size_t k = weights_.front().size() - 1;
    const auto next = static_cast<long>(k) + 1;
    for (std::size_t a = 0; a < depth_; ++a) {
      below_[a].push_back(a == 0 ? weights_[0][k] : product_at(weights_[a], below_[a - 1], k));
    }
    const Series& code = below_.back();
    whole_.push_back(product_at(weights_[depth_], code, k));
    residual_.push_back(residual_of(whole_[k], code[k], k));
    back_[depth_ - 1].push_back(transposed_product_at(weights_[depth_], residual_, k));
    for (std::size_t a = depth_ - 1; a > 0; --a) {
      back_[a - 1].push_back(transposed_product_at(weights_[a], back_[a], k));
    }
    const auto push = [&](std::size_t a, const Jet& minus_velocity) {
      Jet coefficient{minus_velocity.value / Interval(-next), minus_velocity.change / Interval(-next)};
      if (forced != nullptr) coefficient.change += a < depth_ ? forced->layers[a] : forced->top();
      weights_[a].push_back(std::move(coefficient));
    };
    std::vector<Jet> velocities;
    for (std::size_t a = 0; a < depth_; ++a) {
      velocities.push_back(a == 0 ? back_[0][k] : product_transposed_at(back_[a], below_[a - 1], k));
    }
    velocities.push_back(product_transposed_at(residual_, code, k));
    for (std::size_t a = 0; a <= depth_; ++a) push(a, velocities[a]);
  }

  Network<Interval> value(std::size_t k) const { return network(k, &Jet::value); }
  Network<Interval> change(std::size_t k) const { return network(k, &Jet::change); }

 private:
  static IntervalMatrix zero_like(const IntervalMatrix& m) {
    return IntervalMatrix::Constant(m.rows(), m.cols(), Interval(0));
  }

  Jet residual_of(const Jet& whole, const Jet& code, std::size_t k) const {
    Jet result{product(whole.value, sxx_), product(whole.change, sxx_)};
    if (jepa_) {
      result.value -= product(code.value, syx_);
      result.change -= product(code.change, syx_);
    } else if (k == 0) {
      result.value -= syx_;
    }
    return result;
  }

  Network<Interval> network(std::size_t k, IntervalMatrix Jet::*part) const {
    Network<Interval> result;
    for (std::size_t a = 0; a < depth_; ++a) result.layers.push_back(weights_[a][k].*part);
    result.top_layers = {weights_[depth_][k].*part};
    return result;
  }

  bool jepa_;
  IntervalMatrix sxx_;
  IntervalMatrix syx_;
  std::size_t depth_;
  std::vector<Series> weights_;  ///< W_1 .. W_L, V
  std::vector<Series> below_;    ///< W_a .. W_1
  std::vector<Series> back_;     ///< (W_L .. W_{a+1})' V' R
  Series whole_;                 ///< V E
  Series residual_;              ///< R
};

Network<Interval> scaled(Network<Interval> network, const Interval& factor) {
  for (IntervalMatrix& layer : network.layers) layer *= factor;
  network.top() *= factor;
  return network;
}

}  // namespace

FlowSeries flow_series(Objective objective, const RationalNetwork& start, const RationalMoments& moments,
                       std::size_t order, Bits bits) {
  FlowSeries series;
  Recurrence flow(objective, start, moments, bits);
  for (std::size_t k = 0; k <= order; ++k) flow.advance(nullptr);
  for (std::size_t k = 0; k <= order + 1; ++k) series.flow.push_back(flow.value(k));
  // (k+1) e_{k+1} = (J e)_k - (k+1)(k+2) theta_{k+2} / 2
  Recurrence error(objective, start, moments, bits);
  for (std::size_t k = 0; k < order; ++k) {
    const Network<Interval> forced = scaled(series.flow[k + 2], Interval(-static_cast<long>(k) - 2) / 2L);
    error.advance(&forced);
  }
  for (std::size_t k = 0; k <= order; ++k) series.first_order.push_back(error.change(k));
  series.flow.resize(order + 1);
  return series;
}

Network<Interval> value_at(const std::vector<Network<Interval>>& series, const Interval& t) {
  Network<Interval> sum = series.back();
  for (auto k = series.rbegin() + 1; k != series.rend(); ++k) sum = moved(*k, sum, t);
  return sum;
}

Interval size_of(const Network<Interval>& network) {
  const auto norm = [](const IntervalMatrix& m) {
    Interval sum = Interval(0);
    for (Index i = 0; i < m.size(); ++i) sum += square(m.data()[i]);
    return root(sum, 2).upper();
  };
  Real largest = norm(network.top());
  for (const IntervalMatrix& layer : network.layers) {
    const Real here = norm(layer);
    if (largest < here) largest = here;
  }
  return Interval(largest);
}

}  // namespace jepa_oracle::properties

#include "mutants/field_flow.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::mutants {
namespace {

using properties::RationalMoments;
using properties::RationalNetwork;
using State = std::vector<Matrix<Real>>;  ///< layers, top, and the target encoder of a moving average or frozen encoder

constexpr Bits kBits = 128;
constexpr int kColumns = 8;
constexpr double kTolerance = 1e-12;
constexpr int kMaxSteps = 200;
constexpr double kHuge = 1e60;  // exact numbers of a flow that blows up would fill the memory

Matrix<Rational> exact(const Matrix<Real>& matrix) {
  return matrix.unaryExpr([](const Real& x) { return x.to_rational(); });
}

/// a + factor b at the working precision.
State moved(const State& a, const State& b, const Real& factor) {
  State result = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (Index j = 0; j < a[i].size(); ++j) {
      result[i].data()[j] = (a[i].data()[j] + factor * b[i].data()[j]).rounded_to(kBits);
    }
  }
  return result;
}

double size(const State& state) {
  double largest = 0;
  for (const Matrix<Real>& matrix : state) largest = std::max(largest, max_abs(matrix).to_double());
  return largest;
}

class Flow {
 public:
  Flow(const NetworkField& field, const TargetRule& rule, const RationalNetwork& start, const RationalMoments& moments)
      : field_(field), rule_(rule), moments_(moments), depth_(start.layers.size()) {
    const TrainingState<Rational> from = initial_state(start, rule);
    for (const Matrix<Rational>& layer : start.layers) state_.push_back(rounded(layer, kBits));
    state_.push_back(rounded(start.top(), kBits));
    if (from.target_encoder) state_.push_back(rounded(*from.target_encoder, kBits));
  }

  Network<Real> at(const Rational& time) {
    for (int step = 0; time_ < time; ++step) {
      if (step == kMaxSteps) throw InvalidProblem("flow", "takes too many steps");
      const Rational left = time - time_;
      const Rational width = std::min(left, width_ > 0 ? width_ : left);
      advance(width);
    }
    return {{state_.begin(), state_.begin() + static_cast<long>(depth_)}, state_[depth_]};
  }

 private:
  State velocity(const State& state) const {
    TrainingState<Rational> at;
    for (std::size_t a = 0; a < depth_; ++a) at.network.layers.push_back(exact(state[a]));
    at.network.top_layers = {exact(state[depth_])};
    if (state.size() > depth_ + 1) at.target_encoder = exact(state.back());
    const RationalNetwork direction = field_(target_in(at, rule_), at.network, moments_);
    State result;
    for (const Matrix<Rational>& layer : direction.layers) result.push_back(rounded(layer, kBits));
    result.push_back(rounded(direction.top(), kBits));
    if (at.target_encoder) {
      const Rational rate = rule_.kind == TargetRule::Kind::moving_average ? rule_.beta : Rational(0);
      result.push_back(rounded(Matrix<Rational>((encoder(at.network) - *at.target_encoder) * rate), kBits));
    }
    return result;
  }

  /// `count` substeps of the modified midpoint rule; nothing where they blow up.
  std::optional<State> midpoint(const State& slope, const Rational& width, long count) const {
    const Real h(Rational(width / count), kBits);
    State before = state_;
    State here = moved(state_, slope, h);
    for (long i = 1; i < count; ++i) {
      State next = moved(before, velocity(here), h * 2L);
      before = std::move(here);
      here = std::move(next);
      if (!(size(here) < kHuge)) return std::nullopt;
    }
    const State last = moved(before, velocity(here), h);
    State middle = moved(here, last, Real(1));
    return moved(middle, middle, Real(Rational(-1, 2), kBits));
  }

  /// One step, or none and a smaller width when the last two columns differ too much.
  void advance(const Rational& width) {
    const State slope = velocity(state_);
    std::vector<State> row;
    double error = 0;
    for (long j = 0; j < kColumns; ++j) {
      std::optional<State> fine = midpoint(slope, width, 2 * (j + 1));
      if (!fine) {
        width_ = width / 10;
        return;
      }
      std::vector<State> next{std::move(*fine)};
      for (long k = 1; k <= j; ++k) {
        const Rational ratio(j + 1, j + 1 - k);
        const State& coarse = row[static_cast<std::size_t>(k - 1)];
        const State difference = moved(next.back(), coarse, Real(-1));
        next.push_back(moved(next.back(), difference, Real(Rational(1 / (ratio * ratio - 1)), kBits)));
      }
      row = std::move(next);
    }
    error = size(moved(row.back(), row[row.size() - 2], Real(-1))) / std::max(size(state_), 1e-30);
    const bool accepted = error < kTolerance;
    if (accepted) {
      state_ = row.back();
      time_ += width;
    }
    const double factor = std::isfinite(error) ? 0.8 * std::pow(kTolerance / std::max(error, 1e-30), 1.0 / 15) : 0.1;
    width_ = width * Rational(static_cast<long>(1024 * std::clamp(factor, 0.1, 4.0)), 1024);
  }

  const NetworkField& field_;
  const TargetRule& rule_;
  const RationalMoments& moments_;
  std::size_t depth_;
  State state_;
  Rational time_ = 0;
  Rational width_ = 0;  ///< of the next step; 0 before the first
};

}  // namespace

std::vector<Network<Real>> extrapolated_flow(const NetworkField& field, const TargetRule& rule,
                                             const RationalNetwork& start, const RationalMoments& moments,
                                             const std::vector<Rational>& times) {
  Flow flow(field, rule, start, moments);
  std::vector<Network<Real>> networks;
  for (const Rational& time : times) networks.push_back(flow.at(time));
  return networks;
}

}  // namespace jepa_oracle::mutants

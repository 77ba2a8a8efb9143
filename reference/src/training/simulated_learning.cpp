#include "jepa_oracle/simulated_learning.h"

#include <Eigen/Core>
#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>

#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/field_formula.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {
namespace {

namespace odeint = boost::numeric::odeint;

using Square = Eigen::Matrix2d;
/// Encoder layers from the first, then the top; what is beyond the depth stays 0.
using State = std::array<double, 4 * (kMaxSimulatedDepth + 1)>;

constexpr double kCoarse = 1e-7;
constexpr double kFine = 1e-9;
constexpr double kAgreement = 1e-4;
/// Steps after which a start is given up: far beyond what one needs that learns anything.
constexpr long kMaxSteps = 2'000'000;

Square matrix(const State& state, long place) { return Eigen::Map<const Square>(state.data() + 4 * place); }

void set(State& state, long place, const Square& value) {
  Eigen::Map<Square> map(state.data() + 4 * place);
  map = value;
}

/// The layers of a simulation, without the heap: a simulation takes thousands of steps, and one figure thousands of
/// simulations.
class Layers {
 public:
  void resize(std::size_t size) { size_ = size; }
  std::size_t size() const { return size_; }
  Square& operator[](std::size_t place) { return layers_[place]; }
  const Square& operator[](std::size_t place) const { return layers_[place]; }

 private:
  std::array<Square, kMaxSimulatedDepth + 1> layers_;  // the chain with its top
  std::size_t size_ = 0;
};

struct SquareProducts {
  void set_product(Square& result, const Square& a, const Square& b) const { result.noalias() = a * b; }
  void set_transposed_product(Square& result, const Square& a, const Square& b) const {
    result.noalias() = a.transpose() * b;
  }
  void set_product_transposed(Square& result, const Square& a, const Square& b) const {
    result.noalias() = a * b.transpose();
  }
  void negate(Square& matrix) const { matrix = -matrix; }
};

class Field {
 public:
  explicit Field(const SimulatedLearning& simulation)
      : target_moves_(target_moves(simulation.objective)), layers_(simulation.depth.layers()) {
    sxx_.setZero();
    syx_.setZero();
    for (int i = 0; i < 2; ++i) {
      const Feature& feature = simulation.features[static_cast<std::size_t>(i)];
      sxx_(i, i) = feature.variance().convert_to<double>();
      syx_(i, i) = feature.lambda().convert_to<double>();
    }
  }

  Square encoder(const State& state) const {
    Square result = Square::Identity();
    for (long a = 0; a < layers_; ++a) result = matrix(state, a) * result;
    return result;
  }

  void operator()(const State& state, State& direction, double) const {
    Layers layers;
    layers.resize(static_cast<std::size_t>(layers_));
    for (long a = 0; a < layers_; ++a) layers[static_cast<std::size_t>(a)] = matrix(state, a);
    Layers top;
    top.resize(1);
    top[0] = matrix(state, layers_);
    Layers rates;
    Layers top_rates;
    FieldRoom<Square, Layers> room;
    field_into(
        rates, top_rates, room, SquareProducts(), layers, top,
        [&](Square& residual, const Square& prediction, const Square& code) {
          residual.noalias() = prediction * sxx_;
          residual -= target_moves_ ? Square(code * syx_) : syx_;
        },
        NothingElse());
    direction.fill(0);
    for (long a = 0; a < layers_; ++a) set(direction, a, rates[static_cast<std::size_t>(a)]);
    set(direction, layers_, top_rates[0]);
  }

 private:
  bool target_moves_;
  long layers_;
  Square sxx_;
  Square syx_;
};

State state_of(const Network<double>& network) {
  State state{};
  for (long a = 0; a < network.depth(); ++a) set(state, a, network.layers[static_cast<std::size_t>(a)]);
  set(state, network.depth(), network.top());
  return state;
}

/// One integration.
class Run {
 public:
  Run(const SimulatedLearning& simulation, double tolerance)
      : field_(simulation),
        levels_{simulation.level(0), simulation.level(1)},
        stepper_(odeint::make_dense_output(tolerance * 1e-3, tolerance, odeint::runge_kutta_dopri5<State>())) {}

  std::optional<SimulatedLearningTimes> until(const State& start, double end) {
    SimulatedLearningTimes times;
    const std::array<std::optional<double>*, 3> events{&times.learned[0], &times.learned[1], &times.apart};
    const std::array<std::optional<double>*, 3> firsts{&times.reached[0], &times.reached[1], nullptr};
    for (std::size_t i = 0; i < 3; ++i) {
      if (!beyond(start, i)) continue;
      *events[i] = 0;
      if (firsts[i] != nullptr) *firsts[i] = 0;
    }
    stepper_.initialize(start, 0.0, end * 1e-6);
    for (long step = 0; stepper_.current_time() < end; ++step) {
      if (step == kMaxSteps) return std::nullopt;
      stepper_.do_step(std::cref(field_));
      // The last step overshoots the end: what is so then does not count.
      const double now = std::min(stepper_.current_time(), end);
      State here = stepper_.current_state();
      if (now < stepper_.current_time()) stepper_.calc_state(now, here);
      for (std::size_t i = 0; i < 3; ++i) {
        if (!beyond(here, i)) {
          events[i]->reset();
        } else if (!*events[i]) {
          *events[i] = crossing(i, now);
          if (firsts[i] != nullptr && !*firsts[i]) *firsts[i] = *events[i];
        }
      }
    }
    return times;
  }

 private:
  using Stepper = decltype(odeint::make_dense_output(0.0, 0.0, odeint::runge_kutta_dopri5<State>()));

  /// What 0, 1: the length of that column of the encoder; 2: the area of both.
  bool beyond(const State& state, std::size_t what) const {
    const Square code = field_.encoder(state);
    if (what == 2) return std::abs(code(0, 0) * code(1, 1) - code(0, 1) * code(1, 0)) >= levels_[0] * levels_[1];
    return code.col(static_cast<Eigen::Index>(what)).norm() >= levels_[what];
  }

  /// Within the last step, up to a time at which it is beyond, by bisection of the stepper's interpolation.
  double crossing(std::size_t what, double after) const {
    double before = stepper_.previous_time();
    State between{};
    while (after - before > 1e-12 * after) {
      const double middle = (before + after) / 2;
      if (middle <= before || middle >= after) break;
      stepper_.calc_state(middle, between);
      (beyond(between, what) ? after : before) = middle;
    }
    return after;
  }

  Field field_;
  std::array<double, 2> levels_;
  Stepper stepper_;
};

bool agree(const std::optional<double>& a, const std::optional<double>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a || std::abs(*a - *b) <= kAgreement * *b;
}

bool agree(const SimulatedLearningTimes& a, const SimulatedLearningTimes& b) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (!agree(a.reached[i], b.reached[i]) || !agree(a.learned[i], b.learned[i])) return false;
  }
  return agree(a.apart, b.apart);
}

}  // namespace

double SimulatedLearning::level(std::size_t feature) const {
  const auto layers = static_cast<double>(depth.layers());
  // w_inf^L = (w_inf^m)^(L/m)
  const double limit_power = limit_power_of(objective, features[feature]).convert_to<double>();
  return fraction.convert_to<double>() *
         std::pow(limit_power, layers / static_cast<double>(exponents_of(objective, depth).m));
}

double SimulatedLearning::predicted_time(std::size_t feature, const Initialisation& start) const {
  const CriticalTime time = critical_time({objective, depth, features[feature], start}, Threshold::fraction(fraction),
                                          TimeConvention::flow, Digits(6));
  return time.time ? time.time->enclosure.midpoint().to_double() : 0;
}

std::optional<SimulatedLearningTimes> simulated_learning_times(const SimulatedLearning& simulation,
                                                               const Network<double>& start, double until) {
  if (simulation.depth.layers() > kMaxSimulatedDepth) {
    throw InvalidProblem("depth",
                         "two features are simulated with at most " + std::to_string(kMaxSimulatedDepth) + " layers");
  }
  bool fits = start.depth() == simulation.depth.layers() && start.top_layers.size() == 1;
  for_each_matrix(start,
                  [&fits](const Matrix<double>& layer) { fits = fits && layer.rows() == 2 && layer.cols() == 2; });
  if (!fits) throw InvalidProblem("start", "is not a network of this depth with 2 x 2 matrices");
  const State from = state_of(start);
  const std::optional<SimulatedLearningTimes> coarse = Run(simulation, kCoarse).until(from, until);
  const std::optional<SimulatedLearningTimes> fine = Run(simulation, kFine).until(from, until);
  if (!coarse || !fine || !agree(*coarse, *fine)) return std::nullopt;
  return fine;
}

}  // namespace jepa_oracle

#include "diagnosis/prediction/matrix_training.h"

#include <algorithm>
#include <cmath>

#include "diagnosis/prediction/run_prediction.h"
#include "jepa_oracle/field_formula.h"

namespace jepa_oracle {
namespace {

/// Weights, or their velocities.
template <class Scalar>
struct Weights {
  using Square = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  std::vector<Square> layers;
  std::vector<Square> top_layers;
  std::vector<Square> target;  ///< averaged_weights: layers; averaged and frozen target: one encoder; else none

  Weights plus(Scalar factor, const Weights& other) const {
    Weights sum = *this;
    sum.add(factor, other);
    return sum;
  }
  void add(Scalar factor, const Weights& other) {
    add_trained(factor, other);
    add_target(factor, other);
  }
  void add_trained(Scalar factor, const Weights& other) {
    for (std::size_t a = 0; a < layers.size(); ++a) layers[a] += factor * other.layers[a];
    for (std::size_t b = 0; b < top_layers.size(); ++b) top_layers[b] += factor * other.top_layers[b];
  }
  void add_target(Scalar factor, const Weights& other) {
    for (std::size_t a = 0; a < target.size(); ++a) target[a] += factor * other.target[a];
  }
};

/// Products into matrices that are kept: a descent takes thousands of steps.
struct ProductsInPlace {
  template <class M>
  void set_product(M& result, const M& a, const M& b) const {
    result.noalias() = a * b;
  }
  template <class M>
  void set_transposed_product(M& result, const M& a, const M& b) const {
    result.noalias() = a.transpose() * b;
  }
  template <class M>
  void set_product_transposed(M& result, const M& a, const M& b) const {
    result.noalias() = a * b.transpose();
  }
  template <class M>
  void negate(M& matrix) const {
    matrix *= typename M::Scalar(-1);
  }
};

/// The velocity of weights, with room for its products.
template <class Scalar>
class Field {
 public:
  using Square = typename Weights<Scalar>::Square;

  explicit Field(const MatrixTraining& training)
      : training_(training),
        variant_(variant_of(training.rule)),
        sxx_(training.sxx.cast<Scalar>()),
        syx_(training.syx.cast<Scalar>()),
        syy_(training.syy.cast<Scalar>()) {}

  void take_moments(const Eigen::MatrixXd& sxx, const Eigen::MatrixXd& syx, const Eigen::MatrixXd& syy) {
    sxx_ = sxx.cast<Scalar>();
    syx_ = syx.cast<Scalar>();
    if (!variant_.stops_gradient) syy_ = syy.cast<Scalar>();
  }

  Weights<Scalar> start(double layer_start) const {
    const Index size = sxx_.rows();
    const Square layer = Square::Identity(size, size) * static_cast<Scalar>(layer_start);
    Weights<Scalar> weights{std::vector<Square>(static_cast<std::size_t>(training_.depth), layer), {layer}, {}};
    if (variant_.target == TargetKind::averaged_weights) weights.target = weights.layers;
    if (variant_.target == TargetKind::moving_average || variant_.target == TargetKind::frozen_encoder) {
      weights.target = {encoder(weights.layers)};
    }
    return weights;
  }

  static Square encoder(const std::vector<Square>& layers) {
    Square product = layers.front();
    for (std::size_t a = 1; a < layers.size(); ++a) product = layers[a] * product;
    return product;
  }

  void operator()(const Weights<Scalar>& weights, Weights<Scalar>& velocity) {
    train(weights, velocity);
    follow(weights, velocity);
  }

  /// The velocity of all but the target.
  void train(const Weights<Scalar>& weights, Weights<Scalar>& velocity) {
    field_into(
        velocity.layers, velocity.top_layers, room_, ProductsInPlace(), weights.layers, weights.top_layers,
        [&](Square& error, const Square& prediction, const Square& code) {
          error.noalias() = prediction * sxx_;
          subtract_cross_moment(weights, error, code);
        },
        [&](Square& gradient, const Square& prediction, const Square& code) {
          if (variant_.stops_gradient) return;
          gradient.noalias() -= prediction * syx_.transpose();
          gradient.noalias() += code * syy_;
        });
    for (Square& layer : velocity.top_layers) layer *= static_cast<Scalar>(training_.rate_ratio);
    if (training_.weight_decay != 0) {
      const auto decay = static_cast<Scalar>(training_.weight_decay);
      for (std::size_t a = 0; a < weights.layers.size(); ++a) velocity.layers[a] -= decay * weights.layers[a];
      const Scalar top_decay = static_cast<Scalar>(training_.rate_ratio) * decay;
      for (std::size_t b = 0; b < weights.top_layers.size(); ++b) {
        velocity.top_layers[b] -= top_decay * weights.top_layers[b];
      }
    }
  }

  /// The velocity of the target alone.
  void follow(const Weights<Scalar>& weights, Weights<Scalar>& velocity) const {
    velocity.target.resize(weights.target.size());
    if (weights.target.empty()) return;
    if (variant_.target == TargetKind::frozen_encoder) {
      velocity.target.front().setZero(sxx_.rows(), sxx_.rows());
      return;
    }
    const auto rate = static_cast<Scalar>(training_.average_rate);
    if (variant_.target == TargetKind::moving_average) {
      velocity.target.front() = rate * (encoder(weights.layers) - weights.target.front());
      return;
    }
    for (std::size_t a = 0; a < weights.target.size(); ++a) {
      velocity.target[a] = rate * (weights.layers[a] - weights.target[a]);
    }
  }

 private:
  void subtract_cross_moment(const Weights<Scalar>& weights, Square& error, const Square& encoder) const {
    if (variant_.target == TargetKind::data) {
      error -= syx_;
    } else if (weights.target.empty()) {
      error.noalias() -= encoder * syx_;
    } else if (weights.target.size() == 1) {
      error.noalias() -= weights.target.front() * syx_;
    } else {
      error.noalias() -= Field::encoder(weights.target) * syx_;
    }
  }

  const MatrixTraining& training_;
  const TrainingVariant& variant_;
  Square sxx_;
  Square syx_;
  Square syy_;
  FieldRoom<Square> room_;
};

template <class Scalar>
MatrixAmplitudes amplitudes_of(const Weights<Scalar>& weights) {
  const auto encoder = Field<Scalar>::encoder(weights.layers);
  const auto top = Field<Scalar>::encoder(weights.top_layers);
  return {encoder.diagonal().template cast<double>(), top.diagonal().template cast<double>()};
}

template <class Scalar>
std::vector<MatrixAmplitudes> descended(const MatrixTraining& training, double layer_start, double step,
                                        const std::vector<long>& counts, double momentum, const StepMoments& moments,
                                        const std::function<void()>& pause) {
  Field<Scalar> field(training);
  Weights<Scalar> weights = field.start(layer_start);
  Weights<Scalar> velocity = weights;
  Weights<Scalar> moving;
  Eigen::MatrixXd sxx;
  Eigen::MatrixXd syx;
  Eigen::MatrixXd syy;
  std::vector<MatrixAmplitudes> result;
  result.reserve(counts.size());
  long done = 0;
  for (const long count : counts) {
    for (; done < count; ++done) {
      if (moments) {
        sxx = training.sxx;
        syx = training.syx;
        syy = training.syy;
        moments(sxx, syx, syy);
        field.take_moments(sxx, syx, syy);
      }
      field.train(weights, velocity);
      if (momentum == 0) {
        weights.add_trained(static_cast<Scalar>(step), velocity);
      } else {
        if (moving.layers.empty()) {
          moving = velocity;
        } else {
          for (std::size_t a = 0; a < moving.layers.size(); ++a) {
            moving.layers[a] = static_cast<Scalar>(momentum) * moving.layers[a] + velocity.layers[a];
          }
          for (std::size_t b = 0; b < moving.top_layers.size(); ++b) {
            moving.top_layers[b] = static_cast<Scalar>(momentum) * moving.top_layers[b] + velocity.top_layers[b];
          }
        }
        weights.add_trained(static_cast<Scalar>(step), moving);
      }
      // An average follows the weights after their step, and has no momentum.
      field.follow(weights, velocity);
      weights.add_target(static_cast<Scalar>(step), velocity);
    }
    result.push_back(amplitudes_of(weights));
    if (pause) pause();
  }
  return result;
}

/// Runge's method with at most `longest` time in a step.
std::vector<MatrixAmplitudes> runge(const MatrixTraining& training, double layer_start,
                                    const std::vector<double>& times, double longest) {
  Field<double> field(training);
  Weights<double> weights = field.start(layer_start);
  Weights<double> slopes[4] = {weights, weights, weights, weights};
  std::vector<MatrixAmplitudes> result;
  double now = 0;
  for (const double time : times) {
    const auto count = static_cast<long>(std::ceil((time - now) / longest));
    for (long k = 0; k < count; ++k) {
      const double h = (time - now) / static_cast<double>(count);
      field(weights, slopes[0]);
      field(weights.plus(h / 2, slopes[0]), slopes[1]);
      field(weights.plus(h / 2, slopes[1]), slopes[2]);
      field(weights.plus(h, slopes[2]), slopes[3]);
      weights.add(h / 6, slopes[0]);
      weights.add(h / 3, slopes[1]);
      weights.add(h / 3, slopes[2]);
      weights.add(h / 6, slopes[3]);
    }
    now = time;
    result.push_back(amplitudes_of(weights));
  }
  return result;
}

double difference(const std::vector<MatrixAmplitudes>& a, const std::vector<MatrixAmplitudes>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    // NaN counts as different.
    const auto apart = [&](const Eigen::VectorXd& x, const Eigen::VectorXd& y) {
      for (Index k = 0; k < x.size(); ++k) {
        const double off = std::fabs(x(k) - y(k)) / (std::fabs(x(k)) + std::fabs(y(k)) + 1e-290);
        if (!(off <= largest)) largest = std::isfinite(off) ? off : INFINITY;
      }
    };
    apart(a[i].encoder, b[i].encoder);
    apart(a[i].top, b[i].top);
  }
  return largest;
}

}  // namespace

MatrixTraining matrix_training_of(const DiagnosedProblem& problem, const Hypothesis& hypothesis) {
  const FeatureMoments& moments = *problem.moments;
  Eigen::MatrixXd syy = moments.syy ? *moments.syy : hypothesis.target_ratio * moments.sxx;
  for (std::size_t i = 0; !moments.syy && i < problem.features.size(); ++i) {
    const auto k = static_cast<Index>(i);
    syy(k, k) = training_of(problem.features[i], hypothesis).target_variance;
  }
  return {
      hypothesis.rule,         hypothesis.depth,       moments.sxx, moments.syx, std::move(syy), hypothesis.rate_ratio,
      hypothesis.average_rate, hypothesis.weight_decay};
}

std::vector<MatrixAmplitudes> descend(const MatrixTraining& training, double layer_start, double step,
                                      const std::vector<long>& counts, double momentum, const StepMoments& moments,
                                      const std::function<void()>& pause) {
  return descended<double>(training, layer_start, step, counts, momentum, moments, pause);
}

std::vector<MatrixAmplitudes> descend_in_single_precision(const MatrixTraining& training, double layer_start,
                                                          double step, const std::vector<long>& counts,
                                                          double momentum) {
  return descended<float>(training, layer_start, step, counts, momentum, {}, {});
}

std::vector<MatrixAmplitudes> flow(const MatrixTraining& training, double layer_start,
                                   const std::vector<double>& times) {
  // Around the start and the limits weights change at rates of about |Sxx|.
  double longest = 1 / training.sxx.norm();
  std::vector<MatrixAmplitudes> before = runge(training, layer_start, times, longest);
  constexpr int kHalvings = 8;
  for (int halving = 0; halving < kHalvings; ++halving) {
    longest /= 2;
    std::vector<MatrixAmplitudes> now = runge(training, layer_start, times, longest);
    // Halving a step of order four leaves a sixteenth of the error.
    if (difference(before, now) <= 15 * kFlowError) return now;
    before = std::move(now);
  }
  return before;
}

double products_of_step(long depth) { return 3 * static_cast<double>(depth) + 4; }

}  // namespace jepa_oracle

#pragma once

#include <utility>
#include <vector>

#include "diagnosis/prediction/matrix_training.h"
#include "jepa_oracle/field_formula.h"

namespace jepa_oracle {

/// Weights, or their velocities.
template <class Scalar>
struct Weights {
  using Square = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  std::vector<Square> layers;
  std::vector<Square> top_layers;
  std::vector<Square> target;  ///< averaged_weights: layers; averaged and frozen target: one encoder; else none

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
    Weights<Scalar> weights{std::vector<Square>(static_cast<std::size_t>(training_.depth), layer),
                            std::vector<Square>(static_cast<std::size_t>(training_.top_depth), layer),
                            {}};
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

}  // namespace jepa_oracle

#include "diagnosis/prediction/matrix_training.h"

#include "diagnosis/prediction/matrix_field.h"
#include "diagnosis/prediction/run_prediction.h"

namespace jepa_oracle {
namespace {

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

}  // namespace

MatrixTraining matrix_training_of(const DiagnosedProblem& problem, const Hypothesis& hypothesis) {
  const FeatureMoments& moments = *problem.moments;
  Eigen::MatrixXd syy = moments.syy ? *moments.syy : hypothesis.target_ratio * moments.sxx;
  for (std::size_t i = 0; !moments.syy && i < problem.features.size(); ++i) {
    const auto k = static_cast<Index>(i);
    syy(k, k) = training_of(problem.features[i], hypothesis).target_variance;
  }
  return {hypothesis.rule,
          hypothesis.depth,
          moments.sxx,
          moments.syx,
          std::move(syy),
          hypothesis.rate_ratio,
          hypothesis.average_rate,
          hypothesis.weight_decay,
          hypothesis.top_depth};
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

double products_of_step(long depth, long top_depth) { return 3 * static_cast<double>(depth + top_depth) + 1; }

}  // namespace jepa_oracle

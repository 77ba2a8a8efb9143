#include <algorithm>
#include <boost/numeric/odeint/external/eigen/eigen_resize.hpp>
#include <boost/numeric/odeint/integrate/integrate_n_steps.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <cmath>
#include <functional>

#include "diagnosis/prediction/matrix_field.h"
#include "diagnosis/prediction/matrix_training.h"

namespace jepa_oracle {
namespace {

/// The velocity of weights in one vector, matrix after matrix, as Boost.Odeint moves them.
class FlatField {
 public:
  FlatField(const MatrixTraining& training, double layer_start)
      : field_(training), weights_(field_.start(layer_start)), velocity_(weights_) {}

  Eigen::VectorXd start() const { return flat(weights_); }

  void operator()(const Eigen::VectorXd& flat_weights, Eigen::VectorXd& flat_velocity, double) {
    take(flat_weights);
    field_(weights_, velocity_);
    copy(velocity_, flat_velocity);
  }

  MatrixAmplitudes amplitudes(const Eigen::VectorXd& flat_weights) {
    take(flat_weights);
    return amplitudes_of(weights_);
  }

 private:
  template <class AnyWeights, class Use>
  static void for_each_matrix(AnyWeights& weights, const Use& use) {
    for (auto& layer : weights.layers) use(layer);
    for (auto& layer : weights.top_layers) use(layer);
    for (auto& target : weights.target) use(target);
  }

  void take(const Eigen::VectorXd& flat_weights) {
    const double* next = flat_weights.data();
    for_each_matrix(weights_, [&](Eigen::MatrixXd& matrix) {
      matrix = Eigen::Map<const Eigen::MatrixXd>(next, matrix.rows(), matrix.cols());
      next += matrix.size();
    });
  }

  static void copy(const Weights<double>& weights, Eigen::VectorXd& result) {
    double* next = result.data();
    for_each_matrix(weights, [&](const Eigen::MatrixXd& matrix) {
      next = std::copy(matrix.data(), matrix.data() + matrix.size(), next);
    });
  }

  static Eigen::VectorXd flat(const Weights<double>& weights) {
    Eigen::Index size = 0;
    for_each_matrix(weights, [&](const Eigen::MatrixXd& matrix) { size += matrix.size(); });
    Eigen::VectorXd result(size);
    copy(weights, result);
    return result;
  }

  Field<double> field_;
  Weights<double> weights_;
  Weights<double> velocity_;
};

/// Runge's method with at most `longest` time in a step.
std::vector<MatrixAmplitudes> flow_by_steps(const MatrixTraining& training, double layer_start,
                                            const std::vector<double>& times, double longest) {
  namespace odeint = boost::numeric::odeint;
  FlatField field(training, layer_start);
  odeint::runge_kutta4<Eigen::VectorXd, double, Eigen::VectorXd, double, odeint::vector_space_algebra> stepper;
  Eigen::VectorXd weights = field.start();
  std::vector<MatrixAmplitudes> result;
  double now = 0;
  for (const double time : times) {
    const auto count = static_cast<std::size_t>(std::ceil((time - now) / longest));
    if (count > 0) {
      odeint::integrate_n_steps(stepper, std::ref(field), weights, now, (time - now) / static_cast<double>(count),
                                count);
    }
    now = time;
    result.push_back(field.amplitudes(weights));
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

std::vector<MatrixAmplitudes> flow(const MatrixTraining& training, double layer_start,
                                   const std::vector<double>& times) {
  // Around the start and the limits weights change at rates of about |Sxx|.
  double longest = 1 / training.sxx.norm();
  std::vector<MatrixAmplitudes> before = flow_by_steps(training, layer_start, times, longest);
  constexpr int kHalvings = 8;
  for (int halving = 0; halving < kHalvings; ++halving) {
    longest /= 2;
    std::vector<MatrixAmplitudes> now = flow_by_steps(training, layer_start, times, longest);
    // Halving a step of order four leaves a sixteenth of the error.
    if (difference(before, now) <= 15 * kFlowError) return now;
    before = std::move(now);
  }
  return before;
}

}  // namespace jepa_oracle

#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"

namespace jepa_oracle {

/// Whole matrices in training under one rule, where features are coupled. The equations of objectives.h with
///   R = V E Sxx - T,   T = A Syx (MAE: Syx),   A = E, E(0), or an average of E or of the layers,   V = V_M ... V_1
///   dV_b/dt = - r ((V_M..V_{b+1})' R E' (V_{b-1}..V_1)' + kappa V_b)
///   dW_a/dt = - (W_L..W_{a+1})' G (W_{a-1}..W_1)' - kappa W_a,   G = V' R
///   differentiated_target   G = V' R - (V E Syx' - E Syy)
/// Not for the rules that stand still.
struct MatrixTraining {
  TrainingRule rule;
  long depth;
  Eigen::MatrixXd sxx;
  Eigen::MatrixXd syx;
  Eigen::MatrixXd syy;
  double rate_ratio;
  double average_rate;
  double weight_decay;
  long top_depth = 1;
};

MatrixTraining matrix_training_of(const DiagnosedProblem& problem, const Hypothesis& hypothesis);

/// Diagonals of the encoder E and of the predictor or decoder V: what a run records of its features.
struct MatrixAmplitudes {
  Eigen::VectorXd encoder;
  Eigen::VectorXd top;
};

/// Moments of one step, from those of the training: how mini-batches differ from the whole. syy matters to
/// differentiated_target only.
using StepMoments = std::function<void(Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& syy)>;

/// Gradient descent from layers layer_start x identity, as `descend` of scalar_training.h: amplitudes after each number
/// of steps (rising).
/// @param pause    called at every count; what it throws ends the descent
/// @param moments  called before every step with the moments of the training; none: every step has these
std::vector<MatrixAmplitudes> descend(const MatrixTraining& training, double layer_start, double step,
                                      const std::vector<long>& counts, double momentum = 0,
                                      const StepMoments& moments = {}, const std::function<void()>& pause = {});

/// The same in single precision, weights, moments and products.
std::vector<MatrixAmplitudes> descend_in_single_precision(const MatrixTraining& training, double layer_start,
                                                          double step, const std::vector<long>& counts,
                                                          double momentum = 0);

/// The flow at rising times: Runge's method of order four, Boost.Odeint's. Steps are halved until no diagonal entry a
/// of one result and b of the next are further apart than 15 kFlowError (|a| + |b|), which leaves an error of about
/// kFlowError; after eight halvings the last result is returned as it is.
std::vector<MatrixAmplitudes> flow(const MatrixTraining& training, double layer_start,
                                   const std::vector<double>& times);
inline constexpr double kFlowError = 1e-8;

/// Products of matrices in a step of descent.
double products_of_step(long depth, long top_depth);

}  // namespace jepa_oracle

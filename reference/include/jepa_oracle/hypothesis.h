#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/objectives.h"

namespace jepa_oracle {

/// How the amplitude w(0) of every layer was read from the epsilon of the problem.
///   encoder        epsilon^(1/L): epsilon is the amplitude of the encoder
///   layer          epsilon: of each layer
///   problem_depth  epsilon^(1/L_p) with the depth L_p of the problem, in a network of another depth
///   fitted         by the run itself
enum class StartReading { encoder, layer, problem_depth, fitted };

/// Reduction of the loss over the d dimensions of the output, and its factor 1/2; as_defined is 1/2 and a sum.
/// Time runs 1, 2, 1/d and 2/d times as fast.
enum class LossReading { as_defined, without_half, averaged, averaged_without_half };

/// What the recorded time is in flow time t: t itself, L t (the paper's), or t/L (the factor L twice).
enum class TimeReading { flow, paper, doubled_factor };

struct TimeScaleReading {
  LossReading loss;
  TimeReading time;
};

/// A number that is not named by the hypothesis but fitted to the run.
enum class FittedNumber { time_scale, start, rate_ratio, average_rate, target_ratio, momentum, weight_decay };

std::string_view name_of(StartReading reading);
std::string_view name_of(LossReading reading);
std::string_view name_of(TimeReading reading);
std::string_view name_of(FittedNumber number);

/// One implementation that a run may come from: a variant is a value of this.
struct Hypothesis {
  TrainingRule rule = TrainingRule::jepa;
  long depth = 1;           ///< L, of the encoder
  long top_depth = 1;       ///< M, of the predictor or decoder
  double layer_start = 0;   ///< w(0) = v(0), of every layer
  double time_scale = 1;    ///< flow time = time scale x recorded time
  double rate_ratio = 1;    ///< r: learning rate of the top layer / that of the encoder
  double average_rate = 0;  ///< beta, in flow time
  double momentum = 0;      ///< m of the heavy ball, p <- m p + w', w <- w + h p, in every layer
  double weight_decay = 0;  ///< kappa, in flow time: dw/dt and dv/dt get - kappa w and - kappa v
  double target_ratio = 1;  ///< differentiated_target where the problem has no syy: sy2 = ratio x s2

  /// Readings that all come to this start and time scale; none where they are fitted.
  std::vector<StartReading> starts;
  std::vector<TimeScaleReading> time_scales;
  std::vector<FittedNumber> fitted;

  bool fits(FittedNumber number) const;
};

/// The value of a fitted number, and where it is kept.
double& value_of(Hypothesis& hypothesis, FittedNumber number);
double value_of(const Hypothesis& hypothesis, FittedNumber number);

}  // namespace jepa_oracle

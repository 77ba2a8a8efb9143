#include "jepa_oracle/hypothesis.h"

#include <algorithm>

namespace jepa_oracle {

std::string_view name_of(StartReading reading) {
  switch (reading) {
    case StartReading::encoder:
      return "encoder";
    case StartReading::layer:
      return "layer";
    case StartReading::problem_depth:
      return "problem-depth";
    case StartReading::fitted:
      return "fitted";
  }
  return "";
}

std::string_view name_of(LossReading reading) {
  switch (reading) {
    case LossReading::as_defined:
      return "as-defined";
    case LossReading::without_half:
      return "without-half";
    case LossReading::averaged:
      return "averaged";
    case LossReading::averaged_without_half:
      return "averaged-without-half";
  }
  return "";
}

std::string_view name_of(TimeReading reading) {
  switch (reading) {
    case TimeReading::flow:
      return "flow";
    case TimeReading::paper:
      return "paper";
    case TimeReading::doubled_factor:
      return "doubled-factor";
  }
  return "";
}

std::string_view name_of(FittedNumber number) {
  switch (number) {
    case FittedNumber::time_scale:
      return "stretch";
    case FittedNumber::start:
      return "start";
    case FittedNumber::rate_ratio:
      return "rate-ratio";
    case FittedNumber::average_rate:
      return "average-rate";
    case FittedNumber::target_ratio:
      return "target-ratio";
    case FittedNumber::momentum:
      return "momentum";
    case FittedNumber::weight_decay:
      return "weight-decay";
  }
  return "";
}

bool Hypothesis::fits(FittedNumber number) const {
  return std::find(fitted.begin(), fitted.end(), number) != fitted.end();
}

double& value_of(Hypothesis& hypothesis, FittedNumber number) {
  switch (number) {
    case FittedNumber::start:
      return hypothesis.layer_start;
    case FittedNumber::rate_ratio:
      return hypothesis.rate_ratio;
    case FittedNumber::average_rate:
      return hypothesis.average_rate;
    case FittedNumber::target_ratio:
      return hypothesis.target_ratio;
    case FittedNumber::momentum:
      return hypothesis.momentum;
    case FittedNumber::weight_decay:
      return hypothesis.weight_decay;
    case FittedNumber::time_scale:
      break;
  }
  return hypothesis.time_scale;
}

double value_of(const Hypothesis& hypothesis, FittedNumber number) {
  Hypothesis copy = hypothesis;
  return value_of(copy, number);
}

}  // namespace jepa_oracle

#include "diagnosis/hypotheses/hypothesis_mistakes.h"

namespace jepa_oracle {

const Mistake* mistake_of(TrainingRule rule) {
  return is_objective(rule) ? nullptr : &mistake_of_key(variant_of(rule).mistake);
}

const Mistake* mistake_of(LossReading reading) {
  switch (reading) {
    case LossReading::as_defined:
      return nullptr;
    case LossReading::without_half:
      return &mistake_of_key("loss-without-half");
    case LossReading::averaged:
      return &mistake_of_key("mean-over-outputs");
    case LossReading::averaged_without_half:
      return &mistake_of_key("mean-squared-error");
  }
  return nullptr;
}

const Mistake* mistake_of(TimeReading reading) {
  switch (reading) {
    case TimeReading::flow:
      return &mistake_of_key("time-convention-ignored");
    case TimeReading::paper:
      return &mistake_of_key("paper-time");
    case TimeReading::doubled_factor:
      return &mistake_of_key("depth-factor-twice");
  }
  return nullptr;
}

const Mistake* mistake_of(StartReading reading) {
  switch (reading) {
    case StartReading::encoder:
      return &mistake_of_key("epsilon-of-encoder");
    case StartReading::layer:
      return &mistake_of_key("epsilon-per-layer");
    case StartReading::problem_depth:
      return &mistake_of_key("start-of-other-depth");
    case StartReading::fitted:
      return &mistake_of_key("other-start");
  }
  return nullptr;
}

const Mistake* mistake_of(FittedNumber number) {
  switch (number) {
    case FittedNumber::time_scale:
      return &mistake_of_key("time-rescaled");
    case FittedNumber::start:
      return &mistake_of_key("other-start");
    case FittedNumber::rate_ratio:
      return &mistake_of_key("unequal-learning-rates");
    case FittedNumber::momentum:
      return &mistake_of_key("momentum");
    case FittedNumber::weight_decay:
      return &mistake_of_key("weight-decay");
    case FittedNumber::average_rate:
    case FittedNumber::target_ratio:
      return nullptr;
  }
  return nullptr;
}

}  // namespace jepa_oracle

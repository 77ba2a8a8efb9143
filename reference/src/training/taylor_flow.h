#pragma once

#include "jepa_oracle/flow_problem.h"
#include "matrices/matrix_series.h"

namespace jepa_oracle {

/// How one integration works. Two with different controls support each other.
struct TaylorControl {
  Bits bits;          ///< working precision; the truncation error per step is about 2^-bits of each matrix
  int extra_order;    ///< added to the order that minimises the work
  double step_scale;  ///< part of the step that the last two terms allow
};

/// Gradient flow by Taylor series of one precision, with dense output: the equations of field_formula.h less
/// the weight decay, one coefficient at a time (a series is no type of matrix there: its products would be computed
/// from order 0 again for each). What comes out is held against the field itself, `residual_at`.
///   order  K = bits ln 2 / 2 + 2, which minimises the work per time when a step costs K^2       [Jorba and Zou 2005]
///   step   h = min over matrices, k in {K-1, K} of (|c_0| / |c_k|)^(1/k) / e^2
class TaylorFlow {
 public:
  TaylorFlow(const FlowProblem& problem, const TaylorControl& control);

  /// Expands around the state reached and steps until `time` lies within the last expansion.
  void reach(const Rational& time, const std::function<void(const Rational&)>& on_step);
  /// State at a time within the last expansion.
  TrainingState<Real> state_at(const Rational& time) const;
  /// Enclosed upper bound of |p' - field(p)| there.
  Real residual_at(const Rational& time) const;

  int order() const { return order_; }
  long steps() const { return steps_; }
  Bits bits() const { return control_.bits; }
  /// Where the last expansion starts, exactly, and the state there: all that a continuation needs.
  const Rational& origin() const { return origin_; }
  TrainingState<Real> state_at_origin() const;
  void restore(const Rational& origin, const TrainingState<Real>& state, long steps);

 private:
  void expand();
  void expand_coefficient(std::size_t k);
  void expand_residual(std::size_t k, Bits needed);
  const MatrixSeries& below(std::size_t weight) const { return weight == 0 ? weights_[0] : below_[weight - 1]; }
  const MatrixSeries& back(std::size_t weight) const {
    return weight + 1 == weights_.size() ? residual_ : back_[weight];
  }
  /// Every series at its own argument: `value` of a MatrixSeries.
  template <class T, class Value>
  TrainingState<T> state_by(const Value& value) const;
  void start_from(const TrainingState<Real>& state);
  Rational allowed_step() const;
  Matrix<Real> zeros_like(const Matrix<Real>& shape) const { return zeros(shape.rows(), shape.cols(), control_.bits); }

  TargetRule target_;
  bool has_top_;
  Rational exact_decay_;
  Moments<Rational> exact_moments_;
  TaylorControl control_;
  int order_;
  Moments<Real> moments_;
  Matrix<Real> ssym_;
  Real beta_;
  Real decay_;

  Rational origin_{0};
  std::optional<Rational> step_;  ///< length of the last expansion; nothing when the state does not move at all
  long steps_ = 0;
  bool expanded_ = false;

  std::size_t depth_ = 0;              ///< L
  std::vector<MatrixSeries> weights_;  ///< W_1, ..., W_L, V_1, ..., V_M
  MatrixSeries target_encoder_;        ///< E_T, empty when the rule has none
  std::vector<MatrixSeries> below_;    ///< W_2 W_1, ..., E, V_1 E, ..., V E
  MatrixSeries code_gram_;             ///< E'E, of the losses of the code
  MatrixSeries output_gram_;           ///< M E'E M, M their moment: sxx (spectral) or ssym (Barlow)
  MatrixSeries residual_;              ///< R = V E sxx - A syx, or E (M E'E M) - E ssym
  std::vector<MatrixSeries> back_;     ///< what stands above a weight, transposed, times R; R itself for the last
};

}  // namespace jepa_oracle

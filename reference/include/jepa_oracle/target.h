#pragma once

#include <optional>

#include "jepa_oracle/matrix.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// What the top layer is asked to predict from the code of x: y_T = A y, with A a linear map.
///   current encoder   A = E(t), held constant when differentiating (stop-gradient): JEPA
///   fixed map         A given: a frozen initial encoder, or the moving average of past encoders at this moment
///   data              A = I: MAE
/// The objective is thereby an argument, and a variant is a value, not another copy of the equations.
template <class T>
class Target {
 public:
  static Target current_encoder() { return Target(Kind::current_encoder, std::nullopt); }
  static Target fixed(Matrix<T> map) { return Target(Kind::fixed, std::move(map)); }
  static Target data() { return Target(Kind::data, std::nullopt); }
  /// current_encoder for JEPA, data for MAE.
  static Target of(Objective objective) { return objective == Objective::jepa ? current_encoder() : data(); }

  bool is_current_encoder() const { return kind_ == Kind::current_encoder; }
  bool is_data() const { return kind_ == Kind::data; }
  /// The map of a fixed target.
  const Matrix<T>& map() const { return *map_; }

  /// A itself: `encoder`, the fixed map, or the identity of the size of the data.
  Matrix<T> map_given(const Matrix<T>& encoder) const;
  /// A syx, the cross moment of target and x: E syx (JEPA), syx (MAE).
  Matrix<T> cross_moment(const Matrix<T>& encoder, const Matrix<T>& syx) const;

 private:
  enum class Kind { current_encoder, fixed, data };
  Target(Kind kind, std::optional<Matrix<T>> map) : kind_(kind), map_(std::move(map)) {}

  Kind kind_;
  std::optional<Matrix<T>> map_;
};

}  // namespace jepa_oracle

#pragma once

#include <optional>

#include "jepa_oracle/matrix.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {

/// What the top layer is asked to predict from the code of x at one moment: y_T = A y, with A the map of a TargetKind
/// (objectives.h). That of a frozen encoder and of an average is given: `fixed`.
/// The objective is thereby an argument, and a variant is a value, not another copy of the equations.
template <class T>
class Target {
 public:
  static Target current_encoder() { return Target(TargetKind::current_encoder, std::nullopt); }
  static Target fixed(Matrix<T> map) { return Target(TargetKind::frozen_encoder, std::move(map)); }
  static Target data() { return Target(TargetKind::data, std::nullopt); }
  /// The objective's own: no objective of the table has one that would have to be given.
  static Target of(Objective objective) { return Target(row_of(objective).target, std::nullopt); }

  TargetKind kind() const { return kind_; }
  bool is_current_encoder() const { return kind_ == TargetKind::current_encoder; }
  bool is_data() const { return kind_ == TargetKind::data; }
  bool is_fixed() const { return map_.has_value(); }
  /// The map of a fixed target.
  const Matrix<T>& map() const { return *map_; }

  /// A itself: `encoder`, the fixed map, or the identity of the size of the data.
  Matrix<T> map_given(const Matrix<T>& encoder) const;
  /// A syx, the cross moment of target and x: E syx (JEPA), syx (MAE).
  Matrix<T> cross_moment(const Matrix<T>& encoder, const Matrix<T>& syx) const;

 private:
  Target(TargetKind kind, std::optional<Matrix<T>> map) : kind_(kind), map_(std::move(map)) {}

  TargetKind kind_;
  std::optional<Matrix<T>> map_;
};

}  // namespace jepa_oracle

#pragma once

#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// @name Small pieces of residual bounds; columns are d x 1
/// @{
Interval form(const Matrix<Interval>& x, const Matrix<Interval>& m, const Matrix<Interval>& y);  ///< x' m y
Interval squared_norm(const Matrix<Interval>& x);
Matrix<Interval> scaled(const Matrix<Interval>& x, const Interval& by);
/// The midpoint as a point: any number may serve as a centre, and its own width would only add to the residual.
Interval centre(const Interval& x);
/// Whether the spectral norm of gram - I is certainly below 1/4.
bool is_nearly_identity(const Matrix<Interval>& gram);
/// @}

}  // namespace jepa_oracle

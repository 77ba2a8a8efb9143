#pragma once

#include <string>

#include "jepa_oracle/real.h"

namespace jepa_oracle::program {

/// The axis of time of a picture, for times of any size: none is too large or too small for it, though gnuplot draws
/// doubles. From 0 on, in units of a power of ten that the name of the axis states; logarithmic where the times to be
/// shown span more than two decades.
class TimeAxis {
 public:
  /// @param first, last  the earliest and the latest time that matter, both > 0
  TimeAxis(const Real& first, const Real& last);

  bool logarithmic() const { return logarithmic_; }
  /// What gnuplot is told of a time > 0 (linear: >= 0).
  double place(const Real& time) const;
  /// A time at a share in [0, 1] of the axis.
  Rational time_at(double share) const;
  /// Range, ticks and name, as commands of gnuplot.
  std::string commands() const;

 private:
  bool logarithmic_;
  long unit_ = 0;  ///< linear: exponent of ten
  double low_;
  double high_;
};

/// A step of 1, 2 or 5 times a power of ten that divides a span into at most `most` parts.
double tick_step(double span, int most);

}  // namespace jepa_oracle::program

#pragma once

#include <string_view>

namespace jepa_oracle {

/// With how many digits numbers were printed, learnt from all cells of one printer: it may drop trailing zeros, so one
/// short cell says nothing. Cells that all have the same number of decimals and no exponent come from a fixed
/// format, others from one of significant digits; the longest cell counts.
class PrintedDigits {
 public:
  void see(std::string_view cell);
  /// Half a unit of the last digit in which `value` was printed; at least that of a double.
  double half_unit(double value) const;

 private:
  int decimals_ = -1;  ///< of every cell so far; -2 once they differ
  int significant_ = 0;
};

}  // namespace jepa_oracle

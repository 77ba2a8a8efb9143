#include "diagnosis/runs/printed_digits.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace jepa_oracle {

void PrintedDigits::see(std::string_view cell) {
  if (cell.empty()) return;
  int digits = 0;
  int decimals = 0;
  bool point = false;
  bool leading = true;
  bool other_form = false;
  for (const char c : cell) {
    if (c == '.') {
      point = true;
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      leading = leading && c == '0';
      digits += leading ? 0 : 1;
      decimals += point ? 1 : 0;
    } else if (c == 'e' || c == 'E' || c == '/') {
      other_form = true;
      break;
    }
  }
  // Formats of significant digits print 0 without decimals: such a cell says nothing of the format.
  if (digits == 0 && !point && !other_form) return;
  decimals_ = other_form || (decimals_ != -1 && decimals_ != decimals) ? -2 : decimals;
  significant_ = std::max(significant_, digits);
}

double PrintedDigits::half_unit(double value) const {
  const double size = std::fabs(value);
  const double of_double = size * 0x1p-53;
  if (decimals_ >= 0) return std::max(of_double, 0.5 * std::pow(10.0, -decimals_));
  if (size == 0) return 0;
  const double exponent = std::floor(std::log10(size)) + 1 - std::max(significant_, 1);
  return std::max(of_double, 0.5 * std::pow(10.0, exponent));
}

}  // namespace jepa_oracle

#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

#include "jepa_oracle/guaranteed.h"
#include "requests/number_request.h"
#include "requests/spelling.h"

namespace jepa_oracle::python {

using requests::Text;  ///< None in Python where it is not given
using requests::whole_number;

/// What Python gets for a number: text of the digits asked for, else the nearest double.
using Number = std::variant<double, std::string>;

/// An answer that no precision within the limit decided; the enclosure is all that is known.
class Inconclusive : public std::runtime_error {
 public:
  /// @param what  the number that was asked for, e.g. "critical time"
  Inconclusive(const std::string& what, const Guaranteed& number);
  explicit Inconclusive(const std::string& message) : std::runtime_error(message) {}
  const std::string& lower() const { return lower_; }
  const std::string& upper() const { return upper_; }

 private:
  std::string lower_ = "-inf";
  std::string upper_ = "inf";
};

/// Digits asked for, or nothing: a double is wanted. @throws InvalidProblem at "digits", with the program's message
std::optional<Digits> digits_of(const Text& text);

/// The double nearest to an exact number (ties to even; infinite beyond the largest double).
double nearest_double(const Rational& value);

/// The double to which every number of the enclosure rounds; nothing while its ends disagree.
std::optional<double> nearest_double(const Guaranteed& number);

/// A guaranteed number in the form asked for. For a double the digits are raised until the enclosure decides it.
/// @param evaluate  Digits -> Guaranteed
/// @throws Inconclusive
template <class Evaluate>
Number number_of(const std::optional<Digits>& digits, const std::string& what, const Evaluate& evaluate) {
  if (digits) {
    const Guaranteed number = evaluate(*digits);
    if (!number.conclusive()) throw Inconclusive(what, number);
    return *number.decimal;
  }
  constexpr int kFirstDigits = 20;  // a double has 17: this decides all but one in some thousand
  constexpr int kLastDigits = 1280;
  for (int count = kFirstDigits;; count *= 2) {
    const Guaranteed number = evaluate(Digits(count));
    if (const std::optional<double> value = nearest_double(number)) return *value;
    if (count >= kLastDigits) throw Inconclusive(what, number);
  }
}

}  // namespace jepa_oracle::python

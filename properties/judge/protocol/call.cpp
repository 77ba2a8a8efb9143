#include "judge/protocol/call.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "jepa_oracle/exact_rational.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle::properties {
namespace {

double size_of(const Rational& value) { return std::abs(double_towards_zero(value)); }

double ulps_between(double difference, double right, const NumberFormat& format) {
  if (format.is_exact() || right == 0 || difference == 0) return 0;
  int exponent = 0;
  std::frexp(right, &exponent);
  return std::ldexp(difference, static_cast<int>(format.bits) - exponent);
}

/// difference / allowed. In double where that cannot change on which side of 1 it is.
double excess_of(const Rational& difference, double size, const Rational& allowed) {
  constexpr double kNormal = 1e-290;
  constexpr double kNearOne = 1e-9;  // far more than two conversions and a quotient can lose
  if (allowed == 0) return std::numeric_limits<double>::infinity();
  const double quick = size / size_of(allowed);
  const bool is_certain = size > kNormal && size_of(allowed) > kNormal && std::isfinite(quick);
  if (is_certain && std::abs(quick - 1) > kNearOne) return quick;
  return size_of(Rational(difference / allowed));
}

/// Takes the entry into the call's account; `scale` is the number whose units in the last place count.
/// @param where  makes the entry's name, when it is needed
template <class Name>
void take(Call& call, const Name& where, const Rational& given, const Rational& right, const Rational& allowed,
          double scale, const NumberFormat& format) {
  const Rational difference = boost::multiprecision::abs(Rational(given - right));
  const double size = size_of(difference);
  const double ulps = ulps_between(size, scale, format);
  call.most_ulps = std::max(call.most_ulps, ulps);
  const double excess = excess_of(difference, size, allowed);
  if (excess > call.worst.excess) call.worst = {where(), given, right, allowed, excess, ulps};
}

void compare_matrix(Call& call, const std::string& where, const Matrix<Rational>& given, const Matrix<Rational>& right,
                    const Matrix<double>& allowed, const NumberFormat& format) {
  double largest = 0;
  for (Index i = 0; i < right.size(); ++i) largest = std::max(largest, size_of(right.data()[i]));
  for (Index i = 0; i < right.rows(); ++i) {
    for (Index j = 0; j < right.cols(); ++j) {
      if (given(i, j) == right(i, j)) continue;
      const auto name = [&] { return fmt::format("{}[{}][{}]", where, i, j); };
      take(call, name, given(i, j), right(i, j), exact_rational(allowed(i, j), "the tolerance of " + name()), largest,
           format);
    }
  }
}

struct MethodName {
  std::string operator()(const FieldQuestion&) const { return "field"; }
  std::string operator()(const DescendQuestion&) const { return "descend"; }
  std::string operator()(const TimeQuestion&) const { return "critical_time"; }
  std::string operator()(const AmplitudeQuestion&) const { return "amplitude"; }
};

struct ObjectiveOf {
  Objective operator()(const FieldQuestion& q) const { return q.objective; }
  Objective operator()(const DescendQuestion& q) const { return q.objective; }
  Objective operator()(const TimeQuestion& q) const { return q.problem.objective; }
  Objective operator()(const AmplitudeQuestion& q) const { return q.problem.objective; }
};

}  // namespace

bool is_plain(const Question& question) {
  struct Plain {
    bool operator()(const FieldQuestion& q) const { return q.network.top_layers.size() == 1 && q.weight_decay == 0; }
    bool operator()(const DescendQuestion& q) const { return q.network.top_layers.size() == 1 && q.weight_decay == 0; }
    bool operator()(const TimeQuestion& q) const { return of(q.problem); }
    bool operator()(const AmplitudeQuestion& q) const { return of(q.problem); }
    static bool of(const ScalarProblem& problem) {
      return row_of(problem.objective).top && problem.depth.top_layers() == 1;
    }
  };
  return std::visit(Plain(), question);
}

std::string method_of(const Question& question) { return std::visit(MethodName(), question); }
Objective objective_of(const Question& question) { return std::visit(ObjectiveOf(), question); }

void compare(Call& call, const std::vector<RecordedStep>& given, const std::vector<RecordedStep>& right,
             const std::vector<Network<double>>& allowed, const NumberFormat& format) {
  for (std::size_t s = 0; s < right.size(); ++s) {
    const std::string step = right.size() > 1 ? fmt::format("step {}, ", right[s].step) : "";
    const Network<Rational>& exact = right[s].network;
    for (std::size_t a = 0; a < exact.layers.size(); ++a) {
      compare_matrix(call, fmt::format("{}layers[{}]", step, a), given[s].network.layers[a], exact.layers[a],
                     allowed[s].layers[a], format);
    }
    const std::size_t top_layers = exact.top_layers.size();
    for (std::size_t b = 0; b < top_layers; ++b) {
      const std::string name = top_layers == 1 ? step + "top" : fmt::format("{}top_layers[{}]", step, b);
      compare_matrix(call, name, given[s].network.top_layers[b], exact.top_layers[b], allowed[s].top_layers[b], format);
    }
  }
}

void compare(Call& call, const std::string& where, const Rational& given, const Rational& right,
             const Rational& allowed, const NumberFormat& format) {
  if (given != right)
    take(
        call, [&where] { return where; }, given, right, allowed, size_of(right), format);
}

}  // namespace jepa_oracle::properties

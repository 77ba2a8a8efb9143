// Costs of whole-matrix training as ratios, both sides measured in one run, the fastest of several repetitions: how the
// flow grows with size and digits, what descent costs beside a bare Eigen loop, and two absolute budgets.
#include <fmt/format.h>
#include <sys/resource.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <limits>

#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/gradient_flow.h"

namespace jepa_oracle {
namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double fastest(int repetitions, const std::function<void()>& work) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < repetitions; ++i) {
    const double start = cpu_seconds();
    work();
    best = std::min(best, cpu_seconds() - start);
  }
  return best;
}

/// Full matrices with no special structure, well conditioned, the same for every run.
Moments<Rational> moments_of(Index size) {
  Moments<Rational> moments{identity<Rational>(size), identity<Rational>(size)};
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) {
      const Rational mixing(1 + (7 * i + 7 * j + 3 * i * j) % 11, 40 * size);
      moments.sxx(i, j) += mixing;
      moments.syx(i, j) = (i == j ? Rational(9, 10) - Rational(i, 3 * size) : Rational(0)) + mixing / 2;
    }
  }
  return moments;
}

FlowProblem flow_of(Index size, long depth) {
  return {Start::balanced(Initialisation::of_encoder(Rational(1, 100)), Depth(depth), size), moments_of(size),
          TargetRule::of(Objective::jepa)};
}

/// Seconds of one step of the pair of integrations: expanding around the start and bounding the residual there.
double seconds_per_step(Index size, long depth, int digits) {
  return fastest(2, [&] { GradientFlow(flow_of(size, depth), Digits(digits)).at(Rational(0)); });
}

const DescentRule kRule{TargetRule::of(Objective::jepa), Rational(1, 100)};

/// The same JEPA descent as anybody would write it.
void bare_descent(long steps, Eigen::MatrixXd& w1, Eigen::MatrixXd& w2, Eigen::MatrixXd& w3, Eigen::MatrixXd& v,
                  const Eigen::MatrixXd& sxx, const Eigen::MatrixXd& syx) {
  constexpr double kRate = 0.01;
  for (long i = 0; i < steps; ++i) {
    const Eigen::MatrixXd w21 = w2 * w1;
    const Eigen::MatrixXd e = w3 * w21;
    const Eigen::MatrixXd r = v * e * sxx - e * syx;
    const Eigen::MatrixXd b3 = v.transpose() * r;
    const Eigen::MatrixXd b2 = w3.transpose() * b3;
    const Eigen::MatrixXd b1 = w2.transpose() * b2;
    v -= kRate * (r * e.transpose());
    w3 -= kRate * (b3 * w21.transpose());
    w2 -= kRate * (b2 * w1.transpose());
    w1 -= kRate * b1;
  }
}

void show(std::string_view what, double measured, double target, std::string_view unit) {
  fmt::print("{:<58} {:>9.2f} {:>9.2f} {}\n", what, measured, target, unit);
  std::fflush(stdout);
}

void flow_costs() {
  const double d4 = seconds_per_step(4, 2, 50);
  const double d8 = seconds_per_step(8, 2, 50);
  show("flow, size 8 over size 4, depth 2, 50 digits", d8 / d4, 8, "ratio of a step (cubic)");
  const double more = seconds_per_step(4, 2, 200);
  show("flow, 200 over 50 digits, size 4, depth 2", more / d4, 64, "ratio of a step (cubic)");
  show("flow, size 4, depth 2, 50 digits", 1000 * d4, 200, "milliseconds a step");
}

void descent_costs() {
  const Moments<Rational> moments = moments_of(8);
  const Moments<double> few = approximate(moments);
  const Start start = Start::balanced(Initialisation::of_encoder(Rational(1, 100)), Depth(3), 8);
  constexpr long kSteps = 10'000;
  const double ours = fastest(3, [&] {
    GradientDescent<double> descent(initial_state(start.approximate(), kRule.target), few, kRule);
    for (long i = 0; i < kSteps; ++i) descent.step();
  });
  double sum = 0;
  const double bare = fastest(3, [&] {
    Network<double> network = start.approximate();
    bare_descent(kSteps, network.layers[0], network.layers[1], network.layers[2], network.top(), few.sxx, few.syx);
    sum += network.top().sum();
  });
  show("descent in double over a bare Eigen loop, size 8, depth 3", ours / bare, 2, sum == 0 ? "" : "ratio");

  constexpr Bits kBits = 230;  // 50 digits and the guard of the program
  constexpr long kSample = 100;
  const double real = fastest(2, [&] {
    GradientDescent<Real> descent(initial_state(start.rounded(kBits), kRule.target), rounded(moments, kBits), kRule,
                                  Real(1).rounded_to(kBits));
    for (long i = 0; i < kSample; ++i) descent.step();
  });
  show("descent, 10^5 steps of size 8, depth 3, 50 digits", real * 1e5 / kSample, 120, "seconds, from 100 steps");
}

void memory() {
  GradientFlow flow(flow_of(16, 4), Digits(50));
  flow.at(Rational(0));
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  show("flow, size 16, depth 4, 50 digits", static_cast<double>(usage.ru_maxrss) / 1024, 300, "MB at most");
}

}  // namespace
}  // namespace jepa_oracle

int main() {
  fmt::print("{:<58} {:>9} {:>9}\n", "what", "measured", "target");
  jepa_oracle::flow_costs();
  jepa_oracle::descent_costs();
  jepa_oracle::memory();
  return 0;
}

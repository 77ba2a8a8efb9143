// Test vectors of boundaries, windows and orders of learning.
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rho_boundary.h"
#include "output/results.h"
#include "vectors/vector_orders.h"

namespace jepa_oracle::program {

VectorFile boundary_vectors() {
  VectorFile file("boundary",
                  "At equal lambda: s_star, below which the larger rho is first under jepa (w0 < s_star rho), and "
                  "mae_fraction, up to which the larger rho is always later under mae.",
                  flags_of({"depth-off-by-one", "fraction-of-layer"}));
  file.group("boundaries", {"Ordering.JepaRhoBoundary", "Ordering.MaeLargerRhoIsLater"});
  for (const long depth : {1L, 2L, 3L, 4L, 8L}) {
    for (const Rational& fraction : {Rational(1, 8), Rational(1, 2), Rational(15, 16)}) {
      const Guaranteed right = jepa_rho_boundary(Depth(depth), fraction, Digits(kVectorDigits));
      std::vector<Mistaken> mistaken;
      for (const std::string mutant : {"depth-off-by-one/boundary", "fraction-of-layer/boundary"}) {
        add_mistaken(mistaken, mutant,
                     subject_of(mutant).jepa_rho_boundary(Depth(depth), fraction, Digits(kMistakenDigits)),
                     right.enclosure);
      }
      file.valid({{"depth", depth}, {"fraction", float32_text(fraction)}},
                 {{"s_star", to_json(right)},
                  {"mae_fraction", to_json(mae_fraction_bound(Depth(depth), Digits(kVectorDigits)))}},
                 Json::object(), mistaken);
    }
  }
  return file;
}

VectorFile window_vectors() {
  VectorFile file("window",
                  "Starts epsilon (encoder amplitude) from which jepa brings the influential feature (larger rho, "
                  "smaller lambda) to the fraction of its limit before the noisy one.",
                  flags_of({"depth-off-by-one", "layer-for-encoder"},
                           {{"EmptyWindow", "edge case", "the noisy feature is first from every start",
                             "a window where there is none"}}));
  file.group("windows", {"Ordering.ConflictWindow"});
  const std::vector<std::pair<Pair, Pair>> conflicts{
      {{Rational(7, 8), Rational(7, 8)}, {1, Rational(5, 16)}},
      {{Rational(15, 16), Rational(3, 4)}, {1, Rational(1, 4)}},
      {{Rational(1, 2), Rational(3, 4)}, {1, Rational(5, 8)}},
      {{Rational(9, 8), Rational(5, 4)}, {Rational(5, 4), Rational(1, 2)}}};
  for (const long depth : {1L, 2L, 3L, 4L, 8L}) {
    for (const auto& [influential, noisy] : conflicts) {
      const Rational fraction(1, 2);
      const Conflict conflict = Conflict::between(feature_of(influential), feature_of(noisy));
      const ConflictWindow right =
          conflict_window(Objective::jepa, Depth(depth), fraction, conflict, Digits(kVectorDigits));
      const Json input = {{"depth", depth},
                          {"fraction", float32_text(fraction)},
                          {"influential", json_of(influential)},
                          {"noisy", json_of(noisy)}};
      if (right.state != ConflictWindow::State::open) {
        file.valid(input, {{"epsilon_window", nullptr}}, Json::object(), {}, {"EmptyWindow"});
        continue;
      }
      std::vector<Mistaken> mistaken;
      for (const std::string mutant : {"layer-for-encoder/window", "depth-off-by-one/window"}) {
        const auto wrong = subject_of(mutant).conflict_window(Objective::jepa, Depth(depth), fraction, conflict,
                                                              Digits(kMistakenDigits));
        if (wrong) add_mistaken_window(mistaken, mutant, wrong->first, wrong->second, right);
      }
      file.valid(input, {{"epsilon_window", {to_json(*right.lower), to_json(*right.upper)}}}, Json::object(), mistaken);
    }
  }
  return file;
}

VectorFile order_vectors() {
  VectorFile file("order", "In which order features are learned, every comparison decided by disjoint enclosures.",
                  flags_of({"objectives-swapped", "order-by-lambda", "order-by-rho", "order-reversed"},
                           {{"Tie", "edge case", "two features have exactly the same critical time",
                             "an order where there is none"}}));
  const std::vector<Pair> figure{{Rational(13, 16), 1},
                                 {Rational(27, 32), Rational(3, 4)},
                                 {Rational(7, 8), Rational(1, 2)},
                                 {Rational(29, 32), Rational(1, 4)}};
  const std::vector<Pair> equal_lambda{{1, 1}, {1, Rational(3, 4)}, {1, Rational(1, 2)}, {1, Rational(1, 4)}};
  const std::vector<Pair> background{{Rational(7, 8), Rational(7, 8)},
                                     {1, Rational(5, 16)},
                                     {Rational(13, 16), Rational(13, 16)},
                                     {Rational(15, 16), Rational(1, 4)}};
  for (const Objective objective : network_objectives()) {
    file.group("features in conflict and out of it", {"Ordering.FigureTwo", "Ordering.ConflictWindow"});
    for (const long depth : {1L, 2L, 4L}) {
      for (const long exponent : {-8L, -14L}) {
        const Rational epsilon = power(Rational(2), exponent);
        for (const auto& pairs : {figure, equal_lambda, background}) {
          add_order_test(file, {objective, depth, 1}, epsilon, Rational(1, 2), pairs, {});
        }
      }
    }
    file.group("ties", {"Ordering.LambdaDecidesAtEqualRho"});
    add_order_test(file, {objective, 2, 1}, power(Rational(2), -10), Rational(1, 2),
                   {{1, Rational(1, 2)}, {Rational(1, 2), Rational(1, 2)}, {1, Rational(1, 2)}}, {"Tie"});
  }
  return file;
}

}  // namespace jepa_oracle::program

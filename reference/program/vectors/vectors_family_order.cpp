// Test vectors of boundaries, windows and orders of learning of every objective, with several layers on top.
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rho_boundary.h"
#include "output/results.h"
#include "vectors/vector_orders.h"

namespace jepa_oracle::program {
namespace {

void add_boundary(VectorFile& file, const ObjectiveCase& member, const Rational& fraction) {
  const auto [objective, layers, top_depth] = member;
  const RhoBoundary right = rho_boundary(objective, member.layers(), fraction, Digits(kVectorDigits));
  Json input = member.input();
  input["fraction"] = float32_text(fraction);
  const auto json = [](const std::optional<Guaranteed>& number) { return number ? to_json(*number) : Json(nullptr); };
  const Json expected = {{"s_star", json(right.s_star)}, {"fraction_bound", json(right.fraction_bound)}};
  if (!right.s_star) {
    file.valid(input, expected, Json::object(), {}, {"LargerRhoIsLater"});
    return;
  }
  std::vector<Mistaken> mistaken;
  add_mistaken(mistaken, "predictor-depth-ignored/boundary",
               subject_of("predictor-depth-ignored/boundary")
                   .rho_boundary(objective, member.layers(), fraction, Digits(kMistakenDigits)),
               right.s_star->enclosure);
  // No mutant is asked for this boundary: it is the right one of another fraction.
  const RhoBoundary of_layer =
      rho_boundary(objective, member.layers(), power(fraction, layers), Digits(kMistakenDigits));
  add_mistaken(mistaken, "fraction-of-layer",
               of_layer.s_star ? std::optional(of_layer.s_star->enclosure) : std::nullopt, right.s_star->enclosure);
  file.valid(input, expected, Json::object(), mistaken);
}

void add_conflict(VectorFile& file, const ObjectiveCase& member, const Rational& fraction, const Pair& influential,
                  const Pair& noisy) {
  const Conflict conflict = Conflict::between(feature_of(influential), feature_of(noisy));
  const ConflictWindow right =
      conflict_window(member.objective, member.layers(), fraction, conflict, Digits(kVectorDigits));
  Json input = member.input();
  input["fraction"] = float32_text(fraction);
  input["influential"] = json_of(influential);
  input["noisy"] = json_of(noisy);
  if (right.state != ConflictWindow::State::open) {
    file.valid(input, {{"epsilon_window", nullptr}}, Json::object(), {}, {"EmptyWindow"});
    return;
  }
  std::vector<Mistaken> mistaken;
  for (const std::string mutant : {"layer-for-encoder/window", "predictor-depth-ignored/window"}) {
    const auto wrong = subject_of(mutant).conflict_window(member.objective, member.layers(), fraction, conflict,
                                                          Digits(kMistakenDigits));
    if (wrong) add_mistaken_window(mistaken, mutant, wrong->first, wrong->second, right);
  }
  file.valid(input, {{"epsilon_window", {to_json(*right.lower), to_json(*right.upper)}}}, Json::object(), mistaken);
}

}  // namespace

VectorFile family_boundary_vectors() {
  VectorFile file("family_boundary",
                  "At equal lambda: s_star, below which the larger rho is first (w0 < s_star w_inf, w_inf the smaller "
                  "limit of a layer), of every objective whose limit depends on rho, top_depth layers on top (1 where "
                  "it is not said); null up to the fraction fraction_bound: there the larger rho is always later.",
                  flags_of({"predictor-depth-ignored", "fraction-of-layer"},
                           {{"LargerRhoIsLater", "edge case", "from every start the larger rho is later",
                             "a boundary where there is none"}}));
  file.group("boundaries", {"Family.Boundary"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {1, 2, 3})) {
    if (row_of(member.objective).limit_power.rho == 0) continue;  // Barlow Twins: rho plays no part
    for (const Rational& fraction : {Rational(1, 2), Rational(15, 16)}) add_boundary(file, member, fraction);
  }
  return file;
}

VectorFile family_window_vectors() {
  VectorFile file("family_window",
                  "Starts epsilon (encoder amplitude) from which the influential feature (larger rho, smaller lambda) "
                  "reaches the fraction of its limit before the noisy one, all objectives, top_depth layers on top (1 "
                  "where it is not said).",
                  flags_of({"layer-for-encoder", "predictor-depth-ignored"},
                           {{"EmptyWindow", "edge case", "the noisy feature is first from every start",
                             "a window where there is none"}}));
  file.group("windows", {"Family.WindowUnderPredictorDepth", "Ordering.MaeConflictWindow"});
  const Pair influential{Rational(7, 8), Rational(7, 8)};
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {1, 2, 3})) {
    add_conflict(file, member, Rational(1, 2), influential, {1, Rational(3, 16)});
    add_conflict(file, member, Rational(31, 32), {Rational(255, 256), Rational(7, 8)}, {1, Rational(1, 2)});
  }
  return file;
}

VectorFile family_order_vectors() {
  VectorFile file(
      "family_order",
      "In which order features are learned, every comparison decided by disjoint enclosures, all "
      "objectives, top_depth layers on top (1 where it is not said).",
      flags_of({"objectives-swapped", "predictor-depth-ignored", "order-by-lambda", "order-by-rho", "order-reversed"},
               {{"Tie", "edge case", "features have exactly the same critical time", "an order where there is none"}}));
  const std::vector<Pair> conflicts{{Rational(7, 8), Rational(7, 8)},
                                    {1, Rational(5, 16)},
                                    {Rational(13, 16), Rational(13, 16)},
                                    {Rational(15, 16), Rational(1, 4)}};
  const std::vector<Pair> equal_lambda{{1, 1}, {1, Rational(3, 4)}, {1, Rational(1, 2)}, {1, Rational(1, 4)}};
  file.group("features in conflict and out of it",
             {"Family.WindowUnderPredictorDepth", "Family.OnlyJepaSeparatesByRho"});
  for (const ObjectiveCase& member : objective_cases({1, 2, 3, 4}, {2, 3})) {
    for (const long exponent : {-6L, -14L})
      add_order_test(file, member, two_to(exponent), Rational(1, 2), conflicts, {});
    const bool tie = row_of(member.objective).limit_power.rho == 0;
    add_order_test(file, member, two_to(-8), Rational(1, 2), equal_lambda,
                   tie ? std::vector<std::string>{"Tie"} : std::vector<std::string>{});
  }
  return file;
}

}  // namespace jepa_oracle::program

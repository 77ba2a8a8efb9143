#include "suite/claim.h"

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

std::vector<Claim> collect() {
  std::vector<Claim> claims;
  for (auto family : {critical_time_claims,
                      amplitude_claims,
                      asymptotic_claims,
                      gap_claims,
                      fixed_point_claims,
                      ordering_claims,
                      boundary_claims,
                      figure_claims,
                      misreading_claims,
                      gradient_claims,
                      balance_claims,
                      reduction_claims,
                      matrix_fixed_point_claims,
                      collapse_claims,
                      target_network_claims,
                      descent_claims,
                      trajectory_claims,
                      general_claims,
                      matrix_misreading_claims,
                      data_claims,
                      data_sample_claims,
                      data_order_claims,
                      mae_window_claims,
                      window_exists_claims,
                      deep_limit_claims,
                      attracting_claims,
                      off_balance_claims,
                      steps_to_threshold_claims,
                      family_claims,
                      family_gap_claims,
                      predictor_depth_claims,
                      family_boundary_claims,
                      family_misreading_claims,
                      decay_claims,
                      decay_filter_claims,
                      depth_one_decay_claims,
                      slow_average_claims,
                      lejepa_claims,
                      lejepa_batch_claims,
                      family_field_claims,
                      sign_descent_claims,
                      balance_decay_claims,
                      decayed_step_claims}) {
    for (Claim& claim : family()) claims.push_back(std::move(claim));
  }
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.id < b.id; });
  return claims;
}

}  // namespace

const std::vector<Claim>& all_claims() {
  static const std::vector<Claim> claims = collect();
  return claims;
}

const Claim& claim_of(const std::string& id) {
  const auto& claims = all_claims();
  const auto found = std::find_if(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.id == id; });
  if (found == claims.end()) throw InvalidProblem("claim", "\"" + id + "\" is not the id of a claim (see `claims`)");
  return *found;
}

void require_fields(const Claim& claim, const Instance& instance) {
  for (const auto& [name, value] : instance.numbers()) {
    const auto field = std::find_if(claim.fields.begin(), claim.fields.end(),
                                    [&wanted = name](const Field& f) { return f.name == wanted; });
    if (field == claim.fields.end()) throw InvalidProblem("instance." + name, "is not a number of " + claim.id);
    if (!field->contains(value)) {
      throw InvalidProblem("instance." + name, to_fraction(value) + " lies outside the range of " + claim.id);
    }
  }
  for (const Field& field : claim.fields) static_cast<void>(instance.number(field.name));
}

}  // namespace jepa_oracle::properties

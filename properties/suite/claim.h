#pragma once

#include <functional>
#include <string>
#include <vector>

#include "suite/claim_parameter.h"
#include "suite/judgement.h"
#include "suite/subject.h"

namespace jepa_oracle::properties {

/// A statement that can be checked on one instance of one subject. What it says, why it is true and where it comes from
/// stand in proofs-notes (claims.json and the note that it names); here is only how it is decided.
struct Claim {
  std::string id;             ///< Family.Name, the same everywhere
  std::vector<Field> fields;  ///< what an instance consists of
  /// Decides the claim on one instance. Pure: the same instance and subject give the same judgement.
  std::function<Judgement(const Instance&, const Subject&)> check;
  /// Cases that random draws would miss, beside the grid of the fields' corners.
  std::vector<Instance> corners = {};
  /// Labels that must have been seen among the cases of a full run: a claim about both sides of a boundary has cases on
  /// both.
  std::vector<std::string> required_labels = {};
  /// The evidence kind that a decision of this check amounts to: enclosures unless said.
  std::string evidence = "enclosed";
};

/// Digits that scalar checks ask a subject for.
inline constexpr int kCheckDigits = 40;

/// @name The families, one file each
/// @{
std::vector<Claim> critical_time_claims();
std::vector<Claim> amplitude_claims();
std::vector<Claim> asymptotic_claims();
std::vector<Claim> gap_claims();
std::vector<Claim> fixed_point_claims();
std::vector<Claim> ordering_claims();
std::vector<Claim> boundary_claims();
std::vector<Claim> mae_window_claims();
std::vector<Claim> window_exists_claims();
std::vector<Claim> deep_limit_claims();
std::vector<Claim> figure_claims();
std::vector<Claim> misreading_claims();
std::vector<Claim> gradient_claims();
std::vector<Claim> balance_claims();
std::vector<Claim> reduction_claims();
std::vector<Claim> matrix_fixed_point_claims();
std::vector<Claim> attracting_claims();
std::vector<Claim> collapse_claims();
std::vector<Claim> off_balance_claims();
std::vector<Claim> target_network_claims();
std::vector<Claim> slow_average_claims();
std::vector<Claim> descent_claims();
std::vector<Claim> steps_to_threshold_claims();
std::vector<Claim> trajectory_claims();
std::vector<Claim> general_claims();
std::vector<Claim> matrix_misreading_claims();
std::vector<Claim> data_claims();
std::vector<Claim> data_sample_claims();
std::vector<Claim> data_order_claims();
std::vector<Claim> family_claims();
std::vector<Claim> family_gap_claims();
std::vector<Claim> predictor_depth_claims();
std::vector<Claim> family_boundary_claims();
std::vector<Claim> family_misreading_claims();
std::vector<Claim> decay_claims();
std::vector<Claim> decay_filter_claims();
std::vector<Claim> depth_one_decay_claims();
std::vector<Claim> lejepa_claims();
std::vector<Claim> lejepa_batch_claims();
std::vector<Claim> family_field_claims();
std::vector<Claim> balance_decay_claims();
std::vector<Claim> decayed_step_claims();
std::vector<Claim> sign_descent_claims();
/// @}

/// All of them, sorted by id.
const std::vector<Claim>& all_claims();

/// @throws InvalidProblem for an id that does not exist
const Claim& claim_of(const std::string& id);

/// @throws InvalidProblem unless the instance has exactly the claim's numbers, each within its field
void require_fields(const Claim& claim, const Instance& instance);

}  // namespace jepa_oracle::properties

#include "claim.h"

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

std::vector<Claim> collect() {
  std::vector<Claim> claims;
  for (auto family : {critical_time_claims, asymptotic_claims, fixed_point_claims, ordering_claims, boundary_claims,
                      figure_claims, misreading_claims}) {
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

}  // namespace jepa_oracle::properties

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle::program {

/// @name What the figure of the family is of
/// @{
inline const Rational kFamilyFraction(1, 2);    ///< of the limit, where times are asked
inline constexpr long kFamilyCurveDepth = 2;    ///< encoder layers of the curves
inline constexpr int kFamilyDecades = 6;        ///< layers start at 0.1, 0.03, ..., 10^-6
inline constexpr long kFamilyMostTop = 4;       ///< layers on top, of the gaps
inline constexpr long kFamilyMostTopShown = 2;  ///< among all objectives
/// Of equal lambda.
Feature larger_rho();
Feature smaller_rho();
/// @}

/// An objective at a depth, with a number of layers on top where it has a top.
struct FamilyMember {
  Objective objective;
  Depth depth;

  bool has_top() const;
  /// "JEPA(2, 1)", "spectral(2)"
  std::string name() const;
  /// Of the table of objectives.
  std::size_t row() const;
};

/// Every row of the table, with a top of up to `most_top` layers where it has one.
std::vector<FamilyMember> family_members(std::initializer_list<long> depths, long most_top);

/// Of the two features from one start.
struct FamilyGap {
  Rational start;
  Guaranteed gap;       ///< t2 - t1
  Guaranteed relative;  ///< over t1
  Guaranteed law;
};

struct FamilyGaps {
  FamilyMember member;
  std::vector<FamilyGap> gaps;
};

/// "power", "logarithm", "bounded" or "zero": how the gap grows as the start falls (proofs-notes/family.md).
std::string_view gap_kind(const FamilyMember& member);
FamilyGaps family_gaps(const FamilyMember& member, Digits digits);

/// One feature, from layers that start at 1/20.
struct FamilyPoint {
  Rational fraction;
  Guaranteed time;
  Guaranteed since_half;  ///< lambda w_inf^(a-1) (time - that of one half): natural units
};

struct FamilyCurve {
  FamilyMember member;
  std::vector<FamilyPoint> points;
};

FamilyCurve family_curve(const FamilyMember& member, Digits digits);

}  // namespace jepa_oracle::program

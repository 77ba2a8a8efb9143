// What the random cases of a run are sure to have: every depth, every size, every width, whatever the seed; and that a
// subject which is wrong at one of them alone is found.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "jepa_oracle/family_field.h"
#include "mutants/altered_subject.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {
namespace {

/// Claims that have fewer depths or sizes than the others, and why.
const std::map<std::string, std::string> kFewer{
    {"FixedPoint.WhichAttract", "a statement about one layer"},
    {"Ordering.MaeFractionBoundVanishes", "one number a depth, up to depth 1000"},
    {"Collapse.UnbalancedStartBoundary", "flows of networks, and integrals of a rational function of degree 2L + 1"},
    {"Data.", "models are played through outcome by outcome"},
    {"Descent.FollowsFlowToFirstOrder", "exact numbers grow (2L+1)-fold in length with every step"},
    {"Descent.StabilityLimit", "exact numbers grow (2L+1)-fold in length with every step"},
    {"Descent.TrajectoryIsRepeatedSteps", "exact numbers grow (2L+1)-fold in length with every step"},
    {"General.", "flows of networks"},
    {"Ordering.FigureTwo", "the figure has three depths"},
    {"Misreading.AdamKeepsOrderOfGradientDescent", "exact steps of networks, of two features"},
    {"TargetNetwork.FastAverageIsJepa", "flows of networks"},
};

bool has_fewer(const std::string& id) {
  return std::any_of(kFewer.begin(), kFewer.end(), [&id](const auto& one) { return id.rfind(one.first, 0) == 0; });
}

const Field* field_of(const Claim& claim, const std::string& name) {
  for (const Field& field : claim.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

/// As many as by default, without regressions.
std::vector<Instance> usual_cases(const Claim& claim, std::uint64_t seed) {
  RunOptions options;
  options.seed = seed;
  return cases_of(claim, options);
}

class Coverage : public testing::TestWithParam<std::uint64_t> {};

/// That every value from 1 to `most` that a claim allows occurs, and that it allows all from the second on.
void expect_all_values(const std::string& name, std::uint64_t seed, long scalar_most, long matrix_most) {
  for (const Claim& claim : all_claims()) {
    const Field* field = field_of(claim, name);
    if (field == nullptr) continue;
    const bool is_matrix = field_of(claim, "spread") != nullptr;
    if (!is_matrix && scalar_most == 0) continue;  // "size" is something else there
    std::set<long> seen;
    for (const Instance& instance : usual_cases(claim, seed)) {
      seen.insert(numerator(instance.number(name)).convert_to<long>());
    }
    const bool is_full = !has_fewer(claim.id);
    for (long value = 1; value <= (is_matrix ? matrix_most : scalar_most); ++value) {
      const bool is_allowed = field->contains(value);
      if (is_full && value >= 2) {
        EXPECT_TRUE(is_allowed) << claim.id << ": no " << name << ' ' << value;
      }
      if (is_allowed) {
        EXPECT_EQ(seen.count(value), 1U) << claim.id << ": " << name << ' ' << value << " never drawn";
      }
    }
  }
}

TEST_P(Coverage, EveryDepthOccurs) { expect_all_values("depth", GetParam(), 64, 6); }
TEST_P(Coverage, EverySizeOccurs) { expect_all_values("size", GetParam(), 0, 6); }

TEST_P(Coverage, EveryKindOfWidthOccurs) {
  for (const Claim& claim : all_claims()) {
    const Field* field = field_of(claim, "width");
    if (field == nullptr) continue;
    std::set<Rational> seen;
    for (const Instance& instance : usual_cases(claim, GetParam())) seen.insert(instance.number("width"));
    for (long kind = 0; kind <= 3; ++kind) {
      if (field->contains(kind)) {
        EXPECT_EQ(seen.count(kind), 1U) << claim.id << ": width " << kind;
      }
    }
  }
}

TEST_P(Coverage, UsualDepthsOccurSeveralTimesInEveryScalarClaim) {
  for (const Claim& claim : all_claims()) {
    const Field* field = field_of(claim, "depth");
    if (field == nullptr || !field->contains(64) || has_fewer(claim.id)) continue;
    std::map<long, int> count;
    for (const Instance& instance : usual_cases(claim, GetParam())) ++count[instance.depth().layers()];
    for (long depth = 2; depth <= 12; ++depth) EXPECT_GE(count[depth], 3) << claim.id << ' ' << depth;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Coverage, testing::Values(1U, 2U, 50U, 999'999'999'999'999'999U));

/// Whether a claim fails on a drawn case in which `is_there`; other cases are not decided.
bool fails_there(const std::string& id, const Subject& subject, const std::function<bool(const Instance&)>& is_there) {
  const Claim& claim = claim_of(id);
  for (const Instance& instance : usual_cases(claim, 3)) {
    if (is_there(instance) && judge(claim, instance, subject).verdict() == Verdict::fails) return true;
  }
  return false;
}

TEST(CoverageOfDepths, ATimeOrAnAmplitudeThatIsWrongAtOneDepthIsFound) {
  for (long depth = 1; depth <= 64; ++depth) {
    mutants::Altered wrong;
    wrong.time = [depth](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                         Digits d) {
      auto time = r.critical_time(p, t, c, d);
      if (time && p.depth.layers() == depth) time = *time * 7L;
      return time;
    };
    wrong.amplitude = [depth](const ReferenceSubject& r, const ScalarProblem& p, const Rational& at, TimeConvention c,
                              Digits d) {
      return p.depth.layers() == depth ? Interval(77) : r.encoder_amplitude(p, at, c, d);
    };
    const auto is_there = [depth](const Instance& instance) { return instance.depth().layers() == depth; };
    for (const char* id :
         {"CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm", "FixedPoint.JepaLimit", "FixedPoint.MaeLimit"}) {
      EXPECT_TRUE(fails_there(id, wrong, is_there)) << id << ": depth " << depth;
    }
  }
}

/// The reference with a field that is twice as large where `is_there`.
struct WrongField : ReferenceSubject {
  std::function<bool(const Network<Rational>&)> is_there;
  Network<Rational> field(const Target<Rational>& t, const Network<Rational>& n,
                          const Moments<Rational>& m) const override {
    const auto right = ReferenceSubject::field(t, n, m);
    return is_there(n) ? moved(right, right, Rational(1)) : right;
  }
};

TEST(CoverageOfDepths, AFieldThatIsWrongAtOneDepthOrSizeIsFound) {
  for (const char* id : {"Gradient.JepaFieldIsFrozenTargetDerivative", "Gradient.MaeFieldIsGradient"}) {
    for (long value = 4; value <= 6; ++value) {
      WrongField wrong;
      wrong.is_there = [value](const Network<Rational>& n) { return n.depth() == value; };
      EXPECT_TRUE(fails_there(id, wrong, [value](const Instance& one) { return one.depth().layers() == value; }))
          << id << ": depth " << value;
      wrong.is_there = [value](const Network<Rational>& n) { return n.data_size() == value; };
      EXPECT_TRUE(fails_there(id, wrong, [value](const Instance& one) { return one.number("size") == value; }))
          << id << ": size " << value;
    }
  }
}

/// The reference with a field of the family that is twice as large where `is_there`.
struct WrongFamilyField : ReferenceSubject {
  std::function<bool(const Network<Rational>&)> is_there;
  Network<Rational> family_field(const FamilyRule<Rational>& rule, const Network<Rational>& n,
                                 const Moments<Rational>& m) const override {
    const auto right = ReferenceSubject::family_field(rule, n, m);
    return is_there(n) ? moved(right, right, Rational(1)) : right;
  }
};

TEST(CoverageOfDepths, AFamilyFieldThatIsWrongAtOneNumberOfLayersIsFound) {
  const auto with = [](const char* name, std::size_t value) {
    return [name, value](const Instance& one) { return one.number(name) == static_cast<long>(value); };
  };
  for (const char* id : {"Family.MatrixReduction", "Family.FrozenTargetIsMae"}) {
    WrongFamilyField wrong;
    for (std::size_t depth = 1; depth <= 6; ++depth) {
      wrong.is_there = [depth](const Network<Rational>& n) { return n.layers.size() == depth; };
      EXPECT_TRUE(fails_there(id, wrong, with("depth", depth))) << id << ": depth " << depth;
    }
    for (std::size_t depth = 1; depth <= 4; ++depth) {
      wrong.is_there = [depth](const Network<Rational>& n) { return n.top_layers.size() == depth; };
      EXPECT_TRUE(fails_there(id, wrong, with("top_depth", depth))) << id << ": " << depth << " layers on top";
    }
  }
}

}  // namespace
}  // namespace jepa_oracle::properties

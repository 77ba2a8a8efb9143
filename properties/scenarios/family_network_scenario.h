#pragma once

#include "jepa_oracle/family_field.h"
#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {

using RationalFamilyRule = FamilyRule<Rational>;

/// matrix_fields() for every row of the table of objectives: "objective", the place of one of all_objectives(), in
/// front, and the number M of layers on top, "top_depth", after "depth". Objectives of the code have no top, whatever
/// stands there.
std::vector<Field> family_fields();
/// The field "top_depth", 1 to 4.
Field chain_depth_field();
Objective family_objective_of(const Instance& instance);
long chain_depth_of(const Instance& instance);

/// Random weights of the instance's widths. Between the layers on top there is the width of the code, in about half of
/// the instances, or one that is drawn, at most one more.
RationalNetwork chains_of(const Instance& instance, Objective objective);
/// `depth` layers of the encoder, and `top_depth` on top where the objective has any, every one of them `matrix`.
RationalNetwork equal_layers(Objective objective, long depth, long top_depth, const RationalMatrix& matrix);

/// All matrices, from W_1 to V_M.
std::vector<RationalMatrix> matrices_of(const RationalNetwork& network);

/// I - 2 u u' / u'u, u of integers: a reflection.
RationalMatrix reflection(Entries& entries, Index size);
/// A - A' of a random A.
RationalMatrix antisymmetric(Entries& entries, Index size);

/// The subject's answer; one of other shapes than the network's decides against the claim, and 0 stands in for it.
RationalNetwork family_field_of(Judgement& judgement, const Subject& subject, const RationalFamilyRule& rule,
                                const RationalNetwork& network, const RationalMoments& moments);

/// - d loss / d w for every weight, one dual number at a time, of the losses
///   JEPA, MAE  1/2 E|V E x - A y|^2 with A y held constant      spectral  1/4 |E sxx E'|^2 - 1/2 tr(E syx E')
///   Barlow     1/4 |(E syx E' + E syx' E') / 2 - I|^2
/// without what does not depend on the weights, and without weight decay: no formula for the derivative is used.
RationalNetwork minus_gradient_of_loss(const RationalFamilyRule& rule, const RationalNetwork& network,
                                       const RationalMoments& moments);

}  // namespace jepa_oracle::properties

#include "vectors/vector_claims.h"

namespace jepa_oracle::program {

// A branch on the name: a claim is cited by its id, and an objective without a case does not compile.
ObjectiveClaims claims_of(Objective objective) {
  switch (objective) {
    case Objective::jepa:
      return {"CriticalTime.JepaClosedForm", "FixedPoint.JepaLimit", "Gradient.JepaFieldIsFrozenTargetDerivative"};
    case Objective::mae:
      return {"CriticalTime.MaeClosedForm", "FixedPoint.MaeLimit", "Gradient.MaeFieldIsGradient"};
    case Objective::spectral_contrastive:
      return {"Family.ClosedForm", "Family.SpectralLimit", "Family.MatrixReduction"};
    case Objective::barlow_twins:
      return {"Family.ClosedForm", "Family.ClosedForm", "Family.MatrixReduction"};
  }
  return {};
}

}  // namespace jepa_oracle::program

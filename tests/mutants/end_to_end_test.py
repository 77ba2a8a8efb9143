"""Every wrong implementation of mutated_subject.py is refused, by a claim that says what is wrong.

Prints which claims refuse which mutant, and the mistake that the judge names.
"""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conform"))

import mutated_subject  # noqa: E402
import wrong_descents  # noqa: E402
import wrong_fields  # noqa: E402
import wrong_scalars  # noqa: E402
from conform import REFUSED, Conform, python_subject  # noqa: E402
from mistakes import MISTAKES, keys_of  # noqa: E402
from mutants_note import registry  # noqa: E402
from source_mutant import NOTHING  # noqa: E402

CASES = 4


def failures_of(name, mutant):
    """The run, and the failures that it reports by claim."""
    claims = [option for claim in mutant.claims for option in ("--claim", claim)]
    run = Conform(python_subject(Path(mutated_subject.__file__), name), "--cases", CASES, *claims)
    return run, {claim["id"]: claim["failure"] for claim in run.report["claims"] if "failure" in claim}


class MutantTest(unittest.TestCase):
    """The mutants of one table, a test each."""

    def judge(self, name, mutant):
        run, failures = failures_of(name, mutant)
        self.assertEqual((run.code, run.err), (REFUSED, ""))
        self.assertTrue(failures, run.out)
        for claim, failure in failures.items():
            named = " | ".join(failure["likely_mistakes"]) or f"right to {failure.get('right_bits', 0)} bits"
            print(f"{name}: {claim}: {named}", flush=True)
            self.assertTrue(failure["call"]["entry"], "the report shows no entry")
        if mutant.known_as == NOTHING:
            self.assertEqual([failure["likely_mistakes"] for failure in failures.values()], [[]] * len(failures))
        elif mutant.known_as == "bits":
            self.assertTrue(all("right_bits" in failure for failure in failures.values()), run.out)
        elif mutant.known_as:
            named = [mistake for failure in failures.values() for mistake in failure["likely_mistakes"]]
            self.assertTrue(any(mutant.known_as in mistake for mistake in named), f"{mutant.known_as}: {named}")


def tests_of(mutants):
    def test_of(name, mutant):
        return lambda self: self.judge(name, mutant)
    tests = {"test_" + re.sub(r"\W", "_", name): test_of(name, mutant) for name, mutant in mutants.items()}
    return type("Mutants", (MutantTest,), tests)

Objectives = tests_of(wrong_fields.WRONG_OBJECTIVES)
Algebra = tests_of({**wrong_fields.WRONG_ALGEBRA, **wrong_fields.LOW_PRECISION})
Descents = tests_of(wrong_descents.WRONG_DESCENTS)
Answers = tests_of({**wrong_scalars.WRONG_TIMES, **wrong_scalars.WRONG_UNITS, **wrong_scalars.WRONG_AMPLITUDES,
                    **wrong_scalars.WRONG_FALLS})


class Table(unittest.TestCase):
    """What the table promises."""

    def test_has_at_least_forty_mutants(self):
        self.assertGreaterEqual(len(mutated_subject.ALL), 40)

    def test_every_mutant_is_another_program(self):
        sources = {mutant.source() for mutant in mutated_subject.ALL.values()} | {mutated_subject.RIGHT.read_text()}
        self.assertEqual(len(sources), len(mutated_subject.ALL) + 1)

    def test_every_misreading_that_an_implementation_can_make_is_there(self):
        made = {key for name in mutated_subject.ALL for key in keys_of(name)}
        misreadings = {key: mistake["refuted_by"] for key, mistake in MISTAKES.items() if "refuted_by" in mistake}
        self.assertEqual(set(misreadings) - made, set())
        # A statement about two times is none that an implementation can make, and the program that is mutated trains
        # JEPA and MAE with one layer on top, by gradient descent and without decay, from moments.
        others = {"Misreading.GapRatioPower", "Misreading.DeeperPredictorPrefersRobustFeaturesMore",
                  "Misreading.BarlowTwinsPrefersLargeRho", "Misreading.WeightDecayOnlyRescalesLimits",
                  "Misreading.AdamKeepsOrderOfGradientDescent",
                  "Misreading.SigRegWeightTransfersAcrossBatchSizes"}
        claims = {claim for claim in registry() if claim.startswith("Misreading.")} - others
        self.assertEqual(sorted(misreadings.values()), sorted(claims))


if __name__ == "__main__":
    unittest.main()

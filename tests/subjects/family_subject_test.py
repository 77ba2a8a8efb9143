"""An implementation of every objective, of predictors of several layers and of weight decay is judged, and its mistakes
are named."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conform"))

from conform import CONFORMS, REFUSED, Conform, python_subject  # noqa: E402

FIELDS = ("Family.MatrixReduction", "Decay.BalanceIsAttracting")
STEPS = ("Decay.CoupledStepIsDecoupledStep",)
CATALOGUE = Path(__file__).resolve().parents[2] / "reference/src/mistakes/mistakes.json"
WRONG = {mistake["key"]: mistake["wrong"] for mistake in json.loads(CATALOGUE.read_text())["mistakes"]}


def judged(claims, mistake=None):
    arguments = [] if mistake is None else [mistake]
    claims = [text for claim in claims for text in ("--claim", claim)]
    return Conform(python_subject("family_subject.py", *arguments), "--cases", 30, *claims)


class FamilySubject(unittest.TestCase):
    def test_right_answers_conform(self):
        run = judged(FIELDS + STEPS)
        self.assertEqual((run.code, run.err), (CONFORMS, ""), run.out)
        self.assertEqual(set(run.standings().values()), {"conforms"}, run.out)

    def expect_named(self, claims, mistakes):
        for mistake in mistakes:
            with self.subTest(mistake):
                run = judged(claims, mistake)
                self.assertEqual(run.code, REFUSED, run.out)
                likely = {name for claim in run.report["claims"] if claim["standing"] == "fails"
                          for name in claim["failure"]["likely_mistakes"]}
                self.assertTrue(any(WRONG[mistake] in name for name in likely), likely)

    def test_mistakes_of_fields_are_named(self):
        self.expect_named(FIELDS, ("missing-predictor-layer", "decay-on-encoder-only", "decay-doubled",
                                   "weight-decay-ignored", "barlow-unsymmetrised", "published-loss-factor-four"))

    def test_mistakes_of_steps_are_named(self):
        self.expect_named(STEPS, ("decay-without-rate", "decay-with-rate-squared", "decay-after-step",
                                  "decay-before-gradient", "weight-decay-ignored"))


if __name__ == "__main__":
    unittest.main()

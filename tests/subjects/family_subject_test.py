"""An implementation of every objective, of predictors of several layers and of weight decay is judged, and its mistakes
are named."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conform"))

from conform import CONFORMS, REFUSED, Conform, python_subject  # noqa: E402

FIELDS = ("Family.MatrixReduction", "Decay.BalanceIsAttracting")
CATALOGUE = Path(__file__).resolve().parents[2] / "reference/src/mistakes/mistakes.json"
WRONG = {mistake["key"]: mistake["wrong"] for mistake in json.loads(CATALOGUE.read_text())["mistakes"]}


def judged(mistake=None):
    arguments = [] if mistake is None else [mistake]
    claims = [text for claim in FIELDS for text in ("--claim", claim)]
    return Conform(python_subject("family_subject.py", *arguments), "--cases", 30, *claims)


class FamilySubject(unittest.TestCase):
    def test_right_fields_conform(self):
        run = judged()
        self.assertEqual((run.code, run.err), (CONFORMS, ""), run.out)
        self.assertEqual(set(run.standings().values()), {"conforms"}, run.out)

    def test_mistakes_are_named(self):
        for mistake in ("missing-predictor-layer", "decay-on-encoder-only", "decay-doubled", "weight-decay-ignored",
                        "barlow-unsymmetrised", "published-loss-factor-four"):
            with self.subTest(mistake):
                run = judged(mistake)
                self.assertEqual(run.code, REFUSED, run.out)
                likely = {name for claim in run.report["claims"] if claim["standing"] == "fails"
                          for name in claim["failure"]["likely_mistakes"]}
                self.assertTrue(any(WRONG[mistake] in name for name in likely), likely)


if __name__ == "__main__":
    unittest.main()

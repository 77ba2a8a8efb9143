"""The right implementations of this directory conform; what they do not do is absent, and nothing else is.

`conforming_test.py NAME` runs one of them.
"""

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conform"))

from conform import CONFORMS, Conform, python_subject  # noqa: E402

CASES = 20
# What the protocol does not ask of anybody.
NOBODY = {
    "the protocol has no absolute thresholds",
    "the protocol has no flows",
    "the protocol has no sign descent",
    "the protocol has no targets but the encoder and the data",
}
# What these implementations do not do: they train JEPA and MAE with one layer on top.
ONE_LAYER = {
    "the implementation has at most 1 layer on top of the encoder",
    'the implementation has no objective "spectral-contrastive"',
    'the implementation has no objective "barlow-twins"',
}
# Near a limit the rounding of an amplitude hides every mistake: claims about the last approach have no case.
WITH_SCALARS = NOBODY | ONE_LAYER | {"no case exists in its number format"}
NO_SCALARS = NOBODY | ONE_LAYER | {f'the implementation has no "{method}"' for method in ("critical_time", "amplitude")}


class Conforming(unittest.TestCase):
    """A test for each subject."""

    def judge(self, command, dtype, absent, seconds=10):
        run = Conform(command, "--cases", CASES, "--seconds", seconds)
        self.assertEqual((run.code, run.err), (CONFORMS, ""), run.out)
        self.assertTrue(run.report["conforms"])
        self.assertEqual(run.report["subject"]["dtype"], dtype)
        self.assertLessEqual(set(run.standings().values()), {"conforms", "absent"})
        self.assertEqual({claim["why"] for claim in run.report["claims"] if claim["standing"] == "absent"}, absent)
        self.assertGreaterEqual(list(run.standings().values()).count("conforms"), 30)
        return run

    def test_numpy_float64(self):
        self.judge(python_subject("numpy_subject.py", "float64"), "float64", WITH_SCALARS)

    def test_numpy_float32(self):
        self.judge(python_subject("numpy_subject.py", "float32"), "float32", NO_SCALARS)

    def test_torch_float64(self):
        self.judge(python_subject("torch_subject.py", "float64"), "float64", NO_SCALARS, seconds=60)

    def test_torch_float32(self):
        self.judge(python_subject("torch_subject.py", "float32"), "float32", NO_SCALARS, seconds=60)

    def test_eigen_float64(self):
        self.judge(os.environ["EIGEN_SUBJECT"], "float64", WITH_SCALARS)

    def test_rational(self):
        run = self.judge(python_subject("rational_subject.py"), "rational", NO_SCALARS)
        for claim in run.report["claims"]:
            self.assertEqual(claim["largest_allowed_error"], {"of_allowance": "0", "ulps": "0"}, claim["id"])


if __name__ == "__main__":
    unittest.main()

"""Trajectories of moments without a common basis: the measured table of proofs-notes/general.md."""

import json
import math
import re
import unittest
from fractions import Fraction as F

from program import OK, SOURCE, ProgramTest, Run

TIMES = [2, 4, 8, 16, 32, 64, 128]
SKEWED = [[F(2), F(1, 2)], [F(1, 2), F(1)]]
CASES = [  # name, depth, Sxx, S
    ("1, 3/2", 1, SKEWED, [[F(1), F(1, 2)], [F(0), F(3, 2)]]),
    ("1, 3/2", 2, SKEWED, [[F(1), F(1, 2)], [F(0), F(3, 2)]]),
    ("1, 2, far from normal", 1, [[F(1), F(99, 100)], [F(99, 100), F(1)]], [[F(1), F(10)], [F(0), F(2)]]),
    ("1/2 +- i", 1, SKEWED, [[F(1, 2), F(-1)], [F(1), F(1, 2)]]),
    ("-1/2 +- i", 2, SKEWED, [[F(-1, 2), F(-1)], [F(1), F(-1, 2)]]),
    ("-1/2 +- i/10", 1, [[F(1), F(0)], [F(0), F(1)]], [[F(-1, 2), F(-1, 10)], [F(1, 10), F(-1, 2)]]),
    ("1, -1", 1, SKEWED, [[F(1), F(1)], [F(0), F(-1)]]),
    ("1, -1", 2, SKEWED, [[F(1), F(1)], [F(0), F(-1)]]),
    ("3/2, -2", 1, [[F(3), F(-1, 2)], [F(-1, 2), F(9, 4)]], [[F(5), F(7)], [F(-7, 2), F(-11, 2)]]),
]


def times(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(2)) for j in range(2)] for i in range(2)]


class TrajectoriesTest(ProgramTest):
    def states(self, depth, sxx, s):
        """V and E at every time, from V = W_a = I."""
        as_text = lambda m: [[str(x) for x in row] for row in m]
        problem = {"format": "jepa-oracle/problem/1", "depth": depth, "epsilon": "1", "fraction": "0.5",
                   "objectives": ["jepa"], "moments": {"sxx": as_text(sxx), "syx": as_text(times(s, sxx))}}
        path = self.directory / "problem.json"
        path.write_text(json.dumps(problem))
        run = Run(["flow", str(path), "--at", ",".join(map(str, TIMES)), "--digits", "16", "--json"])
        self.assertEqual((run.code, run.err), (OK, ""))
        for line in run.out.splitlines()[1:]:
            state = json.loads(line)
            number = lambda m: [[float(x) for x in row] for row in m]
            encoder = number(state["layers"][0])
            for layer in state["layers"][1:]:
                encoder = times(number(layer), encoder)
            yield number(state["top"]), encoder

    def row(self, name, depth, sxx, s):
        residuals, trace = [], 0.0
        for top, encoder in self.states(depth, sxx, s):
            left, right = times(top, encoder), times(encoder, s)
            residuals.append(math.sqrt(sum(float(left[i][j] - right[i][j]) ** 2 for i in range(2) for j in range(2))))
            trace = top[0][0] + top[1][1]
        return f"      {name:<23}{depth}  " + "".join(f"{x:<9.1e}" if x > 1e-12 else f"{'<1e-12':<9}"
                                                        for x in residuals) + f"{trace:.3f}"

    def test_the_table_of_the_note(self):
        note = (SOURCE / "proofs-notes" / "general.md").read_text(encoding="utf-8")
        shown = re.search(r"(?ms)^      eigenvalues of S .*?\n\n", note).group().rstrip("\n").splitlines()
        rows = [self.row(*case) for case in CASES]
        self.assertEqual(shown[1:], rows, "\n".join(rows))


if __name__ == "__main__":
    unittest.main()

"""Trajectories of moments without a common basis: the measured table of proofs-notes/general.md, which --write
puts there."""

import json
import math
import re
import sys
import unittest
from fractions import Fraction as F

from program import OK, SOURCE, ProgramTest, Run

NOTE = SOURCE / "proofs-notes" / "general.md"
SHOWN = re.compile(r"(?ms)(?P<head>^      eigenvalues of S [^\n]*\n)(?P<rows>.*?\n)\n")
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


def states(depth, sxx, s):
    """V and E at every time, from V = W_a = I."""
    as_text = lambda m: [[str(x) for x in row] for row in m]
    problem = {"format": "jepa-oracle/problem/1", "depth": depth, "epsilon": "1", "fraction": "0.5",
               "objectives": ["jepa"], "moments": {"sxx": as_text(sxx), "syx": as_text(times(s, sxx))}}
    run = Run(["flow", "-", "--at", ",".join(map(str, TIMES)), "--digits", "16", "--json"], json.dumps(problem))
    if (run.code, run.err) != (OK, ""):
        raise RuntimeError(f"flow ends with {run.code}: {run.err}")
    for line in run.out.splitlines()[1:]:
        state = json.loads(line)
        number = lambda m: [[float(x) for x in row] for row in m]
        encoder = number(state["layers"][0])
        for layer in state["layers"][1:]:
            encoder = times(number(layer), encoder)
        yield number(state["top"]), encoder


def row(name, depth, sxx, s):
    residuals, trace = [], 0.0
    for top, encoder in states(depth, sxx, s):
        left, right = times(top, encoder), times(encoder, s)
        residuals.append(math.sqrt(sum(float(left[i][j] - right[i][j]) ** 2 for i in range(2) for j in range(2))))
        trace = top[0][0] + top[1][1]
    return f"      {name:<23}{depth}  " + "".join(f"{x:<9.1e}" if x > 1e-12 else f"{'<1e-12':<9}"
                                                    for x in residuals) + f"{trace:.3f}"


def rows():
    return "".join(row(*case) + "\n" for case in CASES)


def write():
    text = NOTE.read_text(encoding="utf-8")
    NOTE.write_text(SHOWN.sub(lambda shown: shown["head"] + rows() + "\n", text, count=1), encoding="utf-8")


class TrajectoriesTest(ProgramTest):
    def test_the_table_of_the_note(self):
        self.assertEqual(SHOWN.search(NOTE.read_text(encoding="utf-8"))["rows"], rows())


if __name__ == "__main__":
    write() if sys.argv[1:] == ["--write"] else unittest.main()

"""Gradient flow at 50 digits: the program against mpmath's odefun on the same system, both timed here.

usage: flow_against_mpmath.py PROGRAM    (needs mpmath: Debian's python3-mpmath)

Four dimensions, depth 2, moments that mix every feature, from a balanced start until the first feature is half learned.
odefun takes minutes, so it is stopped at a part of that time and its cost per unit of time taken for the rest; the
program goes all the way, with its second integration and its enclosed residual.
"""

import csv
import io
import json
import subprocess
import sys
import time
from fractions import Fraction

from mpmath import matrix, mp, mpf, odefun

DIGITS = 50
SIZE = 4
EPSILON = Fraction(1, 100)
HALF_LEARNED = 440  # flow time at which |E v| of the first feature passes half its limit
PART = 2  # of it for odefun


def moments():
    mixing = [[Fraction(1 + (7 * i + 7 * j + 3 * i * j) % 11, 40 * SIZE) for j in range(SIZE)] for i in range(SIZE)]
    sxx = [[Fraction(i == j) + mixing[i][j] for j in range(SIZE)] for i in range(SIZE)]
    syx = [[(Fraction(9, 10) - Fraction(i, 3 * SIZE)) * (i == j) + mixing[i][j] / 2 for j in range(SIZE)]
           for i in range(SIZE)]
    return sxx, syx


def run_program(program, at):
    sxx, syx = [[[str(x) for x in row] for row in m] for m in moments()]
    problem = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": str(EPSILON), "objectives": ["jepa"],
               "moments": {"sxx": sxx, "syx": syx}}
    start = time.perf_counter()
    done = subprocess.run([program, "flow", "-", "--at", ",".join(map(str, at)), "--digits", str(DIGITS)],
                          input=json.dumps(problem), capture_output=True, text=True, check=True)
    return time.perf_counter() - start, list(csv.DictReader(io.StringIO(done.stdout)))


def run_mpmath(until):
    mp.dps = DIGITS
    number = lambda x: mpf(x.numerator) / x.denominator
    sxx, syx = [matrix([[number(x) for x in row] for row in m]) for m in moments()]
    square = SIZE * SIZE
    unpack = lambda y, k: matrix([list(y[k * square + i * SIZE:k * square + (i + 1) * SIZE]) for i in range(SIZE)])

    def field(_, y):
        w1, w2, v = (unpack(y, k) for k in range(3))
        e = w2 * w1
        r = v * e * sxx - e * syx
        back = v.T * r
        parts = [-(w2.T * back), -(back * w1.T), -(r * e.T)]
        return [m[i, j] for m in parts for i in range(SIZE) for j in range(SIZE)]

    layer = mpf(1) / 10  # epsilon^(1/2)
    start = [layer * (i == j) for _ in range(3) for i in range(SIZE) for j in range(SIZE)]
    begin = time.perf_counter()
    state = odefun(field, 0, start)(until)
    return time.perf_counter() - begin, state


def main():
    ours, rows = run_program(sys.argv[1], [PART, HALF_LEARNED])
    theirs, state = run_mpmath(PART)
    names = [name for name in rows[0] if name[0] in "WV"]
    worst = max(abs(mpf(rows[0][name]) - value) for name, value in zip(names, state))
    print(f"agreement at time {PART}: {mp.nstr(worst, 3)}")
    print(f"encoder of the first feature at time {HALF_LEARNED}: {rows[1]['encoder feature 0'][:12]}")
    estimate = theirs * HALF_LEARNED / PART
    print(f"program {ours:.2f} s to time {HALF_LEARNED}; odefun {theirs:.2f} s to time {PART}, about {estimate:.0f} s to "
          f"{HALF_LEARNED}")
    print(f"ratio {estimate / ours:.0f} (target: at least 100)")


if __name__ == "__main__":
    main()

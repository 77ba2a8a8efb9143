"""How long whole commands take, and the time that each may take.

    commands.py PROGRAM

`verify` of all claims at the default number of cases; `conform` of the NumPy subject with 1000 cases of every claim
that asks it anything; `diagnose` of a run of 10^4 rows and 10 features with 1 % of noise, and of one whose features
mix; the figures. Seconds by the clock on the wall, which other programs on the machine lengthen, and of processor time,
of the program and what it started. Fails when a command takes longer than it may.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SUBJECT = Path(__file__).resolve().parents[1] / "subjects" / "numpy_subject.py"
JOBS = "2"
ROWS, FEATURES, DEPTH, RATE, EPSILON = 10_000, 10, 2, 0.05, 0.01


def write_run(directory):
    """Gradient descent of JEPA on balanced scalars, w <- w + rate (lambda w^2L - (lambda/rho) w^(2L+1)), and noise."""
    lambdas, rhos = np.linspace(1, 0.55, FEATURES), np.linspace(0.6, 1.05, FEATURES)
    features = [{"name": f"f{i}", "lambda": f"{a:.2f}", "rho": f"{b:.2f}"}
                for i, (a, b) in enumerate(zip(lambdas, rhos))]
    problem = {"format": "jepa-oracle/problem/1", "depth": DEPTH, "epsilon": str(EPSILON), "fraction": "0.5",
               "features": features}
    (directory / "problem.json").write_text(json.dumps(problem))
    noise = np.random.default_rng(1)
    weights = np.full(FEATURES, EPSILON ** (1 / DEPTH))
    with open(directory / "run.csv", "w", encoding="utf-8") as file:
        file.write("step," + ",".join(feature["name"] for feature in features) + "\n")
        for step in range(ROWS):
            amplitudes = weights**DEPTH * np.exp(0.01 * noise.standard_normal(FEATURES))
            file.write(f"{step}," + ",".join(map(repr, map(float, amplitudes))) + "\n")
            weights = weights + RATE * weights ** (2 * DEPTH) * lambdas * (1 - weights / rhos)


def write_mixing_run(directory):
    """The same of whole matrices with the moments of 2000 pairs, in which the features mix."""
    pairs = np.random.default_rng(2)
    x = pairs.standard_normal((2000, FEATURES))
    y = np.linspace(0.9, 0.3, FEATURES) * x + 0.5 * pairs.standard_normal(x.shape)
    sxx, syx = x.T @ x / len(x), y.T @ x / len(x)
    features = [{"name": f"f{i}", "lambda": repr(float(syx[i, i])), "variance": repr(float(sxx[i, i]))}
                for i in range(FEATURES)]
    mixing = {key: [[repr(float(value)) for value in row] for row in moments]
              for key, moments in (("sxx", sxx), ("syx", syx))}
    problem = {"format": "jepa-oracle/problem/1", "depth": 2, "epsilon": str(EPSILON), "fraction": "0.5",
               "features": features, "mixing": mixing}
    (directory / "mixing.json").write_text(json.dumps(problem))
    lower = upper = top = np.sqrt(EPSILON) * np.eye(FEATURES)
    with open(directory / "mixing.csv", "w", encoding="utf-8") as file:
        file.write("step," + ",".join(feature["name"] for feature in features) + "\n")
        for step in range(ROWS):
            encoder = upper @ lower
            file.write(f"{step}," + ",".join(f"{value:.7g}" for value in np.diag(encoder)) + "\n")
            error = top @ encoder @ sxx - encoder @ syx
            back = top.T @ error
            lower, upper, top = (lower - RATE * upper.T @ back, upper - RATE * back @ lower.T,
                                 top - RATE * error @ encoder.T)


def measured(arguments, codes=(0,)):
    """Seconds on the wall and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    code = subprocess.run(arguments, stdout=subprocess.DEVNULL).returncode
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code not in codes:
        sys.exit(f"{' '.join(arguments)} ended with {code}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    program = sys.argv[1]
    late = []
    print(f"{'command':<44} {'seconds':>8} {'processor':>10} {'allowed':>8}")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        write_run(directory)
        write_mixing_run(directory)
        commands = [
            ("verify --jobs 2", ["verify", "--jobs", JOBS], 120),
            ("conform, 1000 cases of each claim, --jobs 2",
             ["conform", "--subject", f"/usr/bin/python3 '{SUBJECT}' float64", "--cases", "1000", "--jobs", JOBS], 60),
            *((f"diagnose, 10^4 rows of 10 features{how}",
               ["diagnose", str(directory / f"{run}.csv"), "--problem", str(directory / f"{problem}.json"), "--rate",
                str(RATE), "--expect", "jepa"], 10)
              for how, run, problem in (("", "run", "problem"), (" that mix", "mixing", "mixing"))),
            ("figure two", ["figure", "two", "--output", str(directory / "two")], 20),
            ("figure window", ["figure", "window", "--output", str(directory / "window")], 20),
            *((f"figure {name}", ["figure", name, "--output", str(directory / name)], 20) for name in ("decay", "family")),
            ("figure starts", ["figure", "starts", "--output", str(directory / "starts")], 20),
        ]
        for text, arguments, allowed in commands:
            wall, processor = measured([program, *arguments])
            print(f"{text:<44} {wall:>8.1f} {processor:>10.1f} {allowed:>8}", flush=True)
            if wall > allowed:
                late.append(text)
    if late:
        sys.exit(f"longer than allowed: {', '.join(late)}")


if __name__ == "__main__":
    main()

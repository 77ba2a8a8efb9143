"""How often `diagnose` is wrong, by runs whose truth is known: the numbers of proofs-notes/diagnosis.md.

    JEPA_ORACLE_PROGRAM=build/bin/jepa-oracle /usr/bin/python3 tests/benchmarks/diagnosis_errors.py \\
        [deterministic 1000] [batches 200] [single 640]

deterministic  full batches, recording noise of 0.3 to 3 %, half of them with something that no hypothesis has
batches        mini-batches of 16 to 256 pairs, 30 to 1000 rows, no recording noise
single         trained in single precision, in eight ways to write numbers

Rates come with the 95 % intervals of Clopper and Pearson.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "program"))

import simulated_runs as runs  # noqa: E402

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
SCHEDULES = ("drop", "staircase", "cosine", "exponential", "warmup", "restart", "decay")
ROWS = (30, 60, 100, 300, 1000)
SINGLE_FORMATS = {
    "%.6f": "{:.6f}", "%.6g": "{:.6g}", "%.7g": "{:.7g}", "%.9g": "{:.9g}", "%.17g": "{:.17g}",
    "shortest": lambda value: str(np.float32(value)), "%.4g": "{:.4g}", "cut to 6": runs.truncated(6),
}


def diagnosed(text, problem, rate, expect=None):
    """Exit code and document."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(problem)
        file.flush()
        command = [PROGRAM, "diagnose", "-", "--problem", file.name, "--rate", repr(rate), "--json"]
        done = subprocess.run(command + (["--expect", expect] if expect else []), input=text.encode(),
                              capture_output=True, timeout=3600)
    if done.stderr:
        raise RuntimeError(done.stderr.decode())
    return done.returncode, json.loads(done.stdout)


def drawn(seed, rows_of=ROWS):
    """A training, drawn by its seed."""
    draw = np.random.default_rng(seed)
    objective = ("jepa", "mae")[seed % 2]
    depth = int(draw.choice([1, 2, 3, 4]))
    epsilon = float(draw.choice([0.01, 0.03, 0.05]))
    size = int(draw.choice([3, 4, 5]))
    rate = 0.1 if objective == "jepa" else 0.03
    rows = int(draw.choice(rows_of))
    steps = runs.learning_steps(objective, depth, epsilon, rate, size) * draw.uniform(0.6, 1.6)
    # No longer than 6000 steps: what is learned later is not seen.
    every = max(1, int(min(steps, 6000) / rows))
    training = {"objective": objective, "depth": depth, "epsilon": epsilon, "rate": rate, "steps": every * rows,
                "every": every, "size": size}
    return training, draw


def problem_of(training):
    return runs.problem_text(*(training[key] for key in ("objective", "depth", "epsilon", "size")))


def deterministic(seed):
    """Words on what was wrong, and the kind of the run."""
    training, draw = drawn(seed)
    schedule = {"kind": "none"}
    if draw.random() < 0.5:
        kind = str(draw.choice(SCHEDULES))
        factor = {"staircase": 0.5, "decay": 0.002}.get(kind, 0.1)
        schedule = {"kind": kind, "at": float(draw.uniform(0.2, 0.7)), "factor": factor}
    noise = float(np.exp(draw.uniform(math.log(0.003), math.log(0.03))))
    moments, encoders, _ = runs.rows_of(**training, schedule=schedule)
    text = runs.csv_of(moments, encoders, noise=noise, seed=seed)
    code, found = diagnosed(text, problem_of(training), training["rate"])
    wrong = []
    if found["noise"]["of_training"]:
        wrong.append("noise of training announced")
    plain = runs.rows_of(**training)[1]
    farthest = float(np.max(np.abs(encoders / plain - 1))) / noise
    if found["verdict"] == "as-expected" and farthest > 10:
        wrong.append("as expected, though it differs from that by more than ten noises")
    if schedule["kind"] == "none" and code not in (0, 4):
        wrong.append("a right run is refused")
    return wrong, schedule["kind"], found


def batches(seed):
    training, draw = drawn(seed)
    batch = int(draw.choice([16, 64, 256]))
    moments, encoders, _ = runs.rows_of(**training, batch=batch, seed=seed)
    code, found = diagnosed(runs.csv_of(moments, encoders, form="{:.7g}"), problem_of(training), training["rate"])
    wrong = [] if code in (0, 4) else ["a right run is refused"]
    if not found["noise"]["of_training"]:
        # Where the verdict does not ask for it, nothing is wrong.
        wrong.append("noise of training not announced" if code else "as expected without it")
    return wrong, f"{training['every'] and training['steps'] // training['every']} rows", found


def single(seed):
    formats = list(SINGLE_FORMATS)
    name = formats[seed % len(formats)]
    training, draw = drawn(seed // len(formats), (40, 100, 400))
    moments, encoders, _ = runs.rows_of(**training, single=True)
    text = runs.csv_of(moments, encoders, form=SINGLE_FORMATS[name])
    code, found = diagnosed(text, problem_of(training), training["rate"])
    return ([] if code in (0, 4) else ["a right run is refused"]), name, found


def interval(count, total, level=0.95):
    """Clopper and Pearson: bounds of a share, by bisection of the binomial tails."""
    def tail(p, low, high):
        return sum(math.comb(total, k) * p ** k * (1 - p) ** (total - k) for k in range(low, high + 1))

    def bisect(wanted):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if wanted(middle) else (low, middle)
        return low

    part = (1 - level) / 2
    lower = 0.0 if count == 0 else bisect(lambda p: tail(p, count, total) < part)
    upper = 1.0 if count == total else bisect(lambda p: tail(p, 0, count) > part)
    return lower, upper


EXPERIMENTS = {"deterministic": deterministic, "batches": batches, "single": single}


def count(name, total, first=0):
    """Counters of what was wrong and of verdicts, by kind of run."""
    errors, verdicts, kinds, cases = Counter(), Counter(), Counter(), []
    for seed in range(first, first + total):
        wrong, kind, found = EXPERIMENTS[name](seed)
        kinds[kind] += 1
        verdicts[kind, found["verdict"]] += 1
        for words in wrong:
            errors[words] += 1
            cases.append((seed, kind, words, found["statement"][:160]))
    return errors, verdicts, kinds, cases


def main():
    arguments = sys.argv[1:] or ["deterministic", "1000", "batches", "200", "single", "640"]
    for name, text in zip(arguments[::2], arguments[1::2]):
        first, total = (int(part) for part in text.split("+")) if "+" in text else (0, int(text))
        errors, verdicts, kinds, cases = count(name, total, first)
        print(f"{name}: {total} runs")
        for words, number in sorted(errors.items()) or [("nothing wrong", 0)]:
            low, high = interval(number, total)
            print(f"  {words}: {number} ({100 * low:.2f} to {100 * high:.2f} %)")
        for (kind, verdict), number in sorted(verdicts.items()):
            print(f"    {kind:12} {verdict:18} {number}")
        for case in cases[:40]:
            print("   ", *case)


if __name__ == "__main__":
    main()

"""Where the order that `analyze` predicts fails in training: measured, as the note proofs-notes/training.md.

    JEPA_ORACLE_PROGRAM=build/bin/jepa-oracle /usr/bin/python3 tests/subjects/prediction_limits.py \\
        > proofs-notes/training.md              (`./run generate training` does it)

Trains the network of train_on_pairs.py (PyTorch, float32) and compares the step at which each feature is learned with
the critical time that was predicted of the pairs. PyTorch's rounding differs between machines: the last digits of the
tables may, too.
"""

import contextlib
import io
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from measured_note import signed
from train_on_pairs import learned_at, limits, train

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
DEPTH, EPSILON, FRACTION, PAIRS, SMALL = 2, 0.03, 0.5, 4000, 0.05
SIGNAL, NOISE = np.array([0.9, 0.6, 1.2, 0.4]), np.array([0.05, 0.1, 2.0, 0.6])

HEAD = """# Training on samples: where the prediction fails

Measured, not proved: written by [tests/subjects/prediction_limits.py](../tests/subjects/prediction_limits.py), which
trains PyTorch networks (float32, depth 2, epsilon 0.03, learned at 1/2 of the limit) on the static model with signal
0.9, 0.6, 1.2, 0.4 and noise 0.05, 0.1, 2, 0.6, 4000 pairs. `analyze` reads the pairs before training and predicts a
critical time for every feature. *Wrong* counts pairs of features that were learned in the order opposite to the
predicted one, of the 6 pairs there are (a feature that is not learned by 1.6 times the last predicted time counts as
last); *off* is the largest difference between a time found and the time predicted, as a share of the latter.
"""


def static_views(seed, angle=0.0):
    """x = z + n, y = z + n'; the axes of the noise are turned against those of the signal, in two planes."""
    draw = np.random.default_rng(seed)
    turn = np.eye(4)
    for i, j in [(0, 2), (1, 3)]:
        plane = np.eye(4)
        plane[[i, j], [i, j]], plane[i, j], plane[j, i] = math.cos(angle), -math.sin(angle), math.sin(angle)
        turn = plane @ turn
    z = draw.standard_normal((PAIRS, 4)) * np.sqrt(SIGNAL)
    return tuple(z + draw.standard_normal((PAIRS, 4)) * np.sqrt(NOISE) @ turn.T for _ in range(2))


def analysed(views):
    with tempfile.TemporaryDirectory() as directory:
        path = str(Path(directory) / "pairs.npz")
        np.savez(path, x=views[0], y=views[1])
        return json.loads(subprocess.run(
            [PROGRAM, "analyze", path, "--depth", str(DEPTH), "--epsilon", str(EPSILON), "--fraction", str(FRACTION),
             "--json"], check=True, capture_output=True, text=True).stdout)


def numbers(analysis, objective):
    """lambda, rho, directions and predicted times, in the order of `features`."""
    features = analysis["features"]
    order = next(order for order in analysis["orders"] if order["objective"] == objective)
    values = [np.array([float(feature[key]) for feature in features]) for key in ["lambda", "rho"]]
    directions = np.array([[float(entry) for entry in feature["direction"]] for feature in features])
    times = np.array([float(order["critical_times"][feature["name"]]["value"]) for feature in features])
    return *values, directions, times


def largest_rate(objective, strength, rho):
    """Of gradient descent at the limits: 2 / (lambda rho^(2L-1)), 2 / (lambda (L+1) rho^((L-1)/(L+1)))."""
    if objective == "jepa":
        return min(2 / (strength * rho ** (2 * DEPTH - 1)))
    return min(2 / (strength * (DEPTH + 1) * rho ** ((DEPTH - 1) / (DEPTH + 1))))


def trained(views, analysis, objective, share, batch=0, seed=1):
    """Pairs in the wrong order, and the largest relative error of a time (infinite: not learned, or diverged)."""
    strength, rho, directions, times = numbers(analysis, objective)
    rate = share * largest_rate(objective, strength, rho)
    steps = math.ceil(1.6 * max(times) / rate)
    x, y = (view - view.mean(0) for view in views)
    run = train(x, y, directions, objective, DEPTH, EPSILON, rate, batch, steps, max(1, steps // 2000), seed)
    levels = [FRACTION * limit for limit in limits(objective, DEPTH, rho)]
    found = [rate * step if step is not None else math.inf for step in learned_at(run, levels)]
    wrong = sum((found[i] < found[j]) != (times[i] < times[j])
                for i in range(len(times)) for j in range(i) if not found[i] == found[j] == math.inf)
    return wrong, max(abs(a - b) / b for a, b in zip(found, times))


def shown(wrong, off):
    return f"{wrong:g} | {'not learned' if math.isinf(off) else f'{100 * off:.0f} %'}"


def table(head, rows):
    print("\n| " + " | ".join([head, "JEPA wrong", "JEPA off", "MAE wrong", "MAE off"]) + " |")
    print("|" + " --- |" * 5)
    for name, results in rows:
        print(f"| {name} | " + " | ".join(shown(*result) for result in results) + " |")


def averaged(results):
    """Over seeds: mean number wrong, worst time."""
    return sum(wrong for wrong, _ in results) / len(results), max(off for _, off in results)


def measure():
    """Prints the note."""
    print(HEAD)
    views = static_views(1)
    analysis = analysed(views)
    objectives = ["jepa", "mae"]
    print("## Large rates\n\nAll pairs in every step; the rate as a share of the largest that is stable at the limits\n"
          "([Descent.StabilityLimit](descent.md#descentstabilitylimit)). The static model as it stands.")
    table("rate / largest", [(share, [trained(views, analysis, o, share) for o in objectives])
                             for share in [0.05, 0.1, 0.3, 0.6, 0.9, 1.2]])
    print("\n## Small batches\n\nRate 0.05 of the largest; batches drawn with replacement, three seeds: mean number wrong,"
          "\nworst time.")
    table("pairs a batch", [(batch, [averaged([trained(views, analysis, o, SMALL, batch, seed) for seed in range(3)])
                                     for o in objectives]) for batch in [1, 4, 16, 64, 256]])
    print("\n## Moments that do not commute\n\nThe axes of the noise turned against those of the signal; all pairs, rate"
          " 0.05 of the\nlargest. *Commutator* is that of `analyze`: |sxx syx - syx sxx| / (2 |sxx| |syx|).")
    rows = []
    for degrees in [0, 10, 20, 30, 45]:
        turned = static_views(1, math.radians(degrees))
        found = analysed(turned)
        name = f"{degrees} degrees, commutator {float(found['commutator']['value']):.3f}"
        rows.append((name, [trained(turned, found, o, SMALL) for o in objectives]))
    table("turned by", rows)


def main():
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        measure()
    sys.stdout.write(signed(text.getvalue()))


if __name__ == "__main__":
    main()

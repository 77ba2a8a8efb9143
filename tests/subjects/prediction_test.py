"""What `analyze` predicts of data before training is what training then does, and `diagnose` recognises the run."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
TRAINING = Path(__file__).resolve().parent / "train_on_pairs.py"
SURE = 0.95  # share of resamples that must agree before the order of two neighbours counts as predicted


def static_views(pairs, seed):
    """x = z + n, y = z + n' in a rotated basis: clean and noisy features in conflict."""
    draw = np.random.default_rng(seed)
    signal, noise = np.array([0.9, 0.6, 1.2, 0.4]), np.array([0.05, 0.1, 2.0, 0.6])
    turn = np.linalg.qr(draw.standard_normal((4, 4)))[0]
    z = draw.standard_normal((pairs, 4)) * np.sqrt(signal)
    views = [(z + draw.standard_normal((pairs, 4)) * np.sqrt(noise)) @ turn.T for _ in range(2)]
    return views[0], views[1]


def digit_views(seed):
    """Two noisy views of scikit-learn's 8 x 8 digits, its five leading principal components in units of the first."""
    from sklearn.datasets import load_digits

    images = load_digits().data / 16
    images = images - images.mean(0)
    axes = np.linalg.svd(images, full_matrices=False)[2][:5]
    draw = np.random.default_rng(seed)
    z = images @ axes.T
    return tuple(z + 0.3 * draw.standard_normal(z.shape) for _ in range(2))


class PredictionTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def ask(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def check(self, views, objective, depth, epsilon, rate, batch):
        pairs, analysis, problem, run = (str(self.directory / name)
                                         for name in ["pairs.npz", "analysis.json", "problem.json", "run.csv"])
        np.savez(pairs, x=views[0], y=views[1])
        predicted = self.ask("analyze", pairs, "--depth", str(depth), "--epsilon", epsilon, "--problem", problem)
        Path(analysis).write_text(json.dumps(predicted), encoding="utf-8")
        order = next(order for order in predicted["orders"] if order["objective"] == objective)
        last = max(float(time["value"]) for time in order["critical_times"].values() if time)
        steps = int(1.5 * last / rate)
        subprocess.run([sys.executable, "-B", str(TRAINING), pairs, analysis, run, "--objective", objective, "--rate",
                        str(rate), "--batch", str(batch), "--steps", str(steps), "--every", str(max(1, steps // 400))],
                       check=True, timeout=120)
        lines = Path(run).read_text(encoding="utf-8").splitlines()
        names = lines[0].split(",")[1:]
        rows = [list(map(float, line.split(","))) for line in lines[1:]]
        exponent = depth if objective == "jepa" else depth / (depth + 1)
        seen = {}
        for i, feature in enumerate(predicted["features"]):
            level = 0.5 * float(feature["rho"]) ** exponent
            seen[names[i]] = next((row[0] for row in rows if row[i + 1] >= level), float("inf"))
        sure = 0
        for first, second, share in zip(order["features"], order["features"][1:], order["confidence"]):
            if float(share) < SURE:
                continue
            sure += 1
            self.assertLess(seen[first], seen[second], (seen, order["critical_times"]))
        self.assertGreater(sure, 1, order)
        diagnosis = self.ask("diagnose", run, "--problem", problem, "--rate", str(rate), "--expect", objective)
        return diagnosis, seen, order

    def test_jepa_learns_static_views_in_the_predicted_order(self):
        self.check(static_views(20000, 1), "jepa", 2, "0.03", 0.2, 256)

    def test_mae_learns_static_views_in_the_predicted_order(self):
        self.check(static_views(20000, 1), "mae", 2, "0.03", 0.02, 256)

    def test_jepa_learns_digits_in_the_predicted_order(self):
        self.check(digit_views(1), "jepa", 2, "0.03", 0.2, 256)

    def test_mae_learns_digits_in_the_predicted_order(self):
        self.check(digit_views(1), "mae", 2, "0.03", 0.02, 256)


if __name__ == "__main__":
    unittest.main()

"""What `analyze` predicts of data before training is what training then does, and `diagnose` recognises the run."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

from train_on_pairs import learned_at, limits

PROGRAM = os.environ["JEPA_ORACLE_PROGRAM"]
TRAINING = Path(__file__).resolve().parent / "train_on_pairs.py"
SURE = 0.95  # share of resamples that must agree before the order of two neighbours counts as predicted
FRACTION = 0.5

# Each model of data with features in conflict, or with plainly different lambda.
MODELS = {
    "static": ["static", "--signal", "0.9,0.6,1.2,0.4", "--noise", "0.05,0.1,2,0.6", "--basis",
               "0.5,0.5,0.5,0.5;0.5,0.5,-0.5,-0.5;0.5,-0.5,0.5,-0.5;0.5,-0.5,-0.5,0.5"],
    "dynamic": ["dynamic", "--signal", "1,1,0.8", "--persistence", "0.95,0.7,0.4", "--noise", "0.1,0.2,0.1",
                "--lag", "2"],
    "masking": ["masking", "--masking", "0.5", "--mixing",
                "2,1.6,0.5,0.1;2,-1.6,0.5,-0.1;2,1.6,-0.5,-0.1;2,-1.6,-0.5,0.1"],
    "autoencoder": ["autoencoder", "--signal", "1.2,0.8,0.5,0.3", "--law", "three-point"],
}


def digits():
    from sklearn.datasets import load_digits

    images = load_digits().data / 16
    return images[:, images.std(0) > 0]


def masked_digits(seed):
    """Complementary halves of the centred digits: pixels of unequal variance, so that the moments do not commute."""
    images = digits()
    images = images - images.mean(0)
    seen = np.random.default_rng(seed).random(images.shape) < 0.5
    return np.where(seen, images, 0), np.where(seen, 0, images)


def noisy_digits(seed):
    draw = np.random.default_rng(seed)
    images = digits()
    return tuple(images + 0.3 * draw.standard_normal(images.shape) for _ in range(2))


class TrainingTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def ask(self, *arguments, codes=(0,)):
        done = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True, timeout=300)
        self.assertIn(done.returncode, codes, done.stderr + done.stdout[:2000])
        return json.loads(done.stdout)

    def sample(self, model):
        path = str(self.directory / "pairs.csv")
        subprocess.run([PROGRAM, "sample", *MODELS[model], "--pairs", "4000", "--seed", "7", "--output", path],
                       check=True, timeout=120)
        return path

    def save(self, views):
        path = str(self.directory / "pairs.npz")
        np.savez(path, x=views[0], y=views[1])
        return path

    def analysed(self, pairs, depth=2, epsilon="0.03"):
        """Paths of what `analyze` says and of its problem, and what it says."""
        analysis, problem = (str(self.directory / name) for name in ["analysis.json", "problem.json"])
        predicted = self.ask("analyze", pairs, "--depth", str(depth), "--epsilon", epsilon, "--write-problem", problem)
        Path(analysis).write_text(json.dumps(predicted), encoding="utf-8")
        return analysis, problem, predicted

    def diagnosed(self, run, problem, objective, rate, batch, codes):
        """With the batch size: how much the products of features vary is not seen in runs whose squares vary less."""
        stated = ["--batch-size", str(batch)] if batch else []
        return self.ask("diagnose", run, "--problem", problem, "--rate", str(rate), "--expect", objective, *stated,
                        codes=codes)

    def trained(self, pairs, analysis, objective, rate, steps, *options, batch=256):
        run = str(self.directory / "run.csv")
        subprocess.run([sys.executable, "-B", str(TRAINING), pairs, analysis, run, "--objective", objective, "--rate",
                        str(rate), "--batch", str(batch), "--steps", str(steps), "--every", str(max(1, steps // 400)),
                        *options], check=True, timeout=600)
        return run

    def check(self, pairs, objective, rate, depth=2, epsilon="0.03", most=4, batch=256, steps=None):
        """Trains until the `most` features learned first are learned, or so many steps, and compares."""
        analysis, problem, predicted = self.analysed(pairs, depth, epsilon)
        order = next(order for order in predicted["orders"] if order["objective"] == objective)
        first = [name for name in order["features"] if order["critical_times"][name]][:most]
        times = [float(order["critical_times"][name]["value"]) for name in first]
        steps = steps or int(1.4 * max(times) / rate)
        run = self.trained(pairs, analysis, objective, rate, steps, batch=batch)
        lines = Path(run).read_text(encoding="utf-8").splitlines()
        names = lines[0].split(",")[1:]
        rows = [[float(cell) for cell in line.split(",")] for line in lines[1:]]
        ends = limits(objective, depth, [float(feature["rho"]) for feature in predicted["features"]])
        found = dict(zip(names, learned_at(((row[0], row[1:]) for row in rows), [FRACTION * end for end in ends])))
        sure = 0
        shares = dict(zip(zip(order["features"], order["features"][1:]), order["confidence"]))
        for one, other in zip(first, first[1:]):
            self.assertIsNotNone(found[one], (one, found))
            if float(shares[one, other]) < SURE:
                continue
            sure += 1
            self.assertLess(found[one], found[other] or float("inf"), (found, order["critical_times"]))
        self.assertGreater(sure, 0, order["confidence"])
        # Exit code 4: what was expected fits, and a relative of it with more fitted numbers fits as well.
        diagnosis = self.diagnosed(run, problem, objective, rate, batch, (0, 4))
        self.assertEqual([hypothesis["fits"] for hypothesis in diagnosis["expected"]], [True], diagnosis["expected"])
        for fitting in [diagnosis["best"], *diagnosis["cannot_be_told_apart"]]:
            self.assertEqual(fitting["rule"], objective, fitting["statement"])

    def refuse(self, pairs, objective, rate, steps, *options, epsilon="0.03", expected=None, batch=256, **best):
        """Trains something that is not what is expected, and has `diagnose` say so."""
        analysis, problem, _ = self.analysed(pairs, epsilon=epsilon)
        run = self.trained(pairs, analysis, objective, rate, steps, *options, batch=batch)
        diagnosis = self.diagnosed(run, problem, expected or objective, rate, batch, (1,))
        self.assertEqual([hypothesis["fits"] for hypothesis in diagnosis["expected"]], [False], diagnosis["expected"])
        for key, value in best.items():
            self.assertEqual(diagnosis["best"][key], value, diagnosis["statement"])
        return diagnosis


class ModelsTest(TrainingTest):
    def test_static_jepa(self):
        self.check(self.sample("static"), "jepa", 0.1)

    def test_static_mae(self):
        self.check(self.sample("static"), "mae", 0.02)

    def test_dynamic_jepa(self):
        self.check(self.sample("dynamic"), "jepa", 0.1)

    def test_dynamic_mae(self):
        self.check(self.sample("dynamic"), "mae", 0.02)

    def test_masking_jepa(self):
        self.check(self.sample("masking"), "jepa", 0.1, epsilon="0.005")

    def test_masking_mae(self):
        # Two features have a negative covariance. Under MAE they are unstable: what the moments of the sample mix into
        # them grows until it turns the encoder.
        self.check(self.sample("masking"), "mae", 0.01, epsilon="0.005")

    def test_autoencoder_jepa(self):
        self.check(self.sample("autoencoder"), "jepa", 0.1)

    def test_autoencoder_mae(self):
        self.check(self.sample("autoencoder"), "mae", 0.02)


class BoundedFeaturesTest(TrainingTest):
    """Features of hardly more than two values: their squares vary 30 times less than their products, which move the
    amplitudes in one direction for many rows. Without the batch size this may look like a misfit, and is withheld."""

    def test_right_runs_are_never_refused(self):
        analysis, problem, _ = self.analysed(pairs := self.sample("autoencoder"))
        for seed in "134":
            run = self.trained(pairs, analysis, "jepa", 0.1, 3980, "--seed", seed)
            for batch, verdicts in [(0, ["as-expected", "insufficient-data"]),
                                    (256, ["as-expected"] if seed != "4" else ["as-expected", "insufficient-data"])]:
                self.assertIn(self.diagnosed(run, problem, "jepa", 0.1, batch, (0, 4))["verdict"], verdicts, seed)

    def test_wrong_runs_are(self):
        pairs = self.sample("autoencoder")
        self.refuse(pairs, "mae", 0.1, 3980, expected="jepa", rule="mae", depth=2)
        self.refuse(pairs, "jepa", 0.1, 3980, "--depth", "3", rule="jepa", depth=3)
        found = self.refuse(pairs, "jepa", 0.1, 3980, "--top-rate", "0.11", rule="jepa", depth=2)
        self.assertAlmostEqual(float(found["best"]["fitted"]["rate-ratio"]), 1.1, delta=0.02)


class WholeBatchTest(TrainingTest):
    """All pairs in every step: no noise but that of single precision, and features that mix as the moments say."""

    def test_static_jepa(self):
        self.check(self.sample("static"), "jepa", 0.1, batch=0)

    def test_dynamic_mae(self):
        self.check(self.sample("dynamic"), "mae", 0.02, batch=0)

    def test_masking_mae(self):
        self.check(self.sample("masking"), "mae", 0.01, epsilon="0.005", batch=0)

    def test_autoencoder_mae(self):
        self.check(self.sample("autoencoder"), "mae", 0.02, batch=0)


class ScaledTargetsTest(TrainingTest):
    """y = x/2: the noise of mini-batches dies with the residual, long after which the limits tell it from noise of y.
    Only E y y' says which of the two it is."""

    def half(self):
        x = np.random.default_rng(6).standard_normal((4000, 4)) * np.sqrt([0.9, 0.6, 1.2, 0.4])
        return self.save((x, x / 2))

    def test_mae(self):
        self.check(self.half(), "mae", 0.05, batch=16, steps=1600)

    def test_jepa(self):
        self.check(self.half(), "jepa", 0.2, batch=16, steps=8000)

    def test_unequal_rates(self):
        found = self.refuse(self.half(), "mae", 0.05, 1600, "--top-rate", "0.065", batch=16, rule="mae", depth=2)
        self.assertAlmostEqual(float(found["best"]["fitted"]["rate-ratio"]), 1.3, delta=0.1)


class OtherTrainingTest(TrainingTest):
    """Runs on masks that are not what they are said to be."""

    def test_depth(self):
        self.refuse(self.sample("masking"), "mae", 0.01, 3200, "--depth", "3", epsilon="0.005", rule="mae", depth=3)

    def test_mae_for_jepa(self):
        self.refuse(self.sample("masking"), "mae", 0.01, 2400, epsilon="0.005", expected="jepa", rule="mae", depth=2)

    def test_jepa_for_mae(self):
        self.refuse(self.sample("masking"), "jepa", 0.1, 16000, epsilon="0.005", expected="mae", rule="jepa", depth=2)

    def test_no_stop_gradient(self):
        # The second moments of y decide how fast the encoder collapses: analyze has them, and none is fitted.
        found = self.refuse(self.sample("masking"), "jepa", 0.1, 8000, "--keep-gradient", epsilon="0.005",
                            rule="no-stop-gradient")
        self.assertNotIn("target-ratio", found["best"]["fitted"])

    def test_unequal_rates(self):
        found = self.refuse(self.sample("masking"), "mae", 0.01, 2400, "--top-rate", "0.015", epsilon="0.005",
                            rule="mae", depth=2)
        self.assertAlmostEqual(float(found["best"]["fitted"]["rate-ratio"]), 1.5, delta=0.05)


@unittest.skipUnless(importlib.util.find_spec("sklearn"), "no digits: python3-sklearn is not installed")
class DigitsTest(TrainingTest):
    """61 features, whose moments do not commute."""

    def test_noisy_views_jepa(self):
        self.check(self.save(noisy_digits(1)), "jepa", 0.4)

    def test_noisy_views_mae(self):
        self.check(self.save(noisy_digits(1)), "mae", 0.05)

    def test_masked_jepa(self):
        self.check(self.save(masked_digits(1)), "jepa", 1)

    def test_masked_mae(self):
        self.check(self.save(masked_digits(1)), "mae", 0.1)

    def test_another_depth(self):
        self.refuse(self.save(noisy_digits(1)), "jepa", 0.4, 900, "--depth", "3", rule="jepa", depth=3)

    def test_mae_for_jepa(self):
        self.refuse(self.save(noisy_digits(1)), "mae", 0.05, 330, expected="jepa", rule="mae", depth=2)

    def test_no_stop_gradient(self):
        self.refuse(self.save(noisy_digits(1)), "jepa", 0.4, 570, "--keep-gradient")


if __name__ == "__main__":
    unittest.main()

"""`analyze` on recorded data: scikit-learn's digits under masks and noise, and a heartbeat at a lag."""

import importlib.util
import sys
import unittest

import numpy as np

from program import PROBLEMS, ProgramTest

DATA = PROBLEMS.parent / "data"
sys.path.insert(0, str(DATA))
import make_recorded  # noqa: E402

DIGITS, HEARTBEAT = str(DATA / "digits.npz"), str(DATA / "heartbeat.npz")


def table(path):
    with np.load(path) as archive:
        return archive["data"].astype(float)


class RecordedTest(ProgramTest):
    def analysis(self, *arguments):
        return self.answer("analyze", *arguments, "--depth", "3", "--epsilon", "1e-3")

    def alone(self, found):
        """Features that the pairs tell apart from all others, in their order."""
        groups = [group[0] for group in found["groups"] if len(group) == 1]
        return [feature for feature in found["features"] if feature["name"] in groups]

    def assert_covered(self, feature, key, value):
        lower, upper = map(float, feature[f"{key}_interval"])
        self.assertLess(lower, value, (feature["name"], key))
        self.assertLess(value, upper, (feature["name"], key))

    def test_estimates_lie_in_their_intervals(self):
        for options in [[DIGITS, "--masking", "0.5"], [DIGITS, "--views", "4"], [HEARTBEAT, "--lag", "1"]]:
            for feature in self.analysis(*options)["features"]:
                for key in ["lambda", "rho"]:
                    self.assert_covered(feature, key, float(feature[key]))

    def test_masked_digits_have_the_features_of_the_theory(self):
        """The mean over all masks: syx = r(1-r)(S - diag S), sxx = (1-r)^2 S + r(1-r) diag S (Data.MaskingModel)."""
        images = table(DIGITS)
        covariance = np.cov(images.T, bias=True)
        pixels = np.diag(np.diag(covariance))
        values, directions = np.linalg.eigh((covariance - pixels) / 4)
        variances = np.einsum("ij,ik,kj->j", directions, (covariance + pixels) / 4, directions)
        found = self.analysis(DIGITS, "--masking", "0.5", "--confidence", "0.99")
        leading = self.alone(found)[:3]
        self.assertEqual([feature["name"] for feature in leading], ["feature 0", "feature 1", "feature 2"])
        for feature, value, variance in zip(leading, values[::-1], variances[::-1]):
            self.assert_covered(feature, "lambda", value)
            self.assert_covered(feature, "rho", value / variance)
        # Below the mean of the spectrum lambda is negative: never learned.
        never = len(found["orders"][0]["never"])
        self.assertEqual(never, sum(float(feature["lambda"]) <= 0 for feature in found["features"]))
        self.assertGreater(never, len(values) // 3)

    def test_noisy_views_of_digits_have_the_principal_components(self):
        """lambda is the variance of a component and rho = lambda / (lambda + noise) (Data.StaticModel)."""
        noise = 4
        values = np.linalg.eigvalsh(np.cov(table(DIGITS).T, bias=True))[::-1]
        leading = self.alone(self.analysis(DIGITS, "--views", str(noise), "--confidence", "0.99"))[:3]
        self.assertEqual([feature["name"] for feature in leading], ["feature 0", "feature 1", "feature 2"])
        for feature, value in zip(leading, values):
            self.assert_covered(feature, "lambda", value)
            self.assert_covered(feature, "rho", value / (value + noise**2))

    def test_heartbeat_at_lag_one(self):
        frames = table(HEARTBEAT)
        x, y = frames[:-1] - frames[:-1].mean(0), frames[1:] - frames[1:].mean(0)
        cross = y.T @ x / len(x)
        values, directions = np.linalg.eigh((cross + cross.T) / 2)
        found = self.analysis(HEARTBEAT, "--lag", "1")
        self.assertEqual(found["pairs"], len(x))
        for feature, value, direction in zip(found["features"], values[::-1], directions.T[::-1]):
            # Both are double; the eigenproblem loses a few units of the largest lambda.
            self.assertAlmostEqual(float(feature["lambda"]), value, delta=1e-12 * values[-1])
            if value > 1e-3 * values[-1]:
                rho = value / (direction @ (x.T @ x / len(x)) @ direction)
                self.assertAlmostEqual(float(feature["rho"]), rho, delta=1e-9)
        # A heartbeat is slow against frames of 44 ms: its level comes first, under both objectives.
        for order in found["orders"]:
            self.assertEqual(order["features"][0], "feature 0")
        level = np.array([float(entry) for entry in found["features"][0]["direction"]])
        self.assertTrue((level > 0).all(), level)


@unittest.skipUnless(importlib.util.find_spec("sklearn"), "python3-sklearn is not installed")
class ShippedDigitsTest(unittest.TestCase):
    def test_file_is_what_the_package_ships(self):
        np.testing.assert_array_equal(table(DIGITS), make_recorded.digits())


@unittest.skipUnless(importlib.util.find_spec("scipy"), "python3-scipy is not installed")
class ShippedHeartbeatTest(unittest.TestCase):
    def test_file_is_what_the_package_ships(self):
        np.testing.assert_array_equal(table(HEARTBEAT), make_recorded.heartbeat())


if __name__ == "__main__":
    unittest.main()

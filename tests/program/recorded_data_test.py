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


def joint(matrices, least):
    """Orthonormal basis that makes symmetric matrices most diagonal together, by turns of two axes at a time."""
    size = len(matrices[0])
    basis, matrices = np.eye(size), [matrix / np.linalg.norm(matrix) for matrix in matrices]
    largest = 1.0
    while largest > least:
        largest = 0.0
        for i in range(size):
            for j in range(i + 1, size):
                halves = [((m[i, i] - m[j, j]) / 2, m[i, j]) for m in matrices]
                # Off-diagonal entries are b cos 2t - a sin 2t: their squares are least where tan 4t = 2 ab / (a^2 - b^2).
                turn = np.arctan2(sum(2 * a * b for a, b in halves), sum(a * a - b * b for a, b in halves)) / 4
                if abs(turn) < least / 10:
                    continue
                largest = max(largest, abs(turn))
                plane = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
                for m in matrices:
                    m[:, [i, j]] = m[:, [i, j]] @ plane
                    m[[i, j]] = plane.T @ m[[i, j]]
                basis[:, [i, j]] = basis[:, [i, j]] @ plane
    return basis


def features(sxx, syx, least=1e-5):
    """(lambda, rho, direction) by falling lambda."""
    cross = (syx + syx.T) / 2
    found = [(v @ cross @ v, v @ cross @ v / (v @ sxx @ v), v) for v in joint([cross, sxx], least).T]
    return sorted(found, key=lambda feature: -feature[0])


class RecordedTest(ProgramTest):
    def analysis(self, *arguments):
        return self.answer("analyze", *arguments, "--depth", "3", "--epsilon", "1e-3")

    def assert_covered(self, feature, key, value):
        lower, upper = map(float, feature[f"{key}_interval"])
        self.assertLessEqual(lower, value, (feature["name"], key))
        self.assertLessEqual(value, upper, (feature["name"], key))

    def assert_leading(self, found, expected, apart=4):
        """The intervals of four features hold what is expected; the first `apart` stand alone."""
        alone = [group[0] for group in found["groups"] if len(group) == 1]
        for i in range(4):
            self.assertTrue(i >= apart or f"feature {i}" in alone, found["groups"])
            self.assert_covered(found["features"][i], "lambda", expected[i][0])
            self.assert_covered(found["features"][i], "rho", expected[i][1])

    def test_estimates_lie_in_their_intervals(self):
        for options in [[DIGITS, "--masking", "0.2", "--resamples", "39"], [HEARTBEAT, "--lag", "3"]]:
            for feature in self.analysis(*options)["features"]:
                for key in ["lambda", "rho"]:
                    self.assert_covered(feature, key, float(feature[key]))

    def test_masked_digits_have_the_features_of_the_theory(self):
        """The mean over all masks: syx = r(1-r)(S - diag S), sxx = (1-r)^2 S + r(1-r) diag S (Data.MaskingModel)."""
        covariance = np.cov(table(DIGITS).T, bias=True)
        pixels = np.diag(np.diag(covariance))
        found = self.analysis(DIGITS, "--masking", "0.5")
        self.assert_leading(found, features((covariance + pixels) / 4, (covariance - pixels) / 4))
        # Below the mean of the spectrum lambda is negative: most features are never learned.
        for order in found["orders"]:
            self.assertGreater(len(order["never"]), len(covariance) // 2)
            self.assertEqual(len(order["never"]), sum(float(feature["lambda"]) <= 0 for feature in found["features"]))

    def test_noisy_views_of_digits_have_the_principal_components(self):
        """lambda is the variance of a component and rho = lambda / (lambda + noise) (Data.StaticModel)."""
        noise = 2
        values = np.linalg.eigvalsh(np.cov(table(DIGITS).T, bias=True))[::-1]
        found = self.analysis(DIGITS, "--views", str(noise))
        self.assert_leading(found, [(value, value / (value + noise**2)) for value in values], apart=0)

    def test_heartbeat_at_lag_one(self):
        frames = table(HEARTBEAT)
        x, y = frames[:-1] - frames[:-1].mean(0), frames[1:] - frames[1:].mean(0)
        found = self.analysis(HEARTBEAT, "--lag", "1")
        self.assertEqual(found["pairs"], len(x))
        expected = features(x.T @ x / len(x), y.T @ x / len(x), 1e-7)
        for feature, (value, rho, direction) in list(zip(found["features"], expected))[:2]:
            # The same basis by another program. Both stop at turns of 1e-7, in a sequence that converges linearly: angles
            # agree to 1e-4, and move lambda and the variance by their square times the largest.
            self.assertAlmostEqual(float(feature["lambda"]), value, delta=1e-8 * expected[0][0])
            self.assertAlmostEqual(float(feature["rho"]), rho, delta=1e-6)
            self.assertAlmostEqual(abs(direction @ np.array([float(e) for e in feature["direction"]])), 1, delta=1e-8)
        # A heartbeat is slow against frames of 44 ms. The level of a frame has by far the largest lambda and rho.
        level = np.array([float(entry) for entry in found["features"][0]["direction"]])
        self.assertTrue((level > 0).all(), level)
        self.assertGreater(float(found["features"][0]["rho"]), 0.8)
        self.assertEqual(found["orders"][1]["features"][0], "feature 0")


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

"""diagnose of layers on top where it is hard: coinciding curves, arithmetic, mini-batches, coupled features."""

import math
import random
import unittest

from layers_on_top import KnownFeaturesTest, TopDepthTest, csv_of, product, step_of, train
from mistaken_training import to_single
from program import CLAIM_FAILS, INCONCLUSIVE, OK


class NotDistinguishedTest(TopDepthTest):
    """Networks whose curves coincide: proofs-notes/diagnosis.md, "Layers on top"."""

    @staticmethod
    def networks(found):
        together = (found["best"], *found["cannot_be_told_apart"])
        return {(f["rule"], f["depth"], f.get("top_depth", 1)): f for f in together}

    def test_lambda_zero(self):
        # dw/dt = - s2 w^(2L+2M-1): for u = w^L the exponent is 3 + 2 (M-1)/L, whatever the objective.
        lines = ["time,dead"] + [f"{t},{(0.5 ** -4 + 4 * t) ** -0.25:.12g}" for t in range(0, 400, 8)]
        problem = self.problem(depth=1, top_depth=2, epsilon="0.5", objectives=["jepa"],
                               features=[{"name": "dead", "lambda": "0", "variance": "1"}])
        found = self.diagnose("\n".join(lines) + "\n", INCONCLUSIVE, problem=problem)
        self.assertEqual(found["verdict"], "undecided")
        same = self.networks(found)
        for rule in ("jepa", "mae"):
            for depth in (1, 2, 3):
                self.assertIn((rule, depth, depth + 1), same)
                self.assertAlmostEqual(float(same[rule, depth, depth + 1]["stretch"]), 1 / depth, delta=1e-6)
        self.assertNotIn(("jepa", 1, 1), same)
        self.assertNotIn(("jepa", 2, 2), same)

    def test_long_before_the_limits(self):
        # JEPA with two predictor layers: du/dt = L lambda u^3 at every depth L, until u^(2/L) is seen beside rho.
        features = [{"name": name, "lambda": lam, "rho": 0.9, "s2": lam / 0.9}
                    for name, lam in (("a", 1.0), ("b", 0.8))]
        rows = train(features, "jepa", 1, 2, 0.01, 10, 300, 20)
        draw = random.Random(1)
        text = csv_of([(step, [u * (1 + 0.05 * draw.gauss(0, 1)) for u in us], tops) for step, us, tops in rows], "ab")
        found = self.judged(text, (INCONCLUSIVE,), self.problem_of(features, "jepa", 1, 2, 0.01), 10)
        same = self.networks(found)
        self.assertEqual(same["jepa", 2, 2]["stretch"], "0.5")
        self.assertIn(("jepa", 1, 2), same)


class NoisyTest(KnownFeaturesTest):
    """What arithmetic and mini-batches do to layers on top."""

    def test_single_precision(self):
        for objective in ("jepa", "mae"):
            states = [([to_single(0.4)] * 2, [to_single(0.4)] * 3) for _ in self.FEATURES]
            rows = []
            for step in range(2001):
                if step % 20 == 0:
                    rows.append((step, *([to_single(product(state[i])) for state in states] for i in (0, 1))))
                states = [tuple(list(map(to_single, part)) for part in step_of(*state, feature, objective, self.RATE))
                          for state, feature in zip(states, self.FEATURES)]
            names = [feature["name"] for feature in self.FEATURES]
            for form in ("{:.9g}", "{:.7g}"):
                with self.subTest(objective=objective, form=form):
                    found, _ = self.said(csv_of(rows, names, tops=True, form=form), OK, objective, 3)
                    self.assertEqual(found["verdict"], "as-expected")
            found, _ = self.said(csv_of(rows, names, form="{:.9g}"), CLAIM_FAILS, objective, 2)
            self.assertEqual((found["best"]["rule"], found["best"]["top_depth"]), (objective, 3))

    def test_mini_batches(self):
        for seed, objective in enumerate(("jepa", "mae")):
            draw = random.Random(seed)
            states = [([0.4] * 2, [0.4] * 2) for _ in self.FEATURES]
            rows = []
            for step in range(4001):
                if step % 20 == 0:
                    rows.append((step, [product(a) for a, _ in states], [product(b) for _, b in states]))
                moved = []
                for state, feature in zip(states, self.FEATURES):
                    # Moments of 64 pairs of normal variables, y = rho x + e with E y y = E x x.
                    x2 = max(0.05, draw.gauss(1, 2 ** 0.5 / 8)) * feature["s2"]
                    rest = math.sqrt((feature["s2"] - feature["lambda"] * feature["rho"]) * x2)
                    batch = {"s2": x2, "lambda": feature["rho"] * x2 + rest * draw.gauss(0, 1 / 8)}
                    moved.append(step_of(*state, batch, objective, 0.05))
                states = moved
            text = csv_of(rows, [feature["name"] for feature in self.FEATURES])
            for top_depth in (2, 1):
                problem = self.problem_of(self.FEATURES, objective, 2, top_depth, 0.4)
                with self.subTest(objective=objective, top_depth=top_depth):
                    found = self.judged(text, (OK, INCONCLUSIVE) if top_depth == 2 else (CLAIM_FAILS,), problem, 0.05)
                    self.assertTrue(found["noise"]["of_training"])
                    self.assertEqual((found["best"]["rule"], found["best"].get("top_depth")), (objective, 2))
                    self.assertEqual(found["expected"][0]["fits"], top_depth == 2)


class CoupledTest(TopDepthTest):
    """Whole matrices, whose features mix."""

    NAMES = ("first", "second")
    SXX = [[1.2, 0.05], [0.05, 1.0]]
    SYX = [[0.9, 0.06], [-0.03, 0.6]]

    def rows(self, objective, top_depth, steps, every, start, rate):
        def times(a, b):
            return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]

        def chain(matrices):
            result = [[1.0, 0.0], [0.0, 1.0]]
            for matrix in matrices:
                result = times(matrix, result)
            return result

        def turned(a):
            return [list(column) for column in zip(*a)]

        weights = [[[start, 0.0], [0.0, start]] for _ in range(2 + top_depth)]
        rows = []
        for step in range(steps + 1):
            encoder = chain(weights[:2])
            if step % every == 0:
                rows.append((step, [encoder[i][i] for i in range(2)], []))
            wanted = self.SYX if objective == "mae" else times(encoder, self.SYX)
            error = [[x - y for x, y in zip(*pair)] for pair in zip(times(chain(weights), self.SXX), wanted)]
            slopes = [times(times(turned(chain(weights[i + 1:])), error), turned(chain(weights[:i])))
                      for i in range(len(weights))]
            weights = [[[w - rate * g for w, g in zip(*pair)] for pair in zip(*matrices)]
                       for matrices in zip(weights, slopes)]
        return rows

    def test_two_layers_on_top(self):
        start, rate = 0.4, 0.1
        features = [{"name": name, "lambda": str(self.SYX[i][i]), "variance": str(self.SXX[i][i])}
                    for i, name in enumerate(self.NAMES)]
        mixing = {key: [list(map(str, row)) for row in rows] for key, rows in (("sxx", self.SXX), ("syx", self.SYX))}
        for objective in ("jepa", "mae"):
            text = csv_of(self.rows(objective, 2, 1200, 12, start, rate), self.NAMES, form="{:.10g}")
            for top_depth, code in ((2, OK), (1, CLAIM_FAILS)):
                with self.subTest(objective=objective, top_depth=top_depth):
                    problem = self.problem(depth=2, epsilon=str(start), epsilon_of="layer", objectives=[objective],
                                           features=features, mixing=mixing, top_depth=top_depth)
                    best = self.judged(text, (code,), problem, rate)["best"]
                    self.assertEqual((best["rule"], best["depth"], best["top_depth"], best["fitted"], best["fits"]),
                                     (objective, 2, 2, {}, True))


if __name__ == "__main__":
    unittest.main()

"""diagnose of runs whose features mix: whole matrices trained here, in plain Python, with one thing changed each time."""

import unittest

from diagnose_test import DiagnoseTest
from program import CLAIM_FAILS, OK

NAMES = ("first", "second", "third")
SXX = [[1.2, 0.02, -0.05], [0.02, 1.0, 0.03], [-0.05, 0.03, 0.9]]
SYX = [[0.9, 0.04, 0.02], [-0.03, 0.6, 0.01], [0.02, -0.02, 0.4]]
EPSILON, RATE, DEPTH = 0.04, 0.1, 2


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def transposed(a):
    return [list(column) for column in zip(*a)]


def combined(a, factor, b):
    return [[x + factor * y for x, y in zip(rows, others)] for rows, others in zip(a, b)]


def scaled_identity(factor):
    return [[factor * (i == j) for j in range(3)] for i in range(3)]


def train(objective, steps, every, *, rate=RATE, start=EPSILON ** (1 / DEPTH), top_rate=1.0, momentum=0.0, decay=0.0,
          average=None):
    """Rows (step, diagonal of the encoder) of descent of two layers and a top, as torch.optim.SGD takes its steps; a
    target that is an average follows the encoder after each."""
    weights = [scaled_identity(start) for _ in range(3)]  # lower layer, upper layer, top
    speeds = [scaled_identity(0.0) for _ in range(3)]
    target = product(weights[1], weights[0])
    rows = []
    for step in range(steps + 1):
        lower, upper, top = weights
        encoder = product(upper, lower)
        if step % every == 0:
            rows.append((step, [encoder[i][i] for i in range(3)]))
        wanted = SYX if objective == "mae" else product(encoder if average is None else target, SYX)
        error = combined(product(product(top, encoder), SXX), -1, wanted)
        back = product(transposed(top), error)
        gradients = [product(transposed(upper), back), product(back, transposed(lower)),
                     product(error, transposed(encoder))]
        for i, (gradient, factor) in enumerate(zip(gradients, (1.0, 1.0, top_rate))):
            slope = combined(scaled_identity(0.0), factor, combined(gradient, decay, weights[i]))
            speeds[i] = combined(slope, momentum, speeds[i])
            weights[i] = combined(weights[i], -rate, speeds[i])
        if average is not None:
            target = combined(target, average, combined(product(weights[1], weights[0]), -1, target))
    return rows


def csv_of(rows):
    return "\n".join(["step," + ",".join(NAMES)] + [f"{step}," + ",".join(f"{u:.10g}" for u in us) for step, us in rows])


class MixingTest(DiagnoseTest):
    def judged(self, objective, code, steps=1200, every=8, **change):
        problem = self.problem(
            depth=DEPTH, epsilon=str(EPSILON),
            features=[{"name": name, "lambda": str(SYX[i][i]), "variance": str(SXX[i][i])}
                      for i, name in enumerate(NAMES)],
            mixing={key: [list(map(str, row)) for row in rows] for key, rows in (("sxx", SXX), ("syx", SYX))})
        return self.diagnose(csv_of(train(objective, steps, every, **change)), code, "--rate", str(RATE), "--expect",
                             objective, problem=problem)

    def test_right_runs_are_as_expected(self):
        for objective in ("jepa", "mae"):
            self.assertEqual(self.judged(objective, OK)["verdict"], "as-expected")

    def test_one_number_is_found_to_all_its_digits(self):
        for objective in ("jepa", "mae"):
            for number, change, value in [
                ("stretch", {"rate": 1.4 * RATE}, 1.4),
                ("rate-ratio", {"top_rate": 1.3}, 1.3),
                ("weight-decay", {"decay": 0.002}, 0.002),
                ("momentum", {"momentum": 0.5}, 0.5),
                ("start", {"start": 1.1 * EPSILON ** (1 / DEPTH)}, 1.1 * EPSILON ** (1 / DEPTH)),
            ]:
                with self.subTest(objective=objective, number=number):
                    best = self.judged(objective, CLAIM_FAILS, **change)["best"]
                    self.assertEqual((best["rule"], best["depth"], list(best["fitted"])), (objective, DEPTH, [number]))
                    self.assertTrue(best["fits"])
                    self.assertAlmostEqual(float(best["fitted"][number]), value, delta=1e-5 * value)

    def test_an_average_follows_after_the_step(self):
        best = self.judged("jepa", CLAIM_FAILS, average=0.01)["best"]
        self.assertEqual((best["rule"], list(best["fitted"]), best["fits"]), ("averaged-target", ["average-rate"], True))
        self.assertAlmostEqual(float(best["fitted"]["average-rate"]), 0.01 / RATE, delta=1e-5)


if __name__ == "__main__":
    unittest.main()

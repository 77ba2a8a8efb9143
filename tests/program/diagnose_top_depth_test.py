"""diagnose of runs with several layers of predictor or decoder, trained here in plain Python, each layer on its own."""

import json
import math
import random
import unittest

from diagnose_test import PROBLEM, RUNS, DiagnoseTest
from program import CLAIM_FAILS, INCONCLUSIVE, INVALID_INPUT, OK, Run

DEPTHS = (1, 2, 3, 4)
TOPS = {"jepa": "predictor", "mae": "decoder"}
TITLES = {"jepa": "JEPA", "mae": "MAE"}
NAMES = ("shape", "pose", "grain")


def features_of(seed):
    """Two or three features whose limits and speeds differ."""
    draw = random.Random(seed)
    features = []
    for name in NAMES[:draw.choice((2, 3))]:
        lam, rho = round(draw.uniform(0.5, 1.0), 3), round(draw.uniform(0.5, 0.95), 3)
        features.append({"name": name, "lambda": lam, "rho": rho, "s2": lam / rho})
    return features


def exponents(objective, depth, top_depth):
    """(a, m) of dw/dt = lambda w^a (1 - w^m / rho)."""
    if objective == "jepa":
        return 2 * depth + top_depth - 1, top_depth
    return depth + top_depth - 1, depth + top_depth


def layer_start(objective, depth, top_depth):
    """Of every layer: growth to order 1 takes about 60 / lambda."""
    a = exponents(objective, depth, top_depth)[0]
    return round((60 * (a - 1)) ** (-1 / (a - 1)), 3) if a > 1 else 0.05


def product(factors):
    return math.prod(factors, start=1.0)


def step_of(layers, tops, feature, objective, rate, *, decay=0.0, no_stop=False):
    """One step of gradient descent of one feature, with the gradient of every layer by itself."""
    lam, s2 = feature["lambda"], feature["s2"]
    u, v = product(layers), product(tops)
    off = v * u * s2 - lam * (u if objective == "jepa" else 1.0)
    by_code = off * v
    if no_stop:  # E[y y] = s2: 1/2 E (v u x - u y)^2 differentiated by u in both places
        by_code = u * (v * v * s2 - 2 * v * lam + s2)
    others = [product(layers[:i] + layers[i + 1:]) for i in range(len(layers))]
    above = [product(tops[:i] + tops[i + 1:]) for i in range(len(tops))]
    layers = [w - rate * (by_code * x + decay * w) for w, x in zip(layers, others)]
    return layers, [w - rate * (off * u * x + decay * w) for w, x in zip(tops, above)]


def train(features, objective, depth, top_depth, start, rate, steps, every, **change):
    """Rows (step, encoder amplitudes, amplitudes of the predictor or decoder): products of all their layers."""
    states = [([start] * depth, [start] * top_depth) for _ in features]
    rows = []
    for step in range(steps + 1):
        if step % every == 0:
            rows.append((step, [product(layers) for layers, _ in states], [product(tops) for _, tops in states]))
        states = [step_of(*state, feature, objective, rate, **change) for state, feature in zip(states, features)]
    return rows


def learning_steps(features, objective, depth, top_depth, start, rate):
    """Steps until the slowest feature has 0.97 of its limit, by the scalar equation."""
    a, m = exponents(objective, depth, top_depth)
    slowest = 0
    for feature in features:
        lam, rho = feature["lambda"], feature["rho"]
        w, steps = start, 0
        while w < (0.97 ** (1 / depth)) * rho ** (1 / m):
            w += rate * lam * w ** a * (1 - w ** m / rho)
            steps += 1
        slowest = max(slowest, steps)
    return slowest


def csv_of(rows, names, *, tops=False, moment="step", form="{:.6g}"):
    head = [moment, *names, *(f"predictor {name}" for name in names if tops)]
    lines = [[str(step), *map(form.format, encoders + (top if tops else []))] for step, encoders, top in rows]
    return "\n".join(map(",".join, [head, *lines])) + "\n"


class TopDepthTest(DiagnoseTest):
    def problem_of(self, features, objective, depth, top_depth, start, **changes):
        top = {} if top_depth == 1 else {"top_depth": top_depth}
        return self.problem(depth=depth, epsilon=f"{start:.17g}", epsilon_of="layer", objectives=[objective],
                            features=[{"name": f["name"], "lambda": str(f["lambda"]), "rho": str(f["rho"])}
                                      for f in features], **top, **changes)

    def judged(self, text, code, problem, rate):
        run = Run(["diagnose", "-", "--problem", problem, "--rate", str(rate), "--json"], text)
        self.assertIn(run.code, code, run.err + run.out[:600])
        return json.loads(run.out)


class EveryNetworkTest(TopDepthTest):
    """JEPA and MAE, 1 to 4 layers in the encoder and on top, on features of twenty seeds."""

    RATE = 0.05

    def run_of(self, index, objective, depth, top_depth):
        features = features_of(7 * index % 20)
        start = layer_start(objective, depth, top_depth)
        steps = int(1.2 * learning_steps(features, objective, depth, top_depth, start, self.RATE))
        rows = train(features, objective, depth, top_depth, start, self.RATE, steps, max(1, steps // 50))
        names = [feature["name"] for feature in features]
        return features, start, csv_of(rows, names, tops=index % 3 == 0)

    def networks(self, objective):
        for index, (depth, top_depth) in enumerate((depth, top) for depth in DEPTHS for top in DEPTHS):
            yield index + 16 * (objective == "mae"), depth, top_depth

    def check(self, objective):
        for index, depth, top_depth in self.networks(objective):
            with self.subTest(objective=objective, depth=depth, top_depth=top_depth):
                features, start, text = self.run_of(index, objective, depth, top_depth)
                found = self.judged(text, (OK, INCONCLUSIVE),
                                    self.problem_of(features, objective, depth, top_depth, start), self.RATE)
                self.assertIn(found["verdict"], ("as-expected", "undecided"))
                self.assertTrue(found["expected"][0]["fits"])
                # Another number of layers on top was expected.
                wrong = top_depth % 4 + 1
                found = self.judged(text, (CLAIM_FAILS,),
                                    self.problem_of(features, objective, depth, wrong, start), self.RATE)
                best = found["best"]
                self.assertEqual((best["rule"], best["depth"], best.get("top_depth", 1), best["fitted"]),
                                 (objective, depth, top_depth, {}))
                self.assertEqual((found["verdict"], best["fits"], found["expected"][0]["fits"]), ("other", True, False))

    def test_jepa(self):
        self.check("jepa")

    def test_mae(self):
        self.check("mae")


class WordsTest(TopDepthTest):
    RATE = 0.1
    FEATURES = [{"name": f["name"], "lambda": float(f["lambda"]), "rho": float(f["rho"]),
                 "s2": float(f["lambda"]) / float(f["rho"])} for f in PROBLEM["features"]]

    def text(self, objective, top_depth, *, depth=2, start=0.4, steps=2000, tops=False, **change):
        rows = train(self.FEATURES, objective, depth, top_depth, start, self.RATE, steps, steps // 100, **change)
        return csv_of(rows, [f["name"] for f in self.FEATURES], tops=tops, form="{:.12g}")

    def said(self, text, code, objective, top_depth, depth=2, start=0.4):
        found = self.judged(text, (code,), self.problem_of(self.FEATURES, objective, depth, top_depth, start), self.RATE)
        return found, found["statement"]

    def test_another_number_is_named(self):
        for objective, layers, problem, statement in [
            ("jepa", 2, 1, "this is JEPA at depth 2 with 2 predictor layers; it is not JEPA at depth 2 with 1 predictor "
                           "layer"),
            ("mae", 3, 1, "this is MAE at depth 2 with 3 decoder layers; it is not MAE at depth 2 with 1 decoder layer"),
            ("jepa", 1, 2, "this is JEPA at depth 2 with 1 predictor layer; it is not JEPA at depth 2 with 2 predictor "
                           "layers"),
            ("mae", 5, 5, "this is MAE at depth 2 with 5 decoder layers, as expected"),
            ("jepa", 2, 2, "this is JEPA at depth 2 with 2 predictor layers, as expected"),
            ("jepa", 1, 1, "this is JEPA at depth 2, as expected"),
        ]:
            with self.subTest(objective=objective, layers=layers, problem=problem):
                code = OK if layers == problem else CLAIM_FAILS
                found, said = self.said(self.text(objective, layers), code, objective, problem)
                self.assertEqual(said, statement)
                # The key is left out where there is one layer.
                self.assertEqual(found["best"].get("top_depth"), layers if layers > 1 else None)
                self.assertEqual(found["expected"][0].get("top_depth"), problem if problem > 1 else None)

    def test_the_other_objective_is_named_with_its_layers(self):
        _, said = self.said(self.text("mae", 2), CLAIM_FAILS, "jepa", 2)
        self.assertEqual(said, "this is MAE at depth 2 with 2 decoder layers; it is not JEPA")

    def test_mistakes_beside_the_number_of_the_problem(self):
        for change, words, number in [
            ({"no_stop": True}, "JEPA without the stop-gradient at depth 2 with 2 predictor layers", None),
            ({"decay": 0.002}, "JEPA at depth 2 with 2 predictor layers, a weight decay of 0.002 in flow time",
             ("weight-decay", 0.002)),
        ]:
            with self.subTest(change=change):
                found, said = self.said(self.text("jepa", 2, **change), CLAIM_FAILS, "jepa", 2)
                self.assertTrue(said.startswith(f"this is {words}; it is not JEPA"), said)
                if number:
                    self.assertAlmostEqual(float(found["best"]["fitted"][number[0]]), number[1], delta=1e-5)

    def test_mistakes_beside_another_number(self):
        halved = [{**f, "lambda": f["lambda"] / 2, "s2": f["s2"] / 2} for f in self.FEATURES]
        rows = train(halved, "jepa", 2, 2, 0.4, self.RATE, 4000, 40)
        text = csv_of(rows, [f["name"] for f in halved], form="{:.12g}")
        found, said = self.said(text, CLAIM_FAILS, "jepa", 1)
        self.assertTrue(said.startswith("this is JEPA at depth 2 with 2 predictor layers, time scaled by 2/d = 1/L ("),
                        said)
        self.assertEqual(found["best"]["stretch"], "0.5")
        for change, numbers in [({"decay": 0.002}, ["weight-decay"]), ({"start": 0.45}, ["start"])]:
            with self.subTest(change=change):
                found, _ = self.said(self.text("jepa", 3, **change), CLAIM_FAILS, "jepa", 1)
                best = found["best"]
                self.assertEqual((best["rule"], best["depth"], best["top_depth"], list(best["fitted"])),
                                 ("jepa", 2, 3, numbers))

    def test_the_amplitude_of_the_predictor_is_that_of_all_its_layers(self):
        text = self.text("jepa", 2, tops=True)
        self.said(text, OK, "jepa", 2)
        self.assertEqual(self.said(text, OK, "jepa", 2)[0]["observations"], [])
        found, said = self.said(text, CLAIM_FAILS, "jepa", 1)
        self.assertTrue(said.startswith("this is JEPA at depth 2 with 2 predictor layers; "), said)
        self.assertEqual(found["observations"], [{"kind": "top-depth", "statement": "row 0: the predictor or decoder "
                         "amplitude of shape is 0.16 at the start, that of 2 layers of 0.4 as in its encoder; expected 1"}])

    def test_columns_of_a_chain_that_flow_and_descend_write_are_not_used(self):
        text = self.text("jepa", 2)
        lines = text.splitlines()
        wide = "\n".join([lines[0] + ",V1[0][0],V2[0][0]", *(line + ",1,2" for line in lines[1:])]) + "\n"
        self.said(wide, OK, "jepa", 2)


class NotDistinguishedTest(TopDepthTest):
    """Networks whose curves coincide: proofs-notes/diagnosis.md, "Layers on top"."""

    @staticmethod
    def networks(found):
        return {(f["rule"], f["depth"], f.get("top_depth", 1)): f for f in (found["best"], *found["cannot_be_told_apart"])}

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
        features = [{"name": name, "lambda": lam, "rho": 0.9, "s2": lam / 0.9} for name, lam in (("a", 1.0), ("b", 0.8))]
        rows = train(features, "jepa", 1, 2, 0.01, 10, 300, 20)
        draw = random.Random(1)
        text = csv_of([(step, [u * (1 + 0.05 * draw.gauss(0, 1)) for u in us], tops) for step, us, tops in rows], "ab")
        found = self.judged(text, (INCONCLUSIVE,), self.problem_of(features, "jepa", 1, 2, 0.01), 10)
        same = self.networks(found)
        self.assertEqual(same["jepa", 2, 2]["stretch"], "0.5")
        self.assertIn(("jepa", 1, 2), same)


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


class WrongTopDepthTest(DiagnoseTest):
    def test_problems(self):
        barlow = {"objectives": ["jepa", "barlow-twins"]}
        for changes, where, message in [
            ({"top_depth": 0}, "top_depth", "0 is not a depth: a predictor has 1 to 1000 layers"),
            ({"top_depth": -2, "objectives": ["mae"]}, "top_depth", "-2 is not a depth: a decoder has 1 to 1000 layers"),
            ({"top_depth": 2.5}, "top_depth", "2.5 is not a depth: the number of predictor layers is an integer"),
            ({"top_depth": 1000}, "top_depth", "is 1000: runs are diagnosed with 1 to 100 layers of predictor or decoder"),
            ({"top_depth": 101}, "top_depth", "is 101: runs are diagnosed with 1 to 100 layers of predictor or decoder"),
            ({"top_depth": 1001}, "top_depth", "1001 is not a depth: a predictor has 1 to 1000 layers"),
            (barlow, "objectives[1]", "Barlow Twins has no predictor or decoder, and runs are diagnosed by theirs; "
                                      "expected jepa or mae"),
            ({**barlow, "top_depth": 2}, "top_depth",
             "Barlow Twins has no predictor or decoder: leave the number of its layers out"),
            ({"objectives": ["spectral"]}, "objectives[0]", "spectral contrastive learning has no predictor or decoder, "
             "and runs are diagnosed by theirs; expected jepa or mae"),
        ]:
            with self.subTest(changes=changes):
                problem = self.problem(**changes)
                self.assert_refused(["diagnose", str(RUNS / "jepa.csv"), "--problem", problem, "--rate", "0.1"],
                                    INVALID_INPUT, f"{problem}, {where}", message)


if __name__ == "__main__":
    unittest.main()

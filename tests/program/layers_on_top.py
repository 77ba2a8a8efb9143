"""Runs of networks with several layers of predictor or decoder, trained in plain Python, each layer on its own, and the
tests that `diagnose` of them share."""

import json
import math
import random

from diagnose_test import PROBLEM, DiagnoseTest
from program import Run

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


class KnownFeaturesTest(TopDepthTest):
    """The features of tests/program/runs/problem.json."""

    RATE = 0.1
    FEATURES = [{"name": f["name"], "lambda": float(f["lambda"]), "rho": float(f["rho"]),
                 "s2": float(f["lambda"]) / float(f["rho"])} for f in PROBLEM["features"]]

    def text(self, objective, top_depth, *, depth=2, start=0.4, steps=2000, tops=False, **change):
        rows = train(self.FEATURES, objective, depth, top_depth, start, self.RATE, steps, steps // 100, **change)
        return csv_of(rows, [f["name"] for f in self.FEATURES], tops=tops, form="{:.12g}")

    def said(self, text, code, objective, top_depth, depth=2, start=0.4):
        problem = self.problem_of(self.FEATURES, objective, depth, top_depth, start)
        found = self.judged(text, (code,), problem, self.RATE)
        return found, found["statement"]

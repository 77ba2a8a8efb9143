"""diagnose of what optimisers and target networks do: momentum, weight decay, averaged weights, mini-batches."""

import json
import random
import unittest
from pathlib import Path

import mistaken_training as training
from program import CLAIM_FAILS, OK, ProgramTest

RUNS = Path(__file__).resolve().parent / "runs"
PROBLEM = json.loads((RUNS / "problem.json").read_text())
FEATURES = [{"name": f["name"], "lambda": float(f["lambda"]), "s2": float(f["lambda"]) / float(f["rho"]),
             "sy2": float(f["lambda"]) / float(f["rho"])} for f in PROBLEM["features"]]
NOISY = {"noise": 0.01, "keep": 0.8, "shuffle": True}


class OptimiserTest(ProgramTest):
    def diagnose(self, rows, code, rate=0.1, **form):
        text = training.csv_of(FEATURES, rows, **form)
        return self.answer("diagnose", "-", "--problem", str(RUNS / "problem.json"), "--rate", str(rate), "--expect",
                           "jepa", stdin=text, code=code)

    def simulated(self, objective="jepa", rate=0.1, steps=4000, **mistake):
        return training.train(FEATURES, objective=objective, depth=2, layer_start=0.2, rate=rate, steps=steps,
                              every=steps // 100, **mistake)

    def test_weight_decay_moves_the_limit(self):
        for form in ({}, NOISY):
            best = self.diagnose(self.simulated(decay=0.002), CLAIM_FAILS, **form)["best"]
            self.assertEqual((best["rule"], best["depth"], list(best["fitted"])), ("jepa", 2, ["weight-decay"]))
            self.assertAlmostEqual(float(best["fitted"]["weight-decay"]), 0.002, delta=0.0001)

    def test_averaged_weights_are_not_an_averaged_encoder(self):
        for form in ({}, NOISY):
            found = self.diagnose(self.simulated("averaged-weights", average=0.004), CLAIM_FAILS, **form)
            self.assertRegex(found["statement"], r"^this is JEPA with a moving average of every layer's weights in the "
                                                 r"target encoder \(rate 0\.0[34][0-9]* in flow time\) at depth 2")
            # 0.004 of the way a step of 0.1
            self.assertAlmostEqual(float(found["best"]["fitted"]["average-rate"]), 0.04, delta=0.003)

    def test_momentum_is_told_from_a_time_scale_by_large_steps(self):
        found = self.diagnose(self.simulated(momentum=0.8, steps=900), CLAIM_FAILS)
        self.assertEqual((found["best"]["rule"], list(found["best"]["fitted"])), ("jepa", ["momentum"]))
        self.assertAlmostEqual(float(found["best"]["fitted"]["momentum"]), 0.8, delta=1e-4)
        self.assertRegex(found["statement"], r"^this is JEPA at depth 2, a heavy-ball momentum of 0\.8; it is not JEPA")

    def test_momentum_with_small_steps_and_noise_is_a_time_scale(self):
        found = self.diagnose(self.simulated(momentum=0.8, rate=0.002, steps=40_000), CLAIM_FAILS, rate=0.002,
                              noise=0.05)
        numbers = [list(finding["fitted"]) for finding in [found["best"], *found["cannot_be_told_apart"]]]
        self.assertIn(["momentum"], numbers)
        self.assertIn(["stretch"], numbers)

    def test_a_time_scale_and_another_number_are_found_together(self):
        for mistake, number, value, delta in [({"top_rate": 0.25}, "rate-ratio", 0.25, 0.002),
                                              ({"decay": 0.002}, "weight-decay", 0.002 / 0.7, 0.00003)]:
            found = self.diagnose(self.simulated(loss_factor=0.7, **mistake), CLAIM_FAILS)
            best = found["best"]
            self.assertEqual((best["rule"], best["depth"], sorted(best["fitted"])),
                             ("jepa", 2, sorted([number, "stretch"])))
            self.assertAlmostEqual(float(best["fitted"]["stretch"]), 0.7, delta=0.002)
            self.assertAlmostEqual(float(best["fitted"][number]), value, delta=delta)


class MiniBatchTest(ProgramTest):
    """Noise of the gradients moves the weights: the run keeps it."""

    def rows(self, objective, rate, steps, every, seed):
        draw = random.Random(seed)
        networks = [training.Network(2, 0.2) for _ in FEATURES]
        rows = []
        for step in range(steps + 1):
            if step % every == 0:
                rows.append((step, [n.encoder() for n in networks], [n.top for n in networks]))
            for network, feature in zip(networks, FEATURES):
                # Moments of a batch of 64 pairs of normal variables: both objectives see the same pairs.
                x2 = max(0.05, draw.gauss(1, 2 ** 0.5 / 8))
                shift = draw.gauss(0, 1 / 8)
                batch = {"lambda": feature["lambda"] * x2 + feature["lambda"] * shift, "s2": feature["s2"] * x2,
                         "sy2": feature["sy2"]}
                target = 1.0 if objective == "mae" else network.encoder()
                by_layers, by_top = training.gradients(network, batch, objective, target)
                network.layers = [w - rate * g for w, g in zip(network.layers, by_layers)]
                network.top -= rate * by_top
        return rows

    def test_it_is_recognised_without_being_told_the_noise(self):
        for objective, rate, steps, every in (("jepa", 0.1, 4000, 10), ("mae", 0.02, 3000, 8)):
            for seed in (1, 2):
                with self.subTest(objective=objective, seed=seed):
                    text = training.csv_of(FEATURES, self.rows(objective, rate, steps, every, seed), form="{:.7g}")
                    found = self.answer("diagnose", "-", "--problem", str(RUNS / "problem.json"), "--rate", str(rate),
                                        "--expect", objective, stdin=text, code=OK)
                    self.assertTrue(found["noise"]["of_training"])
                    other = "mae" if objective == "jepa" else "jepa"
                    found = self.answer("diagnose", "-", "--problem", str(RUNS / "problem.json"), "--rate", str(rate),
                                        "--expect", other, stdin=text, code=CLAIM_FAILS)
                    self.assertEqual((found["best"]["rule"], found["best"]["depth"]), (objective, 2))


if __name__ == "__main__":
    unittest.main()

"""Training runs of linear JEPA and MAE with one mistake each, simulated independently of the program under test.

Plain Euler steps of the scalar equations of each feature, in the plainest form: gradients of the loss of one feature,

    mae   1/2 E (v w^L x - y)^2            jepa  1/2 E (v w^L x - stopgrad(w^L y))^2

with E[x x] = s2, E[y x] = lambda, E[y y] = sy2. A gradient flow is these steps with a small rate.
"""

import math
import random
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mutants"))

from mistakes import MISTAKES  # noqa: E402

OBJECTIVES = ["jepa", "mae", *(MISTAKES[key]["key"] for key in (
    "no-stop-gradient", "frozen-target", "averaged-target", "averaged-weights", "quasi-static"))]


def to_single(value):
    """The number of single precision nearest to a double."""
    return struct.unpack("f", struct.pack("f", value))[0]


class Network:
    """Amplitudes of one feature: every layer on its own, so that nothing is assumed to stay equal."""

    def __init__(self, depth, layer, top=None):
        self.layers = [layer] * depth
        self.top = layer if top is None else top
        self.target = self.encoder()
        self.averaged = list(self.layers)
        self.speeds = [0.0] * (depth + 1)

    def encoder(self):
        product = 1.0
        for layer in self.layers:
            product *= layer
        return product


def gradients(network, feature, objective, target):
    """d loss / d layers and d loss / d top; `target` is the amplitude that stands for stopgrad(E y)."""
    lam, s2, sy2 = feature["lambda"], feature["s2"], feature["sy2"]
    encoder, top = network.encoder(), network.top
    by_top = (top * encoder * s2 - lam * target) * encoder
    by_encoder = (top * encoder * s2 - lam * target) * top
    if objective == "no-stop-gradient":
        # 1/2 E (v u x - u y)^2 is differentiated by u in both places.
        by_encoder = top * top * encoder * s2 - 2 * top * encoder * lam + encoder * sy2
    by_layers = []
    for i in range(len(network.layers)):
        others = 1.0
        for j, layer in enumerate(network.layers):
            if j != i:
                others *= layer
        by_layers.append(by_encoder * others)
    return by_layers, by_top


def train(features, *, objective, depth, layer_start, rate, steps, every, loss_factor=1.0, top_rate=1.0, average=0.0,
          single=False, momentum=0.0, decay=0.0):
    """Rows (step, [encoder amplitudes], [top amplitudes]) of gradient descent.

    objective  jepa, mae, or the mistake of the catalogue that is made of jepa: no-stop-gradient, frozen-target,
               averaged-target, averaged-weights, quasi-static (with the predictor at its optimum)
    average    share of the way that a moving average goes to the encoder (or to each of its weights) after each step
    momentum   of the heavy ball, as torch.optim.SGD has it;  decay  its weight_decay
    single     weights are rounded to single precision after every step
    """
    if objective not in OBJECTIVES:
        raise KeyError(f"{objective} is none of {', '.join(OBJECTIVES)}")
    rounded = to_single if single else float
    networks = [Network(depth, layer_start) for _ in features]
    rows = []
    for step in range(steps + 1):
        if step % every == 0:
            rows.append((step, [rounded(n.encoder()) for n in networks], [n.top for n in networks]))
        for network, feature in zip(networks, features):
            encoder = network.encoder()
            if objective == "quasi-static":
                network.top = feature["lambda"] / feature["s2"]
            averaged = math.prod(network.averaged)
            target = {"mae": 1.0, "frozen-target": network.target, "averaged-target": network.target,
                      "averaged-weights": averaged}.get(objective, encoder)
            by_layers, by_top = gradients(network, feature, objective, target)
            slopes = [loss_factor * g + decay * w for w, g in zip(network.layers, by_layers)]
            slopes.append(loss_factor * top_rate * by_top + decay * network.top)
            network.speeds = [momentum * p + g for p, g in zip(network.speeds, slopes)]
            network.layers = [rounded(w - rate * p) for w, p in zip(network.layers, network.speeds)]
            if objective != "quasi-static":
                network.top = rounded(network.top - rate * network.speeds[-1])
            network.averaged = [a + average * (w - a) for a, w in zip(network.averaged, network.layers)]
            if objective == "averaged-target":
                network.target = rounded(network.target + average * (network.encoder() - network.target))
    return rows


def paper_flow(features, *, objective, depth, epsilon, rate, steps, every):
    """Euler steps of the paper's equations (7) and (8) in the encoder amplitude, which carry no factor L."""
    amplitudes = [epsilon] * len(features)
    rows = []
    for step in range(steps + 1):
        if step % every == 0:
            rows.append((step, list(amplitudes), None))
        for i, feature in enumerate(features):
            lam, s2, u = feature["lambda"], feature["s2"], amplitudes[i]
            power = (3 if objective == "jepa" else 2) - 1 / depth
            amplitudes[i] += rate * (lam * u**power - s2 * u**3)
    return rows


def csv_of(features, rows, *, time=None, form="{:.12g}", noise=0.0, seed=1, keep=1.0, shuffle=False, blank=0.0,
           tops=False, until=None):
    """CSV text of a run; `time` is the length of a step in the unit of the column, without it steps are counted."""
    generator = random.Random(seed)
    names = [feature["name"] for feature in features]
    head = ["step" if time is None else "time", *names] + ([f"predictor {name}" for name in names] if tops else [])
    lines = []
    for step, encoders, top in rows:
        if until is not None and step > until or generator.random() > keep:
            continue
        values = [u * (1 + noise * generator.gauss(0, 1)) for u in encoders + (top if tops else [])]
        cells = [form.format(value) if generator.random() >= blank else "" for value in values]
        lines.append(",".join([str(step) if time is None else form.format(step * time), *cells]))
    if shuffle:
        generator.shuffle(lines)
    return "\n".join([",".join(head), *lines]) + "\n"

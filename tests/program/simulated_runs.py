"""Recorded runs of right trainings, and of trainings with one thing that no hypothesis has, from seeds.

NumPy, all features at once: plain steps of the scalar equations with each layer on its own. A run is described by a
dictionary that `describe` draws from a seed; `rows_of` trains it, and `csv_of` writes it down as a user would.
"""

import json
import math

import numpy as np

LAMBDAS = (0.9, 0.8, 1.0, 0.6, 0.7)
RHOS = (0.9, 0.7, 0.3, 0.5, 0.8)
NAMES = ("shape", "pose", "background", "grain", "edge")


def problem_text(objective, depth, epsilon, size):
    return json.dumps({
        "format": "jepa-oracle/problem/1", "depth": depth, "epsilon": str(epsilon), "objectives": [objective],
        "features": [{"name": name, "lambda": str(lam), "rho": str(rho)}
                     for name, lam, rho in zip(NAMES[:size], LAMBDAS, RHOS)]})


def learning_steps(objective, depth, epsilon, rate, size):
    """Steps by which the slowest of the features is learned to nine tenths: the flow of the scalar equation."""
    slowest = 0
    for lam, rho in zip(LAMBDAS[:size], RHOS):
        end = rho ** depth if objective == "jepa" else rho ** (depth / (depth + 1))
        u = np.linspace(epsilon, 0.9 * end, 20_000)
        power = (3 if objective == "jepa" else 2) - 1 / depth
        speed = depth * lam * (u ** power - u ** 3 / rho)
        slowest = max(slowest, float(np.sum(np.diff(u) / ((speed[1:] + speed[:-1]) / 2))))
    return slowest / rate


def factors_of(schedule, steps):
    """Learning rate of each step, as a multiple of the one that is told."""
    kind = schedule.get("kind", "none")
    at = int(schedule.get("at", 0.5) * steps)
    t = np.arange(steps)
    if kind == "drop":
        return np.where(t < at, 1.0, schedule["factor"])
    if kind == "staircase":
        return schedule["factor"] ** (t // max(1, at))
    if kind == "cosine":
        return 0.5 * (1 + np.cos(np.pi * t / steps))
    if kind == "exponential":
        return schedule["factor"] ** (t / steps)
    if kind == "warmup":
        return np.minimum(1.0, (t + 1) / max(1, at))
    return np.ones(steps)


def rows_of(objective, depth, epsilon, rate, steps, every, size, *, schedule=None, batch=0, seed=0, single=False,
            decay=0.0):
    """Steps recorded, encoder amplitudes and top amplitudes of gradient descent.

    schedule  {"kind": none, drop, staircase, cosine, exponential, warmup, restart, decay}; restart: the weights are
              those of the start again at step `at`; decay: of the weights, from step `at` on
    batch     pairs of normal variables in the gradient of a step, drawn by `seed`; 0: their moments themselves
    single    weights, products and sums in single precision
    """
    real = np.float32 if single else np.float64
    schedule = schedule or {}
    lam, rho = (np.array(x[:size]) for x in (LAMBDAS, RHOS))
    s2 = lam / rho
    error = s2 - lam * rho  # of y = rho x + e, E y y = E x x
    factors = factors_of(schedule, steps).astype(real)
    at = int(schedule.get("at", 0.5) * steps)
    kind = schedule.get("kind", "none")
    draw = np.random.default_rng(seed)
    start = real(epsilon ** (1 / depth))
    layers = np.full((depth, size), start, dtype=real)
    top = np.full(size, start, dtype=real)
    sxx, syx, rate = s2.astype(real), lam.astype(real), real(rate)
    moments, encoders, tops = [], [], []
    for step in range(steps + 1):
        encoder = layers[0]
        for layer in layers[1:]:
            encoder = layer * encoder
        if step % every == 0:
            moments.append(step)
            encoders.append(encoder.astype(np.float64))
            tops.append(top.astype(np.float64))
        if step == steps:
            break
        if kind == "restart" and step == at:
            layers, top = np.full_like(layers, start), np.full_like(top, start)
            encoder = np.prod(layers, axis=0, dtype=real)
        if batch:
            share = draw.chisquare(batch, size) / batch
            sxx = s2 * share
            syx = rho * sxx + np.sqrt(error * sxx / batch) * draw.standard_normal(size)
        target = encoder if objective == "jepa" else real(1)
        off = top * encoder * sxx - syx * target
        by_encoder, by_top = off * top, off * encoder
        length = rate * factors[step]
        slopes = []
        for a in range(depth):
            others = by_encoder
            for b in range(depth):
                if b != a:
                    others = others * layers[b]
            slopes.append(others)
        kept = real(1) - length * real(schedule["factor"]) if kind == "decay" and step >= at else real(1)
        layers = kept * layers - length * np.stack(slopes)
        top = kept * top - length * by_top
    return np.array(moments), np.array(encoders), np.array(tops)


def shortest_single(value):
    return str(np.float32(value)) if hasattr(np, "float32") else repr(value)


def truncated(digits):
    """Digits after the sixth cut off, as a spreadsheet or a log viewer does it."""
    def form(value):
        if value == 0:
            return "0"
        exponent = math.floor(math.log10(abs(value)))
        unit = 10.0 ** (exponent - digits + 1)
        cut = math.trunc(value / unit * (1 + 1e-15)) * unit
        return f"{cut:.{digits}g}"
    return form


def csv_of(moments, amplitudes, *, form="{:.6g}", noise=0.0, seed=0):
    draw = np.random.default_rng(10_000 + seed)
    write = form if callable(form) else form.format
    values = amplitudes * (1 + noise * draw.standard_normal(amplitudes.shape))
    lines = ["step," + ",".join(NAMES[:amplitudes.shape[1]])]
    for step, row in zip(moments, values):
        lines.append(f"{step}," + ",".join(write(value) for value in row))
    return "\n".join(lines) + "\n"

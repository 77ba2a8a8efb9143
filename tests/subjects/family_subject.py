"""Every objective in NumPy, with any number of layers on top and with weight decay: `family_subject.py [MISTAKE]`.

A mistake by its key in the catalogue makes one part wrong; without one everything is right.
"""

import sys

import numpy as np

from jepa_oracle import subject

MISTAKE = sys.argv[1] if len(sys.argv) > 1 else ""
OBJECTIVES = ("jepa", "mae", "spectral-contrastive", "barlow-twins")


def product(matrices, size):
    """The last of them ... the first; the identity without any."""
    result = np.eye(size)
    for matrix in matrices:
        result = matrix @ result
    return result


def directions(layers, residual, size):
    """Minus the gradient of every layer of a chain, `residual` that of the loss by what the chain computes of x."""
    found = []
    for a, layer in enumerate(layers):
        above = product(layers[a + 1:], layer.shape[0])
        found.append(-above.T @ residual @ product(layers[:a], size).T)
    return found


def derivative_by_code(objective, code, sxx, syx):
    """Of the losses of the code: 1/4 |E sxx E'|^2 - 1/2 tr(E s E') and 1/4 |E s E' - I|^2, s = (syx + syx') / 2."""
    unsymmetrised = MISTAKE == "barlow-unsymmetrised" and objective == "barlow-twins"
    views = syx if unsymmetrised else (syx + syx.T) / 2
    factor = 4 if MISTAKE == "published-loss-factor-four" else 1
    if objective == "spectral-contrastive":
        return factor * (code @ sxx @ code.T @ code @ sxx - code @ views)
    return factor * ((code @ views @ code.T - np.eye(code.shape[0])) @ code @ views)


def field(objective, layers, top, sxx, syx, weight_decay=0.0):
    size = sxx.shape[0]
    code = product(layers, size)
    tops = [] if top is None else top if isinstance(top, list) else [top]
    if top is None:
        found = directions(layers, derivative_by_code(objective, code, sxx, syx), size)
    else:
        target = code @ syx if objective == "jepa" else syx
        residual = product(tops, code.shape[0]) @ code @ sxx - target
        chain = list(layers) + tops
        found = directions(chain, residual, size)
        if MISTAKE == "missing-predictor-layer" and len(tops) > 1 and tops[1].shape[0] == tops[1].shape[1]:
            without = tops[:1] + tops[2:]
            found[: len(layers)] = directions(list(layers) + without, residual, size)[: len(layers)]
    weights = list(layers) + tops
    decayed = len(layers) if MISTAKE == "decay-on-encoder-only" else len(weights)
    decay = {"decay-doubled": 2, "weight-decay-ignored": 0}.get(MISTAKE, 1) * weight_decay
    found = [d - decay * w if i < decayed else d for i, (d, w) in enumerate(zip(found, weights))]
    answer = found[len(layers):]
    return found[: len(layers)], None if top is None else answer if isinstance(top, list) else answer[0]


def combined(weights, factor, more):
    """weights + factor * more, of (layers, top)."""
    def add(one, other):
        if one is None:
            return None
        return [a + factor * b for a, b in zip(one, other)] if isinstance(one, list) else one + factor * other
    return add(list(weights[0]), list(more[0])), add(weights[1], more[1])


def descend(objective, layers, top, sxx, syx, rate, steps, weight_decay=0.0):
    now = list(layers), top
    for _ in range(steps):
        yield now
        shrink = {"decay-without-rate": 1, "decay-with-rate-squared": rate * rate,
                  "weight-decay-ignored": 0}.get(MISTAKE, rate) * weight_decay
        if MISTAKE == "decay-before-gradient":
            now = combined(now, -shrink, now)
        moved = combined(now, rate, field(objective, *now, sxx, syx))
        if MISTAKE != "decay-before-gradient":
            moved = combined(moved, -shrink, moved if MISTAKE == "decay-after-step" else now)
        now = moved
    yield now


if __name__ == "__main__":
    subject.serve(field=field, descend=descend, name=f"NumPy family {MISTAKE}".strip(), version=np.__version__, objectives=OBJECTIVES,
                  top_depth=64, weight_decay=True)

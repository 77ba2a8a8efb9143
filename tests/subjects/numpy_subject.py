"""Linear JEPA and MAE in NumPy, in any floating-point format: `numpy_subject.py float32`."""

import math
import sys

import numpy as np

from jepa_oracle import subject


def encoder_of(layers):
    code = layers[0]
    for layer in layers[1:]:
        code = layer @ code
    return code


def field(objective, layers, top, sxx, syx):
    """Minus the gradient of 1/2 E|V E x - target|^2; JEPA's target E y is held constant."""
    code = encoder_of(layers)
    target = code @ syx if objective == "jepa" else syx
    residual = top @ code @ sxx - target
    directions = []
    for a in range(len(layers)):
        above = top
        for layer in reversed(layers[a + 1:]):
            above = above @ layer
        below = encoder_of(layers[:a]) if a else np.eye(sxx.shape[0], dtype=sxx.dtype)
        directions.append(-above.T @ residual @ below.T)
    return directions, -residual @ code.T


def descend(objective, layers, top, sxx, syx, rate, steps):
    rate = sxx.dtype.type(rate)
    yield layers, top
    for _ in range(steps):
        layer_directions, top_direction = field(objective, layers, top, sxx, syx)
        layers = [layer + rate * direction for layer, direction in zip(layers, layer_directions)]
        top = top + rate * top_direction
        yield layers, top


def scaled_time(objective, depth, s, sign=1):
    """G(s) of JEPA, H(s) of MAE: the universal curve, for an amplitude s of a layer in units of its limit, on either side
    of it; where lambda < 0 (sign = -1), in units of what |rho| would give."""
    if objective == "jepa":
        s = sign * s
        return math.log(abs(s / (1 - s))) - sum(1 / (n * s**n) for n in range(1, 2 * depth))
    m = depth + 1
    turn = 0 if sign > 0 else 0.5  # roots of z^m = sign
    roots = [complex(math.cos(2 * math.pi * (j + turn) / m), math.sin(2 * math.pi * (j + turn) / m)) for j in range(m)]
    if sign > 0:
        roots[0] = complex(1, 0)
    integral = -sum((z * z * np.log(1 - s / z)).real for z in roots) / m
    return integral + sign * (math.log(s) if depth == 1 else -s ** (1 - depth) / (depth - 1))


def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):
    limit = rho if objective == "jepa" else rho ** (1 / (depth + 1))
    exponent = 2 * depth - 1 if objective == "jepa" else (depth - 1) / (depth + 1)
    start = epsilon ** (1 / depth) / limit
    span = scaled_time(objective, depth, fraction ** (1 / depth)) - scaled_time(objective, depth, start)
    return span / (lambda_ * rho**exponent) * (depth if time == "paper" else 1)


def amplitude(objective, depth, lambda_, rho, epsilon, time, at):
    """Bisection on the closed form: as many halvings as a float has bits between the start and the limit."""
    sign, size = (1, rho) if rho > 0 else (-1, -rho)
    limit = size if objective == "jepa" else size ** (1 / (depth + 1))
    exponent = 2 * depth - 1 if objective == "jepa" else (depth - 1) / (depth + 1)
    start = epsilon ** (1 / depth) / limit
    elapsed = abs(lambda_) * size**exponent * at / (depth if time == "paper" else 1)
    wanted = scaled_time(objective, depth, start, sign) + elapsed
    near, far = start, 1.0 if sign > 0 else 0.0
    while min(near, far) < (middle := (near + far) / 2) < max(near, far):
        if scaled_time(objective, depth, middle, sign) < wanted:
            near = middle
        else:
            far = middle
    return (near * limit) ** depth


if __name__ == "__main__":
    dtype = sys.argv[1] if len(sys.argv) > 1 else "float64"
    scalar = {"critical_time": critical_time, "amplitude": amplitude} if dtype == "float64" else {}
    subject.serve(field=field, descend=descend, dtype=dtype, name=f"NumPy {dtype}", version=np.__version__, **scalar)

"""Linear JEPA and MAE in exact rationals, without NumPy and without the helper: nothing is rounded, so nothing is
allowed. It shows the protocol as it is: one JSON-RPC 2.0 message a line.
"""

import json
import sys
from fractions import Fraction


def times(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def plus(a, b, factor):
    return [[x + factor * y for x, y in zip(*rows)] for rows in zip(a, b)]


def transposed(a):
    return [list(column) for column in zip(*a)]


def field(objective, layers, top, sxx, syx):
    """Directions of the layers, then of the top: -(W_L..W_{a+1})' V' R (W_{a-1}..W_1)' and -R E'."""
    below = [[[Fraction(int(i == j)) for j in range(len(sxx))] for i in range(len(sxx))]]
    for layer in layers:
        below.append(times(layer, below[-1]))
    encoder = below[-1]
    target = times(encoder, syx) if objective == "jepa" else syx
    error = plus(target, times(times(top, encoder), sxx), -1)  # -R
    directions = [times(error, transposed(encoder))]
    above = top
    for layer, under in zip(reversed(layers), reversed(below[:-1])):
        directions.insert(0, times(times(transposed(above), error), transposed(under)))
        above = times(above, layer)
    return directions


def exactly(rows):
    """Numbers come as texts or as JSON numbers that a double holds; either way the value is exact."""
    return [[Fraction(entry) for entry in row] for row in rows]


def as_json(weights):
    *layers, top = [[[str(entry) for entry in row] for row in weight] for weight in weights]
    return {"layers": layers, "top": top}


def descend(objective, weights, sxx, syx, rate, steps, every):
    trajectory = []
    for step in range(steps + 1):
        if step % every == 0 or step == steps:
            trajectory.append({"step": step, **as_json(weights)})
        directions = field(objective, weights[:-1], weights[-1], sxx, syx)
        weights = [plus(weight, direction, rate) for weight, direction in zip(weights, directions)]
    return {"trajectory": trajectory}


def result(method, params):
    if method == "describe":
        return {"name": "rationals", "version": "1", "dtype": "rational", "capabilities": ["field", "descend"]}
    weights = [exactly(weight) for weight in (*params["layers"], params["top"])]
    sxx, syx = exactly(params["sxx"]), exactly(params["syx"])
    if method == "field":
        return as_json(field(params["objective"], weights[:-1], weights[-1], sxx, syx))
    return descend(params["objective"], weights, sxx, syx, Fraction(params["rate"]), params["steps"], params["every"])


def main():
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"jsonrpc": "2.0", "id": request["id"], "result": result(request["method"], request["params"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    sys.set_int_max_str_digits(0)  # numbers double in length with every step
    main()

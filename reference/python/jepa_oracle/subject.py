"""Connect an implementation of linear JEPA or MAE to `jepa-oracle conform`.

    import numpy as np
    from jepa_oracle import subject

    def field(objective, layers, top, sxx, syx):
        ...
        return layer_directions, top_direction      # dW_a/dt of every layer, dV/dt

    subject.serve(field=field, dtype="float64", name="my implementation", version="1")

`serve` answers JSON-RPC 2.0 requests, one a line, on standard input and output until the input ends. Whatever the
functions print goes to standard error. It needs NumPy and nothing else.

Shapes: d is the size of the data, `layers[a]` is n_{a+1} x n_a with n_0 = d, `top` is n_L x n_L for "jepa" (the
predictor) and d x n_L for "mae" (the decoder), `sxx` = E[x x'] and `syx` = E[y x'] are d x d. Who says that there may be
several layers on top (`top_depth`) gets a list [V_1, ..., V_M] as `top` where M > 1, and answers with one; the losses of
the code ("spectral-contrastive", "barlow-twins") have None. Units: time is that of
gradient flow with all learning rates 1, unless `time` says "paper".
"""

import contextlib
import json
import sys

import numpy as np

__all__ = ["serve"]

METHODS = ("field", "descend", "critical_time", "amplitude")


def serve(*, field=None, descend=None, critical_time=None, amplitude=None, dtype="float64", name, version="0",
          accuracy=None, objectives=None, top_depth=1, weight_decay=False, stdin=None, stdout=None):
    """Answer the questions of `jepa-oracle conform` with the functions given; the others count as absent.

    field(objective, layers, top, sxx, syx) -> (layers, top)
        Direction of descent, dW_a/dt and dV/dt: minus the gradient with the target held constant.
    descend(objective, layers, top, sxx, syx, rate, steps) -> iterable of steps + 1 pairs (layers, top)
        States of gradient descent, the start first.
    Where `weight_decay` is true, field and descend are also asked with weight_decay=ETA: every direction less ETA times
    its layer.
    critical_time(objective, depth, lambda_, rho, epsilon, fraction, time) -> float
        Time at which the encoder amplitude, from epsilon, reaches the fraction of its limit.
    amplitude(objective, depth, lambda_, rho, epsilon, time, at) -> float
        Encoder amplitude at the time `at`, in the unit that `time` names ("flow" or "paper").

    dtype: what the functions compute in: "float16", "float32" or "float64" (arrays arrive in it; all their entries
    are exact in it), "float128" and others as text that `jepa-oracle conform` knows arrive as float64.
    accuracy: {"critical_time": 1e-8}: relative tolerance of a scalar answer that an iterative method computes (an ODE
    solver); it is taken as stated, and reported as such.
    objectives: names of those that it trains, by default "jepa" and "mae".
    top_depth: the most layers of a predictor or decoder. Where it is above 1, critical_time and amplitude are also asked
    with top_depth=M.
    """
    functions = {"field": field, "descend": descend, "critical_time": critical_time, "amplitude": amplitude}
    given = {key: value for key, value in functions.items() if value is not None}
    respond = answering(given, dtype=dtype, name=name, version=version, accuracy=accuracy, objectives=objectives,
                        top_depth=top_depth, weight_decay=weight_decay)
    source = sys.stdin if stdin is None else stdin
    sink = sys.stdout if stdout is None else stdout
    for line in source:
        with contextlib.redirect_stdout(sys.stderr):
            text = respond(line)
        sink.write(text + "\n")
        sink.flush()


def answering(functions, *, dtype="float64", name, version="0", accuracy=None, objectives=None, top_depth=1,
              weight_decay=False):
    """The function from the text of a request to that of its response, for functions by name and the rest as of `serve`.
    """
    served = _Subject(functions, dtype)
    description = {"name": name, "version": str(version), "dtype": dtype, "capabilities": sorted(served.functions)}
    if accuracy:
        description["accuracy"] = accuracy
    if objectives is not None:
        description["objectives"] = list(objectives)
    if top_depth != 1:
        description["top_depth"] = top_depth
    if weight_decay:
        description["weight_decay"] = True
    return lambda line: _response(line, served, description)


class _Subject:
    """The functions, with arrays in and lists out."""

    def __init__(self, functions, dtype):
        self.functions = functions
        self.dtype = dtype if dtype in ("float16", "float32", "float64") else "float64"

    def ask(self, method, params):
        return getattr(self, "_" + method)(self.functions[method], dict(params))

    def _array(self, rows):
        return np.array(rows, dtype=float).astype(self.dtype)

    def _network(self, params):
        layers = [self._array(layer) for layer in params.pop("layers")]
        top = None
        if "top" in params:
            top = self._array(params.pop("top"))
        elif "top_layers" in params:
            top = [self._array(layer) for layer in params.pop("top_layers")]
        return layers, top, *(self._array(params.pop(key)) for key in ("sxx", "syx"))

    def _field(self, function, params):
        return _network_as_lists(function(params["objective"], *self._network(params), **_decay(params)))

    def _descend(self, function, params):
        steps, every = params["steps"], params["every"]
        states = list(function(params["objective"], *self._network(params), params["rate"], steps, **_decay(params)))
        if len(states) != steps + 1:
            raise ValueError(f"descend gave {len(states)} states for {steps} steps; expected the start and one for each step")
        kept = sorted({*range(0, steps + 1, every), steps})
        return {"trajectory": [{"step": step, **_network_as_lists(states[step])} for step in kept]}

    def _critical_time(self, function, params):
        params["lambda_"] = params.pop("lambda")
        return {"time": float(function(**params))}

    def _amplitude(self, function, params):
        params["lambda_"] = params.pop("lambda")
        times = params.pop("at")
        return {"encoder": [float(function(**params, at=at)) for at in times]}


def _decay(params):
    return {"weight_decay": params["weight_decay"]} if "weight_decay" in params else {}


def _network_as_lists(network):
    layers, top = network
    shown = {"layers": [_as_list(layer) for layer in layers]}
    if isinstance(top, (list, tuple)) and len(top) > 0 and np.ndim(top[0]) == 2:
        shown["top_layers"] = [_as_list(layer) for layer in top]
    elif top is not None:
        shown["top"] = _as_list(top)
    return shown


def _as_list(matrix):
    return np.asarray(matrix).astype(float).tolist()


def _response(line, served, description):
    answer = {"jsonrpc": "2.0", "id": None}
    try:
        request = json.loads(line)
        answer["id"] = request["id"]
        method = request["method"]
        if method == "describe":
            answer["result"] = description
        elif method in served.functions:
            answer["result"] = served.ask(method, request["params"])
        else:
            answer["error"] = {"code": -32601, "message": f"{method} is absent"}
        return json.dumps(answer, allow_nan=False)
    except Exception as error:  # whatever goes wrong in the implementation is its answer
        answer.pop("result", None)
        answer["error"] = {"code": -32000, "message": f"{type(error).__name__}: {error}"}
    return json.dumps(answer)

"""Deliberately wrong implementations, each a line away from tests/subjects/numpy_subject.py: `mutated_subject.py NAME`.

A mutant is what was done wrong, as a reader would say it; the claims that must notice; the known mistake of
properties/mistakes that the judge must name, if there is one; and lines of the right program with what stands in their
place. The rest of the program is the right one.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

RIGHT = Path(__file__).resolve().parents[1] / "subjects" / "numpy_subject.py"

FIELD = ("Gradient.JepaFieldIsFrozenTargetDerivative", "Gradient.MaeFieldIsGradient")
DESCEND = ("Descent.TrajectoryIsRepeatedSteps",)
TIME = ("CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm")
AMPLITUDE = ("CriticalTime.AmplitudeInvertsTime",)

# Lines of the right program that mutants replace.
ENCODER_OF = "        code = layer @ code\n"
FIELD_START = "    code = encoder_of(layers)\n"
TARGET = '    target = code @ syx if objective == "jepa" else syx\n'
RESIDUAL = "    residual = top @ code @ sxx - target\n"
ABOVE = "        above = top\n"
ABOVE_LAYERS = "        for layer in reversed(layers[a + 1:]):\n"
DIRECTION = "        directions.append(-above.T @ residual @ below.T)\n"
DIRECTIONS = "    return directions, -residual @ code.T\n"
RATE = "    rate = sxx.dtype.type(rate)\n"
STEPS = "    for _ in range(steps):\n"
STEP_FIELD = "        layer_directions, top_direction = field(objective, layers, top, sxx, syx)\n"
STEP_LAYERS = "        layers = [layer + rate * direction for layer, direction in zip(layers, layer_directions)]\n"
STEP_TOP = "        top = top + rate * top_direction\n"
CURVE_JEPA = "        return math.log(s / (1 - s)) - sum(1 / (n * s**n) for n in range(1, 2 * depth))\n"
CURVE_MAE = "    return integral + (math.log(s) if depth == 1 else -s ** (1 - depth) / (depth - 1))\n"
TIME_START = "    start = epsilon ** (1 / depth) / limit\n    span"
TIME_SPAN = "    span = scaled_time(objective, depth, fraction ** (1 / depth)) - scaled_time(objective, depth, start)\n"
TIME_END = '    return span / (lambda_ * rho**exponent) * (depth if time == "paper" else 1)\n'
BISECTION = "    while low < (middle := (low + high) / 2) < high:\n"
AMPLITUDE_END = "    return (low * limit) ** depth\n"


@dataclass(frozen=True)
class Mutant:
    mistake: str
    claims: tuple
    known_as: str  # the name in properties/mistakes; "" when no known mistake is the same
    patches: tuple  # of (line, lines in its place)

    def source(self):
        """The whole wrong program."""
        text = RIGHT.read_text()
        for right, wrong in self.patches:
            if text.count(right) != 1:
                raise ValueError(f"{right!r} stands {text.count(right)} times in {RIGHT.name}")
            text = text.replace(right, wrong)
        return text


def mutants(claims, *rows):
    return {name: Mutant(mistake, claims, known_as, patches) for name, mistake, known_as, *patches in rows}


WRONG_OBJECTIVES = mutants(
    FIELD,
    ("mae-called-jepa", "JEPA predicts the data y instead of the code of y (M4)", "field-mae-called-jepa",
     (TARGET, "    target = syx[:len(top)]\n")),
    ("jepa-called-mae", "MAE predicts the code of y where that fits", "",
     (TARGET, "    target = code @ syx if len(top) == len(code) else syx\n")),
    ("no-stop-gradient", "JEPA differentiates its target too (M6)", "field-without-stop-gradient",
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n'
      "            upper = encoder_of([np.eye(len(layers[a]), dtype=sxx.dtype), *layers[a + 1:]])\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ sxx) @ below.T\n")),
    ("target-of-the-first-call", "JEPA's target is the first encoder that was ever seen (M7)", "",
     (TARGET, "    first = FIRST.setdefault(code.shape, code)\n"
      '    target = first @ syx if objective == "jepa" else syx\n'),
     ("def field(", "FIRST = {}\n\n\ndef field(")),
    ("no-target", "JEPA's prediction is drawn to zero", "",
     (TARGET, '    target = 0 * code @ syx if objective == "jepa" else syx\n')),
    ("quasi-static-top", "the layers see the top at its optimum for the encoder (M8)", "field-quasi-static-top",
     (RESIDUAL, RESIDUAL + "    top_direction = -residual @ code.T\n    if len(code) == len(sxx):\n"
      "        top = target @ np.linalg.inv(sxx) @ np.linalg.pinv(code)\n"
      "        residual = top @ code @ sxx - target\n"),
     (DIRECTIONS, "    return directions, top_direction\n")),
    ("loss-without-half", "the loss has no 1/2 (M14)", "field-of-loss-without-half",
     (RESIDUAL, "    residual = 2 * (top @ code @ sxx - target)\n")),
    ("mean-over-outputs", "the loss is a mean over the outputs (M5)", "field-mean-over-dimension",
     (RESIDUAL, "    residual = (top @ code @ sxx - target) / len(top)\n")),
    ("mean-over-outputs-without-half", "the loss is torch.nn.MSELoss: a mean over the outputs without 1/2 (M5)",
     "the right answer, times 2/m", (RESIDUAL, "    residual = 2 * (top @ code @ sxx - target) / len(top)\n")),
    ("mean-over-data", "the loss is divided by the size of the data (M5)", "the right answer, times 1/d",
     (RESIDUAL, "    residual = (top @ code @ sxx - target) / len(sxx)\n")),
    ("mean-squared-error-called-jepa", "mean((V E x - y)^2) over the components, called JEPA (M4 and M5)",
     "(field-mae-called-jepa), times 2/m", (TARGET, "    target = syx[:len(top)]\n"),
     (RESIDUAL, "    residual = 2 * (top @ code @ sxx - target) / len(top)\n")),
    ("ascends", "the sign of the gradient is kept", "field-ascends",
     (RESIDUAL, "    residual = target - top @ code @ sxx\n")),
    ("absolute-error", "the sign of the residual stands for the residual: an L1 loss", "",
     (RESIDUAL, "    residual = np.sign(top @ code @ sxx - target)\n")),
    ("ridge", "a thousandth is added to the diagonal of sxx", "",
     (RESIDUAL, "    residual = top @ code @ (sxx + np.eye(len(sxx), dtype=sxx.dtype) / 1024) - target\n")),
)

WRONG_ALGEBRA = mutants(
    FIELD,
    ("swapped-views", "E[x y'] stands for E[y x']", "field-swapped-views",
     (FIELD_START, FIELD_START + "    syx = syx.T\n")),
    ("swapped-moments", "sxx and syx are exchanged", "", (FIELD_START, FIELD_START + "    sxx, syx = syx, sxx\n")),
    ("whitened-data", "sxx is taken for the identity", "field-of-whitened-data",
     (FIELD_START, FIELD_START + "    sxx = np.eye(len(sxx), dtype=sxx.dtype)\n")),
    ("variances-only", "the off-diagonal entries of sxx are ignored", "field-of-variances-only",
     (FIELD_START, FIELD_START + "    sxx = np.diag(np.diag(sxx))\n")),
    ("directions-by-columns", "every derivative is stored by columns", "",
     (DIRECTION, "        directions.append((-above.T @ residual @ below.T).T.reshape(layers[a].shape))\n")),
    ("weights-by-columns", "weights are read by columns: x W for W x", "",
     (FIELD_START, "    layers = [layer.T.reshape(layer.shape) for layer in layers]\n" + FIELD_START)),
    ("residual-transposed", "the residual is transposed in back-propagation where that fits", "",
     (DIRECTION, "        error = residual.T if residual.shape[0] == residual.shape[1] else residual\n"
      "        directions.append(-above.T @ error @ below.T)\n")),
    ("top-not-transposed", "back-propagation multiplies by the top where its transpose belongs", "",
     (ABOVE, "        above = top.T if top.shape[0] == top.shape[1] else top\n")),
    ("missing-layer", "back-propagation skips one layer where that fits", "",
     (ABOVE_LAYERS, "        skip = a + 1 < len(layers) and layers[a + 1].shape[0] == layers[a + 1].shape[1]\n"
      "        for layer in reversed(layers[a + 1 + skip:]):\n")),
    ("missing-predictor", "back-propagation skips the predictor", "field-without-predictor",
     (ABOVE, "        above = np.eye(len(top), dtype=top.dtype) if len(top) == len(code) else top\n")),
    ("depth-counts-the-top", "the last layer is left out of the encoder where that fits (M13)", "",
     (FIELD_START, "    fits = len(layers) > 1 and layers[-1].shape[0] == layers[-1].shape[1]\n"
      "    code = encoder_of(layers[:-1] if fits else layers)\n")),
    ("top-with-the-wrong-sign", "the top ascends", "",
     (DIRECTIONS, "    return directions, residual @ code.T\n")),
    ("stale-top", "the layers see the top after its step", "field-stale-top",
     (RESIDUAL, RESIDUAL + "    top_direction = -residual @ code.T\n    top = top + top_direction\n"
      "    residual = top @ code @ sxx - target\n"),
     (DIRECTIONS, "    return directions, top_direction\n")),
    ("slow-top", "the top learns at half the rate of the encoder", "field-slow-top",
     (DIRECTIONS, "    return directions, -residual @ code.T / 2\n")),
    ("slow-first-layer", "the first layer learns at half the rate of the others", "field-slow-first-layer",
     (DIRECTIONS, "    directions[0] /= 2\n" + DIRECTIONS)),
    ("frozen-first-layer", "the first layer does not learn", "",
     (DIRECTIONS, "    directions[0] *= 0\n" + DIRECTIONS)),
    ("layers-in-reverse", "the derivatives come in the order of back-propagation", "",
     (DIRECTIONS, "    turned = directions[::-1] if len({d.shape for d in directions}) == 1 else directions\n"
      "    return turned, -residual @ code.T\n")),
    ("clipped-residual", "the residual is clipped to [-1, 1]", "",
     (RESIDUAL, RESIDUAL + "    residual = np.clip(residual, -1, 1)\n")),
    ("decayed-weights", "a weight decay of 1/64 that nobody asked for", "",
     (DIRECTIONS, "    directions = [d - layer / 64 for d, layer in zip(directions, layers)]\n" + DIRECTIONS)),
    ("normalised", "directions have length one", "",
     (DIRECTION, DIRECTION + "        directions[-1] = directions[-1] / (np.linalg.norm(directions[-1]) or 1)\n")),
    ("half-precision", "the residual is computed in float16", "bits",
     (RESIDUAL, "    residual = (top @ code @ sxx - target).astype(np.float16).astype(sxx.dtype)\n")),
)

LOW_PRECISION = mutants(
    ("Gradient.FieldIsSampleAverage",),
    ("single-precision", "float64 in and out, float32 inside", "bits",
     (RESIDUAL, "    residual = (top @ code @ sxx - target).astype(np.float32).astype(sxx.dtype)\n")),
)

WRONG_DESCENTS = mutants(
    DESCEND,
    ("frozen-target", "JEPA's target stays the encoder of the start (M7)", "descent-frozen-target",
     (STEPS, '    start = encoder_of(layers) @ syx if objective == "jepa" else syx\n' + STEPS),
     (STEP_FIELD, '        layer_directions, top_direction = field("mae", layers, top, sxx, start)\n')),
    ("averaged-target", "JEPA's target is a moving average of the encoder, a tenth of the newest",
     "descent-averaged-target",
     (STEPS, '    average = encoder_of(layers)\n' + STEPS),
     (STEP_FIELD, "        average = average + (encoder_of(layers) - average) / 10\n"
      '        target = average @ syx if objective == "jepa" else syx\n'
      '        layer_directions, top_direction = field("mae", layers, top, sxx, target)\n')),
    ("target-one-step-old", "JEPA's target is the encoder of the step before", "descent-target-one-step-old",
     (STEPS, '    before = encoder_of(layers)\n' + STEPS),
     (STEP_FIELD, '        target = before @ syx if objective == "jepa" else syx\n'
      "        before = encoder_of(layers)\n"
      '        layer_directions, top_direction = field("mae", layers, top, sxx, target)\n')),
    ("momentum", "heavy-ball momentum of 9/10 that nobody asked for", "descent-with-momentum",
     (STEPS, "    velocities = [0 * layer for layer in layers]\n    speed = 0 * top\n" + STEPS),
     (STEP_LAYERS, "        velocities = [sxx.dtype.type(0.9) * v + d for v, d in zip(velocities, layer_directions)]\n"
      "        speed = sxx.dtype.type(0.9) * speed + top_direction\n"
      "        layers = [layer + rate * v for layer, v in zip(layers, velocities)]\n"),
     (STEP_TOP, "        top = top + rate * speed\n")),
    ("nesterov", "Nesterov momentum of 9/10 that nobody asked for", "descent-with-nesterov",
     (STEPS, "    velocities = [0 * layer for layer in layers]\n    speed = 0 * top\n" + STEPS),
     (STEP_LAYERS, "        momentum = sxx.dtype.type(0.9)\n"
      "        velocities = [momentum * v + d for v, d in zip(velocities, layer_directions)]\n"
      "        speed = momentum * speed + top_direction\n"
      "        layers = [layer + rate * (d + momentum * v)\n"
      "                  for layer, d, v in zip(layers, layer_directions, velocities)]\n"),
     (STEP_TOP, "        top = top + rate * (top_direction + momentum * speed)\n")),
    ("top-first", "the layers step after the top, at its new value", "descent-top-first",
     (STEP_LAYERS, ""),
     (STEP_TOP, "        top = top + rate * top_direction\n"
      "        layer_directions = field(objective, layers, top, sxx, syx)[0]\n"
      "        layers = [layer + rate * d for layer, d in zip(layers, layer_directions)]\n")),
    ("two-speeds", "the encoder steps thrice and the top five times as far", "",
     (STEP_LAYERS, "        layers = [layer + 3 * rate * d for layer, d in zip(layers, layer_directions)]\n"),
     (STEP_TOP, "        top = top + 5 * rate * top_direction\n")),
    ("in-sequence", "the top steps after the layers, at their new values", "step-in-sequence",
     (STEP_TOP, "        top = top + rate * field(objective, layers, top, sxx, syx)[1]\n")),
    ("layers-in-turn", "each layer steps after the one below it, at the new values", "descent-layers-in-turn",
     (STEP_LAYERS, "        layers = list(layers)\n"
      "        for a in range(len(layers)):\n"
      "            layers[a] = layers[a] + rate * field(objective, layers, top, sxx, syx)[0][a]\n")),
    ("first-step-lost", "every state is that of a step earlier", "descent-off-by-one",
     ("    yield layers, top\n    for _ in range(steps):\n",
      "    yield layers, top\n    yield layers, top\n    for _ in range(steps - 1):\n")),
    ("start-not-recorded", "the states begin after the first step", "",
     ("    yield layers, top\n    for _ in range(steps):\n", "    for _ in range(steps + 1):\n")),
    ("states-share-memory", "weights are updated in place: every state recorded is the last", "",
     (STEP_LAYERS, "        for layer, direction in zip(layers, layer_directions):\n"
      "            layer += rate * direction\n"),
     (STEP_TOP, "        top += rate * top_direction\n")),
    ("stale-gradients", "each step uses the gradient of the step before", "descent-stale-gradient",
     (STEPS, "    before = layers, top\n" + STEPS),
     (STEP_FIELD, "        layer_directions, top_direction = field(objective, *before, sxx, syx)\n"
      "        before = layers, top\n")),
    ("gradients-accumulate", "gradients are not set to zero between the steps", "descent-gradients-accumulate",
     (STEPS, "    sums, top_sum = [0 * layer for layer in layers], 0 * top\n" + STEPS),
     (STEP_FIELD, STEP_FIELD + "        sums = [s + d for s, d in zip(sums, layer_directions)]\n"
      "        top_sum = top_sum + top_direction\n        layer_directions, top_direction = sums, top_sum\n")),
    ("clipped-gradients", "gradients are clipped to [-1, 1]", "descent-clipped",
     (STEP_FIELD, STEP_FIELD + "        layer_directions = [np.clip(d, -1, 1) for d in layer_directions]\n"
      "        top_direction = np.clip(top_direction, -1, 1)\n")),
    ("weight-decay", "a weight decay of 1/100 that nobody asked for", "step-with-weight-decay",
     (STEP_FIELD, STEP_FIELD + "        layers = [layer * (1 - rate / 100) for layer in layers]\n"
      "        top = top * (1 - rate / 100)\n")),
    ("rate-decays", "the rate falls like 1 over the number of the step", "descent-rate-decays",
     (STEPS, "    whole = rate\n    for step in range(steps):\n        rate = whole / sxx.dtype.type(step + 1)\n")),
    ("doubled-rate", "every step is twice as long", "descent-doubled-rate",
     (RATE, "    rate = 2 * sxx.dtype.type(rate)\n")),
    ("rate-by-depth", "the rate is divided by the number of matrices", "",
     (RATE, "    rate = sxx.dtype.type(rate) / (len(layers) + 1)\n")),
    ("frozen-top", "the top does not step", "", (STEP_TOP, "")),
    ("frozen-encoder", "the layers do not step", "", (STEP_LAYERS, "")),
    ("sign-descent", "steps along the signs of the gradient, as Adam's first step", "",
     (STEP_LAYERS, "        layers = [layer + rate * np.sign(d) for layer, d in zip(layers, layer_directions)]\n")),
    ("averaged-states", "the mean of the last two states is recorded", "",
     ("    for _ in range(steps):\n", "    for _ in range(steps):\n        last = layers, top\n"),
     ("        top = top + rate * top_direction\n        yield layers, top\n",
      "        top = top + rate * top_direction\n"
      "        yield [(a + b) / 2 for a, b in zip(layers, last[0])], (top + last[1]) / 2\n")),
    ("half-precision-states", "states are kept in float16", "bits",
     (STEP_TOP, STEP_TOP + "        layers = [layer.astype(np.float16).astype(sxx.dtype) for layer in layers]\n")),
)

WRONG_TIMES = mutants(
    TIME,
    ("factor-depth-in-flow-time", "critical times L/(n ...) given as flow time (M1)", "factor-depth-in-flow-time",
     (TIME_END, "    return span / (lambda_ * rho**exponent) * depth\n")),
    ("limit-root-of-rho", "the bracket is (1 - u^L/rho): the limit is rho^(1/L) (M2)", "",
     (TIME_START, "    limit = rho ** (1 / depth**2)\n" + TIME_START)),
    ("leading-term-first", "the term n = 1 stands for the JEPA sum (M3)", "leading-term-first",
     (TIME_END, '    if objective == "jepa":\n'
      "        span = rho / epsilon ** (1 / depth)\n" + TIME_END)),
    ("sum-without-remainder", "the JEPA sum without its logarithms (M12)", "sum-without-remainder",
     (TIME_END, '    if objective == "jepa":\n'
      "        span = sum(1 / (n * start**n) for n in range(1, 2 * depth))\n" + TIME_END)),
    ("objectives-swapped", "JEPA answers as MAE and MAE as JEPA (M4)", "",
     ("def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n",
      "def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n"
      '    objective = "mae" if objective == "jepa" else "jepa"\n')),
    ("time-of-loss-without-half", "the loss has no 1/2: twice as fast (M14)", "loss-without-half",
     (TIME_END, '    return span / (2 * lambda_ * rho**exponent) * (depth if time == "paper" else 1)\n')),
    ("time-of-depth-plus-one", "L counts the layer on top (M13)", "depth-counts-the-top",
     ("def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n",
      "def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n    depth = depth + 1\n")),
    ("epsilon-per-layer", "every layer starts at epsilon (M10)", "epsilon-per-layer",
     (TIME_START, "    start = epsilon / limit\n    span")),
    ("lambda-dropped", "time does not depend on lambda (M9)", "lambda-dropped",
     (TIME_END, '    return span / rho**exponent * (depth if time == "paper" else 1)\n')),
    ("lambda-squared", "time goes like 1/lambda^2", "lambda-squared",
     (TIME_END, '    return span / (lambda_**2 * rho**exponent) * (depth if time == "paper" else 1)\n')),
    ("fraction-of-a-layer", "the fraction is that of a layer, not of the encoder", "",
     (TIME_SPAN, "    span = scaled_time(objective, depth, fraction) - scaled_time(objective, depth, start)\n")),
    ("sum-one-short", "the JEPA sum stops at n = 2L - 2, in the exact time", "",
     (CURVE_JEPA, "        return math.log(s / (1 - s)) - sum(1 / (n * s**n) for n in range(1, 2 * depth - 1))\n")),
    ("decimal-logarithm", "log10 stands for ln", "",
     (CURVE_JEPA, CURVE_JEPA.replace("math.log(", "math.log10(")),
     (CURVE_MAE, CURVE_MAE.replace("math.log(", "math.log10("))),
    ("start-forgotten", "the MAE time without the tail of the start", "",
     (TIME_END, '    if objective == "mae" and depth > 1:\n'
      "        span = scaled_time(objective, depth, fraction ** (1 / depth)) + start ** (1 - depth) / (depth - 1)\n"
      + TIME_END)),
    ("rho-once-too-often", "the time is divided by rho once more", "",
     (TIME_END, '    return span / (lambda_ * rho**(exponent + 1)) * (depth if time == "paper" else 1)\n')),
)

WRONG_UNITS = mutants(
    ("CriticalTime.PaperTimeIsDepthTimesFlowTime",),
    ("time-unit-ignored", "paper time is given as flow time", "paper-time-is-flow-time",
     (TIME_END, "    return span / (lambda_ * rho**exponent)\n")),
)

WRONG_AMPLITUDES = mutants(
    AMPLITUDE,
    ("amplitude-is-static", "the amplitude stays where it starts", "amplitude-is-static",
     (AMPLITUDE_END, "    return epsilon\n")),
    ("amplitude-of-a-layer", "the amplitude of a layer is given for that of the encoder", "",
     (AMPLITUDE_END, "    return low * limit\n")),
    ("amplitude-is-the-limit", "every amplitude is the limit", "", (AMPLITUDE_END, "    return limit**depth\n")),
    ("amplitude-relative", "the amplitude is given in units of its limit", "",
     (AMPLITUDE_END, "    return low**depth\n")),
    ("amplitude-of-few-halvings", "the bisection ends after thirty halvings", "bits",
     (BISECTION, "    for _ in range(30):\n        middle = (low + high) / 2\n")),
)

FAMILIES = (WRONG_OBJECTIVES, WRONG_ALGEBRA, LOW_PRECISION, WRONG_DESCENTS, WRONG_TIMES, WRONG_UNITS, WRONG_AMPLITUDES)
ALL = {name: mutant for family in FAMILIES for name, mutant in family.items()}


if __name__ == "__main__":
    name, dtype = sys.argv[1], "float64"
    sys.argv = [name, dtype]
    sys.path.insert(0, str(RIGHT.parent))
    exec(compile(ALL[name].source(), f"{RIGHT.name} with {name}", "exec"), {"__name__": "__main__"})

"""Wrong descent fields of whole networks."""

from source_mutant import ITSELF, mutants

FIELD = ("Gradient.JepaFieldIsFrozenTargetDerivative", "Gradient.MaeFieldIsGradient")

# Lines of the right program that mutants replace.
ENCODER_OF = "        code = layer @ code\n"
FIELD_START = "    code = encoder_of(layers)\n"
TARGET = '    target = code @ syx if objective == "jepa" else syx\n'
RESIDUAL = "    residual = top @ code @ sxx - target\n"
ABOVE = "        above = top\n"
ABOVE_LAYERS = "        for layer in reversed(layers[a + 1:]):\n"
DIRECTION = "        directions.append(-above.T @ residual @ below.T)\n"
DIRECTIONS = "    return directions, -residual @ code.T\n"

# The layers above layer a.
UPPER = "            upper = encoder_of([np.eye(len(layers[a]), dtype=sxx.dtype), *layers[a + 1:]])\n"

WRONG_OBJECTIVES = mutants(
    FIELD,
    ("mae-called-jepa", ITSELF,
     (TARGET, "    target = syx[:len(top)]\n")),
    ("jepa-called-mae", ITSELF,
     (TARGET, "    target = code @ syx if len(top) == len(code) else syx\n")),
    ("no-stop-gradient", ITSELF,
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n'
      "            upper = encoder_of([np.eye(len(layers[a]), dtype=sxx.dtype), *layers[a + 1:]])\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ sxx) @ below.T\n")),
    ("no-stop-gradient/own-second-moment", ITSELF, (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            syy = 3 * np.eye(len(sxx), dtype=sxx.dtype) + syx @ syx.T / 4\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ syy) @ below.T\n")),
    ("no-stop-gradient/no-second-moment", ITSELF, (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            directions[-1] += upper.T @ top @ code @ syx.T @ below.T\n")),
    ("no-stop-gradient+mean-squared-error", 
     "(no-stop-gradient), with E[y y'] as if y were a linear function of x, times 2/m",
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            syy = syx @ np.linalg.inv(sxx) @ syx.T\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ syy) @ below.T\n"
      "        directions[-1] = 2 * directions[-1] / len(top)\n"),
     (DIRECTIONS, "    return directions, -2 * residual @ code.T / len(top)\n")),
    ("stop-gradient-on-code", ITSELF,
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            directions[-1] = -upper.T @ (code @ sxx - top @ code @ syx.T) @ below.T\n")),
    ("stop-gradient-on-prediction", ITSELF,
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            directions[-1] = -upper.T @ (code @ sxx - top @ code @ syx.T) @ below.T\n"),
     (DIRECTIONS, '    return directions, -residual @ code.T * (0 if objective == "jepa" else 1)\n')),
    ("symmetrised-loss", ITSELF,
     (RESIDUAL, RESIDUAL + '    residual = residual + top @ code @ sxx - (code @ syx.T if objective == "jepa" else syx.T)\n')),
    ("symmetrised-loss/half", "(symmetrised-loss), with an E[y y'] of its own, times 1/2",
     (RESIDUAL, RESIDUAL + "    syy = 3 * np.eye(len(sxx), dtype=sxx.dtype) + syx @ syx.T / 4\n"
      '    residual = (residual + top @ code @ syy - (code @ syx.T if objective == "jepa" else syx.T)) / 2\n')),
    ("frozen-target/first-call", "",
     (TARGET, "    first = FIRST.setdefault(code.shape, code)\n"
      '    target = first @ syx if objective == "jepa" else syx\n'),
     ("def field(", "FIRST = {}\n\n\ndef field(")),
    ("zero-target", "",
     (TARGET, '    target = 0 * code @ syx if objective == "jepa" else syx\n')),
    ("quasi-static", ITSELF,
     (RESIDUAL, RESIDUAL + "    top_direction = -residual @ code.T\n    if len(code) == len(sxx):\n"
      "        top = target @ np.linalg.inv(sxx) @ np.linalg.pinv(code)\n"
      "        residual = top @ code @ sxx - target\n"),
     (DIRECTIONS, "    return directions, top_direction\n")),
    ("loss-without-half/field", ITSELF,
     (RESIDUAL, "    residual = 2 * (top @ code @ sxx - target)\n")),
    ("mean-over-outputs", ITSELF,
     (RESIDUAL, "    residual = (top @ code @ sxx - target) / len(top)\n")),
    ("mean-squared-error", ITSELF, (RESIDUAL, "    residual = 2 * (top @ code @ sxx - target) / len(top)\n")),
    ("mean-over-data", ITSELF,
     (RESIDUAL, "    residual = (top @ code @ sxx - target) / len(sxx)\n")),
    ("mae-called-jepa+mean-squared-error", "(mae-called-jepa), times 2/m", (TARGET, "    target = syx[:len(top)]\n"),
     (RESIDUAL, "    residual = 2 * (top @ code @ sxx - target) / len(top)\n")),
    ("gradient-ascent", ITSELF,
     (RESIDUAL, "    residual = target - top @ code @ sxx\n")),
    ("absolute-error", "",
     (RESIDUAL, "    residual = np.sign(top @ code @ sxx - target)\n")),
    ("ridge", "",
     (RESIDUAL, "    residual = top @ code @ (sxx + np.eye(len(sxx), dtype=sxx.dtype) / 1024) - target\n")),
)

WRONG_ALGEBRA = mutants(
    FIELD,
    ("syx-transposed", ITSELF,
     (FIELD_START, FIELD_START + "    syx = syx.T\n")),
    ("moments-swapped", "", (FIELD_START, FIELD_START + "    sxx, syx = syx, sxx\n")),
    ("sxx-ignored", ITSELF,
     (FIELD_START, FIELD_START + "    sxx = np.eye(len(sxx), dtype=sxx.dtype)\n")),
    ("sxx-diagonal", ITSELF,
     (FIELD_START, FIELD_START + "    sxx = np.diag(np.diag(sxx))\n")),
    ("derivatives-transposed", "",
     (DIRECTION, "        directions.append((-above.T @ residual @ below.T).T.reshape(layers[a].shape))\n")),
    ("weights-transposed", "",
     (FIELD_START, "    layers = [layer.T.reshape(layer.shape) for layer in layers]\n" + FIELD_START)),
    ("residual-transposed", "",
     (DIRECTION, "        error = residual.T if residual.shape[0] == residual.shape[1] else residual\n"
      "        directions.append(-above.T @ error @ below.T)\n")),
    ("predictor-not-transposed", "",
     (ABOVE, "        above = top.T if top.shape[0] == top.shape[1] else top\n")),
    ("missing-layer/one", "",
     (ABOVE_LAYERS, "        skip = a + 1 < len(layers) and layers[a + 1].shape[0] == layers[a + 1].shape[1]\n"
      "        for layer in reversed(layers[a + 1 + skip:]):\n")),
    ("missing-predictor", ITSELF,
     (ABOVE, "        above = np.eye(len(top), dtype=top.dtype) if len(top) == len(code) else top\n")),
    ("depth-off-by-one/field", "",
     (FIELD_START, "    fits = len(layers) > 1 and layers[-1].shape[0] == layers[-1].shape[1]\n"
      "    code = encoder_of(layers[:-1] if fits else layers)\n")),
    ("predictor-ascends", "(unequal-learning-rates)",
     (DIRECTIONS, "    return directions, residual @ code.T\n")),
    ("predictor-first/field", ITSELF,
     (RESIDUAL, RESIDUAL + "    top_direction = -residual @ code.T\n    top = top + top_direction\n"
      "    residual = top @ code @ sxx - target\n"),
     (DIRECTIONS, "    return directions, top_direction\n")),
    ("slow-predictor", ITSELF,
     (DIRECTIONS, "    return directions, -residual @ code.T / 2\n")),
    ("slow-first-layer", ITSELF,
     (DIRECTIONS, "    directions[0] /= 2\n" + DIRECTIONS)),
    ("frozen-first-layer", "(unequal-learning-rates)",
     (DIRECTIONS, "    directions[0] *= 0\n" + DIRECTIONS)),
    ("layers-reversed", "",
     (DIRECTIONS, "    turned = directions[::-1] if len({d.shape for d in directions}) == 1 else directions\n"
      "    return turned, -residual @ code.T\n")),
    ("residual-clipping", "",
     (RESIDUAL, RESIDUAL + "    residual = np.clip(residual, -1, 1)\n")),
    ("weight-decay/layers-only", "",
     (DIRECTIONS, "    directions = [d - layer / 64 for d, layer in zip(directions, layers)]\n" + DIRECTIONS)),
    ("normalised-gradient", "",
     (DIRECTION, DIRECTION + "        directions[-1] = directions[-1] / (np.linalg.norm(directions[-1]) or 1)\n")),
    ("low-precision/float16", "bits",
     (RESIDUAL, "    residual = (top @ code @ sxx - target).astype(np.float16).astype(sxx.dtype)\n")),
)

LOW_PRECISION = mutants(
    ("Gradient.FieldIsSampleAverage",),
    ("low-precision/float32", "bits",
     (RESIDUAL, "    residual = (top @ code @ sxx - target).astype(np.float32).astype(sxx.dtype)\n")),
)

FAMILIES = (WRONG_OBJECTIVES, WRONG_ALGEBRA, LOW_PRECISION)

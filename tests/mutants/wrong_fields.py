"""Wrong descent fields of whole networks."""

from source_mutant import mutants

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
    ("mae-called-jepa", "JEPA predicts the data y instead of the code of y (M4)", "field-mae-called-jepa",
     (TARGET, "    target = syx[:len(top)]\n")),
    ("jepa-called-mae", "MAE predicts the code of y where that fits", "",
     (TARGET, "    target = code @ syx if len(top) == len(code) else syx\n")),
    ("no-stop-gradient", "JEPA differentiates its target too (M6)", "field-without-stop-gradient",
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n'
      "            upper = encoder_of([np.eye(len(layers[a]), dtype=sxx.dtype), *layers[a + 1:]])\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ sxx) @ below.T\n")),
    ("no-stop-gradient-of-its-own-data", "JEPA differentiates its target too, with a second moment of y of its own",
     "field-without-stop-gradient", (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            syy = 3 * np.eye(len(sxx), dtype=sxx.dtype) + syx @ syx.T / 4\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ syy) @ below.T\n")),
    ("no-stop-gradient-of-a-partial-loss", "JEPA differentiates its target in a loss without the term of E[y y']",
     "field-without-stop-gradient", (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            directions[-1] += upper.T @ top @ code @ syx.T @ below.T\n")),
    ("no-stop-gradient-in-a-mean", "JEPA differentiates its target too, and the loss is torch.nn.MSELoss (M5, M6)",
     "(field-without-stop-gradient), with E[y y'] as if y were a linear function of x, times 2/m",
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            syy = syx @ np.linalg.inv(sxx) @ syx.T\n"
      "            directions[-1] += upper.T @ (top @ code @ syx.T - code @ syy) @ below.T\n"
      "        directions[-1] = 2 * directions[-1] / len(top)\n"),
     (DIRECTIONS, "    return directions, -2 * residual @ code.T / len(top)\n")),
    ("stop-gradient-on-the-wrong-side", "JEPA holds the code of x constant and differentiates the target",
     "stop-gradient is on the wrong side: the code of x is held constant",
     (DIRECTION, DIRECTION + '        if objective == "jepa":\n' + UPPER
      + "            directions[-1] = -upper.T @ (code @ sxx - top @ code @ syx.T) @ below.T\n")),
    ("symmetrised-loss", "the loss is symmetrised: x is predicted from y as well", "the loss is symmetrised",
     (RESIDUAL, RESIDUAL + '    residual = residual + top @ code @ sxx - (code @ syx.T if objective == "jepa" else syx.T)\n')),
    ("symmetrised-mean", "half of a loss that is symmetrised, with a second moment of y of its own",
     "the loss is symmetrised: it also predicts x from y, with an E[y y'] of its own, times 1/2",
     (RESIDUAL, RESIDUAL + "    syy = 3 * np.eye(len(sxx), dtype=sxx.dtype) + syx @ syx.T / 4\n"
      '    residual = (residual + top @ code @ syy - (code @ syx.T if objective == "jepa" else syx.T)) / 2\n')),
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

FAMILIES = (WRONG_OBJECTIVES, WRONG_ALGEBRA, LOW_PRECISION)

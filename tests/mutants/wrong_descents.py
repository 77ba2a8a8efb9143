"""Right fields, wrong steps along them."""

from source_mutant import ITSELF, NOTHING, mutants

DESCEND = ("Descent.TrajectoryIsRepeatedSteps",)

# Lines of the right program that mutants replace.
RATE = "    rate = sxx.dtype.type(rate)\n"
STEPS = "    for _ in range(steps):\n"
STEP_FIELD = "        layer_directions, top_direction = field(objective, layers, top, sxx, syx)\n"
STEP_LAYERS = "        layers = [layer + rate * direction for layer, direction in zip(layers, layer_directions)]\n"
STEP_TOP = "        top = top + rate * top_direction\n"

WRONG_DESCENTS = mutants(
    DESCEND,
    ("frozen-target/descent", ITSELF,
     (STEPS, '    start = encoder_of(layers) @ syx if objective == "jepa" else syx\n' + STEPS),
     (STEP_FIELD, '        layer_directions, top_direction = field("mae", layers, top, sxx, start)\n')),
    ("averaged-target", ITSELF,
     (STEPS, '    average = encoder_of(layers)\n' + STEPS),
     (STEP_FIELD, "        average = average + (encoder_of(layers) - average) / 10\n"
      '        target = average @ syx if objective == "jepa" else syx\n'
      '        layer_directions, top_direction = field("mae", layers, top, sxx, target)\n')),
    ("target-one-step-old", ITSELF,
     (STEPS, '    before = encoder_of(layers)\n' + STEPS),
     (STEP_FIELD, '        target = before @ syx if objective == "jepa" else syx\n'
      "        before = encoder_of(layers)\n"
      '        layer_directions, top_direction = field("mae", layers, top, sxx, target)\n')),
    ("momentum", ITSELF,
     (STEPS, "    velocities = [0 * layer for layer in layers]\n    speed = 0 * top\n" + STEPS),
     (STEP_LAYERS, "        velocities = [sxx.dtype.type(0.9) * v + d for v, d in zip(velocities, layer_directions)]\n"
      "        speed = sxx.dtype.type(0.9) * speed + top_direction\n"
      "        layers = [layer + rate * v for layer, v in zip(layers, velocities)]\n"),
     (STEP_TOP, "        top = top + rate * speed\n")),
    ("nesterov", ITSELF,
     (STEPS, "    velocities = [0 * layer for layer in layers]\n    speed = 0 * top\n" + STEPS),
     (STEP_LAYERS, "        momentum = sxx.dtype.type(0.9)\n"
      "        velocities = [momentum * v + d for v, d in zip(velocities, layer_directions)]\n"
      "        speed = momentum * speed + top_direction\n"
      "        layers = [layer + rate * (d + momentum * v)\n"
      "                  for layer, d, v in zip(layers, layer_directions, velocities)]\n"),
     (STEP_TOP, "        top = top + rate * (top_direction + momentum * speed)\n")),
    ("predictor-first/descent", ITSELF,
     (STEP_LAYERS, ""),
     (STEP_TOP, "        top = top + rate * top_direction\n"
      "        layer_directions = field(objective, layers, top, sxx, syx)[0]\n"
      "        layers = [layer + rate * d for layer, d in zip(layers, layer_directions)]\n")),
    ("unequal-learning-rates", ITSELF,
     (STEP_LAYERS, "        layers = [layer + 3 * rate * d for layer, d in zip(layers, layer_directions)]\n"),
     (STEP_TOP, "        top = top + 5 * rate * top_direction\n")),
    ("predictor-last", ITSELF,
     (STEP_TOP, "        top = top + rate * field(objective, layers, top, sxx, syx)[1]\n")),
    ("layers-in-turn", ITSELF,
     (STEP_LAYERS, "        layers = list(layers)\n"
      "        for a in range(len(layers)):\n"
      "            layers[a] = layers[a] + rate * field(objective, layers, top, sxx, syx)[0][a]\n")),
    ("first-step-lost", ITSELF,
     ("    yield layers, top\n    for _ in range(steps):\n",
      "    yield layers, top\n    yield layers, top\n    for _ in range(steps - 1):\n")),
    ("start-not-recorded", "",
     ("    yield layers, top\n    for _ in range(steps):\n", "    for _ in range(steps + 1):\n")),
    ("states-share-memory", "",
     (STEP_LAYERS, "        for layer, direction in zip(layers, layer_directions):\n"
      "            layer += rate * direction\n"),
     (STEP_TOP, "        top += rate * top_direction\n")),
    ("stale-gradient", ITSELF,
     (STEPS, "    before = layers, top\n" + STEPS),
     (STEP_FIELD, "        layer_directions, top_direction = field(objective, *before, sxx, syx)\n"
      "        before = layers, top\n")),
    ("gradients-accumulate", ITSELF,
     (STEPS, "    sums, top_sum = [0 * layer for layer in layers], 0 * top\n" + STEPS),
     (STEP_FIELD, STEP_FIELD + "        sums = [s + d for s, d in zip(sums, layer_directions)]\n"
      "        top_sum = top_sum + top_direction\n        layer_directions, top_direction = sums, top_sum\n")),
    ("gradients-of-two-steps", NOTHING,
     (STEPS, "    sums, top_sum = [0 * layer for layer in layers], 0 * top\n    for step in range(steps):\n"),
     (STEP_FIELD, STEP_FIELD + "        sums = [s + d for s, d in zip(sums, layer_directions)]\n"
      "        top_sum = top_sum + top_direction\n"
      "        factor = step % 2\n"
      "        layer_directions, top_direction = [factor * s for s in sums], factor * top_sum\n"
      "        sums, top_sum = [(1 - factor) * s for s in sums], (1 - factor) * top_sum\n")),
    ("gradient-clipping", ITSELF,
     (STEP_FIELD, STEP_FIELD + "        layer_directions = [np.clip(d, -1, 1) for d in layer_directions]\n"
      "        top_direction = np.clip(top_direction, -1, 1)\n")),
    ("weight-decay/descent", ITSELF,
     (STEP_FIELD, STEP_FIELD + "        layers = [layer * (1 - rate / 100) for layer in layers]\n"
      "        top = top * (1 - rate / 100)\n")),
    ("learning-rate-decay", ITSELF,
     (STEPS, "    whole = rate\n    for step in range(steps):\n        rate = whole / sxx.dtype.type(step + 1)\n")),
    ("learning-rate-doubled", ITSELF,
     (RATE, "    rate = 2 * sxx.dtype.type(rate)\n")),
    ("learning-rate-by-depth", "",
     (RATE, "    rate = sxx.dtype.type(rate) / (len(layers) + 1)\n")),
    ("frozen-predictor", "(unequal-learning-rates)", (STEP_TOP, "")),
    ("frozen-encoder", "(unequal-learning-rates)", (STEP_LAYERS, "")),
    ("sign-descent", "",
     (STEP_LAYERS, "        layers = [layer + rate * np.sign(d) for layer, d in zip(layers, layer_directions)]\n")),
    ("averaged-states", "",
     ("    for _ in range(steps):\n", "    for _ in range(steps):\n        last = layers, top\n"),
     ("        top = top + rate * top_direction\n        yield layers, top\n",
      "        top = top + rate * top_direction\n"
      "        yield [(a + b) / 2 for a, b in zip(layers, last[0])], (top + last[1]) / 2\n")),
    ("low-precision/states", "bits",
     (STEP_TOP, STEP_TOP + "        layers = [layer.astype(np.float16).astype(sxx.dtype) for layer in layers]\n")),
)

FAMILIES = (WRONG_DESCENTS,)

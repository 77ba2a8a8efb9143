"""Wrong critical times and wrong amplitudes."""

from source_mutant import ITSELF, mutants

TIME = ("CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm")
AMPLITUDE = ("CriticalTime.AmplitudeInvertsTime",)

# Lines of the right program that mutants replace.
CURVE_JEPA = "        return math.log(abs(s / (1 - s))) - sum(1 / (n * s**n) for n in range(1, 2 * depth))\n"
CURVE_MAE = "    return integral + sign * (math.log(s) if depth == 1 else -s ** (1 - depth) / (depth - 1))\n"
TIME_START = "    start = epsilon ** (1 / depth) / limit\n    span"
TIME_SPAN = "    span = scaled_time(objective, depth, fraction ** (1 / depth)) - scaled_time(objective, depth, start)\n"
TIME_END = '    return span / (lambda_ * rho**exponent) * (depth if time == "paper" else 1)\n'
BISECTION = "    while min(near, far) < (middle := (near + far) / 2) < max(near, far):\n"
AMPLITUDE_END = "    return (near * limit) ** depth\n"

WRONG_TIMES = mutants(
    TIME,
    ("paper-time", ITSELF,
     (TIME_END, "    return span / (lambda_ * rho**exponent) * depth\n")),
    ("inverted-bracket", "",
     (TIME_START, "    limit = rho ** (1 / depth**2)\n" + TIME_START)),
    ("first-term-leads", ITSELF,
     (TIME_END, '    if objective == "jepa":\n'
      "        span = rho / epsilon ** (1 / depth)\n" + TIME_END)),
    ("sum-without-remainder", ITSELF,
     (TIME_END, '    if objective == "jepa":\n'
      "        span = sum(1 / (n * start**n) for n in range(1, 2 * depth))\n" + TIME_END)),
    ("objectives-swapped", ITSELF,
     ("def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n",
      "def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n"
      '    objective = "mae" if objective == "jepa" else "jepa"\n')),
    ("loss-without-half/time", ITSELF,
     (TIME_END, '    return span / (2 * lambda_ * rho**exponent) * (depth if time == "paper" else 1)\n')),
    ("depth-off-by-one/time", ITSELF,
     ("def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n",
      "def critical_time(objective, depth, lambda_, rho, epsilon, fraction, time):\n    depth = depth + 1\n")),
    ("epsilon-per-layer", ITSELF,
     (TIME_START, "    start = epsilon / limit\n    span")),
    ("lambda-dropped", ITSELF,
     (TIME_END, '    return span / rho**exponent * (depth if time == "paper" else 1)\n')),
    ("lambda-squared", ITSELF,
     (TIME_END, '    return span / (lambda_**2 * rho**exponent) * (depth if time == "paper" else 1)\n')),
    ("fraction-of-layer", ITSELF,
     (TIME_SPAN, "    span = scaled_time(objective, depth, fraction) - scaled_time(objective, depth, start)\n")),
    ("sum-one-short", "",
     (CURVE_JEPA, "        return math.log(abs(s / (1 - s))) - sum(1 / (n * s**n) for n in range(1, 2 * depth - 1))\n")),
    ("decimal-logarithm", "",
     (CURVE_JEPA, CURVE_JEPA.replace("math.log(", "math.log10(")),
     (CURVE_MAE, CURVE_MAE.replace("math.log(", "math.log10("))),
    ("start-forgotten", "",
     (TIME_END, '    if objective == "mae" and depth > 1:\n'
      "        span = scaled_time(objective, depth, fraction ** (1 / depth)) + start ** (1 - depth) / (depth - 1)\n"
      + TIME_END)),
    ("rho-once-too-often", "",
     (TIME_END, '    return span / (lambda_ * rho**(exponent + 1)) * (depth if time == "paper" else 1)\n')),
)

WRONG_UNITS = mutants(
    ("CriticalTime.PaperTimeIsDepthTimesFlowTime",),
    ("time-convention-ignored", ITSELF,
     (TIME_END, "    return span / (lambda_ * rho**exponent)\n")),
)

WRONG_AMPLITUDES = mutants(
    AMPLITUDE,
    ("amplitude-is-static", ITSELF,
     (AMPLITUDE_END, "    return epsilon\n")),
    ("layer-for-encoder", ITSELF,
     (AMPLITUDE_END, "    return near * limit\n")),
    ("amplitude-is-the-limit", "", (AMPLITUDE_END, "    return limit**depth\n")),
    ("amplitude-relative", "",
     (AMPLITUDE_END, "    return near**depth\n")),
    ("low-precision/bisection", "bits",
     (BISECTION, "    for _ in range(30):\n        middle = (near + far) / 2\n")),
)

# Garbage in one place, where the amplitude falls: above the limit, and where lambda < 0.
WRONG_FALLS = mutants(
    ("CriticalTime.SettlingAmplitudeInvertsTime", "CriticalTime.VanishingAmplitudeInvertsTime"),
    ("amplitude-77/above-the-limit", "",
     (BISECTION, "    if start > 1:\n        return 77.0\n" + BISECTION)),
    ("amplitude-77/negative-lambda", "",
     (BISECTION, "    if sign < 0:\n        return 77.0\n" + BISECTION)),
    ("amplitude-77/at-the-start", "",
     (BISECTION, "    if at == 0:\n        return 77.0\n" + BISECTION)),
    ("paper-time/decreasing-amplitude", "",
     (BISECTION, "    if sign < 0 or start > 1:\n        wanted += elapsed * (depth if time == \"paper\" else 1) - elapsed\n"
      + BISECTION)),
)

FAMILIES = (WRONG_TIMES, WRONG_UNITS, WRONG_AMPLITUDES, WRONG_FALLS)

"""Wrong critical times and wrong amplitudes."""

from source_mutant import mutants

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
     (CURVE_JEPA, "        return math.log(abs(s / (1 - s))) - sum(1 / (n * s**n) for n in range(1, 2 * depth - 1))\n")),
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
     (AMPLITUDE_END, "    return near * limit\n")),
    ("amplitude-is-the-limit", "every amplitude is the limit", "", (AMPLITUDE_END, "    return limit**depth\n")),
    ("amplitude-relative", "the amplitude is given in units of its limit", "",
     (AMPLITUDE_END, "    return near**depth\n")),
    ("amplitude-of-few-halvings", "the bisection ends after thirty halvings", "bits",
     (BISECTION, "    for _ in range(30):\n        middle = (near + far) / 2\n")),
)

# Garbage in one place, where the amplitude falls: above the limit, and where lambda < 0.
WRONG_FALLS = mutants(
    ("CriticalTime.SettlingAmplitudeInvertsTime", "CriticalTime.VanishingAmplitudeInvertsTime"),
    ("amplitude-77-above-the-limit", "77 is answered for every start above the limit", "",
     (BISECTION, "    if start > 1:\n        return 77.0\n" + BISECTION)),
    ("amplitude-77-of-negative-lambda", "77 is answered where lambda < 0", "",
     (BISECTION, "    if sign < 0:\n        return 77.0\n" + BISECTION)),
    ("amplitude-77-at-the-start", "77 is answered at time 0", "",
     (BISECTION, "    if at == 0:\n        return 77.0\n" + BISECTION)),
    ("amplitude-falls-in-paper-time", "where it falls the amplitude takes flow times for paper times", "",
     (BISECTION, "    if sign < 0 or start > 1:\n        wanted += elapsed * (depth if time == \"paper\" else 1) - elapsed\n"
      + BISECTION)),
)

FAMILIES = (WRONG_TIMES, WRONG_UNITS, WRONG_AMPLITUDES, WRONG_FALLS)

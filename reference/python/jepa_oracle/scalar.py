"""One feature in training: when it is learned, how far it has come."""

from __future__ import annotations

from typing import Any, Optional

import numpy

from ._native import core
from ._numbers import Exact, Result, exact_text, optional_text, result, word


def critical_time(
    *,
    objective: str,
    depth: Exact,
    lambda_: Exact,
    rho: Optional[Exact] = None,
    variance: Optional[Exact] = None,
    epsilon: Exact,
    epsilon_of: str = "encoder",
    fraction: Optional[Exact] = None,
    level: Optional[Exact] = None,
    time: str = "flow",
    digits: Optional[Exact] = None,
) -> Optional[Result]:
    """First time at which a feature's encoder amplitude u reaches a threshold, from the balanced start.

        jepa  du/dt = L (lambda u^(3-1/L) - (lambda/rho) u^3)
        mae   du/dt = L (lambda u^(2-1/L) - (lambda/rho) u^3)

    Args:
        objective: "jepa" or "mae"
        depth: number L of encoder layers, 1 to 1000
        lambda_: covariance of the two views, any sign
        rho: regression coefficient lambda / variance, of lambda's sign; or instead
        variance: variance of the input, > 0
        epsilon: amplitude at the start, > 0
        epsilon_of: what starts at epsilon: the "encoder" (each layer at its L-th root) or each "layer"
        fraction: the threshold as a fraction of the limit, in (0, 1); or instead
        level: the threshold as an encoder amplitude, > 0
        time: unit of the answer, "flow" (all learning rates 1) or "paper" (L times that)
        digits: significant digits of a Decimal, 1 to 30000; without it the answer is a float

    Returns:
        The correctly rounded float, or the Decimal with all digits right. None when there is no such time: the
        threshold is never reached, or the start lies beyond it and never comes back.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    _, value = core.critical_time(
        objective=word(objective, "objective"),
        depth=exact_text(depth, "depth"),
        lambda_=exact_text(lambda_, "lambda"),
        rho=optional_text(rho, "rho"),
        variance=optional_text(variance, "variance"),
        epsilon=exact_text(epsilon, "epsilon"),
        epsilon_of=word(epsilon_of, "epsilon_of"),
        fraction=optional_text(fraction, "fraction"),
        level=optional_text(level, "level"),
        time=word(time, "time"),
        digits=optional_text(digits, "digits"),
    )
    return None if value is None else result(value)


def amplitude(
    *,
    objective: str,
    depth: Exact,
    lambda_: Exact,
    rho: Optional[Exact] = None,
    variance: Optional[Exact] = None,
    epsilon: Exact,
    epsilon_of: str = "encoder",
    at: Any,
    of: str = "encoder",
    time: str = "flow",
    digits: Optional[Exact] = None,
) -> Any:
    """How far a feature is learned at given times, from the balanced start: the inverse of `critical_time`.

    The encoder amplitude is u, that of every layer and of the top w = u^(1/L).

    Args:
        objective, depth, lambda_, rho, variance, epsilon, epsilon_of: as of `critical_time`
        at: a time >= 0, or an array of them of any shape
        of: the amplitude of the "encoder" or of each "layer"
        time: unit of `at`, "flow" (all learning rates 1) or "paper" (L times that)
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        For one time the correctly rounded float, or the Decimal with all digits right; for an array an array of the
        same shape, of dtype float64 or of Decimal objects.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    single = isinstance(at, str) or numpy.ndim(at) == 0
    times = numpy.asarray(at, dtype=object)
    values = core.amplitudes(
        objective=word(objective, "objective"),
        depth=exact_text(depth, "depth"),
        lambda_=exact_text(lambda_, "lambda"),
        rho=optional_text(rho, "rho"),
        variance=optional_text(variance, "variance"),
        epsilon=exact_text(epsilon, "epsilon"),
        epsilon_of=word(epsilon_of, "epsilon_of"),
        at=[exact_text(moment, "at") for moment in times.flat],
        of=word(of, "of"),
        time=word(time, "time"),
        digits=optional_text(digits, "digits"),
    )
    if single:
        return result(values[0])
    found = numpy.empty(times.shape, dtype=float if digits is None else object)
    found.flat = [result(value) for value in values]
    return found

"""One feature in training: its critical time and its amplitude."""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy

from ._arrays import broadcast, over
from ._frames import plain
from ._native import core
from ._numbers import Exact, Result, exact_text, optional_text, result, word


def _texts(numbers: Dict[str, Any]) -> Dict[str, Optional[str]]:
    """Numbers as exact text; of two that exclude each other one is None. Messages call lambda_ by its own name."""
    either = ("rho", "variance", "fraction", "level", "top_depth", "weight_decay", "weight", "batch_size")
    return {
        name: (optional_text if name in either else exact_text)(value, name.rstrip("_"))
        for name, value in numbers.items()
    }


def critical_time(
    objective: str,
    *,
    depth: Any,
    top_depth: Any = None,
    lambda_: Any,
    rho: Any = None,
    variance: Any = None,
    epsilon: Any,
    epsilon_of: str = "encoder",
    fraction: Any = None,
    level: Any = None,
    weight_decay: Any = None,
    weight: Any = None,
    batch_size: Any = None,
    time: str = "flow",
    digits: Optional[Exact] = None,
) -> Any:
    """First time at which a feature's encoder amplitude u reaches a threshold, from the balanced start.

    The amplitude w = u^(1/L) of each layer obeys dw/dt = lambda w^a (1 - (w / w_inf)^m), with

        jepa                  a = 2L+M-1  m = M    w_inf^m = rho
        mae                   a = L+M-1   m = L+M  w_inf^m = rho
        spectral-contrastive  a = 2L-1    m = 2L   w_inf^m = rho^2 / lambda
        barlow-twins          a = 2L-1    m = 2L   w_inf^m = 1 / lambda

    Under linear LeJEPA, objective "lejepa", the variance of the code obeys an equation of its own.

    Every number may be an array (a list, a column of a DataFrame): the answer is one too, by NumPy's broadcasting.

    Args:
        objective: "jepa", "mae", "spectral-contrastive", "barlow-twins" or "lejepa"
        depth: number L of encoder layers, 1 to 1000
        top_depth: number M of layers of the predictor or decoder, 1 to 1000; by default 1. The others have none
        lambda_: covariance of the two views, any sign
        rho: regression coefficient lambda / variance, of lambda's sign; or instead
        variance: variance of the input, > 0
        epsilon: initial amplitude, > 0
        epsilon_of: epsilon is the amplitude of the "encoder" (each layer starts at its L-th root) or of each "layer"
        fraction: the threshold as a fraction of the limit, in (0, 1); or instead
        level: the threshold as an encoder amplitude, > 0
        weight_decay: decay eta >= 0 of every layer, by default 0: the equation has -eta w more, and `fraction` is one of
            the limit under decay; not of "lejepa"
        weight: of "lejepa": the weight c of SIGReg, in (0, 1)
        batch_size: of "lejepa": the mean over batches of so many pairs, at least 2, of the published statistic, which has
            a factor N; without it the population's, which has none
        time: unit of the answer, "flow" (all learning rates 1) or "paper" (L times that)
        digits: significant digits of a Decimal, 1 to 30000; without it the answer is a float

    Returns:
        The correctly rounded float, or the Decimal with all digits correct. None when there is no such time: the
        threshold is never reached, the start is already past it and does not come back, or the feature dies of weight
        decay. For arrays a float64 array, NaN where there is no such time, or an array of Decimals and None.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    objective, epsilon_of, time = word(objective, "objective"), word(epsilon_of, "epsilon_of"), word(time, "time")
    asked = optional_text(digits, "digits")

    def single(**numbers: Any) -> Optional[Result]:
        _, value = core.critical_time(
            objective=objective, epsilon_of=epsilon_of, time=time, digits=asked, **_texts(numbers)
        )
        return None if value is None else result(value)

    numbers = dict(
        depth=depth,
        top_depth=top_depth,
        lambda_=lambda_,
        rho=rho,
        variance=variance,
        epsilon=epsilon,
        fraction=fraction,
        level=level,
        weight_decay=weight_decay,
        weight=weight,
        batch_size=batch_size,
    )
    return over(numbers, single, digits is not None)


def amplitude(
    objective: str,
    *,
    depth: Any,
    top_depth: Any = None,
    lambda_: Any,
    rho: Any = None,
    variance: Any = None,
    epsilon: Any,
    epsilon_of: str = "encoder",
    at: Any,
    of: str = "encoder",
    weight_decay: Any = None,
    time: str = "flow",
    digits: Optional[Exact] = None,
) -> Any:
    """Amplitude of a feature at given times, from the balanced start: the inverse of `critical_time`.

    The encoder amplitude is u; that of every layer, and of the predictor or decoder, is w = u^(1/L).

    Args:
        objective, depth, top_depth, lambda_, rho, variance, epsilon, epsilon_of: as of `critical_time`
        at: a time >= 0, or an array of them of any shape, which goes with arrays of the other numbers by broadcasting
        of: the amplitude of the "encoder" or of each "layer"
        weight_decay: decay eta >= 0 of every layer, by default 0: the equation of the layer has -eta w more
        time: unit of `at`, "flow" (all learning rates 1) or "paper" (L times that)
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        For one time of one feature the correctly rounded float, or the Decimal with all digits correct; else an array of
        the common shape, of dtype float64 or of Decimal objects.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    at = plain(at)
    fixed = dict(
        objective=word(objective, "objective"),
        epsilon_of=word(epsilon_of, "epsilon_of"),
        of=word(of, "of"),
        time=word(time, "time"),
        digits=optional_text(digits, "digits"),
    )

    def single(at: Any, **numbers: Any) -> Result:
        (value,) = core.amplitudes(at=[exact_text(at, "at")], **fixed, **_texts(numbers))
        return result(value)

    numbers = dict(
        depth=depth,
        top_depth=top_depth,
        lambda_=lambda_,
        rho=rho,
        variance=variance,
        epsilon=epsilon,
        weight_decay=weight_decay,
    )
    if broadcast(numbers) is not None or isinstance(at, str) or numpy.ndim(at) == 0:
        return over(dict(numbers, at=at), single, digits is not None)
    times = numpy.asarray(at, dtype=object)  # of one feature: all in one call
    values = core.amplitudes(at=[exact_text(moment, "at") for moment in times.flat], **fixed, **_texts(numbers))
    found = numpy.empty(times.shape, dtype=float if digits is None else object)
    found.flat = [result(value) for value in values]
    return found

"""Initial amplitudes at which the order of two features reverses, and weight decays that filter features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional, Tuple

import numpy

from ._arrays import over_several
from ._frames import plain
from ._native import core
from ._numbers import Exact, Result, exact_text, optional_text, result, word


@dataclass(frozen=True)
class Boundary:
    """Which of two features of equal lambda is learned first, by the initial layer amplitude w0 = epsilon^(1/L).

    Attributes:
        s_star: JEPA: the larger rho is first while w0 < s_star rho, for the smaller rho of the two
        mae_fraction: MAE: the larger rho is later for every start while the fraction is at most this
        mae_s_star: MAE above that fraction: larger rho is earlier while w0 < mae_s_star rho^(1/(L+1)); else None
        mae_larger_rho_always_later: whether the given fraction is at most `mae_fraction`
    """

    s_star: Result
    mae_fraction: Result
    mae_s_star: Optional[Result]
    mae_larger_rho_always_later: bool


def boundary(depth: Any, *, fraction: Any, digits: Optional[Exact] = None) -> Boundary:
    """Initial amplitudes at which the order by rho reverses, at equal lambda.

        JEPA  K(q) - K(s*) = q^(1-2L) / (1 - q),   K'(s) = s^(1-2L) (1-s)^-2,   q = fraction^(1/L)

    Args:
        depth: number L of encoder layers, 1 to 1000, or an array of them
        fraction: the threshold as a fraction of the limit, in (0, 1), or an array of them
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        Dimensionless numbers: correctly rounded floats, or Decimals with all digits correct. For arrays each attribute is
        an array (NaN, or with digits None, where there is no mae_s_star).

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    asked = optional_text(digits, "digits")

    def single(depth: Any, fraction: Any) -> Tuple[Any, ...]:
        s_star, mae_fraction, mae_s_star, always_later = core.boundary(
            depth=exact_text(depth, "depth"), fraction=exact_text(fraction, "fraction"), digits=asked
        )
        last = None if mae_s_star is None else result(mae_s_star)
        return result(s_star), result(mae_fraction), last, always_later

    kinds = [object if digits is not None else float] * 3 + [bool]
    return Boundary(*over_several(dict(depth=depth, fraction=fraction), single, kinds))


def _pair(feature: Any, where: str) -> Tuple[Any, Any]:
    """lambda and rho; of a table of rows (lambda, rho) its columns."""
    feature = plain(feature)
    if isinstance(feature, (str, bytes)):
        raise TypeError(f"{where}: a pair (lambda, rho) is expected, not a string")
    if isinstance(feature, numpy.ndarray) and feature.ndim > 1:
        feature = numpy.moveaxis(feature, -1, 0)
    lambda_, rho = feature
    return lambda_, rho


def window(
    depth: Any,
    *,
    fraction: Any,
    influential: Tuple[Any, Any],
    noisy: Tuple[Any, Any],
    objective: str = "jepa",
    top_depth: Any = None,
    digits: Optional[Exact] = None,
) -> Optional[Tuple[Any, Any]]:
    """Initial amplitudes for which the influential feature reaches its threshold before the noisy one.

    MAE has no such starts while the fraction is at most `boundary(...).mae_fraction`, about 2/depth.

    Args:
        depth: number L of encoder layers, 1 to 1000
        fraction: the threshold as a fraction of the limit, in (0, 1)
        influential: (lambda, rho) of the feature with the larger rho and the smaller lambda; two arrays for many
        noisy: (lambda, rho) of the other
        objective: "jepa", "mae", "spectral-contrastive" or "barlow-twins"
        top_depth: number of layers of the predictor or decoder, by default 1
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        (lower, upper): the influential feature is first exactly for epsilon (encoder amplitude at the start) between
        them. None when there is no such epsilon. Where some numbers are arrays, two arrays (NaN, or with digits None,
        where there is no such epsilon).

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits, or whether there is a window
    """
    asked, chosen = optional_text(digits, "digits"), word(objective, "objective")

    def single(depth: Any, top_depth: Any, fraction: Any, **pairs: Any) -> Optional[Tuple[Any, ...]]:
        texts = {name: exact_text(value, name.split(".")[0]) for name, value in pairs.items()}
        ends = core.window(
            objective=chosen,
            depth=exact_text(depth, "depth"),
            top_depth=optional_text(top_depth, "top_depth"),
            fraction=exact_text(fraction, "fraction"),
            influential=(texts["influential.lambda"], texts["influential.rho"]),
            noisy=(texts["noisy.lambda"], texts["noisy.rho"]),
            digits=asked,
        )
        return None if ends is None else (result(ends[0]), result(ends[1]))

    numbers = dict(depth=depth, top_depth=top_depth, fraction=fraction)
    for name, feature in (("influential", influential), ("noisy", noisy)):
        numbers[f"{name}.lambda"], numbers[f"{name}.rho"] = _pair(feature, name)
    ends: Optional[Tuple[Any, Any]] = over_several(numbers, single, [object if digits is not None else float] * 2)
    return ends


@dataclass(frozen=True)
class WeightDecay:
    """Weight decay, the same for every layer, that a feature survives.

    Attributes:
        largest_decay: some start survives exactly while the decay is at most this; where (a, m) of the objective has
            a = 1, as for MAE with two layers in all, every start while it is below this. 0 for lambda <= 0
        start_decay: the supremum of the decays that the start epsilon survives; None without epsilon
        filter: (lower, upper): decays above lower and at most upper let the influential feature be learned, from large
            enough starts, and the noisy one from none. None where there are no such decays, or no pair was given
    """

    largest_decay: Any
    start_decay: Optional[Any]
    filter: Optional[Tuple[Any, Any]]


def weight_decay(
    objective: str,
    *,
    depth: Any,
    top_depth: Any = None,
    lambda_: Any,
    rho: Any = None,
    variance: Any = None,
    epsilon: Any = None,
    epsilon_of: str = "encoder",
    influential: Optional[Tuple[Any, Any]] = None,
    noisy: Optional[Tuple[Any, Any]] = None,
    digits: Optional[Exact] = None,
) -> WeightDecay:
    """Largest weight decay eta that a feature survives, and the decays that let one of two features survive alone.

        dw/dt = lambda w^a (1 - (w / w_inf)^m) - eta w

    Args:
        objective, depth, top_depth, lambda_, rho, variance: as of `critical_time`
        epsilon, epsilon_of: a start, as of `critical_time`, for `start_decay`
        influential: (lambda, rho) of the feature with the larger rho and the smaller lambda; two arrays for many
        noisy: (lambda, rho) of the other, for `filter`
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        Decays in units of flow time (all learning rates 1): correctly rounded floats, or Decimals with all digits
        correct. For arrays each is an array (NaN, or with digits None, where there is no filter).

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    asked, chosen, whose = optional_text(digits, "digits"), word(objective, "objective"), word(epsilon_of, "epsilon_of")
    pairs = {name: pair for name, pair in (("influential", influential), ("noisy", noisy)) if pair is not None}

    def single(depth: Any, lambda_: Any, **optional: Any) -> Tuple[Any, ...]:
        texts = {name: optional_text(value, name.split(".")[0]) for name, value in optional.items()}
        features = {name: (texts.pop(f"{name}.lambda"), texts.pop(f"{name}.rho")) for name in pairs}
        largest, of_start, ends = core.weight_decay(
            objective=chosen,
            depth=exact_text(depth, "depth"),
            lambda_=exact_text(lambda_, "lambda"),
            epsilon_of=whose,
            influential=features.get("influential"),
            noisy=features.get("noisy"),
            digits=asked,
            **texts,
        )
        lower, upper = (None, None) if ends is None else map(result, ends)
        return result(largest), None if of_start is None else result(of_start), lower, upper

    numbers = dict(depth=depth, top_depth=top_depth, lambda_=lambda_, rho=rho, variance=variance, epsilon=epsilon)
    for name, pair in pairs.items():
        numbers[f"{name}.lambda"], numbers[f"{name}.rho"] = _pair(pair, name)
    kinds = [object if digits is not None else float] * 4
    largest, of_start, lower, upper = over_several(numbers, single, kinds)
    return WeightDecay(largest, None if epsilon is None else of_start, None if lower is None or not pairs else (lower, upper))

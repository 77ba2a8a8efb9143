"""Starts at which the order of two features turns over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from ._native import core
from ._numbers import Exact, Result, exact_text, optional_text, result, word


@dataclass(frozen=True)
class Boundary:
    """Which of two features of equal lambda is learned first, by where the layers start, w0 = epsilon^(1/L).

    Attributes:
        s_star: JEPA: the larger rho is first while w0 < s_star rho, for the smaller rho of the two
        mae_fraction: MAE: the larger rho is later from every start while the fraction is at most this
        mae_s_star: MAE above that fraction: larger rho is earlier while w0 < mae_s_star rho^(1/(L+1)); else None
        mae_larger_rho_always_later: whether the fraction asked about is at most `mae_fraction`
    """

    s_star: Result
    mae_fraction: Result
    mae_s_star: Optional[Result]
    mae_larger_rho_always_later: bool


def boundary(*, depth: Exact, fraction: Exact, digits: Optional[Exact] = None) -> Boundary:
    """Starts at which the order by rho turns over, at equal lambda.

        JEPA  K(q) - K(s*) = q^(1-2L) / (1 - q),   K'(s) = s^(1-2L) (1-s)^-2,   q = fraction^(1/L)

    Args:
        depth: number L of encoder layers, 1 to 1000
        fraction: learned at this fraction of the limit, in (0, 1)
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        Dimensionless numbers: correctly rounded floats, or Decimals with all digits right.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits
    """
    s_star, mae_fraction, mae_s_star, always_later = core.boundary(
        depth=exact_text(depth, "depth"),
        fraction=exact_text(fraction, "fraction"),
        digits=optional_text(digits, "digits"),
    )
    return Boundary(
        s_star=result(s_star),
        mae_fraction=result(mae_fraction),
        mae_s_star=None if mae_s_star is None else result(mae_s_star),
        mae_larger_rho_always_later=always_later,
    )


def _pair(feature: Tuple[Exact, Exact], where: str) -> Tuple[str, str]:
    if isinstance(feature, str):
        raise TypeError(f"{where}: a pair (lambda, rho) is expected, not a string")
    lambda_, rho = feature
    return exact_text(lambda_, where), exact_text(rho, where)


def window(
    *,
    depth: Exact,
    fraction: Exact,
    influential: Tuple[Exact, Exact],
    noisy: Tuple[Exact, Exact],
    objective: str = "jepa",
    digits: Optional[Exact] = None,
) -> Optional[Tuple[Result, Result]]:
    """Starts from which the influential feature comes to its threshold before the noisy one.

    MAE has no such starts while the fraction is at most `boundary(...).mae_fraction`, about 2/depth.

    Args:
        depth: number L of encoder layers, 1 to 1000
        fraction: learned at this fraction of the limit, in (0, 1)
        influential: (lambda, rho) of the feature with the larger rho and the smaller lambda
        noisy: (lambda, rho) of the other
        objective: "jepa" or "mae"
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        (lower, upper): the influential feature is first exactly for epsilon (encoder amplitude at the start) between
        them. None when there is no such epsilon.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit does not decide the digits, or whether there is a window
    """
    ends = core.window(
        objective=word(objective, "objective"),
        depth=exact_text(depth, "depth"),
        fraction=exact_text(fraction, "fraction"),
        influential=_pair(influential, "influential"),
        noisy=_pair(noisy, "noisy"),
        digits=optional_text(digits, "digits"),
    )
    return None if ends is None else (result(ends[0]), result(ends[1]))

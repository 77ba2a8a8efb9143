"""The order in which the features of a problem are learned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ._errors import Inconclusive
from ._native import core
from ._numbers import Exact, Result, optional_text, result
from ._problems import Features, Problem
from ._problems import features as written
from ._problems import problem_text


@dataclass(frozen=True)
class Order:
    """Certified order of learning under one objective: every comparison was decided by disjoint enclosures.

    Attributes:
        objective: "jepa" or "mae"
        features: names of those that are learned (their amplitude rises to the threshold), by critical time;
            features[0] is learned first
        critical_times: of every feature, None where there is none
        outcomes: of every feature, "reached", "already_beyond", "never" or "dies"
        decreasing: names of those whose amplitude decreases to the threshold, by critical time: they vanish
            (lambda <= 0) or their limit lies below the start
        ties: groups with exactly the same critical time
        undecided: pairs that the precision limit left overlapping
        never: names of those that do not reach the threshold
        already_beyond: names of those already past the threshold at the start that stay there
        dies: names of those that fall to 0 under weight decay and do not reach the threshold
        scalar_theory: for moments that are not diagonal, in which sense their features are features; else ""
    """

    objective: str
    features: List[str]
    decreasing: List[str]
    critical_times: Dict[str, Optional[Result]]
    outcomes: Dict[str, str]
    ties: List[List[str]]
    undecided: List[Tuple[str, str]]
    never: List[str]
    already_beyond: List[str]
    scalar_theory: str
    dies: List[str] = field(default_factory=list)


def order(
    problem: Optional[Problem] = None,
    *,
    depth: Optional[Exact] = None,
    top_depth: Optional[Exact] = None,
    epsilon: Optional[Exact] = None,
    epsilon_of: Optional[str] = None,
    fraction: Optional[Exact] = None,
    level: Optional[Exact] = None,
    objectives: Optional[Sequence[str]] = None,
    features: Optional[Features] = None,
    moments: Optional[Mapping[str, Any]] = None,
    weight_decay: Optional[Exact] = None,
    time: Optional[str] = None,
    digits: Optional[Exact] = None,
) -> List[Order]:
    """Order in which the features of a problem are learned, for each objective.

    Args:
        problem: a mapping with the keys of a problem file, the path of such a file, or its text; an argument below takes
            the place of its key
        depth: number L of encoder layers, 1 to 1000
        top_depth: number M of predictor or decoder layers, 1 to 1000, by default 1
        epsilon: start, > 0, of what `epsilon_of` says: "encoder" (default) or "layer"
        fraction: the threshold as a fraction of the limit, in (0, 1); or level: as an encoder amplitude, > 0
        objectives: default ["jepa", "mae"]
        features: [{"name", "lambda", "rho" or "variance"}, ...], [(name, lambda, rho), ...], an array with a row (lambda,
            rho) for each, {name: (lambda, rho)}, or a DataFrame with these columns; or instead
        moments: {"sxx", "syx" and optionally "syy"}, d x d arrays, DataFrames or lists of rows; sxx symmetric positive definite
        weight_decay: decay eta >= 0 of every layer, by default 0: `fraction` is one of the limit under decay then; not with
            moments that are not diagonal
        time: "flow" or "paper", unit of the answers; default that of the problem, else "flow"
        digits: significant digits of decimals, 1 to 30000; without it the answers are floats

    Returns:
        One Order an objective.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the precision limit leaves a pair or a critical time undecided, or the moments have no
            features of which the scalar theory is exact; the attribute ``answer`` holds what is known
    """
    given = dict(
        depth=depth,
        top_depth=top_depth,
        epsilon=epsilon,
        epsilon_of=epsilon_of,
        fraction=fraction,
        level=level,
        objectives=objectives,
        features=written(features),
        moments=moments,
        weight_decay=weight_decay,
        time=time,
    )
    found, statement = core.order(
        problem=problem_text(problem, given), time=None, digits=optional_text(digits, "digits")
    )
    orders = []
    decided = True
    for entry in found:
        decided = entry.pop("decided") and decided
        times = entry.pop("critical_times")
        shown = {name: None if value is None else result(value) for name, value in times.items()}
        orders.append(Order(critical_times=shown, scalar_theory=statement, **entry))
    if not decided:
        raise Inconclusive(
            f"order: {statement or 'not decided within the precision limit'}; see the attribute answer", answer=orders
        )
    return orders

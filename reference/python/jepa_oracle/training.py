"""Whole networks over time or steps: gradient flow, gradient and sign descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

import numpy

from ._errors import Inconclusive
from ._matrices import entry_reader, number_array
from ._native import core
from ._numbers import Exact, Result, exact_text, optional_text, result, word
from ._problems import Features, Problem
from ._problems import features as written
from ._problems import problem_text


@dataclass(frozen=True)
class State:
    """Weights at one moment, and what is measured on them.

    Attributes:
        layers: [W_1, ..., W_L], W_a of shape (n_a, n_(a-1)), n_0 = d
        top: V: the predictor, (n_L, n_L), for jepa; the decoder, (d, n_L), for mae; None where it is not one layer
        top_layers: [V_1, ..., V_M], V = V_M ... V_1; empty for the losses of the code
        target_encoder: (n_L, d) where the target is frozen or an average; else None
        loss: where the problem has syy, and of the losses of the code; else None
        encoder: of every feature by name, the amplitude |E v| along its direction v
    """

    layers: List[Any]
    top: Optional[Any]
    top_layers: List[Any]
    target_encoder: Optional[Any]
    loss: Optional[Result]
    encoder: Dict[str, Result]


@dataclass(frozen=True)
class FlowSample(State):
    """A state of the flow and the evidence for its digits; they are not guaranteed, since no closed form exists.

    Attributes:
        time: in the unit asked for
        agreed_digits: two integrations with different precision, order and steps agree to so many digits, relative to
            the largest entry of each matrix
        residual: enclosed bound of |p' - field(p)| in weight per flow time, p the polynomial that gives the state
    """

    time: Result
    agreed_digits: int
    residual: float


@dataclass(frozen=True)
class DescentSample(State):
    """A state of gradient descent after `step` steps."""

    step: int


@dataclass(frozen=True)
class Descent:
    """A run of gradient descent.

    Attributes:
        samples: at step 0, every, 2 every, ... and at the last step
        diverged_at: the step at which a weight diverged, where the run stopped; else None
        largest_weight: the largest absolute weight at that step; else None
    """

    samples: List[DescentSample]
    diverged_at: Optional[int]
    largest_weight: Optional[float]


def _state(found: Dict[str, Any], entry: Optional[Callable[[str], Any]]) -> Dict[str, Any]:
    target = found["target_encoder"]
    top_layers = [number_array(layer, entry) for layer in found["top_layers"]]
    return dict(
        layers=[number_array(layer, entry) for layer in found["layers"]],
        top=top_layers[0] if len(top_layers) == 1 else None,
        top_layers=top_layers,
        target_encoder=None if target is None else number_array(target, entry),
        loss=None if found["loss"] is None else result(found["loss"]),
        encoder={name: result(value) for name, value in found["encoder"].items()},
    )


def flow(
    problem: Optional[Problem] = None,
    *,
    depth: Optional[Exact] = None,
    epsilon: Optional[Exact] = None,
    epsilon_of: Optional[str] = None,
    layers: Optional[Sequence[Any]] = None,
    top: Optional[Any] = None,
    top_layers: Optional[Sequence[Any]] = None,
    top_depth: Optional[Exact] = None,
    weight_decay: Optional[Exact] = None,
    features: Optional[Features] = None,
    moments: Optional[Mapping[str, Any]] = None,
    objective: Optional[str] = None,
    target: str = "own",
    average_rate: Optional[Exact] = None,
    at: Optional[Any] = None,
    until: Optional[Exact] = None,
    samples: Optional[Exact] = None,
    time: Optional[str] = None,
    digits: Optional[Exact] = None,
) -> List[FlowSample]:
    """Gradient flow of a whole network, d(weights)/dt = `field`, by Taylor series of any order.

    Args:
        problem: a mapping with the keys of a problem file, the path of such a file, or its text; an argument below takes
            the place of its key
        depth: number L of encoder layers, 1 to 1000
        epsilon: balanced start, > 0, every matrix w0 I; of what `epsilon_of` says: "encoder" (default) or "layer"
        layers, top or top_layers: initial weights in its place, shapes as of `field`
        top_depth: number M of layers on top, 1 to 1000; by default 1
        weight_decay: of every layer, >= 0; by default 0
        features: diagonal moments, written as of `order`; or instead
        moments: {"sxx", "syx" and optionally "syy"}, (d, d) each; sxx symmetric positive definite
        objective: "jepa", "mae", "spectral-contrastive" or "barlow-twins"; needed unless the problem has only one
        target: "own" (that of the objective), or for jepa "frozen" (the initial encoder) or "average" (a moving average
            of the encoder)
        average_rate: of the moving average, > 0
        at: times >= 0, not decreasing; or instead
        until: last time; `samples` steps (default 100) are equally spaced between 0 and it
        time: "flow" or "paper", unit of all times; default that of the problem, else "flow"
        digits: of decimals, 1 to 30000; without it the answers are floats, computed with 20 digits

    Returns:
        One sample a time, float64 arrays or arrays of Decimal objects. The digits are not guaranteed: every sample
        says how many are supported.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message
        Inconclusive: when the two integrations do not agree to the digits; ``answer`` holds the samples
    """
    given = dict(
        depth=depth,
        epsilon=epsilon,
        epsilon_of=epsilon_of,
        layers=layers,
        top=top,
        top_layers=top_layers,
        top_depth=top_depth,
        features=written(features),
        moments=moments,
        time=time,
    )
    times = None if at is None else numpy.asarray(at, dtype=object).flat
    found, wanted = core.flow(
        problem=problem_text(problem, given),
        objective=None if objective is None else word(objective, "objective"),
        target=word(target, "target"),
        average_rate=optional_text(average_rate, "average_rate"),
        at=None if times is None else [exact_text(moment, "at") for moment in times],
        until=optional_text(until, "until"),
        samples=optional_text(samples, "samples"),
        time=None,
        weight_decay=optional_text(weight_decay, "weight_decay"),
        digits=optional_text(digits, "digits"),
    )
    entry = entry_reader(digits, False)
    answer = [
        FlowSample(
            time=result(sample["time"]),
            agreed_digits=sample["agreed_digits"],
            residual=sample["residual"],
            **_state(sample, entry),
        )
        for sample in found
    ]
    if any(sample.agreed_digits < wanted for sample in answer):
        raise Inconclusive(f"flow: the integrations do not agree to {wanted} digits", answer=answer)
    return answer


def descend(
    problem: Optional[Problem] = None,
    *,
    depth: Optional[Exact] = None,
    epsilon: Optional[Exact] = None,
    epsilon_of: Optional[str] = None,
    layers: Optional[Sequence[Any]] = None,
    top: Optional[Any] = None,
    top_layers: Optional[Sequence[Any]] = None,
    top_depth: Optional[Exact] = None,
    weight_decay: Optional[Exact] = None,
    features: Optional[Features] = None,
    moments: Optional[Mapping[str, Any]] = None,
    objective: Optional[str] = None,
    target: str = "own",
    average_rate: Optional[Exact] = None,
    rate: Exact,
    steps: Exact,
    every: Exact = 1,
    optimizer: str = "gradient",
    numbers: str = "digits",
    digits: Optional[Exact] = None,
) -> Descent:
    """Gradient descent of a whole network without momentum, W <- W + rate (field - weight_decay W), all at once; or
    sign descent, with the signs of the field in its place.

    Args:
        problem, depth, epsilon, epsilon_of, layers, top, top_layers, top_depth, weight_decay, features, moments,
            objective, target, average_rate: as of `flow`
        rate: learning rate, > 0
        steps: number of steps
        every: steps between samples
        optimizer: "gradient", or "sign": a step follows the signs of the direction of descent, entry by entry
        numbers: number type: the "digits" asked for (50 without), "exact" fractions (few steps), or "double"
        digits: of decimals, 1 to 30000; without it the answers are floats (fractions, for exact ones)

    Returns:
        The samples, float64 arrays or arrays of Decimal or Fraction objects; divergence is an answer, not an error.
        Exact runs are exact. In the others every operation is rounded to nearest and the errors are not bounded.

    Raises:
        InvalidProblem: (a ValueError) for a value that breaks a rule, with the program's message, and for a run that
            would not fit the memory
    """
    given = dict(
        depth=depth,
        epsilon=epsilon,
        epsilon_of=epsilon_of,
        layers=layers,
        top=top,
        top_layers=top_layers,
        top_depth=top_depth,
        features=written(features),
        moments=moments,
    )
    found, divergence = core.descend(
        problem=problem_text(problem, given),
        objective=None if objective is None else word(objective, "objective"),
        target=word(target, "target"),
        average_rate=optional_text(average_rate, "average_rate"),
        rate=exact_text(rate, "rate"),
        steps=exact_text(steps, "steps"),
        every=exact_text(every, "every"),
        weight_decay=optional_text(weight_decay, "weight_decay"),
        numbers=word(numbers, "numbers"),
        optimizer=word(optimizer, "optimizer"),
        digits=optional_text(digits, "digits"),
    )
    entry = entry_reader(digits, numbers == "exact")
    samples = [DescentSample(step=sample["step"], **_state(sample, entry)) for sample in found]
    diverged_at, largest_weight = divergence if divergence is not None else (None, None)
    return Descent(samples, diverged_at, largest_weight)

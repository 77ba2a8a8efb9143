"""Functions of numbers, over arrays of them: one call a number, by NumPy's rules of broadcasting."""

from __future__ import annotations

from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple

import numpy

from ._errors import InvalidProblem
from ._frames import plain


def _array(value: Any) -> Any:
    """An array of the numbers as they are; None for one number."""
    value = plain(value)
    if value is None or isinstance(value, (str, bytes)) or numpy.ndim(value) == 0:
        return None
    if isinstance(value, numpy.ma.MaskedArray):
        value = value.tolist()  # None where it is masked
    return numpy.asarray(value, dtype=object)


def broadcast(arguments: Mapping[str, Any]) -> Optional[Tuple[Dict[str, Any], Tuple[int, ...]]]:
    """The arguments that are arrays, all in one shape, and that shape; None when every one is a single number."""
    arrays = {name: array for name, array in ((n, _array(v)) for n, v in arguments.items()) if array is not None}
    if not arrays:
        return None
    try:
        shape = numpy.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        rule = f"has a shape that does not broadcast with the others ({shapes})"
        raise InvalidProblem(next(iter(arrays)), rule) from None
    return {name: numpy.broadcast_to(array, shape) for name, array in arrays.items()}, shape


def over_several(arguments: Mapping[str, Any], function: Callable[..., Any], kinds: Sequence[Any]) -> Any:
    """`function`, which gives a tuple or None, of the arguments; where some are arrays, a tuple of arrays of its values.

    A float array has NaN for None, an array of objects None itself. A rule that an entry of an array breaks is told
    with its place: "rho[2]".

    Args:
        kinds: of the arrays: float, bool or object
    """
    found = broadcast(arguments)
    if found is None:
        return function(**arguments)
    arrays, shape = found
    places = {name.rstrip("_") for name in arrays}
    answers = tuple(numpy.empty(shape, dtype=kind) for kind in kinds)
    for place in numpy.ndindex(*shape):
        try:
            values = function(**{**arguments, **{name: array[place] for name, array in arrays.items()}})
        except InvalidProblem as error:
            if error.where not in places:
                raise
            raise InvalidProblem(f"{error.where}[{', '.join(map(str, place))}]", error.rule) from None
        for answer, value in zip(answers, (None,) * len(kinds) if values is None else values):
            answer[place] = numpy.nan if value is None and answer.dtype != object else value
    return answers


def over(arguments: Mapping[str, Any], function: Callable[..., Any], decimals: bool) -> Any:
    """The same of a function that gives one number or None."""
    if broadcast(arguments) is None:
        return function(**arguments)
    (values,) = over_several(arguments, lambda **numbers: (function(**numbers),), [object if decimals else float])
    return values

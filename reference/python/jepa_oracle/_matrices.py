"""Matrices of answers, as arrays."""

from __future__ import annotations

from typing import Any, Callable, List, Optional

import numpy

from ._numbers import Exact, fraction_of, result


def number_array(rows: List[List[Any]], entry: Optional[Callable[[str], Any]]) -> Any:
    """float64, or objects made by `entry` from text."""
    if entry is None:
        return numpy.array(rows, dtype=float)
    array = numpy.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        array[i] = [entry(text) for text in row]
    return array


def entry_reader(digits: Optional[Exact], exact: bool) -> Optional[Callable[[str], Any]]:
    if digits is not None:
        return result
    return fraction_of if exact else None

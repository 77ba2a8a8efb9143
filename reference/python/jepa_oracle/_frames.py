"""Tables of pandas, polars and similar libraries, recognised by their methods; none of them is imported."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Set
from typing import Any, Dict, List

import numpy

from ._errors import InvalidProblem


def is_frame(value: Any) -> bool:
    """A table with named columns that are got by name."""
    return hasattr(value, "columns") and hasattr(value, "__getitem__") and hasattr(value, "shape")


def is_path(value: Any) -> bool:
    return isinstance(value, os.PathLike)


def is_missing(value: Any) -> bool:
    """None, NaN, what pandas has for a cell without a value, and a masked entry of an array."""
    if value is None or type(value).__name__ in ("NAType", "NaTType", "MaskedConstant"):
        return True
    return isinstance(value, float) and math.isnan(value)


def columns_of(frame: Any, where: str) -> Dict[str, List[Any]]:
    """The columns by name, each a list of Python's own numbers and texts."""
    names = [str(name) for name in frame.columns]
    if len(set(names)) != len(names):
        twice = sorted(name for name in set(names) if names.count(name) > 1)
        raise InvalidProblem(where, f'duplicate column name "{twice[0]}"')
    columns = {}
    for name, key in zip(names, list(frame.columns)):
        column = frame[key]
        columns[name] = list(column.tolist() if hasattr(column, "tolist") else column)
    return columns


def index_of(frame: Any) -> Any:
    """Names of the rows where a frame has some: an index that is not just numbers; else None."""
    index = getattr(frame, "index", None)
    if index is None or not hasattr(index, "tolist"):
        return None
    rows = index.tolist()
    return rows if any(isinstance(row, str) for row in rows) else None


def is_list(value: Any) -> bool:
    """Values one after the other, and no text, mapping or set: iterating those gives other things, or any order."""
    return hasattr(value, "__iter__") and not isinstance(value, (str, bytes, Mapping, Set))


def plain(value: Any) -> Any:
    """A frame or series as its array of values; anything else as it is."""
    if not isinstance(value, numpy.ndarray) and hasattr(value, "to_numpy"):
        return value.to_numpy()
    return value
